import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { IconCheck, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { RunDetail } from "@/api/model";
import { applyRun } from "@/api/review";
import { queryClient } from "@/app/queryClient";
import { ConfirmModal } from "@/components/ConfirmModal";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { useFormat } from "@/i18n/format";
import { putRun, refreshAfter } from "@/live/runCache";
import { EVERYTHING, isNothing, tally, toSelection, type Choice, type Extent, type Tally } from "./approval";
import classes from "./review.module.css";

interface ApproveBarProps {
  run: RunDetail;
  extent: Extent;
  choice: Choice;
  onChoice: (choice: Choice) => void;
}

/** What will be written and what will not, in numbers, and the two buttons that decide. */
export function ApproveBar({ run, extent, choice, onChoice }: ApproveBarProps) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const [asking, setAsking] = useState<"apply" | "cancel" | null>(null);
  const selection = toSelection(choice, extent);
  const nothing = isNothing(choice, extent);
  const decide = useMutation({
    mutationFn: (action: "apply" | "cancel") => (action === "apply" ? applyRun(run.id, selection) : unwrap(api().POST("/imports/{id}/cancel", { params: { path: { id: run.id } } }))),
    onSuccess: (next) => {
      putRun(queryClient, next);
      refreshAfter(queryClient, next);
      onChoice(EVERYTHING);
    },
    onError: (error) => {
      notifyProblem(textOf(error));
      void queryClient.invalidateQueries({ queryKey: ["/imports/{id}", { id: run.id }] });
    },
    onSettled: () => { setAsking(null); },
  });
  const text = <Written extent={extent} choice={choice} rejected={run.rejected} />;
  return (
    <section className={classes.bar} data-floating aria-label={t("review.decide")}>
      <div className={classes.says} role="status">{text}</div>
      <div className={classes.buttons}>
        {selection !== null && <Button variant="subtle" color="gray" onClick={() => { onChoice(EVERYTHING); }}>{t("review.takeAll")}</Button>}
        {run.can.cancel && <Button variant="default" leftSection={<IconX size={16} />} onClick={() => { setAsking("cancel"); }}>{t("run.actions.cancel")}</Button>}
        <Button leftSection={<IconCheck size={16} />} disabled={nothing} onClick={() => { setAsking("apply"); }}>{selection === null ? t("review.applyAll") : t("review.applyPart")}</Button>
      </div>
      {asking === "apply" && (
        <ConfirmModal title={selection === null ? t("run.ask.apply.title") : t("review.askPart")} confirm={t("run.actions.apply")} busy={decide.isPending} onConfirm={() => { decide.mutate("apply"); }} onClose={() => { setAsking(null); }}>
          {text}
          <p className="quiet" style={{ margin: "8px 0 0" }}>{selection === null ? t("review.canUndo") : t("review.canUndoPart")}</p>
        </ConfirmModal>
      )}
      {asking === "cancel" && (
        <ConfirmModal title={t("run.ask.cancel.title")} confirm={t("run.actions.cancel")} danger busy={decide.isPending} onConfirm={() => { decide.mutate("cancel"); }} onClose={() => { setAsking(null); }}>
          {t("run.ask.cancel.text")}
        </ConfirmModal>
      )}
    </section>
  );
}

function Written({ extent, choice, rejected }: { extent: Extent; choice: Choice; rejected: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { written, left } = tally(choice, extent);
  const words = (counts: Tally[]) => counts.map(({ group, count }) => t(`review.tally.${group}`, { count, n: format.number(count) })).join(", ");
  const ids = choice.records.ids.size;
  const only = choice.records.mode === "only";
  const out = [left.length > 0 ? words(left) : null, !only && ids > 0 ? t("review.recordsOut", { count: ids, n: format.number(ids) }) : null, rejected > 0 ? t("review.rejectedOut", { count: rejected, n: format.number(rejected) }) : null].filter((part) => part !== null);
  if (isNothing(choice, extent)) return <div><b>{only && ids === 0 ? t("review.nothingChosen") : t("review.nothing")}</b></div>;
  return (
    <>
      <div><b>{t("review.willWrite")}</b> {only ? t("review.recordsOnly", { count: ids, n: format.number(ids) }) : words(written)}</div>
      {!only && extent.created > 0 && !choice.withoutNew && choice.withoutFields.size > 0 && left.some((entry) => entry.group !== "gone") && <div className="quiet">{t("review.newWithout")}</div>}
      {out.length > 0 && <div className="quiet"><b>{t("review.willNot")}</b> {out.join(", ")}</div>}
    </>
  );
}
