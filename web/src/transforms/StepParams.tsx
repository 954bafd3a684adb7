import { MultiSelect, NumberInput, SegmentedControl, Select, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Transform } from "@/api/model";
import { CURRENCIES } from "@/forms/currencies";
import { DecimalInput } from "./DecimalInput";
import { ExpressionInput } from "./ExpressionInput";
import { LookupTable } from "./LookupTable";
import classes from "./transforms.module.css";

const CASES = ["sentence", "title", "upper", "lower"] as const;
const UNITS = ["mg", "g", "kg", "t", "oz", "lb"] as const;
const ORDER = ["label", "input", "description", "error"] as ("label" | "input" | "description" | "error")[];

interface StepParamsProps {
  step: Transform;
  columns: readonly string[];
  /** What the server did not understand of a part of this step. */
  problem: { part: string; message: string } | undefined;
  onChange: (step: Transform) => void;
}

/** What a step needs to know; a condition is not among it. */
export function StepParams({ step, columns, problem, onChange }: StepParamsProps) {
  const { t } = useTranslation();
  const errorOf = (part: string) => (problem?.part === part ? problem.message : null);
  switch (step.op) {
    case "trim":
      return <TextInput className={classes.short} label={t("transforms.params.chars")} placeholder={t("transforms.params.charsNone")} value={step.chars ?? ""} onChange={(event) => { onChange({ ...step, chars: event.currentTarget.value }); }} />;
    case "case":
      return <Select label={t("transforms.params.case")} allowDeselect={false} data={CASES.map((value) => ({ value, label: t(`transforms.cases.${value}`) }))} value={step.to} onChange={(value) => { onChange({ ...step, to: CASES.find((c) => c === value) ?? step.to }); }} />;
    case "replace":
      return (
        <div className={classes.pair}>
          <TextInput label={t("transforms.params.find")} value={step.find} onChange={(event) => { onChange({ ...step, find: event.currentTarget.value }); }} />
          <TextInput label={t("transforms.params.with")} placeholder={t("transforms.params.withNothing")} value={step.with} onChange={(event) => { onChange({ ...step, with: event.currentTarget.value }); }} />
        </div>
      );
    case "regex":
      return (
        <div className={classes.pair}>
          <TextInput label={t("transforms.params.pattern")} ff="monospace" value={step.pattern} error={errorOf("pattern")} onChange={(event) => { onChange({ ...step, pattern: event.currentTarget.value }); }} />
          <TextInput label={t("transforms.params.with")} description={t("transforms.params.patternHelp")} inputWrapperOrder={ORDER} placeholder={t("transforms.params.withNothing")} value={step.with} onChange={(event) => { onChange({ ...step, with: event.currentTarget.value }); }} />
        </div>
      );
    case "split":
      return (
        <div className={classes.pair}>
          <TextInput label={t("transforms.params.on")} placeholder={t("transforms.params.onSpace")} value={step.on === " " ? "" : step.on} onChange={(event) => { onChange({ ...step, on: event.currentTarget.value === "" ? " " : event.currentTarget.value }); }} />
          <NumberInput label={t("transforms.params.take")} description={t("transforms.params.takeHelp")} inputWrapperOrder={ORDER} allowDecimal={false} min={-50} max={50} value={step.take} onChange={(value) => { onChange({ ...step, take: typeof value === "number" ? value : 0 }); }} />
        </div>
      );
    case "join":
      return (
        <div className={classes.pair} data-wide>
          <MultiSelect label={t("transforms.params.columns")} searchable data={[...new Set([...columns, ...step.columns])]} value={step.columns} onChange={(value) => { onChange({ ...step, columns: value }); }} />
          <TextInput label={t("transforms.params.between")} placeholder={t("transforms.params.withNothing")} value={step.with} onChange={(event) => { onChange({ ...step, with: event.currentTarget.value }); }} />
        </div>
      );
    case "lookup":
      return (
        <>
          <LookupTable table={step.table} onChange={(table) => { onChange({ ...step, table }); }} />
          <TextInput className={classes.short} label={t("transforms.params.otherwise")} placeholder={t("transforms.params.otherwiseKeep")} value={step.otherwise ?? ""} onChange={(event) => { onChange({ ...step, otherwise: event.currentTarget.value === "" ? null : event.currentTarget.value }); }} />
        </>
      );
    case "default":
      return step.field === "currency" ? (
        <Select className={classes.short} label={t("transforms.params.value")} searchable allowDeselect={false} data={CURRENCIES} value={step.value === "" ? null : step.value} onChange={(value) => { onChange({ ...step, value: value ?? "" }); }} />
      ) : (
        <TextInput label={t("transforms.params.value")} value={step.value} onChange={(event) => { onChange({ ...step, value: event.currentTarget.value }); }} />
      );
    case "multiply":
      return <DecimalInput label={t("transforms.params.by")} value={step.by} onChange={(by) => { onChange({ ...step, by }); }} />;
    case "add":
      return <DecimalInput label={t("transforms.params.amount")} description={t("transforms.params.amountHelp")} value={step.amount} onChange={(amount) => { onChange({ ...step, amount }); }} />;
    case "round":
      return <NumberInput className={classes.short} label={t("transforms.params.places")} min={0} max={4} allowDecimal={false} value={step.places} onChange={(value) => { if (typeof value === "number") onChange({ ...step, places: value }); }} />;
    case "unit":
      return <Select className={classes.short} label={t("transforms.params.unit")} allowDeselect={false} data={UNITS.map((value) => ({ value, label: t(`transforms.units.${value}`) }))} value={step.from} onChange={(value) => { onChange({ ...step, from: value ?? step.from }); }} />;
    case "currency":
      return <Select className={classes.short} label={t("transforms.params.currency")} searchable allowDeselect={false} data={CURRENCIES} value={step.to} error={errorOf("to")} onChange={(value) => { onChange({ ...step, to: value ?? step.to }); }} />;
    case "vat":
      return (
        <>
          <DecimalInput label={t("transforms.params.rate")} suffix="%" value={step.rate} onChange={(rate) => { onChange({ ...step, rate }); }} />
          <div>
            <Text size="sm" fw={500} mb={2} aria-hidden>{t("transforms.params.direction")}</Text>
            <SegmentedControl className={classes.direction} aria-label={t("transforms.params.direction")} data={(["out", "in"] as const).map((value) => ({ value, label: t(`transforms.params.${value}`) }))} value={step.direction} onChange={(value) => { onChange({ ...step, direction: value === "in" ? "in" : "out" }); }} />
          </div>
        </>
      );
    case "set":
      return <ExpressionInput kind="value" label={t("transforms.params.expression")} columns={columns} value={step.expression} error={errorOf("expression")} onChange={(expression) => { onChange({ ...step, expression }); }} />;
    case "clear":
      return null;
    case "reject":
      return <TextInput label={t("transforms.params.reason")} placeholder={t("transforms.params.reasonExample")} value={step.reason} onChange={(event) => { onChange({ ...step, reason: event.currentTarget.value }); }} />;
  }
}
