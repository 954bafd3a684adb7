import { describe, expect, it } from "vitest";
import type { Transform } from "@/api/model";
import { Problem } from "@/api/problem";
import { append, effectsByStep, fresh, groupsFor, isComplete, likelyFor, move, problemsByStep, removeAt, sendable } from "./steps";

const times: Transform = { field: "price", op: "multiply", by: "1.2" };
const round: Transform = { field: "price", op: "round", places: 2 };
const trim: Transform = { field: "name", op: "trim" };

describe("the steps of a field", () => {
  it("stay together when one is added", () => {
    expect(append([times, trim], round)).toEqual([times, round, trim]);
    expect(append([times], trim)).toEqual([times, trim]);
  });

  it("change places only with their own field's", () => {
    expect(move([times, trim, round], 2, -1)).toEqual([round, trim, times]);
    expect(move([times, trim, round], 1, -1)).toEqual([times, trim, round]);
    expect(move([times, trim], 0, 1)).toEqual([times, trim]);
  });

  it("are sent once they say enough, without an empty condition", () => {
    const steps: Transform[] = [fresh("replace", "name", "Nom"), { ...times, when: "  " }, { ...round, off: true, when: "stock > 0" }];
    const { sent, own } = sendable(steps);
    expect(sent).toEqual([times, { ...round, off: true, when: "stock > 0" }]);
    expect(own).toEqual([1, 2]);
  });

  it("get back what the server says about them, by their own place", () => {
    const { own } = sendable([fresh("replace", "name", "Nom"), times, round]);
    const effects = effectsByStep({ transforms: [{ index: 1, records: 7, examples: [], error: null }] }, own);
    expect([...effects.keys()]).toEqual([2]);
    const problem = new Problem(422, { errors: [{ path: "transforms[0].when", message: "no such field" }, { path: "mapping", message: "x" }] });
    expect([...problemsByStep(problem, own)]).toEqual([[1, { part: "when", message: "no such field" }]]);
  });

  it("are gone when removed", () => {
    expect(removeAt([times, trim], 0)).toEqual([trim]);
  });
});

describe("a fresh step", () => {
  it("begins with the field's own column where columns are joined", () => {
    expect(fresh("join", "name", "Nom")).toMatchObject({ columns: ["Nom"] });
  });

  it("of every kind is offered for some field", () => {
    const offered = new Set(["price", "weight", "name"].flatMap((field) => groupsFor(field).flatMap((group) => group.ops)));
    expect(offered.size).toBe(17);
    for (const field of ["price", "weight", "stock", "brand", "name"]) {
      const ops = groupsFor(field).flatMap((group) => group.ops);
      expect(likelyFor(field).every((op) => ops.includes(op))).toBe(true);
    }
  });
});

describe("a step says enough", () => {
  it("when its numbers are numbers", () => {
    expect(isComplete({ ...times, by: "1,2" })).toBe(false);
    expect(isComplete({ field: "price", op: "add", amount: "-0.5" })).toBe(true);
    expect(isComplete({ field: "price", op: "vat", rate: "-20", direction: "out" })).toBe(false);
  });

  it("as a rule only with a condition", () => {
    expect(isComplete({ field: "price", op: "reject", reason: "Too dear" })).toBe(false);
    expect(isComplete({ field: "price", op: "reject", reason: "Too dear", when: "price > 1000" })).toBe(true);
  });
});
