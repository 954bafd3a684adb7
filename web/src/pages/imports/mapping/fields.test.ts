import { describe, expect, it } from "vitest";
import type { Inspection, Mapping } from "@/api/model";
import { assign, fieldOf, forSending, inAskingOrder, level } from "./fields";

const column = (index: number, name: string) => ({ index, name, samples: [] });
const sku = column(0, "Réf.");
const price = column(1, "Prix HT");
const first = column(2, "Photo 1");
const second = column(3, "Photo 2");
const mapping: Mapping = {
  supplier_sku: { source: "Réf.", index: 0, confidence: 0.97, reason: "header" },
  price: { source: "Prix HT", index: 1, confidence: 0.5, reason: "decimals" },
  images: { source: "Photo 1", index: 2, also: ["Photo 2"], confidence: 0.9, reason: "addresses" },
};

describe("assigning columns", () => {
  it("finds the field of a column, also where a field has several", () => {
    expect(fieldOf(mapping, price)).toBe("price");
    expect(fieldOf(mapping, second)).toBe("images");
    expect(fieldOf(mapping, column(9, "Divers"))).toBeNull();
  });

  it("takes the column away from the field it had", () => {
    const next = assign(mapping, price, "retail_price");
    expect(next["price"]).toBeUndefined();
    expect(next["retail_price"]).toEqual({ source: "Prix HT", index: 1 });
  });

  it("gives a single-column field to the new column alone", () => {
    const next = assign(mapping, price, "supplier_sku");
    expect(fieldOf(next, sku)).toBeNull();
    expect(fieldOf(next, price)).toBe("supplier_sku");
  });

  it("adds to a field that may have several columns", () => {
    const without = assign(mapping, second, null);
    expect(without["images"]?.also).toEqual([]);
    expect(assign(without, second, "images")["images"]?.also).toEqual(["Photo 2"]);
  });

  it("promotes the next column when the first of several goes", () => {
    expect(assign(mapping, first, null)["images"]).toEqual({ source: "Photo 2", also: [] });
  });

  it("asks for what is least sure first and for what goes nowhere last", () => {
    const inspection = { columns: [sku, column(9, "Divers"), price], mapping } as unknown as Inspection;
    expect(inAskingOrder(inspection).map((c) => c.name)).toEqual(["Prix HT", "Réf.", "Divers"]);
  });

  it("sends sources, not the server's own reasons", () => {
    expect(forSending(mapping)["images"]).toEqual({ source: "Photo 1", index: 2, also: ["Photo 2"] });
  });

  it("knows three levels, and what a person chose", () => {
    expect([0.97, 0.7, 0.3].map((confidence) => level({ source: "x", confidence }))).toEqual(["sure", "likely", "unsure"]);
    expect(level({ source: "x" })).toBe("yours");
  });
});
