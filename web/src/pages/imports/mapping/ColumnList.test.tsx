import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Mapping, Transform } from "@/api/model";
import { startI18n } from "@/i18n/setup";
import { ColumnList } from "./ColumnList";

const columns = [
  { index: 0, name: "Ref", samples: ["A-1", "A-2"] },
  { index: 1, name: "Dispo", samples: ["10+", ""] },
];

function Mapper({ start, steps = [], onAdjust = () => undefined }: { start: Mapping; steps?: Transform[]; onAdjust?: (field: string) => void }) {
  const [mapping, setMapping] = useState(start);
  return <MantineProvider env="test"><ColumnList columns={columns} mapping={mapping} steps={steps} onChange={setMapping} onAdjust={onAdjust} /></MantineProvider>;
}

beforeAll(() => startI18n("en"));
afterEach(cleanup);

describe("the list of columns", () => {
  it("shows values, the level of certainty and its reason", () => {
    render(<Mapper start={{ stock: { source: "Dispo", index: 1, confidence: 0.4, reason: "header says \"Dispo\"; 98 % of values are stocks" } }} />);
    expect(screen.getByText("10+")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Please check. The header says “Dispo”. 98% of the values are stocks" })).toBeTruthy();
  });

  it("says which required field is missing until a column is chosen for it", async () => {
    const user = userEvent.setup();
    render(<Mapper start={{}} />);
    expect(screen.getByRole("status").textContent).toContain("Article number");
    await user.click(screen.getByRole("combobox", { name: "What “Ref” is" }));
    await user.click(screen.getByRole("option", { name: "Article number" }));
    expect(screen.getByRole("status").textContent).not.toContain("Article number");
    expect(screen.getByRole("button", { name: /Your choice/ })).toBeTruthy();
  });

  it("says how many steps a field’s values go through, and opens them", async () => {
    const user = userEvent.setup();
    const asked: string[] = [];
    const mapping = { stock: { source: "Dispo", index: 1, confidence: 0.9, reason: "" } };
    render(<Mapper start={mapping} steps={[{ field: "stock", op: "default", value: "0" }]} onAdjust={(field) => { asked.push(field); }} />);
    await user.click(screen.getByRole("button", { name: "Adjust Stock, 1 step" }));
    expect(asked).toEqual(["stock"]);
  });
});
