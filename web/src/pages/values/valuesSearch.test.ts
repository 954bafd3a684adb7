import { describe, expect, it } from "vitest";
import type { ValueMap } from "@/api/model";
import { accepting, asBefore, deciding } from "./decisions";
import { valuesQuery, valuesSearch } from "./valuesSearch";

const map = (part: Partial<ValueMap>): ValueMap => ({
  id: 1, kind: "brand", supplier: { id: 7, code: "NORD", name: "Électro-Nord" }, value: "LEGRAND SA", state: "unmapped", target: null, suggestion: { id: 3, name: "Legrand", score: 0.93 }, products: 12, first_run_id: null,
  updated_at: "2026-11-01T00:00:00Z", by: null, ...part,
});

describe("the address of the values page", () => {
  it("shows what has still to be sorted, biggest first, unless it says otherwise", () => {
    expect(valuesQuery(valuesSearch({}))).toBe("kind=brand&sort=-products&page=1&per_page=50&state=unmapped");
    expect(valuesQuery(valuesSearch({ kind: "category", state: "all", supplier: "7", q: "led", sort: "value", page: "2" }))).toBe("kind=category&sort=value&page=2&per_page=50&supplier_id=7&q=led");
  });

  it("leaves out what does not fit", () => {
    expect(valuesSearch({ kind: "colour", state: "lost", page: "-1" })).toEqual({ kind: undefined, state: undefined, supplier: undefined, q: undefined, sort: undefined, page: undefined });
  });
});

describe("deciding about values", () => {
  it("accepts a suggestion as its target", () => {
    expect(accepting([map({}), map({ id: 2, suggestion: null })])).toEqual([{ id: 1, kind: "brand", supplier_id: 7, value: "LEGRAND SA", state: "mapped", target_id: 3 }]);
  });

  it("gives many values one target, known or new", () => {
    expect(deciding([map({ supplier: null })], { state: "mapped", target: { name: "Legrand" } })).toEqual([{ id: 1, kind: "brand", supplier_id: null, value: "LEGRAND SA", state: "mapped", target_name: "Legrand" }]);
    expect(deciding([map({})], { state: "ignored" })[0]).toMatchObject({ state: "ignored" });
  });

  it("takes back to what it was", () => {
    expect(asBefore([map({ state: "mapped", target: { id: 3, name: "Legrand" } })])[0]).toMatchObject({ state: "mapped", target_id: 3 });
    expect(asBefore([map({})])[0]).toMatchObject({ state: "unmapped", target_id: null });
  });
});
