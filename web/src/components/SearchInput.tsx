import { CloseButton, Kbd, TextInput } from "@mantine/core";
import { useDebouncedCallback, useHotkeys } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";

interface SearchInputProps {
  label: string;
  value: string | undefined;
  onSearch: (text: string | undefined) => void;
  width?: number | string;
}

/** The page's search. `/` goes to it; the URL follows a moment after the typing. */
export function SearchInput({ label, value, onSearch, width = 280 }: SearchInputProps) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? value ?? "";
  const later = useDebouncedCallback((text: string) => {
    onSearch(text.trim() === "" ? undefined : text.trim());
    setTyped(null);
  }, 220);
  const change = (text: string) => {
    setTyped(text);
    later(text);
  };
  useHotkeys([["/", () => input.current?.focus()]]);
  return (
    <TextInput
      ref={input}
      type="search"
      w={width}
      style={{ flex: "0 1 auto" }}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={16} stroke={1.7} aria-hidden />}
      rightSection={shown === "" ? <Kbd size="xs" visibleFrom="sm" aria-hidden>/</Kbd> : <CloseButton size="sm" aria-label={t("common.clear")} onClick={() => { change(""); }} />}
      value={shown}
      onChange={(event) => { change(event.currentTarget.value); }}
      onKeyDown={(event) => { if (event.key === "Escape") event.currentTarget.blur(); }}
    />
  );
}
