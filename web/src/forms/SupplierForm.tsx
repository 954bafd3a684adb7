import { Button, Group, Modal, Select, SimpleGrid, Stack, Switch, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { idempotent } from "@/api/idempotency";
import type { Supplier } from "@/api/model";
import { asProblem } from "@/api/problem";
import { Notice } from "@/components/Notice";
import { useProblemText } from "@/components/problemText";
import { CURRENCIES } from "./currencies";

interface SupplierFormProps {
  opened: boolean;
  onClose: () => void;
  supplier?: Supplier;
  initialName?: string;
  onSaved?: (supplier: Supplier) => void;
}

const codeFrom = (name: string) => name.normalize("NFD").replace(/[^A-Za-z0-9]+/g, "").toUpperCase().slice(0, 12);
const orNull = (text: string) => (text.trim() === "" ? null : text.trim());

export function SupplierForm(props: SupplierFormProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={props.opened} onClose={props.onClose} size="lg" title={props.supplier ? t("suppliers.edit") : t("suppliers.new")} closeButtonProps={{ "aria-label": t("common.close") }}>
      {props.opened && <Fields {...props} />}
    </Modal>
  );
}

function Fields({ onClose, supplier, initialName = "", onSaved }: SupplierFormProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useProblemText();
  const form = useForm({
    initialValues: {
      name: supplier?.name ?? initialName,
      code: supplier?.code ?? codeFrom(initialName),
      currency: supplier?.currency ?? null,
      contact_name: supplier?.contact_name ?? "",
      contact_email: supplier?.contact_email ?? "",
      website: supplier?.website ?? "",
      notes: supplier?.notes ?? "",
      is_active: supplier?.is_active ?? true,
    },
    validate: {
      name: (value) => (value.trim() === "" ? t("suppliers.nameMissing") : null),
      code: (value) => (/^[A-Za-z0-9._-]{1,40}$/.test(value) ? null : t("suppliers.codeRule")),
    },
  });
  const save = useMutation({
    mutationFn: (values: typeof form.values) => {
      const body = {
        ...values,
        name: values.name.trim(),
        contact_name: orNull(values.contact_name),
        contact_email: orNull(values.contact_email),
        website: orNull(values.website),
        notes: orNull(values.notes),
      };
      return supplier
        ? unwrap(api().PATCH("/suppliers/{id}", { params: { path: { id: supplier.id } }, body }))
        : unwrap(api().POST("/suppliers", { body, headers: idempotent() }));
    },
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: ["/suppliers"] });
      void client.invalidateQueries({ queryKey: ["/suppliers/{id}", { id: saved.id }] });
      onSaved?.(saved);
      onClose();
    },
    onError: (error) => {
      const problem = asProblem(error);
      form.setErrors(problem.code === "code_taken" ? { code: textOf(problem) } : problem.fields);
    },
  });
  return (
    <form onSubmit={form.onSubmit((values) => { save.mutate(values); })} noValidate>
      <Stack gap="sm">
        {save.error && asProblem(save.error).code !== "code_taken" && <Notice tone="bad" alert>{textOf(save.error)}</Notice>}
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <TextInput label={t("suppliers.name")} required data-autofocus {...form.getInputProps("name")} onBlur={(event) => { if (!supplier && form.values.code === "") form.setFieldValue("code", codeFrom(event.currentTarget.value)); }} />
          <TextInput label={t("suppliers.code")} required description={t("suppliers.codeHelp")} inputWrapperOrder={["label", "input", "description", "error"]} {...form.getInputProps("code")} />
          <Select label={t("suppliers.currency")} placeholder={t("suppliers.currencyNone")} clearable searchable data={CURRENCIES} {...form.getInputProps("currency")} />
          <TextInput label={t("suppliers.website")} placeholder="https://" {...form.getInputProps("website")} />
          <TextInput label={t("suppliers.contact")} {...form.getInputProps("contact_name")} />
          <TextInput label={t("suppliers.email")} type="email" {...form.getInputProps("contact_email")} />
        </SimpleGrid>
        <Textarea label={t("suppliers.notes")} autosize minRows={2} {...form.getInputProps("notes")} />
        {supplier && <Switch label={t("suppliers.active")} {...form.getInputProps("is_active", { type: "checkbox" })} />}
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" loading={save.isPending}>{t("common.save")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
