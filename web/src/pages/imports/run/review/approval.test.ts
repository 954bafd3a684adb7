import { describe, expect, it } from "vitest";
import { EVERYTHING, isNothing, isRecordIn, stateOf, tally, toggleField, toggleGroup, toggleRecord, toggleRecords, toSelection, type Extent } from "./approval";

const extent: Extent = { created: 40, discontinued: 7, fields: [{ field: "price", count: 812 }, { field: "retail_price", count: 30 }, { field: "stock", count: 500 }, { field: "name", count: 41 }] };

describe("approving a part of a run", () => {
  it("is everything unless something is left out", () => {
    expect(toSelection(EVERYTHING, extent)).toBeNull();
    expect(tally(EVERYTHING, extent)).toEqual({ written: [{ group: "new", count: 40 }, { group: "price", count: 842 }, { group: "stock", count: 500 }, { group: "text", count: 41 }, { group: "gone", count: 7 }], left: [] });
  });

  it("leaves out kinds and fields, and counts what is not written", () => {
    const choice = toggleField(toggleGroup(EVERYTHING, extent, "gone"), "retail_price");
    const selection = toSelection(choice, extent);
    expect(selection?.kinds).toEqual(["created", "updated"]);
    expect(selection?.fields).toContain("price");
    expect(selection?.fields).not.toContain("retail_price");
    expect(stateOf(choice, extent, "price")).toBe("some");
    expect(tally(choice, extent).left).toEqual([{ group: "price", count: 30 }, { group: "gone", count: 7 }]);
  });

  it("a group taken out and in again is as before", () => {
    const out = toggleGroup(EVERYTHING, extent, "price");
    expect(stateOf(out, extent, "price")).toBe("none");
    expect(toSelection(toggleGroup(out, extent, "price"), extent)).toBeNull();
  });

  it("without any field only what is new and gone is left, and new articles keep their values", () => {
    const choice = (["price", "stock", "text"] as const).reduce((c, group) => toggleGroup(c, extent, group), EVERYTHING);
    expect(toSelection(choice, extent)).toEqual({ kinds: ["created", "discontinued"] });
  });

  it("leaves single records out, or takes single records only", () => {
    const except = toggleRecord(toggleRecord(EVERYTHING, 17), 4);
    expect(toSelection(except, extent)).toEqual({ except_records: [4, 17] });
    expect(isRecordIn(except, 17)).toBe(false);
    const none = toggleRecords(EVERYTHING);
    expect(isNothing(none, extent)).toBe(true);
    const only = toggleRecord(none, 17);
    expect(isRecordIn(only, 17)).toBe(true);
    expect(isRecordIn(only, 4)).toBe(false);
    expect(toSelection(only, extent)).toEqual({ kinds: ["created", "updated"], only_records: [17] });
    expect(toSelection(toggleRecords(only), extent)).toBeNull();
  });

  it("knows when nothing is left", () => {
    const choice = (["new", "price", "stock", "text", "gone"] as const).reduce((c, group) => toggleGroup(c, extent, group), EVERYTHING);
    expect(isNothing(choice, extent)).toBe(true);
    expect(isNothing(EVERYTHING, extent)).toBe(false);
  });
});
