import { describe, expect, it } from "vitest";
import { makeFormat } from "./format";

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("formatting", () => {
  const fr = makeFormat("fr");
  const en = makeFormat("en");

  it("writes money from its decimal text without losing a digit", () => {
    expect(plain(fr.money("12.5000", "EUR"))).toBe("12,50 €");
    expect(plain(fr.money("0.0375", "EUR"))).toBe("0,0375 €");
    expect(plain(en.money("90071992547409.9312", "EUR"))).toBe("€90,071,992,547,409.9312");
    expect(fr.money(null, "EUR")).toBe("—");
    expect(fr.money("sur demande", "EUR")).toBe("sur demande");
  });

  it("survives a currency that is none", () => {
    expect(plain(fr.money("3.10", "??"))).toBe("3,10");
  });

  it("says how long ago, in the language", () => {
    const now = Date.parse("2026-11-23T12:00:00Z");
    expect(fr.relative("2026-11-23T11:57:00Z", now)).toBe("il y a 3 minutes");
    expect(fr.relative("2026-11-22T11:00:00Z", now)).toBe("hier");
    expect(en.relative("2026-11-23T11:59:58Z", now)).toBe("now");
  });

  it("writes sizes and durations in fitting units", () => {
    expect(plain(fr.bytes(1_400_000))).toBe("1,4 Mo");
    expect(plain(en.duration(192_000))).toBe("3 mins 12 secs");
  });
});
