import { QueryClient } from "@tanstack/react-query";
import { beforeEach, describe, expect, it } from "vitest";
import type { Run } from "@/api/model";
import { ACTIVE_RUNS, putRun } from "./runCache";

const run = (part: Partial<Run>): Run => ({ id: 12, status: "staged", event_id: 5, records: 100, ...part }) as Run;

describe("a run that comes over the socket", () => {
  let client: QueryClient;
  beforeEach(() => {
    client = new QueryClient();
    client.setQueryData(["/imports", { page: 1 }], { data: [run({}), run({ id: 11 })], meta: {} });
    client.setQueryData(["/imports/{id}", { id: 12 }, {}], { ...run({}), log: ["kept"] });
  });

  it("is seen wherever that run is shown", () => {
    putRun(client, run({ event_id: 6, records: 250 }));
    expect(client.getQueryData<{ data: Run[] }>(["/imports", { page: 1 }])?.data.map((r) => r.records)).toEqual([250, 100]);
    expect(client.getQueryData(["/imports/{id}", { id: 12 }, {}])).toMatchObject({ records: 250, log: ["kept"] });
  });

  it("does not go back to an older event", () => {
    putRun(client, run({ event_id: 9, records: 400 }));
    expect(putRun(client, run({ event_id: 8, records: 300 }))).toBe(false);
    expect(client.getQueryData(["/imports/{id}", { id: 12 }, {}])).toMatchObject({ records: 400 });
  });

  it("leaves the runs in progress when it ends, and says that its state changed", () => {
    expect(putRun(client, run({ event_id: 6 }))).toBe(true);
    expect(putRun(client, run({ event_id: 7, records: 300 }))).toBe(false);
    expect(client.getQueryData<Run[]>(ACTIVE_RUNS)).toHaveLength(1);
    expect(putRun(client, run({ event_id: 8, status: "done" }))).toBe(true);
    expect(client.getQueryData<Run[]>(ACTIVE_RUNS)).toHaveLength(0);
  });
});
