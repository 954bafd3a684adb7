import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { LogLine, RunDetail } from "@/api/model";
import { FactList } from "@/components/FactList";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import { useMaybeText } from "@/i18n/maybeText";
import classes from "./run.module.css";

/** What happened when, in words; a line without words of its own shows its code and figures. */
export function LogTab({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={`panel ${classes.block ?? ""}`}>
      <FactList facts={[[t("run.worker"), run.worker], [t("run.attempt"), run.attempt > 1 ? format.number(run.attempt) : null], [t("run.startedAt"), run.started_at === null ? null : <When key="s" at={run.started_at} />], [t("run.finishedAt"), run.finished_at === null ? null : <When key="f" at={run.finished_at} />]]} />
      {run.log.length === 0 ? <Text c="dimmed" mt="sm">{t("run.noLog")}</Text> : (
        <ol className={classes.log}>
          {run.log.map((line, index) => (
            <li key={index} data-level={line.level}>
              <time dateTime={line.at} className="num" title={format.exact(line.at)}>{format.clock(line.at)}</time>
              <span><LogText line={line} /></span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** The names that a line gives in codes, in words: its field, and the brake that it is about. */
function LogText({ line }: { line: LogLine }) {
  const maybe = useMaybeText();
  const format = useFormat();
  const say = (name: string, value: unknown): string => {
    if (value === null) return "–";
    if (typeof value === "number") return name === "bytes" ? format.bytes(value) : format.number(value);
    if (Array.isArray(value)) return value.join(", ");
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return (name === "field" ? maybe(`fields.${text}`) : null) ?? text;
  };
  const shown = Object.fromEntries(Object.entries(line.params).map(([name, value]) => [name, say(name, value)]));
  const brake = maybe(`review.brakes.${shown["code"] ?? ""}`);
  const own = maybe(`run.log.${line.text_code}`, brake === null ? shown : { ...shown, text: brake });
  if (own !== null) return <>{own}</>;
  const message = typeof line.params["message"] === "string" ? line.params["message"] : null;
  return <>{message ?? `${line.text_code.replaceAll("_", " ")} ${Object.entries(shown).map(([name, value]) => `${name} ${value}`).join(", ")}`}</>;
}
