import { describe, expect, it } from "vitest";
import { complete, forSending, toPercent, toShare, USUAL } from "./policies";

describe("the rules of a feed", () => {
  it("are the usual ones where nothing was said", () => {
    expect(complete(null)).toEqual(USUAL);
    expect(complete({ absent: "zero_stock", brakes: { gone: 0.2 } })).toEqual({ ...USUAL, absent: "zero_stock", brakes: { gone: 0.2 } });
  });

  it("leave out what is learned or means everything", () => {
    const sent = forSending({ ...USUAL, fields: [], most_errors: null, brakes: { issues: 0.05 } });
    expect(sent).toEqual({ ...USUAL, brakes: { issues: 0.05 } });
    expect("fields" in sent).toBe(false);
  });

  it("hold shares, and show percentages", () => {
    expect(toPercent(0.125)).toBe(12.5);
    expect(toPercent(undefined)).toBe("");
    expect(toShare(30)).toBe(0.3);
    expect(toShare(250)).toBe(1);
    expect(toShare("")).toBeUndefined();
  });
});
