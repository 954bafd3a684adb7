import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface DecimalInputProps {
  label: string;
  description?: string;
  suffix?: string;
  value: string;
  onChange: (value: string) => void;
}

/** A number written as the person writes it, with a comma or a point, and kept as the server's decimal text. */
export function DecimalInput({ label, description, suffix, value, onChange }: DecimalInputProps) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? (i18n.language === "fr" ? value.replace(".", ",") : value);
  const bad = value !== "" && !/^-?\d+(\.\d+)?$/.test(value);
  return (
    <TextInput
      label={label}
      description={description}
      inputWrapperOrder={["label", "input", "description", "error"]}
      inputMode="decimal"
      w={200}
      value={shown}
      rightSection={suffix}
      error={bad && typed === null ? t("transforms.params.numberBad") : null}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(event.currentTarget.value.replace(/[\s\u00a0\u202f%]/g, "").replace(",", ".").replace("−", "-"));
      }}
      onBlur={() => { setTyped(null); }}
    />
  );
}
