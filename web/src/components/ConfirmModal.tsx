import { Button, Group, Modal, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface ConfirmModalProps {
  title: string;
  confirm: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}

export function ConfirmModal({ title, confirm, danger = false, busy = false, onConfirm, onClose, children }: ConfirmModalProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={<Text fw={600} component="span">{title}</Text>} closeButtonProps={{ "aria-label": t("common.close") }}>
      <Text component="div" mb="lg">{children}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>{t("common.cancel")}</Button>
        <Button color={danger ? "red.8" : undefined} loading={busy} onClick={onConfirm} data-autofocus>{confirm}</Button>
      </Group>
    </Modal>
  );
}
