import { notifications } from "@mantine/notifications";

export const notifyDone = (message: string): void => {
  notifications.show({ message, color: "green", autoClose: 4000 });
};

export const notifyProblem = (message: string): void => {
  notifications.show({ message, color: "red", autoClose: 8000 });
};
