import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Mapping } from "@/api/model";
import { startI18n } from "@/i18n/setup";
import { ColumnList } from "./ColumnList";

const columns = [
  { index: 0, name: "Ref", samples: ["A-1", "A-2"] },
  { index: 1, name: "Dispo", samples: ["10+", ""] },
];

function Mapper({ start }: { start: Mapping }) {
  const [mapping, setMapping] = useState(start);
  return <MantineProvider env="test"><ColumnList columns={columns} mapping={mapping} onChange={setMapping} /></MantineProvider>;
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
});
