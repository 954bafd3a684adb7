import { Button, Code, CopyButton, Group, Modal, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

/** A password or key that is shown this once. */
export function SecretModal({ title, text, secret, onClose }: { title: string; text: string; secret: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} closeOnClickOutside={false} title={<Text component="span" fw={600}>{title}</Text>} closeButtonProps={{ "aria-label": t("common.close") }}>
      <Text mb="sm">{text}</Text>
      <Code block fz="md">{secret}</Code>
      <Group justify="flex-end" mt="md">
        <CopyButton value={secret}>{({ copied, copy }) => <Button variant="default" leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} onClick={copy}>{copied ? t("common.copied") : t("common.copy")}</Button>}</CopyButton>
        <Button onClick={onClose}>{t("common.close")}</Button>
      </Group>
    </Modal>
  );
}
