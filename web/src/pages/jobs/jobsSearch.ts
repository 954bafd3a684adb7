import type { JobStatus } from "@/api/model";
import { oneOf, positive, text, type RawSearch } from "@/app/search";

export const JOB_STATUSES: readonly JobStatus[] = ["queued", "running", "done", "failed", "dead", "cancelled"];

export interface JobsSearch {
  status?: JobStatus | undefined;
  kind?: string | undefined;
  page?: number | undefined;
}

export const jobsSearch = (raw: RawSearch): JobsSearch => ({
  status: oneOf(JOB_STATUSES, raw["status"]),
  kind: text(raw["kind"]),
  page: positive(raw["page"]),
});
