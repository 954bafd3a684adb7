/** Query options by path, so that a page names an endpoint and gets its data typed: `useQuery(q("/imports/{id}", { path: { id } }))`. */
import { keepPreviousData, queryOptions, type QueryKey } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { paths } from "./schema";

type GetPath = { [P in keyof paths]: paths[P] extends { get: object } ? P : never }[keyof paths];
type Operation<P extends GetPath> = paths[P] extends { get: infer O } ? O : never;
type Json<R> = R extends { content: { "application/json": infer T } } ? T : never;
export type DataOf<P extends GetPath> = Operation<P> extends { responses: { 200: infer R } } ? Json<R> : never;
type PathParams<P extends GetPath> = Operation<P> extends { parameters: { path: infer V extends object } } ? V : undefined;
type QueryParams<P extends GetPath> = Operation<P> extends { parameters: { query?: infer V } } ? V : undefined;
type Params<P extends GetPath> = { path?: PathParams<P>; query?: QueryParams<P> };

const queryKey = <P extends GetPath>(path: P, params?: Params<P>): QueryKey =>
  params === undefined ? [path] : params.path === undefined ? [path, params.query ?? {}] : [path, params.path, params.query ?? {}];

export function fetchPath<P extends GetPath>(path: P, params: Params<P> = {}, signal?: AbortSignal): Promise<DataOf<P>> {
  // The generic path is narrowed by `Params<P>`; openapi-fetch cannot follow that through a type parameter.
  const get = api().GET as unknown as (path: P, init: object) => Promise<{ data?: DataOf<P>; error?: unknown; response: Response }>;
  return unwrap(get(path, { params, ...(signal ? { signal } : {}) }));
}

export function q<P extends GetPath>(path: P, params: Params<P> = {}) {
  return queryOptions({
    queryKey: queryKey(path, params),
    queryFn: ({ signal }) => fetchPath(path, params, signal),
  });
}

/** As `q`, for lists: the old rows stay while the next page or filter loads. */
export function list<P extends GetPath>(path: P, params: Params<P> = {}) {
  return queryOptions({ ...q(path, params), placeholderData: keepPreviousData });
}
