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
type KeptProfile = Omit<Schemas["KeptProfileView"], "transforms" | "policies"> & { transforms: Transform[]; policies: Partial<Policies> };
export type Inspection = Omit<Schemas["InspectionView"], "profile"> & { profile: KeptProfile | null };
export type Column = Schemas["ColumnView"];
export type Article = Schemas["ArticleView"];
export type Preview = Schemas["Preview"];
export type StepEffect = Schemas["StepEffect"];
export type Issue = Schemas["IssueView"];
export type Change = Schemas["ChangeView"];
export type FieldChange = Schemas["FieldChange"];
export type DayStats = Schemas["ImportDay"];
export type ProductRow = Schemas["ProductRow"];
export type ProductStatus = Schemas["ProductStatus"];
export type Product = Schemas["Product"];
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

/** A column that is not what it was in the files before. */
export type Drift = Schemas["DriftView"];

/** What a feed is read with; the document says only `object` of what Rust keeps as its own JSON. */
export type ProfileVersion = Omit<Schemas["Profile"], "structure" | "mapping" | "transforms" | "policies"> & {
  structure: Structure;
  mapping: Mapping;
  transforms: Transform[];
  policies: Partial<Policies>;
};
export interface ProfileChange {
  path: string;
  before: unknown;
  after: unknown;
}

export type ValueKind = Schemas["ValueKind"];
export type ValueState = Schemas["ValueState"];
/** What a supplier calls a brand or category, and which of ours it is. */
export type ValueMap = Schemas["ValueMap"];
export type Rate = Schemas["Rate"];

export type ChangeKind = Schemas["ChangeKind"];
/** Why a run is stopped before it counts: what was measured, and what was allowed. */
export type Brake = Schemas["Brake"];
export type Move = Schemas["MovedValue"];
/** Which part of a reviewed run is written; what is not named is all of it. */
export type Approval = Schemas["SelectionView"];
export type Review = Schemas["ReviewView"];
export type IssueRule = Schemas["RuleView"];
export type CorrectionItem = Schemas["CorrectionItem"];
/** What a correction did: all of it at once on a run that waits, else a child run that is under way. */
export type CorrectionResult = Schemas["CorrectionsView"];
/** One value's way from the file into the catalogue. */
export type ValueStep = Schemas["FieldSteps"];
export type FileRecord = Schemas["RecordView"];

export type KeptValue = Schemas["KeptValue"];
/** What an undo would do, in numbers. */
export type UndoPreview = Schemas["UndoPreview"];
export type UndoScope = Schemas["UndoScope"];
export type Undo = Schemas["Undo"];

/** Where a value came from: a file's record, a person, or what the system did. */
export type Provenance = Schemas["ValueOrigin"];
/** The moment a page shows the catalogue at. */
export type AsOf = Schemas["AsOf"];
export type IssueValue = Schemas["RawValueView"];
export type Correction = Schemas["CorrectionView"];
export type ProductProvenance = Schemas["Provenance"];
