import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconArrowBackUp, IconPlayerPause, IconPlayerPlay, IconRefresh, IconTable, IconX, type Icon } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Run, RunDetail } from "@/api/model";
import { queryClient } from "@/app/queryClient";
import { useAtLeast } from "@/app/me";
import { ConfirmModal } from "@/components/ConfirmModal";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { putRun, refreshAfter } from "@/live/runCache";
import { inspectRunFile } from "../upload/uploads";

/** Applying has its bar, with what is to be written; undoing its dialog. */
type Action = "cancel" | "pause" | "resume" | "retry";

const ICONS: Record<Action, Icon> = { cancel: IconX, pause: IconPlayerPause, resume: IconPlayerPlay, retry: IconRefresh };
const ORDER: readonly Action[] = ["cancel", "pause", "retry", "resume"];
const PRIMARY: readonly Action[] = ["resume", "retry"];

const send = (action: Action, id: number): Promise<Run> => {
  const init = { params: { path: { id } } };
  switch (action) {
    case "cancel": return unwrap(api().POST("/imports/{id}/cancel", init));
    case "pause": return unwrap(api().POST("/imports/{id}/pause", init));
    case "resume": return unwrap(api().POST("/imports/{id}/resume", init));
    case "retry": return unwrap(api().POST("/imports/{id}/retry", init));
  }
};

export function RunActions({ run, onUndo }: { run: RunDetail; onUndo: () => void }) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const navigate = useNavigate();
  const mayAct = useAtLeast("user");
  const mayUndo = useAtLeast("manager");
  const [asking, setAsking] = useState(false);
  const act = useMutation({
    mutationFn: (action: Action) => send(action, run.id),
    onSuccess: (next) => {
      putRun(queryClient, next);
      refreshAfter(queryClient, next);
      setAsking(false);
    },
    onError: (error) => {
      notifyProblem(textOf(error));
      void queryClient.invalidateQueries({ queryKey: ["/imports/{id}", { id: run.id }] });
      setAsking(false);
    },
  });
  const assign = useMutation({
    mutationFn: () => inspectRunFile(run.id, run.file_name),
    onSuccess: (token) => void navigate({ to: "/imports/new/$token", params: { token }, search: { run: run.id } }),
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  if (!mayAct) return null;
  const offered = ORDER.filter((action) => run.can[action] && !(action === "cancel" && run.can.apply));
  return (
    <>
      {run.status === "needs_mapping" && (
        <Button leftSection={<IconTable size={16} />} loading={assign.isPending} onClick={() => { assign.mutate(); }}>{t("run.assign")}</Button>
      )}
      {run.can.undo && mayUndo && <Button variant="default" leftSection={<IconArrowBackUp size={16} />} onClick={onUndo}>{t("run.actions.undo")}</Button>}
      {offered.map((action) => {
        const IconOf = ICONS[action];
        return (
          <Button
            key={action}
            variant={PRIMARY.includes(action) ? "filled" : "default"}
            leftSection={<IconOf size={16} />}
            loading={act.isPending && act.variables === action}
            disabled={act.isPending && act.variables !== action}
            onClick={() => { if (action === "cancel") setAsking(true); else act.mutate(action); }}
          >
            {t(`run.actions.${action}`)}
          </Button>
        );
      })}
      {asking && (
        <ConfirmModal title={t("run.ask.cancel.title")} confirm={t("run.actions.cancel")} danger busy={act.isPending} onConfirm={() => { act.mutate("cancel"); }} onClose={() => { setAsking(false); }}>
          {t("run.ask.cancel.text")}
        </ConfirmModal>
      )}
    </>
  );
}
