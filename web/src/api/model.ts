/** The nouns of the API under short names. They come from the OpenAPI document; nothing here is written by hand. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type User = Schemas["User"];
export type Role = Schemas["Role"];
export type Tokens = Schemas["Tokens"];
export type ApiKey = Schemas["ApiKey"];
export type Settings = Schemas["Settings"];
export type Meta = Schemas["Meta"];
export type Supplier = Schemas["Supplier"];
export type Structure = Schemas["Structure"];
export type Mapping = Schemas["Mapping"];
export type MappedColumn = Schemas["MappedColumn"];
export type RunStatus = Schemas["RunStatus"];
export type RunMode = Schemas["RunMode"];
export type Phase = Schemas["Phase"];
export type Run = Schemas["Run"];
export type RunDetail = Schemas["RunDetail"];
export type LogLine = Schemas["LogLine"];
export type Inspection = Schemas["Inspection"];
export type Column = Schemas["Column"];
export type Article = Schemas["Article"];
export type Preview = Schemas["Preview"];
export type Issue = Schemas["Issue"];
export type Change = Schemas["Change"];
export type FieldChange = Schemas["FieldChange"];
export type DayStats = Schemas["DayStats"];
export type ProductRow = Schemas["ProductRow"];
export type ProductStatus = Schemas["ProductStatus"];
export type Product = Schemas["Product"];
export type Offer = Schemas["Offer"];
export type Origin = Schemas["Origin"];
export type HistoryEntry = Schemas["HistoryEntry"];
export type Dashboard = Schemas["Dashboard"];
export type Job = Schemas["Job"];
export type JobStatus = Schemas["JobStatus"];
