import { count, text, type RawSearch } from "@/app/search";

/** How the file is read, where the person decided otherwise than was detected. In the URL, so that a reload keeps it. */
export interface MappingSearch {
  supplier?: string | undefined;
  encoding?: string | undefined;
  delimiter?: string | undefined;
  sheet?: string | undefined;
  header_row?: number | undefined;
  record_path?: string | undefined;
  /** The run whose columns are being assigned, when one waits for it. */
  run?: number | undefined;
  /** The field whose values are being adjusted. */
  adjust?: string | undefined;
}

export const mappingSearch = (raw: RawSearch): MappingSearch => ({
  supplier: text(raw["supplier"]),
  encoding: text(raw["encoding"]),
  delimiter: typeof raw["delimiter"] === "string" && raw["delimiter"] !== "" ? raw["delimiter"] : undefined,
  sheet: text(raw["sheet"]),
  header_row: count(raw["header_row"]),
  record_path: text(raw["record_path"]),
  run: count(raw["run"]),
  adjust: text(raw["adjust"]),
});
