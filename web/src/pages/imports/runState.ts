/** What a run's status means for the person looking at it. */
import type { Phase, Run, RunStatus } from "@/api/model";

const ACTIVE: readonly RunStatus[] = ["received", "inspected", "staged", "applied"];
const WAITING: readonly RunStatus[] = ["needs_mapping", "held", "review", "paused"];

export const PHASES: readonly Phase[] = ["receive", "inspect", "stage", "diff", "apply", "follow_up"];

export const isActive = (status: RunStatus): boolean => ACTIVE.includes(status);
const isWaiting = (status: RunStatus): boolean => WAITING.includes(status);

type Tone = "moving" | "waiting" | "good" | "bad" | "quiet";

export function tone(status: RunStatus): Tone {
  if (isActive(status)) return "moving";
  if (isWaiting(status)) return "waiting";
  if (status === "failed") return "bad";
  return status === "done" ? "good" : "quiet";
}

/** How far along the whole run is, 0 to 1, for a ring or a thin bar; null when it cannot be known. */
export function overall(run: Run): number | null {
  if (!isActive(run.status)) return null;
  const phase = run.progress?.phase ?? run.phase;
  if (!phase) return null;
  const done = run.progress?.done ?? 0;
  const total = run.progress?.total ?? null;
  const within = total !== null && total > 0 ? Math.min(1, done / total) : 0;
  return (PHASES.indexOf(phase) + within) / PHASES.length;
}
