import { useTranslation } from "react-i18next";
import type { UndoPreview } from "@/api/model";
import { useFormat } from "@/i18n/format";
import { groupOf } from "../review/approval";

/** What an undo does, as one sentence of numbers; empty when it does nothing. */
export function useUndoText(): (preview: UndoPreview) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (preview) => {
    const values = (["price", "stock", "text"] as const).flatMap((group) => {
      const count = preview.by_field.filter((f) => groupOf(f.field) === group).reduce((sum, f) => sum + f.count, 0);
      return count > 0 ? [t(`review.tally.${group}`, { count, n: format.number(count) })] : [];
    });
    return [
      values.length > 0 ? t("undo.takesBack", { what: values.join(", ") }) : preview.restores > 0 ? t("undo.restores", { count: preview.restores, n: format.number(preview.restores) }) : null,
      preview.removes_offers > 0 ? t("undo.removesOffers", { count: preview.removes_offers, n: format.number(preview.removes_offers) }) : null,
      preview.removes_products > 0 ? t("undo.removesProducts", { count: preview.removes_products, n: format.number(preview.removes_products) }) : null,
      preview.brings_back > 0 ? t("undo.bringsBack", { count: preview.brings_back, n: format.number(preview.brings_back) }) : null,
    ].filter((part) => part !== null).join(", ");
  };
}
