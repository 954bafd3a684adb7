import { Button, Menu, Text } from "@mantine/core";
import { IconBan, IconChevronRight, IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Mapping, Transform } from "@/api/model";
import { useFieldName } from "@/components/FieldChanges";
import { useFormat } from "@/i18n/format";
import type { StepResults } from "@/transforms/FieldDrawer";
import { append, fresh, isComplete } from "@/transforms/steps";
import { useStepText } from "@/transforms/useStepText";
import { FIELDS, type Field } from "./fields";
import classes from "./mapping.module.css";

interface StepsSectionProps {
  mapping: Mapping;
  steps: Transform[];
  results: StepResults;
  onChange: (steps: Transform[]) => void;
  onAdjust: (field: string) => void;
}

/** Every step of every field in the order in which they are taken, with what each does to this file. */
export function StepsSection({ mapping, steps, results, onChange, onAdjust }: StepsSectionProps) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const stepText = useStepText();
  const choice = (field: Field, onChoose: () => void) => <Menu.Item key={field} onClick={onChoose}>{t(`fields.${field}`)}</Menu.Item>;
  return (
    <section className={`panel ${classes.stepsSection ?? ""}`} aria-label={t("transforms.section")}>
      <div className={classes.stepsHead}>
        <div>
          <Text fw={600} component="h2" size="lg">{t("transforms.section")}</Text>
          <Text c="dimmed" size="sm">{steps.length === 0 ? t("transforms.sectionEmpty") : t("transforms.sectionLead")}</Text>
        </div>
        <div className={classes.stepsButtons}>
          <Menu position="bottom-end" width={260}>
            <Menu.Target><Button variant="default" size="compact-md" leftSection={<IconPlus size={15} />}>{t("transforms.addField")}</Button></Menu.Target>
            <Menu.Dropdown className={classes.menu}>
              <Menu.Label>{t("transforms.addFieldHelp")}</Menu.Label>
              {FIELDS.filter((field) => !mapping[field]).map((field) => choice(field, () => { onAdjust(field); }))}
            </Menu.Dropdown>
          </Menu>
          <Menu position="bottom-end" width={220}>
            <Menu.Target><Button variant="default" size="compact-md" leftSection={<IconBan size={15} />}>{t("transforms.addRule")}</Button></Menu.Target>
            <Menu.Dropdown className={classes.menu}>
              {FIELDS.filter((field) => mapping[field]).map((field) => choice(field, () => { onChange(append(steps, fresh("reject", field, undefined))); onAdjust(field); }))}
            </Menu.Dropdown>
          </Menu>
        </div>
      </div>
      {steps.length > 0 && (
        <ol className={classes.stepLines}>
          {steps.map((step, index) => (
            <li key={index}>
              <button type="button" className={classes.stepLine} data-off={step.off === true || undefined} onClick={() => { onAdjust(step.field); }}>
                <span className={classes.stepField}>{fieldName(step.field)}</span>
                <span className={classes.stepSaid}>
                  {stepText(step)}
                  {step.when != null && step.when !== "" && <span className="quiet"> {t("transforms.onlyWhen", { when: step.when })}</span>}
                </span>
                <Outcome step={step} index={index} results={results} />
                <IconChevronRight size={15} aria-hidden />
              </button>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Outcome({ step, index, results }: { step: Transform; index: number; results: StepResults }) {
  const { t } = useTranslation();
  const format = useFormat();
  const problem = results.problems.get(index);
  const effect = results.effects.get(index);
  if (step.off === true) return <span className="quiet">{t("transforms.off")}</span>;
  if (!isComplete(step)) return <span className={classes.stepWaiting}>{t("transforms.incomplete")}</span>;
  if (problem ?? effect?.error) return <span className={classes.stepBad}>{problem?.message ?? effect?.error}</span>;
  if (!effect || results.checked === undefined) return <span className="quiet">…</span>;
  const values = { count: effect.records, n: format.number(effect.records), of: format.number(results.checked) };
  return <span className="num quiet">{step.op === "reject" ? t("transforms.rejects", values) : t("transforms.touches", values)}</span>;
}
