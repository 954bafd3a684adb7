/** The rules of a feed: what they are where nothing was said, and their shares as percentages. */
import type { Brakes, Policies } from "@/api/model";

export const USUAL: Policies = { writes: "both", absent: "keep", absent_runs: 1, bad_records: "flag", review: "on_brake", brakes: {} };
export const BRAKES = ["fewer_records", "gone", "price_moves", "stock_out", "issues"] as const satisfies readonly (keyof Brakes)[];

export const complete = (policies: Partial<Policies> | null | undefined): Policies => ({ ...USUAL, ...policies, brakes: { ...policies?.brakes } });

/** Without what is not set, so that “learned” and “all fields” are absent and not null. */
export function forSending(policies: Policies): Policies {
  const { fields, most_errors, brakes, ...rest } = policies;
  return {
    ...rest,
    ...(fields && fields.length > 0 ? { fields } : {}),
    ...(most_errors == null ? {} : { most_errors }),
    brakes: Object.fromEntries(Object.entries(brakes).filter(([, share]) => share != null)),
  };
}

export const toPercent = (share: number | null | undefined): number | "" => (share == null ? "" : Math.round(share * 1000) / 10);
export const toShare = (percent: number | string): number | undefined => (typeof percent === "number" ? Math.min(1, Math.max(0, percent / 100)) : undefined);
