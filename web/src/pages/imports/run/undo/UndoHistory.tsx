import { Button, Loader, Modal, Skeleton, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RunDetail, Undo } from "@/api/model";
import { keptQuery, revertUndo, undosQuery } from "@/api/review";
import { useAtLeast } from "@/app/me";
import { queryClient } from "@/app/queryClient";
import { ConfirmModal } from "@/components/ConfirmModal";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useFieldName } from "@/components/FieldChanges";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import { putRun, refreshAfter } from "@/live/runCache";
import { Pager } from "@/table/Pager";
import { KeptList } from "./KeptList";
import classes from "./undo.module.css";

/** What was taken back of this import, by whom, what stayed, and the way forward again. */
export function UndoHistory({ run }: { run: RunDetail }) {
  const search = useSearch({ from: "/app/imports/$id" });
  const ended = run.status === "done" || run.status === "undone";
  const answer = useQuery({
    ...undosQuery(run.id),
    enabled: ended,
    refetchInterval: (query) => (query.state.data?.data.some((undo) => undo.status === "running") ? 1500 : false),
  });
  const undos = ended ? (answer.data?.data ?? []) : [];
  return (
    <>
      {undos.map((undo) => <UndoLine key={undo.id} undo={undo} />)}
      {search.kept !== undefined && <Kept undo={search.kept} />}
    </>
  );
}

function UndoLine({ undo }: { undo: Undo }) {
  const { t } = useTranslation();
  const format = useFormat();
  const textOf = useProblemText();
  const fieldName = useFieldName();
  const mayUndo = useAtLeast("manager");
  const [asking, setAsking] = useState(false);
  const revert = useMutation({
    mutationFn: () => revertUndo(undo.id),
    onSuccess: (next) => {
      putRun(queryClient, next);
      refreshAfter(queryClient, next);
    },
    onError: (error) => { notifyProblem(textOf(error)); },
    onSettled: () => { setAsking(false); },
  });
  const by = undo.by ?? "—";
  const part = undo.scope === null ? null : undo.scope.fields && undo.scope.fields.length > 0 ? undo.scope.fields.map(fieldName).join(", ") : undo.scope.offers ?? undo.scope.products ? t("undo.chosenPart") : null;
  const numbers = [
    undo.restored > 0 ? t("undo.restored", { count: undo.restored, n: format.number(undo.restored) }) : null,
    undo.removed_products > 0 ? t("undo.removedProducts", { count: undo.removed_products, n: format.number(undo.removed_products) }) : null,
    undo.removed_offers > 0 ? t("undo.removedOffers", { count: undo.removed_offers, n: format.number(undo.removed_offers) }) : null,
  ].filter((entry) => entry !== null).join(", ");
  const IconOf = undo.status === "reverted" ? IconArrowForwardUp : IconArrowBackUp;
  return (
    <section className={classes.undone} data-reverted={undo.status === "reverted" || undefined} aria-label={t("undo.one")}>
      {undo.status === "running" ? <Loader size={18} aria-hidden /> : <IconOf size={19} stroke={1.8} aria-hidden />}
      <div>
        <strong>{undo.status === "running" ? t("undo.running") : undo.status === "reverted" ? t("undo.reverted", { by: undo.reverted_by ?? "—" }) : part === null ? t("undo.undoneBy", { by }) : t("undo.undonePart", { by, part })}</strong>
        <span className="quiet"> · <When at={undo.status === "reverted" ? undo.reverted_at : undo.at} /></span>
        {undo.status !== "running" && (
          <div>
            {numbers}
            {undo.kept > 0 && (
              <>
                {numbers !== "" && " · "}
                <Link className="textlink" from="/imports/$id" to="." search={(old) => ({ ...old, kept: undo.id })} replace resetScroll={false}>{t("undo.keptLink", { count: undo.kept, n: format.number(undo.kept) })}</Link>
              </>
            )}
          </div>
        )}
      </div>
      {undo.status === "done" && mayUndo && <Button variant="default" size="compact-md" leftSection={<IconArrowForwardUp size={16} />} onClick={() => { setAsking(true); }}>{t("undo.redo")}</Button>}
      {asking && (
        <ConfirmModal title={t("undo.redoTitle")} confirm={t("undo.redo")} busy={revert.isPending} onConfirm={() => { revert.mutate(); }} onClose={() => { setAsking(false); }}>
          {t("undo.redoText", { what: numbers === "" ? t("undo.everything") : numbers })}
        </ConfirmModal>
      )}
    </section>
  );
}

/** The list of what an undo left alone; its address can be mailed. */
function Kept({ undo }: { undo: number }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/imports/$id" });
  const [page, setPage] = useState(1);
  const answer = useQuery(keptQuery(undo, page));
  return (
    <Modal opened onClose={() => void navigate({ search: (old) => ({ ...old, kept: undefined }), replace: true })} size="lg" title={<Text fw={600} component="span">{t("undo.keptTitle")}</Text>} closeButtonProps={{ "aria-label": t("common.close") }}>
      <Text c="dimmed" mb="sm">{t("undo.keptLead")}</Text>
      {answer.error && !answer.data ? <ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /> : answer.data === undefined ? <Skeleton height={160} /> : (
        <>
          <KeptList kept={answer.data.data} />
          {answer.data.data.length === 0 && <Text c="dimmed">{t("undo.noneKept")}</Text>}
          {answer.data.meta.total_pages > 1 && <Pager meta={answer.data.meta} onPage={setPage} />}
        </>
      )}
    </Modal>
  );
}
