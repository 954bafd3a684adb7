/** From what the server proposes to what the person decided, and back as the server takes it. */
import type { Drift } from "@/api/model";
import { isFurther } from "./useDriftReason";

type Decisions = Record<string, string | null>;

/** One record of the stored file, cell by cell. */
export interface RecordCells {
  record: number;
  cells: { column: string; value: string | null }[];
}

/** What has to be decided, what was recognised without doubt, and what needs no decision. */
export const sorted = (drift: readonly Drift[]) => ({
  open: drift.filter(({ certain, reason }) => !certain && !isFurther(reason)),
  known: drift.filter(({ certain, reason }) => certain || isFurther(reason)),
});

export const proposals = (drift: readonly Drift[]): Decisions => Object.fromEntries(drift.map(({ field, now }) => [field, now?.source ?? null]));

/** Everything as proposed is one word; what was decided otherwise is said field by field, the rest stays as proposed. */
export function answerOf(drift: readonly Drift[], decisions: Decisions): { accept: true | Decisions } {
  const other = drift.filter(({ field, now }) => (decisions[field] ?? null) !== (now?.source ?? null));
  return { accept: other.length === 0 ? true : Object.fromEntries(other.map(({ field }) => [field, decisions[field] ?? null])) };
}

/** The file's columns with their first values; while they are not known, those that the proposals name. */
export function columnsOf(records: readonly RecordCells[], drift: readonly Drift[]): { name: string; samples: string[] }[] {
  const names = records[0]?.cells.map((cell) => cell.column) ?? drift.flatMap(({ now }) => (now ? [now.source] : []));
  return [...new Set(names)].map((name) => ({ name, samples: records.flatMap(({ cells }) => cells.find((cell) => cell.column === name)?.value ?? []) }));
}
