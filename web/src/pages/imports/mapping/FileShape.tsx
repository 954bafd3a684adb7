import { Autocomplete, NumberInput, Select, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Inspection } from "@/api/model";
import type { MappingSearch } from "./mappingSearch";
import classes from "./mapping.module.css";

const ENCODINGS = ["utf-8", "windows-1252", "iso-8859-15", "utf-16le", "utf-16be", "windows-1250", "windows-1254", "macintosh"];
const DELIMITERS = [";", ",", "\t", "|"] as const;
const DELIMITER_NAMES = { ";": "semicolon", ",": "comma", "\t": "tab", "|": "bar" } as const;

/** How the file is cut into rows and columns, with its first rows as they are. */
export function FileShape({ file, onChange }: { file: Inspection; onChange: (change: Partial<MappingSearch>) => void }) {
  const { t } = useTranslation();
  const raw = file.raw_rows ?? [];
  const width = Math.max(1, ...raw.map((row) => row.length));
  const delimited = file.delimiter !== null;
  const tabular = raw.length > 0;
  return (
    <section className={`panel ${classes.shape ?? ""}`} id="shape" aria-label={t("mapping.shape")}>
      <div className={classes.listHead}>
        <Text fw={600} component="h2" size="lg">{t("mapping.shape")}</Text>
        <Text c="dimmed" size="sm">{tabular ? t("mapping.shapeLead") : t("mapping.shapeLeadTree")}</Text>
      </div>
      <div className={classes.controls}>
        {file.sheets.length > 1 && <Select label={t("mapping.sheet")} data={[...new Set(file.sheets)]} value={file.sheet} allowDeselect={false} onChange={(sheet) => { onChange({ sheet: sheet ?? undefined, header_row: undefined }); }} />}
        {delimited && (
          <Select
            label={t("mapping.delimiter")}
            allowDeselect={false}
            data={[...new Set([...DELIMITERS, file.delimiter ?? ";"])].map((d) => ({ value: d, label: d in DELIMITER_NAMES ? t(`mapping.delimiters.${DELIMITER_NAMES[d as keyof typeof DELIMITER_NAMES]}`) : d }))}
            value={file.delimiter}
            onChange={(delimiter) => { onChange({ delimiter: delimiter ?? undefined }); }}
          />
        )}
        {file.encoding !== null && (
          <Select label={t("mapping.encoding")} searchable allowDeselect={false} data={[...new Set([file.encoding.toLowerCase(), ...ENCODINGS])]} value={file.encoding.toLowerCase()} onChange={(encoding) => { onChange({ encoding: encoding ?? undefined }); }} />
        )}
        {file.header_row !== null && tabular && (
          <NumberInput label={t("mapping.headerRow")} description={t("mapping.headerRowHelp")} min={0} max={200} allowDecimal={false} value={file.header_row} onChange={(value) => { if (typeof value === "number") onChange({ header_row: value }); }} />
        )}
        {file.record_path !== null && <Autocomplete label={t("mapping.recordPath")} data={[file.record_path]} defaultValue={file.record_path} onBlur={(event) => { const path = event.currentTarget.value.trim(); if (path !== "" && path !== file.record_path) onChange({ record_path: path }); }} />}
      </div>
      {tabular && (
        <div className={classes.rawScroll} tabIndex={0} role="region" aria-label={t("mapping.rawRows")}>
          <table className={classes.raw}>
            <tbody>
              {raw.map((row, index) => {
                const number = index + 1;
                const isHeader = number === file.header_row;
                return (
                  <tr key={number} data-header={isHeader || undefined} data-above={(file.header_row !== null && number < file.header_row) || undefined}>
                    <th scope="row">
                      <button type="button" aria-pressed={isHeader} title={t("mapping.useAsHeader", { n: number })} aria-label={t("mapping.useAsHeader", { n: number })} onClick={() => { onChange({ header_row: isHeader ? 0 : number }); }}>{number}</button>
                    </th>
                    {Array.from({ length: width }, (_, i) => <td key={i} title={row[i]}>{row[i] ?? ""}</td>)}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
