import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import type { Run } from "@/api/model";
import { tone } from "@/pages/imports/runState";

const closeButtonProps = () => ({ "aria-label": i18next.t("common.close") });

export const notifyDone = (message: string): void => {
  notifications.show({ message, color: "green", autoClose: 4000, closeButtonProps: closeButtonProps() });
};

export const notifyProblem = (message: string): void => {
  notifications.show({ message, color: "red", autoClose: 8000, closeButtonProps: closeButtonProps() });
};

const TONES = { moving: "petrol", waiting: "yellow", good: "green", bad: "red", quiet: "gray" } as const;

/** One of my imports has ended or waits for me, while I look at something else. A click leads there. */
export function notifyRun(run: Run, status: string, onOpen: () => void): void {
  const id = `run-${String(run.id)}`;
  notifications.show({
    id,
    title: status,
    message: run.supplier ? `${run.supplier.name} · ${run.file_name}` : run.file_name,
    color: TONES[tone(run.status)],
    autoClose: 12_000,
    style: { cursor: "pointer" },
    closeButtonProps: closeButtonProps(),
    onClick: () => {
      notifications.hide(id);
      onOpen();
    },
  });
}
