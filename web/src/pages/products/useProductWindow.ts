/**
 * Rows of a list that may be a million long, by index. Pages are fetched as they come into view; a page whose
 * neighbour is known is fetched by its cursor, so that scrolling on costs the same everywhere.
 */
import { keepPreviousData, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AsOf, ProductRow } from "@/api/model";
import { asOfList, isPast } from "@/api/origins";
import { fetchPath, type DataOf } from "@/api/query";
import { productFilter, type ProductsSearch } from "./productsSearch";

const SIZE = 100;
type ProductList = DataOf<"/products">;

interface ProductWindow {
  /** Undefined until the first page is there. */
  total: number | undefined;
  exact: boolean;
  rowAt: (index: number) => ProductRow | undefined;
  error: unknown;
  stale: boolean;
  /** Nothing matches exactly; these come near. */
  similar: boolean;
  /** The moment that the list is of, where it is not now. */
  asOf: AsOf | undefined;
  retry: () => void;
}

export function useProductWindow(search: ProductsSearch, first: number, last: number): ProductWindow {
  const client = useQueryClient();
  const { as_of, as_of_run } = search;
  const past = isPast({ as_of, as_of_run });
  const filter = { ...productFilter(search), sort: search.sort ?? "name" };
  const key = (page: number) => (past ? (["/products", filter, { as_of, as_of_run }, page] as const) : (["/products", filter, page] as const));
  const options = (page: number) => ({
    queryKey: key(page),
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<ProductList & { meta: { as_of?: AsOf } }> => {
      // Then as now the list goes by name; what it was sorted by otherwise is of today.
      if (past) return asOfList({ as_of, as_of_run }, { q: filter.q, supplier_id: filter.supplier_id, sort: filter.sort === "-name" ? "-name" : "name" }, page + 1, SIZE, signal);
      const cursor = page > 0 ? client.getQueryData<ProductList>(key(page - 1))?.meta.next_cursor : undefined;
      return fetchPath("/products", { query: { ...filter, per_page: SIZE, page: page + 1, cursor: cursor ?? undefined } }, signal);
    },
    staleTime: 30_000,
  });

  const head = useQuery({ ...options(0), placeholderData: keepPreviousData });
  const from = Math.floor(Math.max(0, first) / SIZE);
  const to = Math.floor(Math.max(0, last) / SIZE);
  const wanted = Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i).filter((page) => page > 0);
  const pages = useQueries({ queries: wanted.map(options) });

  const loaded = new Map<number, ProductList>();
  if (head.data) loaded.set(0, head.data);
  wanted.forEach((page, i) => {
    const data = pages[i]?.data;
    if (data) loaded.set(page, data);
  });
  // An estimated total is corrected by whichever page turns out to be the last.
  let total = head.data?.meta.total;
  let exact = head.data?.meta.total_exact !== false;
  for (const [page, data] of loaded) {
    const ends = data.meta.next_cursor === null || data.data.length < SIZE;
    const known = page * SIZE + data.data.length;
    if (ends && (data.data.length > 0 || page === 0)) {
      total = known;
      exact = true;
    } else if (total !== undefined && known > total) {
      total = known + 1;
    }
  }

  return {
    total,
    exact,
    rowAt: (index) => loaded.get(Math.floor(index / SIZE))?.data[index % SIZE],
    error: head.error ?? pages.find((page) => page.error)?.error ?? null,
    stale: head.isPlaceholderData,
    similar: head.data?.meta.similar ?? false,
    asOf: head.data?.meta.as_of,
    retry: () => void client.refetchQueries({ queryKey: ["/products", filter] }),
  };
}
