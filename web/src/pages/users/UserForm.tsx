import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { idempotent } from "@/api/idempotency";
import type { Role } from "@/api/model";
import { asProblem } from "@/api/problem";
import { ROLES } from "@/app/me";
import { Notice } from "@/components/Notice";
import { useProblemText } from "@/components/problemText";

interface UserFormProps {
  opened: boolean;
  onClose: () => void;
  onCreated: (user: { email: string; password?: string | undefined }) => void;
}

export function UserForm(props: UserFormProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={<Text component="span" fw={600}>{t("users.add")}</Text>} closeButtonProps={{ "aria-label": t("common.close") }}>
      {props.opened && <Fields {...props} />}
    </Modal>
  );
}

function Fields({ onClose, onCreated }: UserFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useProblemText();
  const form = useForm({
    initialValues: { name: "", email: "", role: "user" as Role },
    validate: {
      name: (value) => (value.trim() === "" ? t("users.nameMissing") : null),
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t("login.emailMissing")),
    },
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) => unwrap(api().POST("/users", { body: { ...values, name: values.name.trim(), email: values.email.trim() }, headers: idempotent() })),
    onSuccess: (user) => {
      void client.invalidateQueries({ queryKey: ["/users"] });
      onCreated({ email: user.email, password: user.password ?? undefined });
      onClose();
    },
    onError: (error) => { form.setErrors(asProblem(error).fields); },
  });
  return (
    <form onSubmit={form.onSubmit((values) => { save.mutate(values); })} noValidate>
      <Stack gap="sm">
        {save.error && <Notice tone="bad" alert>{textOf(save.error)}</Notice>}
        <TextInput label={t("users.name")} required data-autofocus {...form.getInputProps("name")} />
        <TextInput label={t("login.email")} type="email" required {...form.getInputProps("email")} />
        <Select label={t("users.role")} allowDeselect={false} data={ROLES.map((role) => ({ value: role, label: t(`users.roles.${role}`) }))} description={t(`users.roleHelp.${form.values.role}`)} inputWrapperOrder={["label", "input", "description", "error"]} {...form.getInputProps("role")} />
        <Text size="sm" c="dimmed">{t("users.passwordWillBe")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" loading={save.isPending}>{t("users.add")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
