import { Button, CloseButton } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CorrectionResult, RunDetail } from "@/api/model";
import { correctionsQuery, runPartKey, takeBackCorrection } from "@/api/review";
import { runLink } from "@/app/links";
import { queryClient } from "@/app/queryClient";
import { useFieldName } from "@/components/FieldChanges";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import runClasses from "../run.module.css";
import classes from "./issues.module.css";

/** What a correction did, in numbers. */
export function CorrectionResultNotice({ result, onClose }: { result: CorrectionResult; onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const touched = t("issuesPage.touched", { count: result.touched, n: format.number(result.touched) });
  const parts = result.mended == null ? [] : [t("issuesPage.mended", { count: result.mended, n: format.number(result.mended) }), result.still_bad ? t("issuesPage.stillBad", { count: result.still_bad, n: format.number(result.still_bad) }) : null];
  return (
    <div className={classes.result} role="status">
      <IconCircleCheck size={19} stroke={1.8} aria-hidden />
      <span>
        <b>{[touched, ...parts.filter((part) => part !== null)].join(", ")}.</b>{" "}
        {result.mended == null && <>{t("issuesPage.asChild")} <Link className="textlink" {...runLink(result.run.id)}>{t("run.title", { id: result.run.id })}</Link></>}
      </span>
      <CloseButton size="sm" aria-label={t("common.close")} onClick={onClose} />
    </div>
  );
}

/** The corrections made so far; each can be taken back while the run waits. */
export function CorrectionsMade({ run, mayFix }: { run: RunDetail; mayFix: boolean }) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const textOf = useProblemText();
  const made = useQuery({ ...correctionsQuery(run.id), enabled: run.records > 0 }).data?.data ?? [];
  const takeBack = useMutation({
    mutationFn: (id: number) => takeBackCorrection(run.id, id),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: runPartKey(run.id) });
      void queryClient.invalidateQueries({ queryKey: ["/imports/{id}", { id: run.id }] });
      void queryClient.invalidateQueries({ queryKey: ["/imports/{id}/changes", { id: run.id }] });
    },
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  if (made.length === 0) return null;
  const waits = run.status === "held" || run.status === "review";
  return (
    <section className={`panel ${classes.values ?? ""}`} aria-label={t("issuesPage.made")}>
      <div className={classes.valuesHead}><h2>{t("issuesPage.made")}</h2></div>
      <ul className={classes.valueList}>
        {made.map((correction) => (
          <li key={correction.id} className={classes.value}>
            <span className={classes.rawCell}>
              <span className="quiet">{fieldName(correction.field)}</span>
              <code className={runClasses.raw}>{correction.raw ?? (correction.record === null ? "—" : t("record.title", { n: String(correction.record) }))}</code>
              <span aria-hidden>→</span>
              <b>{correction.value ?? t("run.empty")}</b>
            </span>
            <span className="quiet nowrap">{correction.by ?? "—"} · <When at={correction.at} /></span>
            {mayFix && waits && <Button size="xs" variant="subtle" color="gray" loading={takeBack.isPending && takeBack.variables === correction.id} onClick={() => { takeBack.mutate(correction.id); }}>{t("issuesPage.takeBack")}</Button>}
          </li>
        ))}
      </ul>
    </section>
  );
}
