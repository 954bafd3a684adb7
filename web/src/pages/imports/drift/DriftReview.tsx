import { Radio, Select, Text } from "@mantine/core";
import { IconArrowsShuffle, IconCircleMinus, IconForms, IconReplace, type Icon } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Drift } from "@/api/model";
import { useFieldName } from "@/components/FieldChanges";
import { useFormat } from "@/i18n/format";
import { sorted } from "./decisions";
import { useDriftReason } from "./useDriftReason";
import classes from "./drift.module.css";

const ICONS: Record<Drift["kind"], Icon> = { gone: IconCircleMinus, renamed: IconForms, moved: IconArrowsShuffle, changed: IconReplace };
const KEYS = ["supplier_sku", "ean", "mpn"];

interface DriftReviewProps {
  drift: readonly Drift[];
  /** The columns of the file, with a few of their values. */
  columns: readonly { name: string; samples: readonly string[] }[];
  /** The column chosen for each field; null leaves it out. */
  decisions: Readonly<Record<string, string | null>>;
  onDecide: (field: string, source: string | null) => void;
  readOnly?: boolean;
}

/** Columns that are not what they were: what happened, why we think so, and from where the field is read from now on. */
export function DriftReview({ drift, columns, decisions, onDecide, readOnly = false }: DriftReviewProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const reasonText = useDriftReason();
  const { open, known } = sorted(drift);
  return (
    <>
      <div className={classes.head}>
        <Text component="h2" fw={600} size="lg">{t("drift.title")}</Text>
        <Text c="dimmed" size="sm">{t("drift.lead", { count: open.length, n: format.number(open.length) })}</Text>
      </div>
      <ul className={classes.list} aria-label={t("drift.table")}>
        {open.map((one) => <Item key={one.field} drift={one} columns={columns} decision={decisions[one.field] ?? null} onDecide={onDecide} readOnly={readOnly} />)}
      </ul>
      {known.length > 0 && (
        <div className={classes.known}>
          <Text size="sm" fw={600} component="h3">{t("drift.known")}</Text>
          <ul>{known.map((one) => <li key={one.field + one.was.source}><span className="strong">{fieldName(one.field)}</span> <span className="quiet">{reasonText(one.reason) ?? t(`drift.what.${one.kind}`, { was: one.was.source, now: one.now?.source ?? "" })}</span></li>)}</ul>
        </div>
      )}
    </>
  );
}

function Item({ drift, columns, decision, onDecide, readOnly }: Pick<DriftReviewProps, "columns" | "onDecide" | "readOnly"> & { drift: Drift; decision: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const reasonText = useDriftReason();
  const proposal = drift.now?.source ?? null;
  const [choosing, setChoosing] = useState(decision !== null && decision !== proposal);
  const field = fieldName(drift.field);
  const choice = choosing ? "other" : decision === null ? "none" : "proposal";
  const samplesOf = (name: string | null) => columns.find((column) => column.name === name)?.samples.filter((sample) => sample !== "").slice(0, 3) ?? [];
  const what = drift.kind === "gone" && proposal !== null ? "goneFound" : drift.kind === "renamed" && proposal === null ? "gone" : drift.kind;
  const IconOf = ICONS[drift.kind];
  const samples = samplesOf(proposal);
  const same = proposal === drift.was.source;
  return (
    <li className={classes.item}>
      <div className={classes.what}>
        <span className={classes.field}><IconOf size={16} stroke={1.8} aria-hidden />{field}</span>
        <p>{t(`drift.what.${what}`, { was: drift.was.source, now: proposal ?? "" })}</p>
        {reasonText(drift.reason) !== null && <p className={classes.reason}>{reasonText(drift.reason)}</p>}
      </div>
      <Radio.Group
        className={classes.choice}
        label={t("drift.choose", { field })}
        value={choice}
        onChange={(value) => {
          setChoosing(value === "other");
          if (value === "proposal") onDecide(drift.field, proposal);
          if (value === "none") onDecide(drift.field, null);
        }}
      >
        <div className={classes.options}>
          {proposal !== null && (
            <Radio
              value="proposal"
              size="sm"
              disabled={readOnly}
              label={<span className={classes.proposal}><strong>{t(same ? "drift.asBefore" : "drift.proposal", { source: proposal })}</strong>{!same && <span className={classes.likeness} data-sure={drift.confidence >= 0.85 || undefined}>{t("drift.likeness", { percent: format.percent(drift.confidence) })}</span>}</span>}
              description={samples.length > 0 ? <span className={classes.samples}>{samples.map((sample, i) => <span key={i}>{sample}</span>)}</span> : undefined}
            />
          )}
          <div>
            <Radio value="other" size="sm" disabled={readOnly} label={t("drift.other")} />
            {choice === "other" && (
              <Select
                className={classes.select}
                aria-label={t("drift.otherColumn", { field })}
                placeholder={t("drift.chooseColumn")}
                searchable
                allowDeselect={false}
                data={[...new Set(columns.map((column) => column.name))].filter((name) => name !== "")}
                value={decision !== proposal ? decision : null}
                onChange={(source) => { if (source !== null) onDecide(drift.field, source); }}
              />
            )}
          </div>
          <Radio value="none" size="sm" disabled={readOnly} label={t("drift.nothing")} description={KEYS.includes(drift.field) ? t("drift.nothingKey") : t("drift.nothingHelp")} />
        </div>
      </Radio.Group>
    </li>
  );
}
