import { describe, expect, it } from "vitest";
import type { Drift } from "@/api/model";
import { answerOf, columnsOf, proposals, sorted } from "./decisions";

const drift: Drift[] = [
  { field: "price", kind: "renamed", was: { source: "Prix HT", index: 3 }, now: { source: "Prix net HT", index: 3 }, confidence: 0.94, reason: "", certain: false },
  { field: "stock", kind: "gone", was: { source: "Dispo", index: 5 }, now: null, confidence: 0, reason: "", certain: false },
];

describe("repairing columns", () => {
  it("begins with what is proposed, and accepts it in one word", () => {
    expect(proposals(drift)).toEqual({ price: "Prix net HT", stock: null });
    expect(answerOf(drift, proposals(drift))).toEqual({ accept: true });
  });

  it("says the fields that were decided otherwise; the rest stays as proposed", () => {
    expect(answerOf(drift, { price: "Tarif", stock: null })).toEqual({ accept: { price: "Tarif" } });
    expect(answerOf(drift, { ...proposals(drift), price: null })).toEqual({ accept: { price: null } });
  });

  it("asks about what is not certain, and not about a second picture that is gone", () => {
    const gone: Drift = { field: "images", kind: "gone", was: { source: "Photo 2", index: null }, now: null, confidence: 0.5, reason: "the further column \"Photo 2\" is gone; what is left of images is read without it", certain: false };
    const known = { ...(drift[0] as Drift), certain: true };
    expect(sorted([known, gone, drift[1] as Drift])).toEqual({ open: [drift[1]], known: [known, gone] });
  });

  it("offers the file’s columns with values, or the proposed ones until they are known", () => {
    const records = [{ record: 1, cells: [{ column: "Réf", value: "A" }, { column: "Prix net HT", value: "1,20" }] }, { record: 2, cells: [{ column: "Réf", value: null }, { column: "Prix net HT", value: "3,00" }] }];
    expect(columnsOf(records, drift)).toEqual([{ name: "Réf", samples: ["A"] }, { name: "Prix net HT", samples: ["1,20", "3,00"] }]);
    expect(columnsOf([], drift)).toEqual([{ name: "Prix net HT", samples: [] }]);
  });
});
