/** What may stand in a condition or formula: shown as help, inserted by a click. */
export const VARIABLES = [
  "supplier_sku", "name", "ean", "price", "retail_price", "currency", "stock", "brand", "category", "description", "weight", "mpn", "moq", "pack", "lead_time",
] as const;

export const FUNCTIONS = [
  "contains", "starts_with", "ends_with", "matches", "is_empty", "between", "lower", "upper", "trim", "length", "left", "right", "part", "replace", "number", "round", "floor", "ceil", "min", "max", "first",
] as const;

export const CONDITIONS = ["price > 1000", "contains(name, \"outlet\")", "is_empty(ean) && stock == 0", "brand in [\"Bosch\", \"Makita\"]"] as const;
export const FORMULAS = ["price * 1.2", "brand + \" \" + name", "if stock > 5 { price * 0.9 } else { price }", "first([retail_price, price])"] as const;

/** How a column is written: its name may hold anything. */
export const columnWord = (name: string): string => `columns["${name.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"")}"]`;
