import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconKey, IconPlus, IconTrash } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { ApiKey, Role } from "@/api/model";
import { list } from "@/api/query";
import { ROLES, useMe } from "@/app/me";
import { ConfirmModal } from "@/components/ConfirmModal";
import { EmptyBlock } from "@/components/EmptyBlock";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { SecretModal } from "@/components/SecretModal";
import { When } from "@/components/When";
import { DataTable } from "@/table/DataTable";
import type { Col } from "@/table/columns";
import classes from "./settings.module.css";

export function ApiKeys() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useProblemText();
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<ApiKey | null>(null);
  const [secret, setSecret] = useState<{ name: string; key: string } | null>(null);
  const answer = useQuery(list("/api-keys"));
  const remove = useMutation({
    mutationFn: (id: number) => unwrap(api().DELETE("/api-keys/{id}", { params: { path: { id } } })),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["/api-keys"] });
      setRemoving(null);
    },
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  const columns = useMemo<Col<ApiKey>[]>(
    () => [
      { id: "name", header: t("settings.keyName"), cell: (key) => <><Text fw={550} component="span">{key.name}</Text><Text size="xs" c="dimmed">{key.user_email}</Text></> },
      { id: "prefix", header: t("settings.keyPrefix"), width: 140, cell: (key) => <code>{key.prefix}…</code> },
      { id: "role", header: t("users.role"), width: 130, cell: (key) => t(`users.roles.${key.role}`) },
      { id: "used", header: t("settings.keyUsed"), align: "right", width: 140, cell: (key) => <When at={key.last_used_at} fallback={t("dashboard.never")} /> },
      { id: "act", header: t("common.actions"), quietHeader: true, align: "right", width: 120, cell: (key) => <Button size="compact-sm" variant="default" leftSection={<IconTrash size={14} />} onClick={() => { setRemoving(key); }}>{t("settings.keyRemove")}</Button> },
    ],
    [t],
  );
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => { setAdding(true); }}>{t("settings.keyAdd")}</Button>;
  return (
    <div className={classes.keys}>
      <Group justify="space-between" mb="md"><Text c="dimmed" style={{ flex: 1, minWidth: 240 }}>{t("settings.keysLead")}</Text>{answer.data?.data.length !== 0 && add}</Group>
      <DataTable
        label={t("settings.keys")}
        columns={columns}
        answer={answer}
        rowKey={(key) => key.id}
        skeletonRows={3}
        card={(key) => (
          <Group justify="space-between" wrap="nowrap">
            <div><Text fw={550}>{key.name}</Text><Text size="sm" c="dimmed"><code>{key.prefix}…</code> · {t(`users.roles.${key.role}`)}</Text></div>
            <Button size="compact-sm" variant="default" onClick={() => { setRemoving(key); }}>{t("settings.keyRemove")}</Button>
          </Group>
        )}
        empty={<EmptyBlock icon={IconKey} title={t("settings.noKeys")} text={t("settings.keysLead")} action={add} />}
      />
      <Modal opened={adding} onClose={() => { setAdding(false); }} title={<Text component="span" fw={600}>{t("settings.keyAdd")}</Text>} closeButtonProps={{ "aria-label": t("common.close") }}>
        {adding && <KeyForm onClose={() => { setAdding(false); }} onCreated={setSecret} />}
      </Modal>
      {secret && <SecretModal title={secret.name} text={t("settings.keyOnce")} secret={secret.key} onClose={() => { setSecret(null); }} />}
      {removing && <ConfirmModal title={t("settings.keyRemoveTitle", { name: removing.name })} confirm={t("settings.keyRemove")} danger busy={remove.isPending} onConfirm={() => { remove.mutate(removing.id); }} onClose={() => { setRemoving(null); }}>{t("settings.keyRemoveText")}</ConfirmModal>}
    </div>
  );
}

function KeyForm({ onClose, onCreated }: { onClose: () => void; onCreated: (key: { name: string; key: string }) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const textOf = useProblemText();
  const allowed = ROLES.slice(0, ROLES.indexOf(me.role) + 1);
  const form = useForm({ initialValues: { name: "", role: "viewer" as Role }, validate: { name: (value) => (value.trim() === "" ? t("users.nameMissing") : null) } });
  const save = useMutation({
    mutationFn: (body: { name: string; role: Role }) => unwrap(api().POST("/api-keys", { body })),
    onSuccess: (key) => {
      void client.invalidateQueries({ queryKey: ["/api-keys"] });
      onCreated({ name: key.name, key: key.key });
      onClose();
    },
    onError: (error) => { form.setErrors({ name: textOf(error) }); },
  });
  return (
    <form onSubmit={form.onSubmit((values) => { save.mutate(values); })}>
      <Stack gap="sm">
        <TextInput label={t("settings.keyName")} placeholder={t("settings.keyNameExample")} data-autofocus {...form.getInputProps("name")} />
        <Select label={t("users.role")} allowDeselect={false} data={allowed.map((role) => ({ value: role, label: t(`users.roles.${role}`) }))} description={t(`users.roleHelp.${form.values.role}`)} inputWrapperOrder={["label", "input", "description", "error"]} {...form.getInputProps("role")} />
        <Group justify="flex-end"><Button variant="default" onClick={onClose}>{t("common.cancel")}</Button><Button type="submit" loading={save.isPending}>{t("settings.keyAdd")}</Button></Group>
      </Stack>
    </form>
  );
}
