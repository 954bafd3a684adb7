/** Reading the URL's search part: every value is text there, and whatever does not fit is left out. */
export type RawSearch = Record<string, unknown>;

export function text(raw: unknown): string | undefined {
  if (typeof raw !== "string" && typeof raw !== "number") return undefined;
  const value = String(raw).trim();
  return value === "" ? undefined : value;
}

export function positive(raw: unknown): number | undefined {
  const value = Number(raw);
  return raw !== "" && Number.isInteger(value) && value > 0 ? value : undefined;
}

export function count(raw: unknown): number | undefined {
  const value = Number(raw);
  return raw !== undefined && raw !== "" && Number.isInteger(value) && value >= 0 ? value : undefined;
}

export function flag(raw: unknown): true | undefined {
  return raw === "true" || raw === true ? true : undefined;
}

export function oneOf<T extends string>(values: readonly T[], raw: unknown): T | undefined {
  return values.find((v) => v === raw);
}

export const parseSearch = (query: string): RawSearch => Object.fromEntries(new URLSearchParams(query));

export function stringifySearch(search: RawSearch): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(search)) {
    const plain = typeof value === "boolean" ? String(value) : text(value);
    if (plain !== undefined) params.set(key, plain);
  }
  const query = params.toString();
  return query === "" ? "" : `?${query}`;
}
