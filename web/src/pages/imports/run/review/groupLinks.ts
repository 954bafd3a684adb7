import { runLink } from "@/app/links";
import type { RunSearch } from "../../importsSearch";
import { groupOf, type Group } from "./approval";

/** Where the changes of a group are listed. */
export function groupSearch(group: Group | "all", field: string | undefined): Pick<RunSearch, "kind" | "field"> {
  if (group === "new") return { kind: "created", field: undefined };
  if (group === "gone") return { kind: "discontinued", field: undefined };
  return { kind: undefined, field: group === "all" ? undefined : field };
}

export const changesOf = (run: number, group: Group | "all", field?: string) => ({ ...runLink(run), search: { tab: "changes" as const, ...groupSearch(group, field) } });

/** Which group the address shows. */
export function shownGroup(search: Pick<RunSearch, "kind" | "field">): Group | "all" {
  if (search.kind === "created") return "new";
  if (search.kind === "discontinued") return "gone";
  return search.field === undefined ? "all" : groupOf(search.field);
}
