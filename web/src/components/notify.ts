import { notifications } from "@mantine/notifications";
import i18next from "i18next";

const closeButtonProps = () => ({ "aria-label": i18next.t("common.close") });

export const notifyDone = (message: string): void => {
  notifications.show({ message, color: "green", autoClose: 4000, closeButtonProps: closeButtonProps() });
};

export const notifyProblem = (message: string): void => {
  notifications.show({ message, color: "red", autoClose: 8000, closeButtonProps: closeButtonProps() });
};
