import { Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { request } from "@/api/client";
import type { ProfileChange, Transform } from "@/api/model";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useFieldName } from "@/components/FieldChanges";
import { useFormat } from "@/i18n/format";
import { useMaybeText } from "@/i18n/maybeText";
import { useStepText } from "@/transforms/useStepText";
import { GROUPS, linesOf, type ChangeLine } from "./changes";
import classes from "./profiles.module.css";

interface VersionChangesProps {
  supplierId: number;
  name: string;
  from: number;
  to: number;
}

/** What a version changed, in words: a column for another, a step added, a rule loosened. */
export function VersionChanges({ supplierId, name, from, to }: VersionChangesProps) {
  const { t } = useTranslation();
  const answer = useQuery({
    queryKey: ["/suppliers/{id}/profiles", { id: supplierId }, "diff", name, from, to],
    queryFn: ({ signal }) => request<{ changes: ProfileChange[] }>("GET", `/suppliers/${String(supplierId)}/profiles/${encodeURIComponent(name)}/diff?from=${String(from)}&to=${String(to)}`, undefined, signal),
    staleTime: Infinity,
  });
  if (answer.error) return <ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <><Skeleton height={14} width="55%" mb={10} /><Skeleton height={14} width="70%" /></>;
  const lines = linesOf(answer.data.changes);
  if (lines.length === 0) return <Text c="dimmed">{t("profiles.noChange")}</Text>;
  return (
    <div className={classes.changes}>
      {GROUPS.map((group) => {
        const some = lines.filter((line) => line.group === group);
        if (some.length === 0) return null;
        return (
          <div key={group}>
            <Text component="h4" size="sm" fw={600} c="dimmed">{t(`profiles.groups.${group}`)}</Text>
            <ul className={classes.lines}>{some.map((line, i) => <Line key={i} line={line} />)}</ul>
          </div>
        );
      })}
    </div>
  );
}

function Line({ line }: { line: ChangeLine }) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const stepText = useStepText();
  const valueText = useValueText();
  const said = (step: Transform | null) => (step === null ? null : `${fieldName(step.field)} – ${stepText(step)}${step.when != null && step.when !== "" ? `, ${t("transforms.onlyWhen", { when: step.when })}` : ""}${step.off === true ? ` (${t("transforms.off")})` : ""}`);
  if (line.group === "steps") return line.before === null && line.after === null ? <li>{t("profiles.stepsChanged")}</li> : <Move name={t("profiles.stepN", { n: line.place })} before={said(line.before)} after={said(line.after)} />;
  if (line.group === "columns") {
    return "moved" in line ? <Move name={fieldName(line.field)} before={t("profiles.place", { n: line.moved.before + 1 })} after={t("profiles.place", { n: line.moved.after + 1 })} /> : <Move name={fieldName(line.field)} before={line.before} after={line.after} />;
  }
  const [name, show] = valueText(line.group, line.name);
  return <Move name={name} before={show(line.before)} after={show(line.after)} />;
}

/** Before → after; a sign and a word where there was or is nothing. */
function Move({ name, before, after }: { name: string; before: string | null; after: string | null }) {
  const { t } = useTranslation();
  const kind = before === null ? "added" : after === null ? "removed" : "changed";
  return (
    <li className={classes.line} data-kind={kind}>
      <span className={classes.sign} role="img" aria-label={t(`profiles.kinds.${kind}`)}>{{ added: "+", removed: "−", changed: "~" }[kind]}</span>
      <span>
        <span className="strong">{name}</span>{" "}
        {before !== null && <del>{before}</del>}
        {before !== null && after !== null && <span aria-hidden> → </span>}
        {after !== null && <ins>{after}</ins>}
      </span>
    </li>
  );
}

/** The name of a rule or of a part of the layout, and how its values are said. */
function useValueText() {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const format = useFormat();
  const fieldName = useFieldName();
  return (group: "rules" | "layout", name: string): [string, (value: unknown) => string | null] => {
    const plain = (value: unknown): string | null => {
      if (value == null) return null;
      if (value === "\t") return t("mapping.delimiters.tab");
      if (Array.isArray(value)) return value.map((one) => (typeof one === "string" ? fieldName(one) : JSON.stringify(one))).join(", ");
      return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : JSON.stringify(value);
    };
    if (group === "layout") return [maybe(`profiles.layout.${name}`) ?? name.replaceAll("_", " "), plain];
    const percent = (value: unknown) => (typeof value === "number" ? format.percent(value) : plain(value));
    if (name.startsWith("brakes.")) return [maybe(`policies.${name}`) ?? name, percent];
    if (name === "most_errors") return [t("policies.mostErrors"), percent];
    if (name === "absent_runs") return [t("policies.absent.runs"), plain];
    if (name === "fields") return [t("policies.fields.only"), plain];
    return [maybe(`policies.${name}.title`) ?? name.replaceAll("_", " "), (value) => (typeof value === "string" ? (maybe(`policies.${name}.${value}.name`) ?? value) : plain(value))];
  };
}
