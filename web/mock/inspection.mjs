/** What the server would say of an uploaded file: columns, samples, a proposed mapping, a preview. */
import { NOW, product, ref, suppliers } from "./catalogue.mjs";
import { run } from "./transforms.mjs";

const HEADER = ["Réf.", "Désignation", "Code EAN", "Marque", "Famille", "Prix HT", "PVC", "Dispo", "Poids (g)", "Photo 1", "Photo 2", "Divers"];
const rows = Array.from({ length: 24 }, (_, i) => {
  const p = product(i + 3);
  return [`EN-${40_000 + i}`, p.name, i === 4 ? "3,24506E+12" : (p.ean ?? ""), p.brand?.name ?? "", p.category?.path ?? "", (p.best_cost ?? "12.5").replace(".", ","), (p.retail_price ?? "").replace(".", ","), i % 5 === 0 ? "10+" : String(p.stock ?? 0), String(200 + i * 7), `https://img.example/${i}.jpg`, i % 2 ? `https://img.example/${i}-2.jpg` : "", i % 3 ? "" : "N"];
});
const RAW = [["Électro-Nord SAS", "", "", "", ""], ["Tarif professionnel novembre 2026", "", "", "", ""], HEADER, ...rows.slice(0, 17)];

export function inspect(token, fileName, fileSize, overrides = {}) {
  const headerRow = overrides.header_row ?? 3;
  const header = headerRow > 0 ? (RAW[headerRow - 1] ?? HEADER) : HEADER.map((_, i) => `Colonne ${i + 1}`);
  const at = (name) => ({ source: name, index: HEADER.indexOf(name) });
  const good = headerRow === 3 && (overrides.delimiter ?? ";") === ";";
  const columns = good ? HEADER : header.filter(Boolean).slice(0, 5);
  return {
    token, file_name: fileName, file_size: fileSize, format: fileName.split(".").pop(), encoding: overrides.encoding ?? "windows-1252", delimiter: overrides.delimiter ?? ";", sheet: fileName.endsWith("xlsx") ? (overrides.sheet ?? "Tarif") : null,
    sheets: fileName.endsWith("xlsx") ? ["Tarif", "Conditions", "Archives"] : [], header_row: headerRow, record_path: null, rows: 48_210,
    columns: columns.map((name, index) => ({ index, name, samples: rows.slice(0, 5).map((r) => r[index] ?? "") })),
    mapping: good
      ? {
          supplier_sku: { ...at("Réf."), confidence: 0.97, reason: "header says \"Réf.\"; 100 % of values are different" },
          name: { ...at("Désignation"), confidence: 0.95, reason: "header says \"Désignation\"; 99 % of values are text" },
          ean: { ...at("Code EAN"), confidence: 0.98, reason: "header says \"Code EAN\"; 98 % of values are GTINs with a right check digit" },
          brand: { ...at("Marque"), confidence: 0.93, reason: "header says \"Marque\"; 99 % of values are text" },
          category: { ...at("Famille"), confidence: 0.71, reason: "99 % of values are text" },
          price: { ...at("Prix HT"), confidence: 0.9, reason: "header says \"Prix HT\"; 99 % of values are amounts with decimals" },
          retail_price: { ...at("PVC"), confidence: 0.62, reason: "99 % of values are amounts with decimals" },
          stock: { ...at("Dispo"), confidence: 0.44, reason: "96 % of values are stocks" },
          weight: { ...at("Poids (g)"), confidence: 0.82, reason: "header says \"Poids (g)\"; 100 % of values are weights" },
          images: { ...at("Photo 1"), also: ["Photo 2"], confidence: 0.88, reason: "100 % of values are addresses" },
        }
      : {},
    warnings: [{ code: "scientific_gtin", message: "42 EAN ont été abîmés par un tableur (3,24506E+12)." }], raw_rows: RAW,
    known_supplier: /nord/i.test(fileName) ? ref(suppliers[0]) : null,
  };
}

const CHECKED = 2000;

export function preview(mapping, steps = []) {
  const done = run(steps, rows, HEADER, mapping, CHECKED);
  const articles = done.values.slice(0, 10).flatMap((fields, i) => {
    const value = (field) => fields[field] || null;
    const decimal = (text) => (text ? String(text).replace(",", ".").replace(/ [A-Z]{3}$/, "") : null);
    const whole = (text) => (text ? parseInt(text, 10) : null);
    if (done.rejected.has(i)) return [];
    const weight = value("weight");
    return [{
      supplier_sku: value("supplier_sku"), name: value("name"), ean: i === 4 ? null : value("ean"), brand: value("brand"), category: value("category"), price: decimal(value("price")),
      retail_price: decimal(value("retail_price")), currency: value("currency") ?? "EUR", stock: whole(value("stock")), images: value("images") ? [value("images")] : [],
      weight_kg: weight ? (weight.endsWith(" kg") ? weight.slice(0, -3).replace(",", ".") : String(Number(weight) / 1000)) : null, mpn: value("mpn"), moq: null, pack: null, lead_time_days: null, description: value("description"),
    }];
  });
  const keyed = Boolean(mapping.supplier_sku);
  const priced = Boolean(mapping.price);
  const out = Math.round((done.rejected.size / rows.length) * CHECKED);
  return {
    articles: keyed ? articles : [], records_checked: CHECKED, records_ok: keyed && priced ? Math.max(0, 1958 - out) : 0, records_with_issues: keyed ? 42 : 0, records_rejected: keyed ? (priced ? out : 1958) : CHECKED,
    transforms: done.effects,
    issues: [
      ...(mapping.ean ? [{ code: "gtin_scientific", severity: "warning", field: "ean", count: 42, example: "3,24506E+12" }] : []),
      ...(priced ? [] : [{ code: "number_invalid", severity: "warning", field: "price", count: 1958, example: "" }]),
      ...(keyed ? [] : [{ code: "missing_key", severity: "error", field: "supplier_sku", count: CHECKED, example: "" }]),
    ],
    at: NOW,
  };
}

export const cellsOf = (record) => HEADER.map((column, i) => ({ column, value: rows[(record - 1) % rows.length][i] || null }));
