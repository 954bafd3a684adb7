import { Button, TextInput } from "@mantine/core";
import { IconArrowRight, IconPencil } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FileRecord, RunDetail, ValueStep } from "@/api/model";
import { useFieldName, useFieldValue } from "@/components/FieldChanges";
import { useIssueText } from "@/components/issueText";
import { notifyDone } from "@/components/notify";
import { useFormat } from "@/i18n/format";
import { useMaybeText } from "@/i18n/maybeText";
import { Severity } from "../issues/Severity";
import { useCorrect } from "../issues/useCorrect";
import runClasses from "../run.module.css";
import classes from "./record.module.css";

/** Column → raw value → the profile's steps → our word for it → the value. */
export function ValueSteps({ run, record, mayFix }: { run: RunDetail; record: FileRecord; mayFix: boolean }) {
  const fieldName = useFieldName();
  const issueText = useIssueText();
  const known = new Set(record.steps.map((step) => step.field));
  const loose = record.issues.filter((issue) => issue.field === null || !known.has(issue.field));
  return (
    <ol className={classes.steps}>
      {loose.map((issue, index) => (
        <li key={`${issue.code}-${String(index)}`}><Severity severity={issue.severity}>{issueText(issue.code)}{issue.field !== null && ` · ${fieldName(issue.field)}`}</Severity></li>
      ))}
      {record.steps.map((step) => {
        const issues = record.issues.filter((issue) => issue.field === step.field);
        return (
          <li key={step.field} data-bad={issues.length > 0 || undefined}>
            <div className={classes.field}>
              <b>{fieldName(step.field)}</b>
              <Way step={step} />
            </div>
            {issues.map((issue) => <Severity key={issue.code} severity={issue.severity}>{issueText(issue.code)}</Severity>)}
            {mayFix && issues.length > 0 && <Fix run={run} record={record.record} step={step} />}
          </li>
        );
      })}
    </ol>
  );
}

function Way({ step }: { step: ValueStep }) {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const value = useFieldValue();
  const show = (text: string | null) => (text === null || text === "" ? <span className="quiet">{t("run.empty")}</span> : text);
  const arrow = <IconArrowRight size={14} aria-hidden className={classes.arrow} />;
  return (
    <div className={classes.way}>
      <span className={classes.from}>{step.source === null ? t("record.noColumn") : t("record.from", { column: step.source })}</span>
      <code className={runClasses.raw}>{show(step.raw)}</code>
      {step.transforms.map((transform) => (
        <span key={transform.index} className={classes.step}>
          {arrow}
          <span className="quiet">{maybe(`transforms.ops.${transform.op}.name`) ?? transform.op}</span>
          <span>{show(transform.after)}</span>
        </span>
      ))}
      {step.value_map !== null && <span className={classes.step}>{arrow}<span className="quiet">{step.value_map.to === null ? t("record.mappedNone") : t("record.mapped", { to: step.value_map.to })}</span></span>}
      <span className={classes.step}>{arrow}<b>{step.value === null ? show(null) : value(step.field, step.value)}</b></span>
    </div>
  );
}

function Fix({ run, record, step }: { run: RunDetail; record: number; step: ValueStep }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const [text, setText] = useState<string | null>(null);
  const fix = useCorrect(run, (result) => {
    setText(null);
    notifyDone(t("issuesPage.touched", { count: result.touched, n: format.number(result.touched) }));
  });
  if (text === null) return <Button size="compact-xs" variant="default" leftSection={<IconPencil size={13} />} onClick={() => { setText(step.raw ?? ""); }} aria-label={`${t("record.edit")} ${fieldName(step.field)}`}>{t("record.edit")}</Button>;
  return (
    <form className={classes.fix} onSubmit={(event) => { event.preventDefault(); fix.mutate([{ record, field: step.field, value: text.trim() === "" ? null : text.trim() }]); }}>
      <TextInput size="xs" autoFocus aria-label={t("record.newValue", { field: fieldName(step.field) })} value={text} onChange={(event) => { setText(event.currentTarget.value); }} />
      <Button size="xs" type="submit" loading={fix.isPending}>{t("record.save")}</Button>
      <Button size="xs" variant="default" onClick={() => { setText(null); }}>{t("common.cancel")}</Button>
    </form>
  );
}
