import type { ProductStatus } from "@/api/model";
import { flag, oneOf, positive, text, type RawSearch } from "@/app/search";

export const PRODUCT_STATUSES: readonly ProductStatus[] = ["active", "discontinued", "archived"];
export const PRODUCT_SORTS = ["name", "-name", "best_cost", "-best_cost", "stock", "-stock", "updated_at", "-updated_at"] as const;

export interface ProductsSearch {
  q?: string | undefined;
  supplier?: number | undefined;
  brand?: number | undefined;
  category?: number | undefined;
  status?: ProductStatus | undefined;
  in_stock?: true | undefined;
  no_ean?: true | undefined;
  sort?: (typeof PRODUCT_SORTS)[number] | undefined;
  /** The first row shown, counted from 1. */
  row?: number | undefined;
  /** A day, or an import, that the catalogue is shown as of. */
  as_of?: string | undefined;
  as_of_run?: number | undefined;
}

/** A day or a full time; anything else is no moment. */
const moment = (raw: unknown): string | undefined => {
  const value = text(raw);
  return value !== undefined && !Number.isNaN(Date.parse(value)) ? value : undefined;
};

export const productsSearch = (raw: RawSearch): ProductsSearch => ({
  q: text(raw["q"]),
  supplier: positive(raw["supplier"]),
  brand: positive(raw["brand"]),
  category: positive(raw["category"]),
  status: oneOf(PRODUCT_STATUSES, raw["status"]),
  in_stock: flag(raw["in_stock"]),
  no_ean: flag(raw["no_ean"]),
  sort: oneOf(PRODUCT_SORTS, raw["sort"]),
  row: positive(raw["row"]),
  as_of: moment(raw["as_of"]),
  as_of_run: positive(raw["as_of_run"]),
});

/** The part of the URL that the server filters by; the same for the list, the facets and the export. */
export const productFilter = (search: ProductsSearch) => ({
  q: search.q,
  supplier_id: search.supplier,
  brand_id: search.brand,
  category_id: search.category,
  status: search.status,
  in_stock: search.in_stock,
  has_ean: search.no_ean ? false : undefined,
});

export const HISTORY_DAYS = [30, 90, 365] as const;

interface ProductSearch {
  days?: number | undefined;
  as_of?: string | undefined;
  as_of_run?: number | undefined;
}

export const productSearch = (raw: RawSearch): ProductSearch => ({
  days: HISTORY_DAYS.find((days) => String(days) === text(raw["days"])),
  as_of: moment(raw["as_of"]),
  as_of_run: positive(raw["as_of_run"]),
});
