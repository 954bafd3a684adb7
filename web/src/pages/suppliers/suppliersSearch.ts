import { oneOf, positive, text, type RawSearch } from "@/app/search";

export const SORTS = ["name", "-name", "-offers", "-last_run"] as const;

export interface SuppliersSearch {
  q?: string | undefined;
  sort?: (typeof SORTS)[number] | undefined;
  page?: number | undefined;
}

export const suppliersSearch = (raw: RawSearch): SuppliersSearch => ({ q: text(raw["q"]), sort: oneOf(SORTS, raw["sort"]), page: positive(raw["page"]) });

export const suppliersQuery = (search: SuppliersSearch) => ({ q: search.q, sort: search.sort ?? ("name" as const), page: search.page ?? 1, per_page: 25 });

const TABS = ["runs", "profiles", "contact"] as const;
export type SupplierTab = (typeof TABS)[number];

interface SupplierSearch {
  tab?: SupplierTab | undefined;
  page?: number | undefined;
  /** The feed and the version of its profile that is shown, and the one that it is compared with. */
  profile?: string | undefined;
  version?: number | undefined;
  against?: number | undefined;
}

export const supplierSearch = (raw: RawSearch): SupplierSearch => ({
  tab: oneOf(TABS, raw["tab"]),
  page: positive(raw["page"]),
  profile: text(raw["profile"]),
  version: positive(raw["version"]),
  against: positive(raw["against"]),
});
