import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { ProductRow } from "@/api/model";
import { Thumbnail } from "@/components/Thumbnail";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import type { Col } from "@/table/columns";
import { lastLevel, readablePath } from "./categoryPath";
import { ProductStatus } from "./ProductStatus";

export function useProductColumns(): Col<ProductRow>[] {
  const { t } = useTranslation();
  const format = useFormat();
  return useMemo(
    () => [
      { id: "image", header: "", width: 46, fixed: true, cell: (p) => <Thumbnail src={p.image} size={28} /> },
      { id: "name", header: t("products.name"), sort: "name", width: 220, grow: true, fixed: true, cell: (p) => p.name },
      { id: "ean", header: t("fields.ean"), width: 134, cell: (p) => p.ean ?? <span className="quiet">—</span> },
      { id: "brand", header: t("fields.brand"), width: 104, cell: (p) => p.brand?.name ?? <span className="quiet">—</span> },
      { id: "category", header: t("fields.category"), width: 190, cell: (p) => (p.category === null ? <span className="quiet">—</span> : <span title={readablePath(p.category.path)}>{lastLevel(p.category.path)}</span>) },
      { id: "best_cost", header: t("products.bestCost"), sort: "best_cost", align: "right", width: 190, cell: (p) => <BestCost product={p} /> },
      { id: "offers", header: t("products.offers"), align: "right", width: 68, cell: (p) => format.number(p.offers) },
      { id: "stock", header: t("fields.stock"), sort: "stock", align: "right", width: 72, cell: (p) => (p.stock === null ? <span className="quiet">—</span> : format.number(p.stock)) },
      { id: "retail_price", header: t("products.salePrice"), align: "right", width: 104, cell: (p) => format.money(p.retail_price, p.best_currency) },
      { id: "margin", header: t("products.margin"), align: "right", width: 72, cell: (p) => (p.margin === null ? <span className="quiet">—</span> : format.percent(p.margin)) },
      { id: "status", header: t("fields.status"), width: 120, cell: (p) => <ProductStatus status={p.status} /> },
      { id: "updated_at", header: t("products.changed"), sort: "updated_at", align: "right", width: 120, cell: (p) => <When at={p.updated_at} brief /> },
    ],
    [t, format],
  );
}

function BestCost({ product }: { product: ProductRow }) {
  const format = useFormat();
  return (
    <span style={{ display: "flex", gap: 8 }}>
      <span className="quiet clip" title={product.best_supplier?.name}>{product.best_supplier?.name}</span>
      <span>{format.money(product.best_cost, product.best_currency)}</span>
    </span>
  );
}

export const HIDDEN_AT_FIRST = ["category", "status"];
