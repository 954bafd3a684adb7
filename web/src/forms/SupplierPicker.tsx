import { Anchor, Select } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { list } from "@/api/query";
import { useAtLeast } from "@/app/me";
import { SupplierForm } from "./SupplierForm";

interface SupplierPickerProps {
  code: string | undefined;
  onChange: (code: string | undefined) => void;
  suggestedName: string;
}

/** Chooses the supplier of a file, or makes it. */
export function SupplierPicker({ code, onChange, suggestedName }: SupplierPickerProps) {
  const { t } = useTranslation();
  const [opened, form] = useDisclosure(false);
  const [text, setText] = useState("");
  const [query] = useDebouncedValue(text, 200);
  const mayCreate = useAtLeast("manager");
  const byCode = useQuery({ ...list("/suppliers", { query: { q: code, per_page: 20 } }), enabled: code !== undefined }).data?.data.find((s) => s.code === code);
  const found = useQuery(list("/suppliers", { query: { q: query === "" ? undefined : query, sort: "name", per_page: 50 } })).data?.data ?? [];
  const options = found.filter((s) => s.is_active).map((s) => ({ value: s.code, label: s.name }));
  if (byCode && !options.some((o) => o.value === byCode.code)) options.unshift({ value: byCode.code, label: byCode.name });
  return (
    <>
      <Select
        label={t("common.supplier")}
        placeholder={t("mapping.chooseSupplier")}
        searchable
        data={options}
        value={code ?? null}
        nothingFoundMessage={t("common.nothingFound")}
        onChange={(value) => { onChange(value ?? undefined); }}
        onSearchChange={(typed) => { setText(typed === byCode?.name ? "" : typed); }}
      />
      {mayCreate && <Anchor component="button" type="button" size="sm" mt={6} onClick={form.open}>{t("mapping.createSupplier")}</Anchor>}
      <SupplierForm
        opened={opened}
        onClose={form.close}
        initialName={suggestedName.replace(/\.[^.]+$/, "").replace(/[_-]+/g, " ")}
        onSaved={(supplier) => { onChange(supplier.code); }}
      />
    </>
  );
}
