import { describe, expect, it } from "vitest";
import { directionOf, nextSort } from "./columns";

describe("sorting by a column", () => {
  it("goes first as the column is best read, then the other way, then back", () => {
    expect(nextSort(undefined, "stock", true)).toBe("-stock");
    expect(nextSort("-stock", "stock", true)).toBe("stock");
    expect(nextSort("stock", "stock", true)).toBeUndefined();
    expect(nextSort("-stock", "name", false)).toBe("name");
  });

  it("is said to screen readers", () => {
    expect(directionOf("-stock", "stock")).toBe("descending");
    expect(directionOf("name", "stock")).toBe("none");
    expect(directionOf("name", undefined)).toBe("none");
  });
});
