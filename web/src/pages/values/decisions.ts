/** What a person decides about values, as the server takes it. */
import type { ValueMap, ValueState } from "@/api/model";

/** One of ours, or a new one by its name. */
export type Target = { id: number; name: string } | { name: string };

export interface Decision {
  state: ValueState;
  target?: Target;
}

interface Item {
  id: number;
  kind: ValueMap["kind"];
  supplier_id: number | null;
  value: string;
  state: ValueState;
  target_id?: number | null;
  target_name?: string;
}

const item = (map: ValueMap, state: ValueState): Item => ({ id: map.id, kind: map.kind, supplier_id: map.supplier?.id ?? null, value: map.value, state });

export const deciding = (maps: readonly ValueMap[], { state, target }: Decision): Item[] =>
  maps.map((map) => ({ ...item(map, state), ...(target === undefined ? { target_id: null } : "id" in target ? { target_id: target.id } : { target_name: target.name }) }));

/** Those with a suggestion get it. */
export const accepting = (maps: readonly ValueMap[]): Item[] => maps.flatMap((map) => (map.suggestion ? [{ ...item(map, "mapped"), target_id: map.suggestion.id }] : []));

export const asBefore = (maps: readonly ValueMap[]): Item[] => maps.map((map) => ({ ...item(map, map.state), target_id: map.target?.id ?? null }));

/** The server takes so many at a time. */
export const BATCH = 1000;
