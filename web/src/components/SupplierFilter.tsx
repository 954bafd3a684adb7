import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { list, q } from "@/api/query";

/** Chooses one supplier out of many; the list is searched on the server. */
export function SupplierFilter({ value, onChange, width = 190 }: { value: number | undefined; onChange: (id: number | undefined) => void; width?: number | string }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [query] = useDebouncedValue(text, 200);
  const found = useQuery(list("/suppliers", { query: { q: query === "" ? undefined : query, sort: "name", per_page: 50 } })).data?.data ?? [];
  const chosen = useQuery({ ...q("/suppliers/{id}", { path: { id: value ?? 0 } }), enabled: value !== undefined }).data;
  const options = found.map((s) => ({ value: String(s.id), label: s.name }));
  if (chosen && !options.some((o) => o.value === String(chosen.id))) options.unshift({ value: String(chosen.id), label: chosen.name });
  return (
    <Select
      w={width}
      searchable
      clearable
      aria-label={t("common.supplier")}
      placeholder={t("common.supplier")}
      nothingFoundMessage={t("common.nothingFound")}
      data={options}
      value={value === undefined ? null : String(value)}
      onChange={(id) => { onChange(id === null ? undefined : Number(id)); }}
      onSearchChange={(typed) => { setText(typed === chosen?.name ? "" : typed); }}
    />
  );
}
