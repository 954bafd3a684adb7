import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ValueKind } from "@/api/model";
import { list } from "@/api/query";
import type { Target } from "./decisions";

interface TargetSelectProps {
  kind: ValueKind;
  label: string;
  placeholder?: string;
  /** What the value looks like: offered first. */
  suggestion: { id: number; name: string } | null;
  /** What a new one would be called before anything is typed. */
  value?: string;
  autoFocus?: boolean;
  onChoose: (target: Target) => void;
  onClose?: () => void;
}

/** One of our brands or categories, searched on the server; or a new one with the name that was typed. */
export function TargetSelect({ kind, label, placeholder, suggestion, value, autoFocus = false, onChoose, onClose }: TargetSelectProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim() === "" ? undefined : typed.trim(), 180);
  const brands = useQuery({ ...list("/brands", { query: { q, per_page: 30 } }), enabled: kind === "brand" }).data?.data.map(({ id, name }) => ({ id, name }));
  const categories = useQuery({ ...list("/categories", { query: { q, per_page: 30 } }), enabled: kind === "category" }).data?.data.map(({ id, path }) => ({ id, name: path }));
  const found = (kind === "brand" ? brands : categories) ?? [];
  const known = [...(suggestion && typed.trim() === "" ? [suggestion] : []), ...found.filter((one) => typed.trim() !== "" || one.id !== suggestion?.id)];
  const fresh = typed.trim() === "" ? value : typed.trim();
  const offersNew = fresh !== undefined && fresh !== "" && !known.some((one) => one.name.toLowerCase() === fresh.toLowerCase());
  const own = offersNew ? [{ value: "new", label: t(`values.fresh.${kind}`, { name: fresh }) }] : [];
  const ours = known.map((one) => ({ value: String(one.id), label: one.name }));
  // Without a suggestion it is likely a new one; once something was typed, what was found is likelier.
  const data = typed.trim() === "" && suggestion === null ? [...own, ...ours] : [...ours, ...own];
  return (
    <Select
      aria-label={label}
      placeholder={placeholder ?? label}
      searchable
      size="xs"
      data={data}
      filter={({ options }) => options}
      value={null}
      nothingFoundMessage={t("common.nothingFound")}
      maxDropdownHeight={300}
      autoFocus={autoFocus}
      defaultDropdownOpened={autoFocus}
      searchValue={typed}
      onSearchChange={setTyped}
      onDropdownClose={onClose}
      comboboxProps={{ width: 300, position: "bottom-start" }}
      onKeyDown={(event) => { if (event.key === "Escape") onClose?.(); }}
      onChange={(chosen) => {
        if (chosen === "new" && fresh !== undefined) onChoose({ name: fresh });
        const one = known.find((candidate) => String(candidate.id) === chosen);
        if (one) onChoose(one);
      }}
    />
  );
}
