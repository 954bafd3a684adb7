/** Puts a run that came over the socket wherever the query cache shows that run. */
import type { QueryClient } from "@tanstack/react-query";
import type { Dashboard, Run, RunDetail } from "@/api/model";
import type { DataOf } from "@/api/query";
import { runPartKey } from "@/api/review";
import { isActive } from "@/pages/imports/runState";

export const ACTIVE_RUNS = ["live", "active-runs"] as const;

const newer = (known: Run, incoming: Run) => incoming.event_id >= known.event_id;
const replace = (runs: Run[], run: Run) => runs.map((known) => (known.id === run.id && newer(known, run) ? { ...known, ...run } : known));

/** True when the run is in another state than the cache knew, so that what depends on it has to be fetched again. */
export function putRun(client: QueryClient, run: Run): boolean {
  const before = client.getQueryData<Run[]>(ACTIVE_RUNS) ?? [];
  const known = before.find((r) => r.id === run.id);
  if (known && !newer(known, run)) return false;
  const others = before.filter((r) => r.id !== run.id);
  client.setQueryData(ACTIVE_RUNS, isActive(run.status) ? [...others, run].sort((a, b) => a.id - b.id) : others);

  client.setQueriesData<RunDetail>({ queryKey: ["/imports/{id}", { id: run.id }] }, (old) => (old && newer(old, run) ? { ...old, ...run } : old));
  client.setQueriesData<DataOf<"/imports">>({ queryKey: ["/imports"] }, (old) => (old ? { ...old, data: replace(old.data, run) } : old));
  client.setQueriesData<Dashboard>({ queryKey: ["/dashboard"] }, (old) =>
    old ? { ...old, last_runs: replace(old.last_runs, run), active: replace(old.active, run), needs_me: replace(old.needs_me, run) } : old,
  );
  return known?.status !== run.status;
}

/** What a run's change of state makes stale. Lists and figures; a run that only ticks changes none of them. */
export function refreshAfter(client: QueryClient, run: Run): void {
  for (const key of ["/imports", "/dashboard", "/imports/stats", "/jobs"]) void client.invalidateQueries({ queryKey: [key] });
  void client.invalidateQueries({ queryKey: ["/imports/{id}", { id: run.id }] });
  if (run.parent_id != null) void client.invalidateQueries({ queryKey: ["/imports/{id}", { id: run.parent_id }] });
  if (isActive(run.status)) return;
  for (const key of ["/imports/{id}/changes"]) void client.invalidateQueries({ queryKey: [key, { id: run.id }] });
  void client.invalidateQueries({ queryKey: runPartKey(run.id) });
  for (const key of ["/products", "/facets", "/suppliers", "/suppliers/{id}", "/products/{id}", "/products/{id}/history"]) {
    void client.invalidateQueries({ queryKey: [key] });
  }
}
