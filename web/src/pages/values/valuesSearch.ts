import type { ValueKind, ValueState } from "@/api/model";
import { oneOf, positive, text, type RawSearch } from "@/app/search";

export const KINDS = ["brand", "category"] as const satisfies readonly ValueKind[];
export const STATES = ["unmapped", "mapped", "accepted", "ignored"] as const satisfies readonly ValueState[];
/** What the state filter may be; nothing said means what still has to be sorted. */
const SHOWN = [...STATES, "all"] as const;
export const SORTS = ["-products", "products", "value", "-value"] as const;

export interface ValuesSearch {
  kind?: ValueKind | undefined;
  state?: (typeof SHOWN)[number] | undefined;
  supplier?: number | undefined;
  q?: string | undefined;
  sort?: (typeof SORTS)[number] | undefined;
  page?: number | undefined;
}

export const valuesSearch = (raw: RawSearch): ValuesSearch => ({
  kind: oneOf(KINDS, raw["kind"]),
  state: oneOf(SHOWN, raw["state"]),
  supplier: positive(raw["supplier"]),
  q: text(raw["q"]),
  sort: oneOf(SORTS, raw["sort"]),
  page: positive(raw["page"]),
});

export const kindOf = (search: ValuesSearch): ValueKind => search.kind ?? "brand";
export const stateOf = (search: ValuesSearch): (typeof SHOWN)[number] => search.state ?? "unmapped";

/** The query of the list, as the server takes it. */
export function valuesQuery(search: ValuesSearch): string {
  const state = stateOf(search);
  const params = new URLSearchParams({ kind: kindOf(search), sort: search.sort ?? "-products", page: String(search.page ?? 1), per_page: "50" });
  if (state !== "all") params.set("state", state);
  if (search.supplier !== undefined) params.set("supplier_id", String(search.supplier));
  if (search.q !== undefined) params.set("q", search.q);
  return params.toString();
}
