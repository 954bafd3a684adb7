import { useTranslation } from "react-i18next";
import type { UndoPreview } from "@/api/model";
import { useFieldName } from "@/components/FieldChanges";
import { useFormat } from "@/i18n/format";

/** What an undo does, as one sentence of numbers. */
export function useUndoText(): (preview: UndoPreview) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  return (preview) => {
    const counted = preview.by_field.filter((f) => f.count > 0);
    const values = counted.length > 0
      ? t("undo.takesBack", { what: counted.slice(0, 4).map((f) => `${format.number(f.count)} × ${fieldName(f.field)}`).join(", ") + (counted.length > 4 ? "…" : "") })
      : preview.restores > 0 ? t("undo.restores", { count: preview.restores, n: format.number(preview.restores) }) : null;
    return [
      values,
      preview.removes_products > 0 ? t("undo.removesProducts", { count: preview.removes_products, n: format.number(preview.removes_products) }) : null,
      preview.removes_offers > 0 ? t("undo.removesOffers", { count: preview.removes_offers, n: format.number(preview.removes_offers) }) : null,
      preview.brings_back > 0 ? t("undo.bringsBack", { count: preview.brings_back, n: format.number(preview.brings_back) }) : null,
    ].filter((part) => part !== null).join(" · ");
  };
}
