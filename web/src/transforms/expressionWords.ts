/** What may stand in a condition or formula: shown as help, inserted by a click. */
export const VARIABLES = [
  "supplier_sku", "name", "ean", "price", "retail_price", "currency", "stock", "brand", "category", "description", "weight", "mpn", "moq", "pack", "lead_time",
] as const;

export const FUNCTIONS = ["contains", "starts_with", "ends_with", "upper", "lower", "trim", "len", "number", "round", "empty"] as const;

export const CONDITIONS = ["price > 1000", "contains(name, \"OUTLET\")", "empty(ean) && stock == 0", "brand == \"Bosch\" || brand == \"Makita\""] as const;
export const FORMULAS = ["price * 1.2", "brand + \" \" + name", "if stock > 0 { stock } else { 0 }"] as const;

/** How a column is written: its name may hold anything. */
export const columnWord = (name: string): string => `col("${name.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"")}")`;
