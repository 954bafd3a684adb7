import { MultiSelect, NumberInput, Radio, Stack, Switch, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Policies } from "@/api/model";
import { FIELDS } from "@/pages/imports/mapping/fields";
import { BRAKES, toPercent, toShare } from "./policies";
import classes from "./policies.module.css";

const WRITES = ["both", "create", "update"] as const;
const ABSENT = ["keep", "zero_stock", "discontinue"] as const;
const BAD = ["flag", "skip", "block"] as const;
const REVIEW = ["on_brake", "always", "never"] as const;

/** Each rule as a question, each answer with what follows from it. */
export function PoliciesForm({ value, onChange }: { value: Policies; onChange: (value: Policies) => void }) {
  const { t } = useTranslation();
  const set = (part: Partial<Policies>) => { onChange({ ...value, ...part }); };
  const limited = value.fields != null;
  return (
    <div className={classes.form}>
      <Question title={t("policies.writes.title")}>
        <Choices label={t("policies.writes.title")} value={value.writes} onChange={(next) => { set({ writes: WRITES.find((w) => w === next) ?? value.writes }); }} options={WRITES.map((name) => ({ name, label: t(`policies.writes.${name}.name`), help: t(`policies.writes.${name}.help`) }))} />
        <Switch mt="xs" label={t("policies.fields.only")} description={t("policies.fields.help")} checked={limited} onChange={(event) => { set({ fields: event.currentTarget.checked ? ["price", "stock"] : null }); }} />
        {limited && <MultiSelect mt={6} aria-label={t("policies.fields.which")} searchable data={FIELDS.filter((field) => field !== "supplier_sku").map((field) => ({ value: field, label: t(`fields.${field}`) }))} value={value.fields ?? []} error={value.fields?.length === 0 ? t("policies.fields.none") : null} onChange={(fields) => { set({ fields }); }} />}
      </Question>
      <Question title={t("policies.absent.title")}>
        <Choices label={t("policies.absent.title")} value={value.absent} onChange={(next) => { set({ absent: ABSENT.find((a) => a === next) ?? value.absent }); }} options={ABSENT.map((name) => ({ name, label: t(`policies.absent.${name}.name`), help: t(`policies.absent.${name}.help`) }))} />
        {value.absent !== "keep" && <NumberInput mt="xs" maw={260} label={t("policies.absent.runs")} description={t("policies.absent.runsHelp")} inputWrapperOrder={["label", "input", "description", "error"]} min={1} max={100} allowDecimal={false} value={value.absent_runs} onChange={(next) => { if (typeof next === "number") set({ absent_runs: Math.max(1, next) }); }} />}
      </Question>
      <Question title={t("policies.bad_records.title")}>
        <Choices label={t("policies.bad_records.title")} value={value.bad_records} onChange={(next) => { set({ bad_records: BAD.find((b) => b === next) ?? value.bad_records }); }} options={BAD.map((name) => ({ name, label: t(`policies.bad_records.${name}.name`), help: t(`policies.bad_records.${name}.help`) }))} />
        <Share label={t("policies.mostErrors")} help={t("policies.mostErrorsHelp")} placeholder={t("policies.noLimit")} value={value.most_errors} onChange={(most_errors) => { set({ most_errors: most_errors ?? null }); }} />
      </Question>
      <Question title={t("policies.review.title")}>
        <Choices label={t("policies.review.title")} value={value.review} onChange={(next) => { set({ review: REVIEW.find((r) => r === next) ?? value.review }); }} options={REVIEW.map((name) => ({ name, label: t(`policies.review.${name}.name`), help: t(`policies.review.${name}.help`) }))} />
      </Question>
      <Question title={t("policies.brakes.title")} lead={value.review === "never" ? t("policies.brakes.leadNever") : t("policies.brakes.lead")}>
        <div className={classes.brakes}>
          {BRAKES.map((name) => (
            <Share key={name} label={t(`policies.brakes.${name}`)} placeholder={t("policies.brakes.learned")} value={value.brakes[name]} onChange={(share) => {
              set({ brakes: { ...value.brakes, [name]: share } });
            }} />
          ))}
        </div>
      </Question>
    </div>
  );
}

function Question({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className={classes.question}>
      <Text component="h3" fw={600}>{title}</Text>
      {lead !== undefined && <Text size="sm" c="dimmed" mb={4}>{lead}</Text>}
      {children}
    </section>
  );
}

function Choices({ label, value, options, onChange }: { label: string; value: string; options: { name: string; label: string; help: string }[]; onChange: (value: string) => void }) {
  return (
    <Radio.Group aria-label={label} value={value} onChange={onChange}>
      <Stack gap={9} mt={8}>
        {options.map((option) => <Radio key={option.name} size="sm" value={option.name} label={option.label} description={option.help} />)}
      </Stack>
    </Radio.Group>
  );
}

function Share({ label, help, placeholder, value, onChange }: { label: string; help?: string; placeholder: string; value: number | null | undefined; onChange: (share: number | undefined) => void }) {
  return <NumberInput mt="xs" label={label} description={help} inputWrapperOrder={["label", "input", "description", "error"]} placeholder={placeholder} suffix=" %" min={0} max={100} decimalScale={1} hideControls value={toPercent(value)} onChange={(next) => { onChange(toShare(next)); }} />;
}
