/** Where a product's values come from, and how it was at another moment. */
import { queryOptions } from "@tanstack/react-query";
import { stringifySearch } from "@/app/search";
import { request } from "./client";
import type { AsOf, Product, ProductProvenance } from "./model";
import { q, type DataOf } from "./query";

/** A day (its end counts) or an import, as the address has them. */
export interface Moment {
  as_of?: string | undefined;
  as_of_run?: number | undefined;
}

/** The moment that a day stands for: its last second where the user is. A full time stands for itself. */
const momentOf = (day: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T23:59:59`).toISOString() : day);

export const isPast = (moment: Moment): boolean => moment.as_of !== undefined || moment.as_of_run !== undefined;

const momentSearch = (moment: Moment) => ({ as_of_run: moment.as_of_run, as_of: moment.as_of === undefined || moment.as_of_run !== undefined ? undefined : momentOf(moment.as_of) });

export function productQuery(id: number, moment: Moment = {}) {
  const past = isPast(moment);
  return queryOptions({
    queryKey: past ? ["/products/{id}", { id }, momentSearch(moment)] : q("/products/{id}", { path: { id } }).queryKey,
    queryFn: ({ signal }) => request<Product>("GET", `/products/${String(id)}${stringifySearch(momentSearch(moment))}`, undefined, signal),
    // The past does not change; who asks for it does not see the present one in between.
    staleTime: past ? 5 * 60_000 : 0,
  });
}

/** A page of the catalogue as it was. */
export const asOfList = (moment: Moment, filter: { q?: string | undefined; supplier_id?: number | undefined; sort?: string | undefined }, page: number, size: number, signal: AbortSignal) => {
  const { as_of_run: run, as_of: at } = momentSearch(moment);
  return request<DataOf<"/products"> & { meta: { as_of?: AsOf } }>("GET", `/products/as-of${stringifySearch({ run, at, ...filter, page, per_page: size })}`, undefined, signal);
};

export const provenanceQuery = (id: number) =>
  queryOptions({
    queryKey: ["/products/{id}", { id }, "provenance"],
    queryFn: ({ signal }) => request<ProductProvenance>("GET", `/products/${String(id)}/provenance`, undefined, signal),
    staleTime: 30_000,
  });
