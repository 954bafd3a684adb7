import { Anchor, Select, Text, Tooltip } from "@mantine/core";
import { IconAdjustmentsHorizontal, IconArrowRight, IconCircleCheck, IconCircleDashed, IconHelpCircle, IconUser } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Column, Mapping, Transform } from "@/api/model";
import { useFormat } from "@/i18n/format";
import { assign, EXPECTED, FIELDS, fieldOf, hasKey, isField, level, type Field, type Level } from "./fields";
import { useReasonText } from "./useReasonText";
import classes from "./mapping.module.css";

const LEVEL_ICONS = { sure: IconCircleCheck, likely: IconCircleDashed, unsure: IconHelpCircle, yours: IconUser } as const;

interface ColumnListProps {
  columns: Column[];
  mapping: Mapping;
  steps: readonly Transform[];
  onChange: (mapping: Mapping) => void;
  onAdjust: (field: Field) => void;
}

export function ColumnList({ columns, mapping, steps, onChange, onAdjust }: ColumnListProps) {
  const { t } = useTranslation();
  const missing = EXPECTED.filter((field) => !mapping[field]);
  return (
    <>
      <div className={classes.listHead}>
        <Text fw={600} component="h2" size="lg">{t("mapping.columns")}<Anchor href="#shape" size="sm" fw={400} ml="sm">{t("mapping.looksWrong")}</Anchor></Text>
        <Text c="dimmed" size="sm">{t("mapping.columnsLead")}</Text>
      </div>
      {missing.length > 0 && (
        <div className={classes.missing} role="status" data-required={!hasKey(mapping) || undefined}>
          <IconHelpCircle size={18} aria-hidden />
          <span>{t("mapping.missing", { fields: missing.map((field) => t(`fields.${field}`)).join(", ") })}</span>
        </div>
      )}
      <ul className={classes.list}>
        {columns.map((column) => <ColumnRow key={column.index} column={column} mapping={mapping} steps={steps} onChange={onChange} onAdjust={onAdjust} />)}
      </ul>
    </>
  );
}

function ColumnRow({ column, mapping, steps, onChange, onAdjust }: { column: Column } & Omit<ColumnListProps, "columns">) {
  const { t } = useTranslation();
  const field = fieldOf(mapping, column);
  const mapped = field === null ? undefined : mapping[field];
  const shown: Level | null = mapped ? level(mapped) : null;
  const label = (name: Field) => {
    const taken = mapping[name];
    const text = t(`fields.${name}`);
    return taken && name !== field ? t("mapping.taken", { field: text, column: taken.source }) : text;
  };
  return (
    <li className={classes.row} data-level={shown ?? "none"}>
      <div className={classes.source}>
        <Text fw={550} className="clip" title={column.name}>{column.name === "" ? t("mapping.unnamed", { n: column.index + 1 }) : column.name}</Text>
        <div className={classes.samples}>
          {column.samples.slice(0, 5).map((sample, i) => <span key={i} title={sample}>{sample === "" ? "∅" : sample}</span>)}
        </div>
      </div>
      <IconArrowRight size={16} className={classes.arrow} aria-hidden data-on={field !== null || undefined} />
      <div className={classes.target}>
        <Select
          aria-label={t("mapping.fieldFor", { column: column.name })}
          placeholder={t("mapping.notImported")}
          clearable
          searchable
          data={FIELDS.map((name) => ({ value: name, label: label(name) }))}
          value={field}
          clearButtonProps={{ "aria-label": t("mapping.leaveOut", { column: column.name }) }}
          onChange={(value) => { onChange(assign(mapping, column, value !== null && isField(value) ? value : null)); }}
        />
      </div>
      <div className={classes.levelCell}>{shown && <LevelMark shown={shown} reason={mapped?.reason ?? null} />}</div>
      <div className={classes.adjustCell}>{field !== null && <AdjustButton field={field} count={steps.filter((step) => step.field === field).length} onAdjust={onAdjust} />}</div>
    </li>
  );
}

function LevelMark({ shown, reason }: { shown: Level; reason: string | null }) {
  const { t } = useTranslation();
  const reasonText = useReasonText();
  const IconOf = LEVEL_ICONS[shown];
  const why = reason === null || reason === "" ? t(`mapping.levelHelp.${shown}`) : reasonText(reason);
  return (
    <Tooltip label={why} events={{ hover: true, focus: true, touch: true }}>
      <button type="button" className={classes.level} data-level={shown} aria-label={`${t(`mapping.levels.${shown}`)}. ${why}`}>
        <IconOf size={15} stroke={2} aria-hidden />
        {t(`mapping.levels.${shown}`)}
      </button>
    </Tooltip>
  );
}

/** Quiet until there is something to see: then it says how many steps the values go through. */
function AdjustButton({ field, count, onAdjust }: { field: Field; count: number; onAdjust: (field: Field) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <button type="button" className={classes.adjust} data-on={count > 0 || undefined} aria-label={`${t("transforms.adjustField", { field: t(`fields.${field}`) })}${count > 0 ? `, ${t("transforms.stepCount", { count, n: format.number(count) })}` : ""}`} onClick={() => { onAdjust(field); }}>
      <IconAdjustmentsHorizontal size={15} stroke={1.8} aria-hidden />
      {count > 0 ? t("transforms.stepCount", { count, n: format.number(count) }) : t("transforms.adjust")}
    </button>
  );
}
