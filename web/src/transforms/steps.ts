/** The steps a field's values go through: which there are, a fresh one of each, and moving them about in the list of all fields. */
import type { OpName, Preview, StepEffect, Transform } from "@/api/model";
import type { Problem } from "@/api/problem";

const TEXT: readonly OpName[] = ["trim", "replace", "case", "split", "join", "lookup", "regex"];
const NUMBER: readonly OpName[] = ["multiply", "add", "round"];
const MONEY: readonly OpName[] = ["vat", "currency", "multiply", "add", "round"];
const ANY: readonly OpName[] = ["default", "set", "clear"];

const PRICES = ["price", "retail_price"];
const NUMBERS = [...PRICES, "stock", "weight", "moq", "pack", "lead_time"];

interface OpGroup {
  name: "numbers" | "text" | "any" | "rule";
  ops: readonly OpName[];
}

/** What one may add to a field, the likeliest group first. */
export function groupsFor(field: string): OpGroup[] {
  const text: OpGroup = { name: "text", ops: TEXT };
  const rest: OpGroup[] = [{ name: "any", ops: ANY }, { name: "rule", ops: ["reject"] }];
  if (!NUMBERS.includes(field)) return [text, ...rest];
  const numbers = PRICES.includes(field) ? MONEY : field === "weight" ? (["unit", ...NUMBER] as const) : NUMBER;
  return [{ name: "numbers", ops: numbers }, text, ...rest];
}

/** The three that most people mean for this field. */
export function likelyFor(field: string): OpName[] {
  if (PRICES.includes(field)) return ["vat", "multiply", "replace"];
  if (field === "weight") return ["unit", "multiply", "default"];
  if (NUMBERS.includes(field)) return ["replace", "default", "multiply"];
  if (field === "brand" || field === "category" || field === "currency") return ["default", "lookup", "replace"];
  return ["trim", "replace", "join"];
}

/** A step as it is when just added. */
export function fresh(op: OpName, field: string, column: string | undefined): Transform {
  switch (op) {
    case "trim":
      return { field, op };
    case "case":
      return { field, op, to: "sentence" };
    case "replace":
      return { field, op, find: "", with: "" };
    case "regex":
      return { field, op, pattern: "", with: "" };
    case "split":
      return { field, op, on: " ", take: 1 };
    case "join":
      return { field, op, columns: column === undefined ? [] : [column], with: " " };
    case "lookup":
      return { field, op, table: {} };
    case "default":
      return { field, op, value: "" };
    case "multiply":
      return { field, op, by: "" };
    case "add":
      return { field, op, amount: "" };
    case "round":
      return { field, op, places: 2 };
    case "unit":
      return { field, op, from: "g" };
    case "currency":
      return { field, op, to: "EUR" };
    case "vat":
      return { field, op, rate: "20", direction: "out" };
    case "set":
      return { field, op, expression: "" };
    case "clear":
      return { field, op };
    case "reject":
      return { field, op, reason: "", when: "" };
  }
}

const isDecimal = (text: string) => /^-?\d+(\.\d+)?$/.test(text);

/** Whether the person has said all that the step needs. A rule without a condition would reject everything. */
export function isComplete(step: Transform): boolean {
  switch (step.op) {
    case "replace":
      return step.find !== "";
    case "regex":
      return step.pattern !== "";
    case "split":
      return step.on !== "" && step.take !== 0;
    case "join":
      return step.columns.length > 0;
    case "lookup":
      return Object.keys(step.table).length > 0;
    case "default":
      return step.value !== "";
    case "multiply":
      return isDecimal(step.by);
    case "add":
      return isDecimal(step.amount);
    case "vat":
      return isDecimal(step.rate) && !step.rate.startsWith("-");
    case "set":
      return step.expression.trim() !== "";
    case "reject":
      return step.reason.trim() !== "" && (step.when ?? "").trim() !== "";
    default:
      return true;
  }
}

/** The steps the server can take, and where each stands in the person's list. An empty condition is none. */
export function sendable(steps: readonly Transform[]): { sent: Transform[]; own: number[] } {
  const sent: Transform[] = [];
  const own: number[] = [];
  steps.forEach((step, index) => {
    if (!isComplete(step)) return;
    const { when, off, ...rest } = step;
    sent.push({ ...rest, ...(when != null && when.trim() !== "" ? { when: when.trim() } : {}), ...(off === true ? { off } : {}) });
    own.push(index);
  });
  return { sent, own };
}

/** What each step did, by its place in the person's list. */
export function effectsByStep(preview: Pick<Preview, "transforms"> | undefined, own: readonly number[]): Map<number, StepEffect> {
  const found = new Map<number, StepEffect>();
  for (const effect of preview?.transforms ?? []) {
    const index = own[effect.index];
    if (index !== undefined) found.set(index, effect);
  }
  return found;
}

/** What the server could not understand, by step: `transforms[2].when` is about the condition of the third that was sent. */
export function problemsByStep(problem: Problem | null, own: readonly number[]): Map<number, { part: string; message: string }> {
  const found = new Map<number, { part: string; message: string }>();
  for (const [path, message] of Object.entries(problem?.fields ?? {})) {
    const match = /^transforms\[(\d+)\](?:\.(\w+))?/.exec(path);
    const index = match ? own[Number(match[1])] : undefined;
    if (index !== undefined) found.set(index, { part: match?.[2] ?? "", message });
  }
  return found;
}

export const indexesOf = (steps: readonly Transform[], field: string): number[] => steps.flatMap((step, index) => (step.field === field ? [index] : []));

export const replaceAt = (steps: readonly Transform[], index: number, step: Transform): Transform[] => steps.map((old, i) => (i === index ? step : old));
export const removeAt = (steps: readonly Transform[], index: number): Transform[] => steps.filter((_, i) => i !== index);
export const insertAt = (steps: readonly Transform[], index: number, step: Transform): Transform[] => [...steps.slice(0, index), step, ...steps.slice(index)];

/** Adds a step after the last of its field, so that a field's steps stay together. */
export function append(steps: readonly Transform[], step: Transform): Transform[] {
  const last = indexesOf(steps, step.field).at(-1);
  return last === undefined ? [...steps, step] : insertAt(steps, last + 1, step);
}

/** Swaps a step with the one before or after it among those of the same field. */
export function move(steps: readonly Transform[], index: number, by: -1 | 1): Transform[] {
  const step = steps[index];
  if (!step) return [...steps];
  const mates = indexesOf(steps, step.field);
  const other = mates[mates.indexOf(index) + by];
  const swapped = other === undefined ? undefined : steps[other];
  if (other === undefined || !swapped) return [...steps];
  return steps.map((old, i) => (i === index ? swapped : i === other ? step : old));
}
