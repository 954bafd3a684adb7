import { Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import classes from "./RecordsBar.module.css";

const PARTS = ["created", "updated", "unchanged", "duplicates", "rejected"] as const;
type Counts = Record<"created" | "updated" | "unchanged" | "rejected", number> & { duplicates?: number };

/** What became of a file's records, as one thin bar; the numbers on hover and for screen readers. */
export function RecordsBar({ counts, height = 8 }: { counts: Counts; height?: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const parts = PARTS.map((name) => ({ name, value: counts[name] ?? 0 })).filter((part) => part.value > 0);
  const sum = parts.reduce((total, part) => total + part.value, 0);
  if (sum === 0) return <span className="quiet">—</span>;
  const words = parts.map((part) => `${format.number(part.value)} ${t(`imports.counts.${part.name}`)}`);
  return (
    <Tooltip label={<span style={{ whiteSpace: "pre-line" }}>{words.join("\n")}</span>}>
      <span className={classes.bar} style={{ height }} role="img" aria-label={words.join(", ")}>
        {parts.map((part) => <span key={part.name} data-part={part.name} style={{ flexGrow: part.value / sum }} />)}
      </span>
    </Tooltip>
  );
}
