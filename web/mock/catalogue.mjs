/** A catalogue of any size, made up from row numbers, so that the millionth product costs nothing. */
const BRANDS = ["Legrand", "Schneider Electric", "Bosch", "Makita", "Hager", "Philips", "Facom", "Wago", "Stanley", "Grohe", "Osram", "Festool"];
const THINGS = [
  ["Disjoncteur différentiel 30 mA", "Électricité/Protection"], ["Interrupteur va-et-vient", "Électricité/Appareillage"],
  ["Perceuse-visseuse 18 V", "Outillage/Électroportatif"], ["Ampoule LED E27 9 W", "Éclairage/Ampoules"],
  ["Jeu de 12 clés mixtes", "Outillage/À main"], ["Borne de connexion 3 × 2,5 mm²", "Électricité/Raccordement"],
  ["Mètre ruban 8 m", "Outillage/Mesure"], ["Mitigeur lavabo chromé", "Sanitaire/Robinetterie"],
  ["Câble R2V 3G2,5 couronne 100 m", "Électricité/Câbles"], ["Coffret 2 rangées 26 modules", "Électricité/Protection"],
  ["Scie circulaire 190 mm", "Outillage/Électroportatif"], ["Projecteur LED 50 W IP65", "Éclairage/Extérieur"],
];
const SUPPLIER_NAMES = [
  "Électro-Nord", "Rexa Distribution", "Bosporus Handel", "Ferreinox", "Marek Komputery", "Synerfood", "Outillage Martin", "Lumière & Fils", "Nordlicht GmbH",
  "Casa Idraulica", "ProFix Belgium", "Atelier Dupont", "Kaelin Werkzeuge", "Sud Matériel", "Ibérica Suministros", "Nova Éclairage", "TechnoParts", "Vallée Bois", "Hexa Visserie", "Quincaillerie Roy",
];
const DAY = 86_400_000;
export const NOW = Date.now();
export const iso = (ms) => new Date(ms).toISOString();

export const suppliers = Array.from({ length: 41 }, (_, i) => ({
  id: i + 1,
  code: (SUPPLIER_NAMES[i] ?? `Fournisseur ${i + 1}`).normalize("NFD").replace(/[^A-Za-z0-9]/g, "").slice(0, 8).toUpperCase() + (i >= 20 ? i : ""),
  name: SUPPLIER_NAMES[i] ?? `Fournisseur régional ${i + 1}`,
  currency: i % 7 === 4 ? "PLN" : i % 9 === 8 ? "CHF" : "EUR",
  contact_name: i % 2 ? "Claire Lemoine" : null,
  contact_email: i % 2 ? `tarifs@fournisseur${i + 1}.example` : null,
  website: i % 3 ? null : `https://fournisseur${i + 1}.example`,
  notes: null,
  is_active: i !== 17,
  created_at: iso(NOW - (400 - i) * DAY),
  updated_at: iso(NOW - i * DAY),
  offers: i === 40 ? 0 : Math.round(120_000 / (i + 1)) + 17,
  last_run: null,
}));
export const ref = (s) => ({ id: s.id, code: s.code, name: s.name });

const noise = (n) => {
  const x = Math.sin(n * 127.1 + 11.7) * 43758.5453;
  return x - Math.floor(x);
};

function ean(i) {
  const body = `30${String(1_000_000_000 + i * 37).slice(-10)}`;
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 3 : 1), 0);
  return body + String((10 - (sum % 10)) % 10);
}

export function product(i) {
  const [thing, path] = THINGS[i % THINGS.length];
  const brand = BRANDS[Math.floor(noise(i) * BRANDS.length)];
  const cost = (1.2 + noise(i + 3) ** 3 * 420).toFixed(i % 9 === 0 ? 4 : 2);
  const retail = (Number(cost) * (1.25 + noise(i + 9) * 0.7)).toFixed(2);
  const offers = i === 1 ? 4 : 1 + Math.floor(noise(i + 5) * 4);
  const code = i % 11 === 0 ? null : ean(i);
  const supplier = suppliers[Math.floor(noise(i + 1) ** 2 * 20)];
  return {
    id: i, sku: `P-${String(i).padStart(7, "0")}`, name: `${thing} ${brand} ${String(100 + (i % 900))}${i % 4 ? "" : "-B"}`,
    gtin: code && `0${code}`, ean: code, brand: i % 13 === 0 ? null : { id: BRANDS.indexOf(brand) + 1, name: brand },
    category: i % 17 === 0 ? null : { id: (i % THINGS.length) + 1, path }, image: null,
    status: i % 29 === 0 ? "discontinued" : "active", offers, best_cost: i % 41 === 0 ? null : cost, best_currency: "EUR", best_supplier: i % 41 === 0 ? null : ref(supplier),
    stock: i % 19 === 0 ? null : Math.floor(noise(i + 2) ** 3 * 900), retail_price: i % 5 === 0 ? null : retail,
    margin: i % 5 === 0 ? null : Number((1 - Number(cost) / Number(retail)).toFixed(4)), updated_at: iso(NOW - Math.floor(noise(i + 4) * 20 * DAY)),
  };
}

function offersOf(p) {
  return Array.from({ length: p.offers }, (_, k) => {
    const supplier = k === 0 ? suppliers.find((s) => s.id === p.best_supplier?.id) ?? suppliers[0] : suppliers[(p.id + k * 3) % 20];
    return {
      id: p.id * 10 + k, supplier: ref(supplier), supplier_sku: `${supplier.code.slice(0, 3)}-${40_000 + p.id + k}`,
      cost: p.best_cost && (Number(p.best_cost) * (1 + k * 0.047)).toFixed(4), currency: "EUR", retail_price: k % 2 ? null : p.retail_price,
      stock: k === 2 ? 0 : Math.max(0, (p.stock ?? 12) - k * 7), moq: k === 1 ? 10 : 1, pack: k === 1 ? 10 : 1, lead_time_days: k === 0 ? 2 : k === 3 ? null : 3 + k,
      status: k === 3 ? "discontinued" : "active", is_best: k === 0, best_reason: k === 0 ? (p.offers > 1 ? "lowest_in_stock" : "only_offer") : null,
      updated_at: iso(NOW - (k + 1) * 7 * 3_600_000), run_id: 40 - k, record: 4211 + p.id + k,
    };
  });
}

export function detailOf(i, edits = {}) {
  const p = product(i);
  const origin = (n) => ({ run_id: 40 - (n % 3), file_name: "tarif_electro-nord_2026-11.csv", record: 4211 + n, supplier: "Électro-Nord", by: null, at: iso(NOW - 11 * DAY) });
  const origins = Object.fromEntries(["name", "description", "brand", "category", "mpn", "weight_kg", "gtin"].map((f, n) => [f, origin(n)]));
  const locked = i % 2 === 1 ? ["category"] : [];
  if (locked.length) origins.category = { run_id: null, file_name: null, record: null, supplier: null, by: "claire@example.com", at: iso(NOW - 3 * DAY) };
  const locks = (edits.locked_fields ?? locked).map((field) => ({ field, by: "claire@example.com", at: iso(NOW - 3 * DAY) }));
  return {
    ...p, locks, as_of: null, description: `${p.name}. Produit professionnel conforme aux normes NF et CE, livré prêt à poser avec sa notice en français.`, mpn: `MPN${i * 7}`, weight_kg: (0.1 + noise(i) * 4).toFixed(3),
    images: [], locked_fields: locked, created_at: iso(NOW - 200 * DAY), offers: offersOf(p), origins, ...edits,
  };
}

export function historyOf(i, days) {
  const offers = offersOf(product(i));
  const prices = [];
  const stocks = [];
  offers.forEach((o, k) => {
    for (let d = days; d >= 0; d -= 6 + k) {
      const at = iso(NOW - d * DAY);
      prices.push({ offer_id: o.id, supplier_code: o.supplier.code, at, cost: (Number(o.cost ?? 10) * (1 + Math.round(noise(d + k * 31) * 4) * 0.02)).toFixed(4), currency: "EUR", run_id: 40 - (d % 9) });
      stocks.push({ offer_id: o.id, supplier_code: o.supplier.code, at, stock: Math.round(noise(d * 3 + k) * 120), run_id: 40 - (d % 9) });
    }
  });
  const changes = [
    { at: iso(NOW - 7 * 3_600_000), run_id: 40, by: null, file_name: "tarif_electro-nord_2026-11.csv", record: 4212, kind: "updated", fields: [{ field: "price", before: "12.9000", after: "12.4000" }, { field: "stock", before: "14", after: "86" }] },
    { at: iso(NOW - 3 * DAY), run_id: null, by: "claire@example.com", file_name: null, record: null, kind: "updated", fields: [{ field: "category", before: "Divers", after: "Électricité/Protection" }] },
    { at: iso(NOW - 11 * DAY), run_id: 38, by: null, file_name: "rexa_stock.xlsx", record: 88, kind: "updated", fields: [{ field: "stock", before: "0", after: "14" }] },
    { at: iso(NOW - 200 * DAY), run_id: 12, by: null, file_name: "catalogue_2026.xml", record: 9, kind: "created", fields: [{ field: "name", before: null, after: product(i).name }] },
  ];
  return { prices: prices.sort((a, b) => (a.at < b.at ? -1 : 1)), stocks: stocks.sort((a, b) => (a.at < b.at ? -1 : 1)), changes };
}

export const brands = BRANDS.map((name, i) => ({ id: i + 1, name, products: 84_000 - i * 1800 }));
export const categories = THINGS.map(([, path], i) => ({ id: i + 1, path, name: path.split("/")[1], parent_id: null, products: 83_000 - i * 900 }));
