import { ActionIcon, Anchor, Skeleton, Switch, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StepEffect, Transform } from "@/api/model";
import { useFormat } from "@/i18n/format";
import { ExpressionInput } from "./ExpressionInput";
import { isComplete } from "./steps";
import { StepParams } from "./StepParams";
import { useStepText } from "./useStepText";
import classes from "./transforms.module.css";

const DECIMAL = /^-?\d+\.\d+$/;
const LONG = /^-?\d+\.\d{5,}$/;

interface StepCardProps {
  step: Transform;
  /** Just added: what it needs to know is asked for at once. */
  isNew: boolean;
  /** Its place among the field's steps, from 1, and how many there are. */
  place: number;
  count: number;
  columns: readonly string[];
  effect: StepEffect | undefined;
  problem: { part: string; message: string } | undefined;
  checked: number | undefined;
  busy: boolean;
  onChange: (step: Transform) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

export function StepCard({ step, isNew, place, count, columns, effect, problem, checked, busy, onChange, onMove, onRemove }: StepCardProps) {
  const { t } = useTranslation();
  const textOf = useStepText();
  const name = t(`transforms.ops.${step.op}.name`);
  const isRule = step.op === "reject";
  const params = useRef<HTMLDivElement>(null);
  useEffect(() => { if (isNew) params.current?.querySelector<HTMLElement>("input, textarea")?.focus(); }, [isNew]);
  const [conditional, setConditional] = useState(isRule || (step.when ?? "") !== "");
  return (
    <li className={classes.card} data-off={step.off === true || undefined} aria-label={t("transforms.stepN", { n: place, what: textOf(step) })}>
      <div className={classes.cardHead}>
        <span className={classes.place} aria-hidden>{place}</span>
        <span className={classes.cardName}>{name}</span>
        <Tooltip label={t("transforms.up")}><ActionIcon size="sm" aria-label={t("transforms.up")} disabled={place === 1} onClick={() => { onMove(-1); }}><IconArrowUp size={15} /></ActionIcon></Tooltip>
        <Tooltip label={t("transforms.down")}><ActionIcon size="sm" aria-label={t("transforms.down")} disabled={place === count} onClick={() => { onMove(1); }}><IconArrowDown size={15} /></ActionIcon></Tooltip>
        <Tooltip label={t("transforms.remove")}><ActionIcon size="sm" aria-label={t("transforms.remove")} onClick={onRemove}><IconTrash size={15} /></ActionIcon></Tooltip>
        <Switch size="xs" aria-label={t("transforms.on")} checked={step.off !== true} onChange={(event) => { onChange({ ...step, off: !event.currentTarget.checked }); }} />
      </div>
      <div className={classes.params} ref={params}>
        {isRule && <Condition step={step} columns={columns} problem={problem} onChange={onChange} />}
        <StepParams step={step} columns={columns} problem={problem} onChange={onChange} />
        {!isRule && (conditional ? (
          <Condition step={step} columns={columns} problem={problem} onChange={onChange} onClose={() => { setConditional(false); onChange({ ...step, when: null }); }} />
        ) : (
          <Anchor component="button" type="button" size="sm" className={classes.whenAdd} onClick={() => { setConditional(true); }}>{t("transforms.whenAdd")}</Anchor>
        ))}
      </div>
      <Effect step={step} effect={effect} problem={problem} checked={checked} busy={busy} />
    </li>
  );
}

function Condition({ step, columns, problem, onChange, onClose }: Pick<StepCardProps, "step" | "columns" | "problem" | "onChange"> & { onClose?: () => void }) {
  const { t } = useTranslation();
  return (
    <ExpressionInput
      kind="condition"
      label={step.op === "reject" ? t("transforms.rejectWhen") : t("transforms.when")}
      columns={columns}
      value={step.when ?? ""}
      error={problem?.part === "when" ? problem.message : null}
      onChange={(when) => { onChange({ ...step, when }); }}
      extra={onClose && <Anchor component="button" type="button" size="xs" onClick={onClose}>{t("transforms.whenRemove")}</Anchor>}
    />
  );
}

/** What the step does to the records looked at: how many, and some of them before and after. */
function Effect({ step, effect, problem, checked, busy }: Pick<StepCardProps, "step" | "effect" | "problem" | "checked" | "busy">) {
  const { t } = useTranslation();
  const format = useFormat();
  if (step.off === true) return <p className={classes.effect}>{t("transforms.isOff")}</p>;
  if (!isComplete(step)) return <p className={classes.effect}>{t("transforms.incomplete")}</p>;
  if (problem && problem.part === "") return <p className={classes.effect} data-bad role="alert">{problem.message}</p>;
  if (effect?.error != null) return <p className={classes.effect} data-bad role="alert">{effect.error}</p>;
  if (!effect || checked === undefined) return <div className={classes.effect}><Skeleton height={11} width="55%" animate={busy} /></div>;
  const isRule = step.op === "reject";
  const values = { count: effect.records, n: format.number(effect.records), of: format.number(checked) };
  const sentence = isRule
    ? effect.records === 0 ? t("transforms.rejectsNone", { of: values.of }) : t("transforms.rejects", values)
    : effect.records === 0 ? t("transforms.touchesNone", { of: values.of }) : t("transforms.touches", values);
  /** What was calculated is written as the person writes numbers, to the four places that count; what the file says stays. */
  const shown = (value: string | null, calculated: RegExp) => (value === null || value === "" ? <span className="quiet">{t("transforms.emptyValue")}</span> : calculated.test(value) ? format.fourPlaces(value) : value);
  return (
    <div className={classes.effect} data-stale={busy || undefined}>
      <p role="status" className="num">{sentence}</p>
      {effect.examples.length > 0 && (
        <ul className={classes.examples} aria-label={t("transforms.examples")}>
          {effect.examples.slice(0, 5).map((example) => (
            <li key={example.record} title={t("transforms.recordN", { n: format.number(example.record) })}>
              <del>{shown(example.before, LONG)}</del>
              <span aria-hidden>→</span>
              {isRule ? <ins data-bad>{t("transforms.rejected")}</ins> : <ins>{shown(example.after, DECIMAL)}</ins>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
