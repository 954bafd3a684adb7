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
