/** The differences between two versions of a profile, sorted into what a buyer would call them. */
import type { ProfileChange, Transform } from "@/api/model";

export type ChangeLine =
  | { group: "columns"; field: string; before: string | null; after: string | null }
  | { group: "columns"; field: string; moved: { before: number; after: number } }
  | { group: "steps"; place: number; before: Transform | null; after: Transform | null }
  | { group: "rules"; name: string; before: unknown; after: unknown }
  | { group: "layout"; name: string; before: unknown; after: unknown };

export const GROUPS = ["columns", "steps", "rules", "layout"] as const;

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** The columns that a field is read from, as one text. */
function sources(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (!isObject(value)) return null;
  const also = Array.isArray(value["also"]) ? value["also"].filter((one) => typeof one === "string") : [];
  return [value["source"], ...also].filter((one) => typeof one === "string").join(" + ");
}

const asStep = (value: unknown): Transform | null => (isObject(value) && typeof value["op"] === "string" && typeof value["field"] === "string" ? (value as unknown as Transform) : null);

export function linesOf(changes: readonly ProfileChange[]): ChangeLine[] {
  const renamed = new Set(changes.flatMap(({ path }) => /^mapping\.(\w+)(?:\.source)?$/.exec(path)?.[1] ?? []));
  return changes.flatMap(({ path, before, after }): ChangeLine[] => {
    const mapping = /^mapping\.(\w+)(?:\.(\w+))?/.exec(path);
    if (mapping?.[1] !== undefined) {
      const [, field, part] = mapping;
      if (part === undefined || part === "source") return [{ group: "columns", field, before: sources(before), after: sources(after) }];
      if (part === "index" && !renamed.has(field) && typeof before === "number" && typeof after === "number") return [{ group: "columns", field, moved: { before, after } }];
      if (part === "also" && !renamed.has(field)) return [{ group: "columns", field, before: Array.isArray(before) ? before.join(" + ") : sources(before), after: Array.isArray(after) ? after.join(" + ") : sources(after) }];
      return [];
    }
    const step = /^transforms\[(\d+)\]$/.exec(path);
    if (step) return [{ group: "steps", place: Number(step[1]) + 1, before: asStep(before), after: asStep(after) }];
    if (path.startsWith("transforms")) return [{ group: "steps", place: 1, before: null, after: null }];
    // The file's own list of columns: what became of each is said with its field.
    if (path.startsWith("structure.columns")) return [];
    if (path.startsWith("policies.")) return [{ group: "rules", name: path.slice("policies.".length), before, after }];
    return [{ group: "layout", name: path.replace(/^structure\./, ""), before, after }];
  });
}
