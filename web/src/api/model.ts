/** The nouns of the API under short names. They come from the OpenAPI document. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type User = Schemas["User"];
export type Role = Schemas["Role"];
export type Tokens = Schemas["Tokens"];
export type ApiKey = Schemas["ApiKey"];
export type Settings = Schemas["Settings"];
export type Meta = Schemas["Meta"];
export type Supplier = Schemas["Supplier"];
export type Structure = Schemas["StructureInput"];
export type RunStatus = Schemas["RunStatus"];
export type RunMode = Schemas["RunMode"];
export type Phase = Schemas["Phase"];
export type Run = Schemas["Run"];
export type RunDetail = Schemas["RunDetail"];
export type LogLine = Schemas["LogLine"];
export type Inspection = Schemas["InspectionView"];
export type Column = Schemas["ColumnView"];
export type Article = Schemas["ArticleView"];
export type Preview = Schemas["Preview"];
export type Issue = Schemas["IssueView"];
export type Change = Schemas["ChangeView"];
export type FieldChange = Schemas["FieldChange"];
export type DayStats = Schemas["ImportDay"];
export type ProductRow = Schemas["ProductRow"];
export type ProductStatus = Schemas["ProductStatus"];
export type Product = Schemas["Product"];
export type Offer = Schemas["Offer"];
export type Origin = Schemas["Origin"];
export type HistoryEntry = Schemas["ProductEvent"];
export type Dashboard = Schemas["Dashboard"];
export type Job = Schemas["Job"];
export type JobStatus = Schemas["JobStatus"];

/** A column for a field: proposed by the server with its reason, or chosen by the person without one. */
export type MappedColumn = Pick<Schemas["SourceView"], "source"> & Partial<Schemas["SourceView"]>;
export type Mapping = Record<string, MappedColumn>;

export type Writes = "both" | "create" | "update";
export type Absent = "keep" | "zero_stock" | "discontinue";
export type BadRecords = "flag" | "skip" | "block";
export type ReviewWhen = "on_brake" | "always" | "never";
export interface Brakes {
  fewer_records?: number;
  gone?: number;
  price_moves?: number;
  stock_out?: number;
  issues?: number;
}
/** What a supplier's files may do to the catalogue, and when a person looks first. */
export interface Policies {
  writes: Writes;
  fields?: string[] | null;
  absent: Absent;
  absent_runs: number;
  bad_records: BadRecords;
  most_errors?: number | null;
  review: ReviewWhen;
  brakes: Brakes;
}

/** What a step does to a value. */
export type Op =
  | { op: "trim"; chars?: string }
  | { op: "case"; to: "upper" | "lower" | "title" | "sentence" }
  | { op: "replace"; find: string; with: string }
  | { op: "regex"; pattern: string; with: string }
  | { op: "split"; on: string; take: number }
  | { op: "join"; columns: string[]; with: string }
  | { op: "lookup"; table: Record<string, string>; otherwise?: string | null }
  | { op: "default"; value: string }
  | { op: "multiply"; by: string }
  | { op: "add"; amount: string }
  | { op: "round"; places: number }
  | { op: "unit"; from: string }
  | { op: "currency"; to: string }
  | { op: "vat"; rate: string; direction: "out" | "in" }
  | { op: "set"; expression: string }
  | { op: "clear" }
  | { op: "reject"; reason: string };
export type OpName = Op["op"];
export type Transform = Op & { field: string; when?: string | null; off?: boolean };

/** What a step did to the records that were looked at. */
export interface StepEffect {
  index: number;
  records: number;
  examples: { record: number; before: string | null; after: string | null }[];
  error?: string | null;
}

interface Place {
  source: string;
  index?: number | null;
}
/** A column that is not what it was in the files before. */
export interface Drift {
  field: string;
  kind: "gone" | "renamed" | "moved" | "changed";
  was: Place;
  now: Place | null;
  confidence: number;
  reason: string;
  certain: boolean;
}

export interface ProfileVersion {
  id: number;
  name: string;
  version: number;
  is_current: boolean;
  created_at: string;
  created_by: string | null;
  structure: Structure;
  mapping: Mapping;
  default_currency?: string | null;
  transforms?: Transform[];
  policies?: Partial<Policies>;
}
export interface ProfileChange {
  path: string;
  before: unknown;
  after: unknown;
}

export type ValueKind = "brand" | "category";
export type ValueState = "unmapped" | "mapped" | "accepted" | "ignored";
interface Named {
  id: number;
  name: string;
}
/** What a supplier calls a brand or category, and which of ours it is. */
export interface ValueMap {
  id: number;
  kind: ValueKind;
  supplier: { id: number; code: string; name: string } | null;
  value: string;
  state: ValueState;
  target: Named | null;
  suggestion: (Named & { score: number }) | null;
  products: number;
  first_run_id: number | null;
  updated_at: string;
  by: string | null;
}

export interface Rate {
  currency: string;
  day: string;
  rate: string;
  by: string | null;
}
