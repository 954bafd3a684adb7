import { useQuery } from "@tanstack/react-query";
import type { RunDetail } from "@/api/model";
import { list } from "@/api/query";
import type { Extent } from "./approval";

/** How much a run would change, or has changed: read from the head of its changes. */
export function useExtent(run: RunDetail): Extent | undefined {
  const meta = useQuery(list("/imports/{id}/changes", { path: { id: run.id }, query: { page: 1, per_page: 1 } })).data?.meta;
  if (!meta) return undefined;
  const counted = (kind: string) => meta.by_kind.find((entry) => entry.kind === kind)?.count;
  return { created: counted("created") ?? run.created, discontinued: counted("discontinued") ?? run.discontinued, fields: meta.by_field };
}
