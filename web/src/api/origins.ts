/** Where a product's values come from, and how it was at another moment. */
import { queryOptions } from "@tanstack/react-query";
import { stringifySearch } from "@/app/search";
import { request } from "./client";
import type { Product, ProductProvenance } from "./model";
import { q } from "./query";

/** A day (its end counts) or an import, as the address has them. */
export interface Moment {
  as_of?: string | undefined;
  as_of_run?: number | undefined;
}

/** The moment that a day stands for: its last second where the user is. A full time stands for itself. */
export const momentOf = (day: string): string => (/^\d{4}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T23:59:59`).toISOString() : day);

export const isPast = (moment: Moment): boolean => moment.as_of !== undefined || moment.as_of_run !== undefined;

export function productQuery(id: number, moment: Moment = {}) {
  if (!isPast(moment)) return queryOptions({ ...q("/products/{id}", { path: { id } }), queryFn: ({ signal }) => request<Product>("GET", `/products/${String(id)}`, undefined, signal) });
  const search = stringifySearch(moment.as_of_run !== undefined ? { as_of_run: moment.as_of_run } : { as_of: moment.as_of === undefined ? undefined : momentOf(moment.as_of) });
  return queryOptions({
    queryKey: ["/products/{id}", { id }, moment],
    queryFn: ({ signal }) => request<Product>("GET", `/products/${String(id)}${search}`, undefined, signal),
    staleTime: Infinity,
  });
}

export const provenanceQuery = (id: number) =>
  queryOptions({
    queryKey: ["/products/{id}", { id }, "provenance"],
    queryFn: ({ signal }) => request<ProductProvenance>("GET", `/products/${String(id)}/provenance`, undefined, signal),
    staleTime: 30_000,
  });
