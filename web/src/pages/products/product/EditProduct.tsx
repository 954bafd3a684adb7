import { Autocomplete, Button, Group, Modal, Select, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Product } from "@/api/model";
import { asProblem } from "@/api/problem";
import { list, q } from "@/api/query";
import { notifyDone } from "@/components/notify";
import { Notice } from "@/components/Notice";
import { useProblemText } from "@/components/problemText";
import { PRODUCT_STATUSES } from "../productsSearch";

interface EditProductProps {
  product: Product;
  opened: boolean;
  onClose: () => void;
}

export function EditProduct({ product, opened, onClose }: EditProductProps) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} size="lg" title={<Text component="span" fw={600}>{t("products.editTitle")}</Text>} closeButtonProps={{ "aria-label": t("common.close") }}>
      {opened && <Fields product={product} onClose={onClose} />}
    </Modal>
  );
}

function Fields({ product, onClose }: Omit<EditProductProps, "opened">) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useProblemText();
  const initial = {
    name: product.name,
    brand: product.brand?.name ?? "",
    category: product.category?.path ?? "",
    mpn: product.mpn ?? "",
    weight_kg: product.weight_kg ?? "",
    status: product.status as string,
    description: product.description ?? "",
  };
  const form = useForm({
    initialValues: initial,
    validate: {
      name: (value) => (value.trim() === "" ? t("products.nameMissing") : null),
      weight_kg: (value) => (value === "" || /^\d+([.,]\d+)?$/.test(value.trim()) ? null : t("products.weightRule")),
    },
  });
  const [brandText] = useDebouncedValue(form.values.brand, 200);
  const [categoryText] = useDebouncedValue(form.values.category, 200);
  const brands = useQuery(list("/brands", { query: { q: brandText, per_page: 10 } })).data?.data.map((b) => b.name) ?? [];
  const categories = useQuery(list("/categories", { query: { q: categoryText, per_page: 10 } })).data?.data.map((c) => c.path) ?? [];
  const save = useMutation({
    mutationFn: (values: typeof initial) => {
      const changed = (Object.keys(initial) as (keyof typeof initial)[]).filter((key) => values[key] !== initial[key]);
      const body = Object.fromEntries(
        changed.map((key) => {
          const value = values[key].trim();
          if (key === "name" || key === "status") return [key, value];
          return [key, value === "" ? null : key === "weight_kg" ? value.replace(",", ".") : value];
        }),
      );
      return unwrap(api().PATCH("/products/{id}", { params: { path: { id: product.id } }, body }));
    },
    onSuccess: (next) => {
      client.setQueryData(q("/products/{id}", { path: { id: product.id } }).queryKey, next);
      void client.invalidateQueries({ queryKey: ["/products"] });
      void client.invalidateQueries({ queryKey: ["/products/{id}/history", { id: product.id }] });
      notifyDone(t("common.saved"));
      onClose();
    },
    onError: (error) => { form.setErrors(asProblem(error).fields); },
  });
  return (
    <form onSubmit={form.onSubmit((values) => { if (form.isDirty()) save.mutate(values); else onClose(); })} noValidate>
      <Stack gap="sm">
        <Text c="dimmed">{t("products.editLead")}</Text>
        {save.error && <Notice tone="bad" alert>{textOf(save.error)}</Notice>}
        <TextInput label={t("fields.name")} required data-autofocus {...form.getInputProps("name")} />
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
          <Autocomplete label={t("fields.brand")} data={[...new Set(brands)]} {...form.getInputProps("brand")} />
          <Autocomplete label={t("fields.category")} data={[...new Set(categories)]} description={t("products.categoryHelp")} inputWrapperOrder={["label", "input", "description", "error"]} {...form.getInputProps("category")} />
          <TextInput label={t("fields.mpn")} {...form.getInputProps("mpn")} />
          <TextInput label={t("fields.weight_kg")} rightSection={<Text size="sm" c="dimmed">kg</Text>} inputMode="decimal" {...form.getInputProps("weight_kg")} />
          <Select label={t("fields.status")} allowDeselect={false} data={PRODUCT_STATUSES.map((value) => ({ value, label: t(`products.status.${value}`) }))} {...form.getInputProps("status")} />
        </SimpleGrid>
        <Textarea label={t("fields.description")} autosize minRows={3} maxRows={10} {...form.getInputProps("description")} />
        <Group justify="flex-end" mt="xs">
          <Button variant="default" onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" loading={save.isPending}>{t("common.save")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
