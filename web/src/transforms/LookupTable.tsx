import { ActionIcon, Button, Text, TextInput } from "@mantine/core";
import { IconArrowRight, IconPlus, IconX } from "@tabler/icons-react";
import { useState, type ClipboardEvent } from "react";
import { useTranslation } from "react-i18next";
import classes from "./transforms.module.css";

type Line = readonly [from: string, to: string];

const asTable = (lines: readonly Line[]): Record<string, string> => Object.fromEntries(lines.filter(([from]) => from.trim() !== ""));

/** Two columns as a spreadsheet puts them on the clipboard; anything else is an ordinary paste. */
export function pastedLines(text: string): Line[] {
  const rows = text.split(/\r?\n/).filter((row) => row.includes("\t"));
  return rows.map((row) => { const [from = "", to = ""] = row.split("\t"); return [from.trim(), to.trim()] as const; });
}

/** What the file says, and what it becomes. */
export function LookupTable({ table, onChange }: { table: Record<string, string>; onChange: (table: Record<string, string>) => void }) {
  const { t } = useTranslation();
  // Lines are kept as typed: two that are still alike, or empty, must not melt into one under the cursor.
  const [lines, setLines] = useState<readonly Line[]>(() => [...Object.entries(table), ["", ""] as const]);
  const put = (next: readonly Line[]) => {
    setLines(next);
    onChange(asTable(next));
  };
  const set = (index: number, line: Line) => { put(lines.map((old, i) => (i === index ? line : old))); };
  const paste = (event: ClipboardEvent, index: number) => {
    const pasted = pastedLines(event.clipboardData.getData("text/plain"));
    if (pasted.length === 0) return;
    event.preventDefault();
    put([...lines.slice(0, index), ...pasted, ...lines.slice(index + 1), ["", ""]]);
  };
  return (
    <div role="group" aria-label={t("transforms.params.table")}>
      <div className={classes.lookupHead}><span>{t("transforms.params.tableFrom")}</span><span /><span>{t("transforms.params.tableTo")}</span></div>
      {lines.map(([from, to], index) => (
        <div key={index} className={classes.lookupLine}>
          <TextInput size="xs" aria-label={t("transforms.params.tableFrom")} value={from} onPaste={(event) => { paste(event, index); }} onChange={(event) => { set(index, [event.currentTarget.value, to]); }} />
          <IconArrowRight size={14} aria-hidden />
          <TextInput size="xs" aria-label={t("transforms.params.tableTo")} value={to} onChange={(event) => { set(index, [from, event.currentTarget.value]); }} />
          <ActionIcon size="sm" aria-label={t("transforms.params.tableRemove", { value: from })} onClick={() => { put(lines.filter((_, i) => i !== index)); }}><IconX size={14} /></ActionIcon>
        </div>
      ))}
      <div className={classes.lookupFoot}>
        <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => { setLines([...lines, ["", ""]]); }}>{t("transforms.params.tableAdd")}</Button>
        <Text size="xs" c="dimmed">{t("transforms.params.tablePaste")}</Text>
      </div>
    </div>
  );
}
