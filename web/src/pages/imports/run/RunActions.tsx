import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { IconArrowBackUp, IconCheck, IconPlayerPause, IconPlayerPlay, IconRefresh, IconTable, IconX, type Icon } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Run, RunDetail } from "@/api/model";
import { queryClient } from "@/app/queryClient";
import { useAtLeast } from "@/app/me";
import { ConfirmModal } from "@/components/ConfirmModal";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { useFormat } from "@/i18n/format";
import { putRun, refreshAfter } from "@/live/runCache";
import { inspectRunFile } from "../upload/uploads";

type Action = keyof Run["can"];

const ICONS: Record<Action, Icon> = { apply: IconCheck, cancel: IconX, pause: IconPlayerPause, resume: IconPlayerPlay, retry: IconRefresh, undo: IconArrowBackUp };
const ORDER: readonly Action[] = ["undo", "cancel", "pause", "retry", "resume", "apply"];
const PRIMARY: readonly Action[] = ["apply", "resume", "retry"];
/** What cannot simply be pressed again asks first, and says what will happen in numbers. */
const ASKS: readonly Action[] = ["cancel", "undo", "apply"];

const send = (action: Action, id: number): Promise<Run> => {
  const init = { params: { path: { id } } };
  switch (action) {
    case "apply": return unwrap(api().POST("/imports/{id}/apply", init));
    case "cancel": return unwrap(api().POST("/imports/{id}/cancel", init));
    case "pause": return unwrap(api().POST("/imports/{id}/pause", init));
    case "resume": return unwrap(api().POST("/imports/{id}/resume", init));
    case "retry": return unwrap(api().POST("/imports/{id}/retry", init));
    case "undo": return unwrap(api().POST("/imports/{id}/undo" as "/imports/{id}/retry", init));
  }
};

export function RunActions({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const textOf = useProblemText();
  const navigate = useNavigate();
  const mayAct = useAtLeast("user");
  const mayUndo = useAtLeast("manager");
  const [asking, setAsking] = useState<Action | null>(null);
  const act = useMutation({
    mutationFn: (action: Action) => send(action, run.id),
    onSuccess: (next) => {
      putRun(queryClient, next);
      refreshAfter(queryClient, next);
      setAsking(null);
    },
    onError: (error) => {
      notifyProblem(textOf(error));
      void queryClient.invalidateQueries({ queryKey: ["/imports/{id}", { id: run.id }] });
      setAsking(null);
    },
  });
  const assign = useMutation({
    mutationFn: () => inspectRunFile(run.id, run.file_name),
    onSuccess: (token) => void navigate({ to: "/imports/new/$token", params: { token }, search: { run: run.id } }),
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  if (!mayAct) return null;
  const offered = ORDER.filter((action) => run.can[action] && (action !== "undo" || mayUndo));
  return (
    <>
      {run.status === "needs_mapping" && (
        <Button leftSection={<IconTable size={16} />} loading={assign.isPending} onClick={() => { assign.mutate(); }}>{t("run.assign")}</Button>
      )}
      {offered.map((action) => {
        const IconOf = ICONS[action];
        return (
          <Button
            key={action}
            variant={PRIMARY.includes(action) ? "filled" : "default"}
            leftSection={<IconOf size={16} />}
            loading={act.isPending && act.variables === action}
            disabled={act.isPending && act.variables !== action}
            onClick={() => { if (ASKS.includes(action)) setAsking(action); else act.mutate(action); }}
          >
            {t(`run.actions.${action}`)}
          </Button>
        );
      })}
      {asking !== null && (
        <ConfirmModal
          title={t(`run.ask.${asking as "apply" | "cancel" | "undo"}.title`)}
          confirm={t(`run.actions.${asking}`)}
          danger={asking !== "apply"}
          busy={act.isPending}
          onConfirm={() => { act.mutate(asking); }}
          onClose={() => { setAsking(null); }}
        >
          {t(`run.ask.${asking as "apply" | "cancel" | "undo"}.text`, { created: format.number(run.created), updated: format.number(run.updated) })}
        </ConfirmModal>
      )}
    </>
  );
}
