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
export type RunDetail = Omit<Schemas["RunDetail"], keyof RunStory> & RunStory;
export type LogLine = Schemas["LogLine"];
export type Inspection = Omit<Schemas["InspectionView"], "learned" | "profile" | "drift"> & {
  learned?: Record<string, { supplier_code: string; runs: number }> | null;
  profile?: { name: string; version: number; transforms?: Transform[]; policies?: Partial<Policies> } | null;
  drift?: Drift[] | null;
};
export type Column = Schemas["ColumnView"];
export type Article = Schemas["ArticleView"];
export type Preview = Omit<Schemas["Preview"], "transforms"> & { transforms?: StepEffect[] };
export type Issue = Schemas["IssueView"] & { fixed?: IssueFix | null };
export type Change = Schemas["ChangeView"];
export type FieldChange = Schemas["FieldChange"];
export type DayStats = Schemas["ImportDay"];
export type ProductRow = Schemas["ProductRow"];
export type ProductStatus = Schemas["ProductStatus"];
export type Product = Schemas["Product"] & { locks?: FieldLock[]; as_of?: AsOf | null };
export type Offer = Schemas["Offer"];
export type HistoryEntry = Schemas["ProductEvent"];
export type Dashboard = Schemas["Dashboard"];
export type Job = Schemas["Job"];
export type JobStatus = Schemas["JobStatus"];

/** A column for a field: proposed by the server with its reason, or chosen by the person without one. */
export type MappedColumn = Pick<Schemas["SourceView"], "source"> & Partial<Schemas["SourceView"]>;
export type Mapping = Record<string, MappedColumn>;

type Writes = "both" | "create" | "update";
type Absent = "keep" | "zero_stock" | "discontinue";
type BadRecords = "flag" | "skip" | "block";
type ReviewWhen = "on_brake" | "always" | "never";
export interface Brakes {
  fewer_records?: number | undefined;
  gone?: number | undefined;
  price_moves?: number | undefined;
  stock_out?: number | undefined;
  issues?: number | undefined;
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
type Op =
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

export type ChangeKind = "created" | "updated" | "discontinued";
/** Why a run is stopped before it counts: what was measured, and what was allowed. */
export interface Brake {
  code: string;
  text: string;
  measured: number | null;
  limit: number | null;
  learned: boolean;
  /** From how many earlier files the limit was learned, where it was. */
  files?: number | null;
}
export interface Move {
  supplier_sku: string;
  name: string | null;
  before: string | null;
  after: string | null;
  percent: number | null;
  product_id: number | null;
}
/** Which part of a reviewed run is written; what is not named is all of it. */
export interface Approval {
  kinds?: ChangeKind[];
  fields?: string[];
  only_records?: number[];
  except_records?: number[];
}
export interface Review {
  brakes: Brake[];
  new_brands: { name: string; records: number }[];
  new_categories: { path: string; records: number }[];
  gone: number;
  biggest: { price: Move[]; stock: Move[] };
  approved: { by: string | null; at: string; selection: Approval | null } | null;
}
/** What a run has to say beyond its counts: its review, its drift, and the files that complete it. */
interface RunStory {
  review?: Review | null;
  drift?: Drift[] | null;
}
export interface IssueRule {
  code: string;
  severity: string;
  field: string | null;
  count: number;
  distinct_values: number;
  example: string | null;
}
interface IssueFix {
  value: string | null;
  by: string | null;
  at: string;
}
export interface IssueValue {
  raw: string;
  count: number;
  fixed_value: string | null;
}
export interface CorrectionItem {
  record?: number;
  field: string;
  raw?: string;
  value: string | null;
}
/** What a correction did: all of it at once on a run that waits, else a child run that is under way. */
export interface CorrectionResult {
  touched: number;
  mended?: number | null;
  still_bad?: number | null;
  run: Run;
}
export interface Correction {
  id: number;
  record: number | null;
  field: string;
  raw: string | null;
  value: string | null;
  records?: number;
  by: string | null;
  at: string;
}
interface TransformStep {
  index: number;
  op: string;
  before: string | null;
  after: string | null;
}
/** One value's way from the file into the catalogue. */
export interface ValueStep {
  field: string;
  source: string | null;
  raw: string | null;
  transforms: TransformStep[];
  value_map: { from: string | null; to: string | null } | null;
  value: string | null;
}
export interface FileRecord {
  record: number;
  line: number | null;
  cells: { column: string; value: string | null }[];
  article: Article | null;
  issues: Pick<Issue, "code" | "field" | "severity" | "raw">[];
  steps: ValueStep[];
}

type KeptBecause = "edited" | "later_import" | "locked";
export interface KeptValue {
  product_id: number | null;
  name: string | null;
  offer_id?: number | null;
  field: string;
  value: string | null;
  because: KeptBecause;
  by: string | null;
  run_id: number | null;
}
/** What an undo would do, in numbers. */
export interface UndoPreview {
  allowed: boolean;
  reason: string | null;
  restores: number;
  by_field: { field: string; count: number }[];
  removes_offers: number;
  removes_products: number;
  brings_back: number;
  kept: { count: number; examples: KeptValue[] };
}
export interface UndoScope {
  fields?: string[];
  offers?: number[];
  products?: number[];
}
export interface Undo {
  id: number;
  run_id: number;
  at: string;
  by: string | null;
  scope: UndoScope | null;
  status: "running" | "done" | "reverted";
  restored: number;
  removed_offers: number;
  removed_products: number;
  kept: number;
  reverted_at: string | null;
  reverted_by: string | null;
}

/** Where a value came from: a file's record, a person, or what the system did. */
export interface Provenance {
  value: string | null;
  at: string;
  by: string | null;
  run: { id: number; file_name: string; supplier_code: string | null; record: number | null; line: number | null } | null;
  how: "file" | "gap" | "person" | "value_map" | "undo" | "rule";
}
export interface ProductProvenance {
  fields: Record<string, Provenance[]>;
  offers: { offer_id: number; supplier_code: string; supplier_sku: string; fields: Record<string, Provenance[]> }[];
}
interface FieldLock {
  field: string;
  by: string | null;
  at: string | null;
}
/** The moment a page shows the catalogue at. */
export interface AsOf {
  at: string;
  run_id: number | null;
}
