import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { FieldChange } from "@/api/model";
import { useFormat } from "@/i18n/format";
import { useMaybeText } from "@/i18n/maybeText";
import classes from "./FieldChanges.module.css";

const DECIMAL = ["price", "cost", "retail_price", "weight", "weight_kg"];
const PRICES = ["price", "cost", "retail_price"];
const COUNT = ["stock", "moq", "pack", "lead_time_days"];

export function useFieldName(): (field: string) => string {
  const maybe = useMaybeText();
  return useCallback((field) => maybe(`fields.${field}`) ?? field.replaceAll("_", " "), [maybe]);
}

function percent(change: FieldChange): number | null {
  if (!DECIMAL.includes(change.field) || change.before == null || change.after == null) return null;
  const before = Number(change.before);
  return before > 0 ? Number(change.after) / before - 1 : null;
}

/** A value as text in the user's language, by what field it is of. */
export function useFieldValue(): (field: string, value: string | null | undefined) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const maybe = useMaybeText();
  return useCallback(
    (field, value) => {
      if (value == null || value === "") return t("run.empty");
      if (/^-?\d+(\.\d+)?$/.test(value)) {
        if (PRICES.includes(field)) return format.price(value);
        if (DECIMAL.includes(field) || COUNT.includes(field)) return format.decimal(value);
      }
      return (field === "status" ? maybe(`products.status.${value}`) : null) ?? value;
    },
    [t, format, maybe],
  );
}

/** Before → after, one line per field; for something new only what it came with. */
export function FieldChanges({ fields, created = false }: { fields: FieldChange[]; created?: boolean }) {
  const format = useFormat();
  const fieldName = useFieldName();
  const show = useFieldValue();
  return (
    <ul className={classes.list}>
      {fields.slice(0, 6).map((change) => {
        const move = percent(change);
        return (
          <li key={change.field} className="num">
            <span className={classes.field}>{fieldName(change.field)}</span>
            {!created && change.before != null && <><del className={classes.before}>{show(change.field, change.before)}</del><span aria-hidden> → </span></>}
            <ins className={classes.after}>{show(change.field, change.after)}</ins>
            {move !== null && <span className={classes.move} data-up={move > 0 || undefined}>{move > 0 ? "▲" : "▼"} {format.signedPercent(move)}</span>}
          </li>
        );
      })}
    </ul>
  );
}
