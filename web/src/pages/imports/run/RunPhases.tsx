import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Run } from "@/api/model";
import { useFormat } from "@/i18n/format";
import { PHASES } from "../runState";
import classes from "./run.module.css";

/** The phases as one line that fills, with the rate and the time left. */
export function RunPhases({ run }: { run: Run }) {
  const { t } = useTranslation();
  const format = useFormat();
  const progress = run.progress;
  const phase = progress?.phase ?? run.phase ?? "receive";
  const at = PHASES.indexOf(phase);
  const share = progress?.total != null && progress.total > 0 ? Math.min(1, progress.done / progress.total) : null;
  return (
    <section className={`panel ${classes.phases ?? ""}`} aria-label={t("run.progress")}>
      <ol className={classes.line}>
        {PHASES.map((name, index) => (
          <li key={name} data-state={index < at ? "done" : index === at ? "now" : "next"} aria-current={index === at ? "step" : undefined}>
            <span className={classes.segment}>
              <span className={index === at && share === null ? "pulse" : undefined} style={{ width: index < at ? "100%" : index === at ? `${String((share ?? 1) * 100)}%` : "0%" }} />
            </span>
            <span className={classes.phaseName}>{index < at && <IconCheck size={13} stroke={2.4} aria-hidden />}{t(`imports.phases.${name}`)}</span>
          </li>
        ))}
      </ol>
      <div className={classes.pace} role="status" aria-live="off">
        <span className="num">
          {progress && (progress.done > 0 || progress.total !== null) && (progress.total === null ? t("run.doneOf", { done: format.number(progress.done) }) : t("run.doneOfTotal", { done: format.number(progress.done), total: format.number(progress.total) }))}
        </span>
        {progress?.rate != null && <span className="num">{t("imports.rate", { rate: format.number(progress.rate) })}</span>}
        {progress?.seconds_left != null && <span className="num">{t("run.left", { time: format.duration(Math.max(1, progress.seconds_left) * 1000) })}</span>}
        <span className={classes.mayLeave}>{t("run.mayLeave")}</span>
      </div>
    </section>
  );
}
