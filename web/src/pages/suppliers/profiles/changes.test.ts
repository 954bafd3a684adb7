import { describe, expect, it } from "vitest";
import { linesOf } from "./changes";

describe("what changed between two versions", () => {
  it("is said per field, once, whether the server names the column or the whole", () => {
    expect(linesOf([{ path: "mapping.price.source", before: "PA HT", after: "Prix net" }, { path: "mapping.price.index", before: 3, after: 5 }])).toEqual([{ group: "columns", field: "price", before: "PA HT", after: "Prix net" }]);
    expect(linesOf([{ path: "mapping.images", before: null, after: { source: "Photo 1", also: ["Photo 2"] } }])).toEqual([{ group: "columns", field: "images", before: null, after: "Photo 1 + Photo 2" }]);
  });

  it("tells a column that only moved", () => {
    expect(linesOf([{ path: "mapping.stock.index", before: 3, after: 5 }])).toEqual([{ group: "columns", field: "stock", moved: { before: 3, after: 5 } }]);
    expect(linesOf([{ path: "mapping.stock.confidence", before: 0.3, after: 0.5 }])).toEqual([]);
  });

  it("knows steps, rules and the layout", () => {
    const step = { field: "name", op: "trim" };
    expect(linesOf([
      { path: "transforms[1]", before: null, after: step },
      { path: "policies.brakes.gone", before: null, after: 0.2 },
      { path: "structure.columns", before: ["A"], after: ["B"] },
      { path: "structure.delimiter", before: ";", after: "," },
      { path: "default_currency", before: "EUR", after: null },
    ])).toEqual([
      { group: "steps", place: 2, before: null, after: step },
      { group: "rules", name: "brakes.gone", before: null, after: 0.2 },
      { group: "layout", name: "delimiter", before: ";", after: "," },
      { group: "layout", name: "default_currency", before: "EUR", after: null },
    ]);
  });
});
