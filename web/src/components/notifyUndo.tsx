import { Anchor } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";

/** Says what was done, and takes it back while the message is there. */
export function notifyUndo(message: string, onUndo: () => void): void {
  const id = notifications.show({
    message: (
      <>
        {message}{" "}
        <Anchor component="button" type="button" inherit fw={600} onClick={() => { notifications.hide(id); onUndo(); }}>{i18next.t("common.undo")}</Anchor>
      </>
    ),
    color: "green",
    autoClose: 9000,
    closeButtonProps: { "aria-label": i18next.t("common.close") },
  });
}
