import { useTranslation } from "react-i18next";
import type { Run } from "@/api/model";
import { RecordsBar } from "@/components/RecordsBar";
import { useFormat } from "@/i18n/format";
import { isActive } from "../runState";
import classes from "./run.module.css";

const COUNTS = ["created", "updated", "unchanged", "duplicates", "rejected"] as const;

/** Every record accounted for: the five outcomes add up to the first number. */
export function RunCounters({ run }: { run: Run }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (run.records === 0 && !isActive(run.status)) return null;
  return (
    <section className={`panel ${classes.counters ?? ""}`} aria-label={t("run.account")}>
      <dl className={classes.numbers}>
        <div>
          <dt>{t("run.records")}</dt>
          <dd className="num">{format.number(run.records)}</dd>
        </div>
        {COUNTS.map((name) => (
          <div key={name} data-zero={run[name] === 0 || undefined}>
            <dt><span className={classes.dot} data-part={name} aria-hidden />{t(`run.counts.${name}`)}</dt>
            <dd className="num">{format.number(run[name])}</dd>
          </div>
        ))}
      </dl>
      {COUNTS.some((name) => run[name] > 0) && <RecordsBar counts={run} height={6} />}
      {(run.discontinued > 0 || run.warnings > 0) && (
        <p className={classes.besides}>
          {[run.warnings > 0 ? t("run.warnings", { count: run.warnings, n: format.number(run.warnings) }) : null, run.discontinued > 0 ? t("run.discontinued", { count: run.discontinued, n: format.number(run.discontinued) }) : null].filter(Boolean).join(" · ")}
        </p>
      )}
    </section>
  );
}
