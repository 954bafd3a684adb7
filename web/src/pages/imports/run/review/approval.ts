/** Which part of a reviewed run is written. Everything is, but what the buyer leaves out. */
import type { Approval, ChangeKind } from "@/api/model";

/** How a buyer sees changes: what is new, what moves, what goes. */
export const GROUPS = ["new", "price", "stock", "text", "gone"] as const;
export type Group = (typeof GROUPS)[number];

const PRICE = ["price", "cost", "retail_price", "currency"];
/** The catalogue's fields, as selections name them. */
const FIELDS = ["name", "description", "ean", "brand", "category", "price", "retail_price", "currency", "stock", "images", "weight", "mpn", "moq", "pack", "lead_time"];
const ALIASES: Record<string, string> = { cost: "price", gtin: "ean", weight_kg: "weight", lead_time_days: "lead_time" };
const KINDS: readonly ChangeKind[] = ["created", "updated", "discontinued"];

export function groupOf(field: string): Exclude<Group, "new" | "gone"> {
  if (PRICE.includes(field)) return "price";
  return field === "stock" ? "stock" : "text";
}

/** `except`: all records but these. `only`: none but these. */
interface Records {
  mode: "except" | "only";
  ids: ReadonlySet<number>;
}

export interface Choice {
  withoutNew: boolean;
  withoutGone: boolean;
  withoutFields: ReadonlySet<string>;
  records: Records;
}

export const EVERYTHING: Choice = { withoutNew: false, withoutGone: false, withoutFields: new Set(), records: { mode: "except", ids: new Set() } };

/** How many changes there are, by kind and by field of what changes. */
export interface Extent {
  created: number;
  discontinued: number;
  fields: { field: string; count: number; up?: number; down?: number }[];
}

export const fieldsOf = (extent: Extent, group: Group) => extent.fields.filter((f) => groupOf(f.field) === group && f.count > 0);

const sum = (counts: { count: number }[]) => counts.reduce((total, entry) => total + entry.count, 0);

export function sizeOf(extent: Extent, group: Group): number {
  if (group === "new") return extent.created;
  return group === "gone" ? extent.discontinued : sum(fieldsOf(extent, group));
}

/** All of a group is written, some of its fields, or nothing. */
export function stateOf(choice: Choice, extent: Extent, group: Group): "all" | "some" | "none" {
  if (group === "new") return choice.withoutNew ? "none" : "all";
  if (group === "gone") return choice.withoutGone || choice.records.mode === "only" ? "none" : "all";
  const fields = fieldsOf(extent, group);
  const out = fields.filter((f) => choice.withoutFields.has(f.field)).length;
  if (out === 0) return "all";
  return out === fields.length ? "none" : "some";
}

const toggled = <T>(set: ReadonlySet<T>, value: T): ReadonlySet<T> => {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
};

export function toggleGroup(choice: Choice, extent: Extent, group: Group): Choice {
  if (group === "new") return { ...choice, withoutNew: !choice.withoutNew };
  if (group === "gone") return { ...choice, withoutGone: !choice.withoutGone };
  const names = fieldsOf(extent, group).map((f) => f.field);
  const next = new Set(choice.withoutFields);
  const leave = stateOf(choice, extent, group) !== "none";
  for (const name of names) {
    if (leave) next.add(name);
    else next.delete(name);
  }
  return { ...choice, withoutFields: next };
}

export const toggleField = (choice: Choice, field: string): Choice => ({ ...choice, withoutFields: toggled(choice.withoutFields, field) });

export const isRecordIn = (choice: Choice, record: number): boolean => choice.records.ids.has(record) === (choice.records.mode === "only");

export const toggleRecord = (choice: Choice, record: number): Choice => ({ ...choice, records: { ...choice.records, ids: toggled(choice.records.ids, record) } });

/** From all records to none, so that a few can be chosen, and back. */
export const toggleRecords = (choice: Choice): Choice => ({
  ...choice,
  records: { mode: choice.records.mode === "except" && choice.records.ids.size === 0 ? "only" : "except", ids: new Set() },
});

const noUpdates = (choice: Choice, extent: Extent) => extent.fields.length > 0 && extent.fields.every((f) => f.count === 0 || choice.withoutFields.has(f.field));

/** What the server is told; null when everything is to be written. */
export function toSelection(choice: Choice, extent: Extent): Approval | null {
  const updates = !noUpdates(choice, extent);
  const kinds = KINDS.filter((kind) => (kind === "created" ? !choice.withoutNew : kind === "updated" ? updates : !choice.withoutGone && choice.records.mode === "except"));
  const left = new Set([...choice.withoutFields].map((field) => ALIASES[field] ?? field));
  const ids = [...choice.records.ids].sort((a, b) => a - b);
  const selection: Approval = {
    ...(kinds.length < KINDS.length ? { kinds } : {}),
    ...(updates && left.size > 0 ? { fields: FIELDS.filter((field) => !left.has(field)) } : {}),
    ...(choice.records.mode === "only" ? { only_records: ids } : ids.length > 0 ? { except_records: ids } : {}),
  };
  return Object.keys(selection).length > 0 ? selection : null;
}

/** Nothing at all would be written. */
export function isNothing(choice: Choice, extent: Extent): boolean {
  if (choice.records.mode === "only" && choice.records.ids.size === 0) return true;
  return GROUPS.every((group) => sizeOf(extent, group) === 0 || stateOf(choice, extent, group) === "none");
}

export interface Tally {
  group: Group;
  count: number;
}

/** The changes by group: what is written and what is not. Chosen records come on top and are said apart. */
export function tally(choice: Choice, extent: Extent): { written: Tally[]; left: Tally[] } {
  const written: Tally[] = [];
  const left: Tally[] = [];
  for (const group of GROUPS) {
    const all = sizeOf(extent, group);
    const state = stateOf(choice, extent, group);
    const out = state === "none" ? all : state === "all" ? 0 : sum(fieldsOf(extent, group).filter((f) => choice.withoutFields.has(f.field)));
    if (all - out > 0) written.push({ group, count: all - out });
    if (out > 0) left.push({ group, count: out });
  }
  return { written, left };
}
