import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { startI18n } from "@/i18n/setup";
import { LookupTable, pastedLines } from "./LookupTable";

beforeAll(() => startI18n("en"));
afterEach(cleanup);

describe("a table to look values up in", () => {
  it("takes two columns from a spreadsheet, and nothing else as such", () => {
    expect(pastedLines("N\tNouveau\r\nD \t Destockage\n")).toEqual([["N", "Nouveau"], ["D", "Destockage"]]);
    expect(pastedLines("just words")).toEqual([]);
  });

  it("keeps lines apart while they are typed", async () => {
    const user = userEvent.setup();
    const tables: Record<string, string>[] = [];
    render(<MantineProvider env="test"><LookupTable table={{ N: "Nouveau" }} onChange={(table) => { tables.push(table); }} /></MantineProvider>);
    const from = screen.getAllByRole("textbox", { name: "The file says" });
    const to = screen.getAllByRole("textbox", { name: "It becomes" });
    expect(from).toHaveLength(2);
    await user.type(from[1] as HTMLElement, "N");
    expect(screen.getAllByRole("textbox", { name: "The file says" })).toHaveLength(2);
    await user.type(from[1] as HTMLElement, "2");
    await user.type(to[1] as HTMLElement, "x");
    expect(tables.at(-1)).toEqual({ N: "Nouveau", N2: "x" });
  });
});
