/** Our fields, in the order in which they are asked for, and the two directions between fields and file columns. */
import type { Column, Drift, Inspection, MappedColumn, Mapping } from "@/api/model";

export const FIELDS = [
  "supplier_sku", "name", "ean", "price", "stock", "brand", "category", "retail_price", "currency", "images", "mpn", "weight", "description", "moq", "pack", "lead_time",
] as const;
export type Field = (typeof FIELDS)[number];

/** One of these must be known, or a record cannot be told from another. */
const KEYS: readonly Field[] = ["supplier_sku", "ean", "mpn"];
/** An import without these is possible, but hardly anybody means it. */
export const EXPECTED: readonly Field[] = ["supplier_sku", "name", "price"];

export const hasKey = (mapping: Mapping): boolean => KEYS.some((field) => mapping[field]);
/** May be read from several columns. */
const MULTIPLE: readonly Field[] = ["images", "description", "category"];

export type Level = "sure" | "likely" | "unsure" | "yours";

export const isField = (value: string): value is Field => (FIELDS as readonly string[]).includes(value);

export function level(mapped: MappedColumn): Level {
  if (mapped.confidence == null) return "yours";
  if (mapped.confidence >= 0.85) return "sure";
  return mapped.confidence >= 0.6 ? "likely" : "unsure";
}

const isColumn = (mapped: MappedColumn, column: Column) => (mapped.index == null ? mapped.source === column.name : mapped.index === column.index);

/** The field that a file column goes to. */
export function fieldOf(mapping: Mapping, column: Column): Field | null {
  for (const field of FIELDS) {
    const mapped = mapping[field];
    if (mapped && (isColumn(mapped, column) || mapped.also?.includes(column.name))) return field;
  }
  return null;
}

/** Gives a column to a field (or to none). A field that takes one column leaves the one it had. */
export function assign(mapping: Mapping, column: Column, field: Field | null): Mapping {
  const next: Mapping = {};
  for (const [name, mapped] of Object.entries(mapping)) {
    if (isColumn(mapped, column)) {
      const [promoted, ...rest] = mapped.also ?? [];
      if (promoted !== undefined) next[name] = { source: promoted, also: rest };
    } else {
      next[name] = mapped.also ? { ...mapped, also: mapped.also.filter((source) => source !== column.name) } : mapped;
    }
  }
  if (field === null) return next;
  const present = next[field];
  next[field] =
    present && MULTIPLE.includes(field)
      ? { ...present, also: [...(present.also ?? []), column.name] }
      : { source: column.name, index: column.index };
  return next;
}

/** What was guessed least surely first, then the file's own order; columns that go nowhere last. */
export function inAskingOrder(inspection: Inspection): Column[] {
  const rank = (column: Column) => {
    const field = fieldOf(inspection.mapping, column);
    if (field === null) return 3;
    const mapped = inspection.mapping[field];
    return mapped && level(mapped) === "unsure" ? 0 : 1;
  };
  return inspection.columns.map((column) => ({ column, rank: rank(column) })).sort((a, b) => a.rank - b.rank).map((x) => x.column);
}

/** Only what the server needs; its own reasons are not sent back. */
export function forSending(mapping: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(mapping).map(([field, m]) => [field, { source: m.source, ...(m.index == null ? {} : { index: m.index }), ...(m.also && m.also.length > 0 ? { also: m.also } : {}) }]),
  );
}

/** Reads a field from the column of this name, or from none. */
export function decide(mapping: Mapping, columns: readonly Column[], field: string, source: string | null): Mapping {
  const without = Object.fromEntries(Object.entries(mapping).filter(([name]) => name !== field));
  const column = columns.find((c) => c.name === source);
  return column && isField(field) ? assign(without, column, field) : without;
}

/** For each field whose column is not where it was: the column it is read from now, or none. */
export const decided = (mapping: Mapping, drift: readonly Drift[]): Record<string, string | null> =>
  Object.fromEntries(drift.map(({ field }) => [field, mapping[field]?.source ?? null]));
