import type { RunStatus } from "@/api/model";
import { oneOf, positive, text, type RawSearch } from "@/app/search";

const STATUS_GROUPS = ["waiting", "moving", "done", "failed"] as const;
export type StatusGroup = (typeof STATUS_GROUPS)[number];
export const PERIODS = ["day", "week", "month"] as const;
const PERIOD_DAYS = { day: 1, week: 7, month: 30 } as const;
export const RUN_TABS = ["review", "changes", "issues", "file", "log"] as const;

export interface ImportsSearch {
  q?: string | undefined;
  supplier?: number | undefined;
  status?: StatusGroup | undefined;
  period?: (typeof PERIODS)[number] | undefined;
  page?: number | undefined;
}

export const importsSearch = (raw: RawSearch): ImportsSearch => ({
  q: text(raw["q"]),
  supplier: positive(raw["supplier"]),
  status: oneOf(STATUS_GROUPS, raw["status"]),
  period: oneOf(PERIODS, raw["period"]),
  page: positive(raw["page"]),
});

const GROUP_STATUSES: Record<StatusGroup, readonly RunStatus[]> = {
  waiting: ["needs_mapping", "held", "review", "paused"],
  moving: ["received", "inspected", "staged", "applied"],
  done: ["done", "unchanged"],
  failed: ["failed", "cancelled", "undone"],
};

export function importsQuery(search: ImportsSearch) {
  const days = search.period ? PERIOD_DAYS[search.period] : null;
  // The start of the hour, so that the query key does not change with every render.
  const since = days === null ? undefined : new Date(Math.floor(Date.now() / 3_600_000 - days * 24) * 3_600_000).toISOString();
  return {
    q: search.q,
    supplier_id: search.supplier,
    status: search.status ? GROUP_STATUSES[search.status].join(",") : undefined,
    since,
    page: search.page ?? 1,
    per_page: 25,
  };
}

export interface RunSearch {
  tab?: (typeof RUN_TABS)[number] | undefined;
  kind?: "created" | "updated" | "discontinued" | undefined;
  field?: string | undefined;
  /** The rule whose issues are shown, and the field it is about. */
  code?: string | undefined;
  of?: string | undefined;
  page?: number | undefined;
  /** The record of the file that is open beside the page. */
  record?: number | undefined;
  /** The undo whose kept values are shown. */
  kept?: number | undefined;
}

export const runSearch = (raw: RawSearch): RunSearch => ({
  tab: oneOf(RUN_TABS, raw["tab"]),
  kind: oneOf(["created", "updated", "discontinued"], raw["kind"]),
  field: text(raw["field"]),
  code: text(raw["code"]),
  of: text(raw["of"]),
  page: positive(raw["page"]),
  record: positive(raw["record"]),
  kept: positive(raw["kept"]),
});
