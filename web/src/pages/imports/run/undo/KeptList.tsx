import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { KeptValue } from "@/api/model";
import { productLink, runLink } from "@/app/links";
import { useFieldName, useFieldValue } from "@/components/FieldChanges";
import classes from "./undo.module.css";

/** Values that an undo leaves alone, and why. */
export function KeptList({ kept }: { kept: KeptValue[] }) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const value = useFieldValue();
  return (
    <ul className={classes.kept}>
      {kept.map((entry, index) => (
        <li key={`${String(entry.product_id)}-${entry.field}-${String(index)}`}>
          <span className={classes.keptName}>
            {entry.product_id === null ? entry.name : <Link className="link strong" {...productLink(entry.product_id)}>{entry.name ?? `#${String(entry.product_id)}`}</Link>}
          </span>
          <span className="num"><span className="quiet">{fieldName(entry.field)}</span> {value(entry.field, entry.value)}</span>
          <span className="quiet">
            {entry.because === "later_import" && entry.run_id !== null
              ? <Link className="link" {...runLink(entry.run_id)}>{t("undo.because.later_import", { id: entry.run_id })}</Link>
              : entry.because === "later_import" ? t("undo.because.later") : t(`undo.because.${entry.because}`, { by: entry.by ?? "—" })}
          </span>
        </li>
      ))}
    </ul>
  );
}
