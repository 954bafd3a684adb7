import { oneOf, positive, text, type RawSearch } from "@/app/search";

export interface SuppliersSearch {
  q?: string | undefined;
  sort?: string | undefined;
  page?: number | undefined;
}

export const suppliersSearch = (raw: RawSearch): SuppliersSearch => ({ q: text(raw["q"]), sort: text(raw["sort"]), page: positive(raw["page"]) });

export const suppliersQuery = (search: SuppliersSearch) => ({ q: search.q, sort: search.sort ?? "name", page: search.page ?? 1, per_page: 25 });

const TABS = ["runs", "profiles", "contact"] as const;
export type SupplierTab = (typeof TABS)[number];

export const supplierSearch = (raw: RawSearch): { tab?: SupplierTab | undefined; page?: number | undefined } => ({
  tab: oneOf(TABS, raw["tab"]),
  page: positive(raw["page"]),
});
