/** What suppliers call brands and categories, and the rates of currencies. */
import { brands, categories, iso, NOW, ref, suppliers } from "./catalogue.mjs";

const DAY = 86_400_000;
const SAID = {
  brand: [["LEGRAND SA", 1, 0.93, 4120], ["Schneider Elec.", 2, 0.88, 3876], ["BOSCH PRO", 3, 0.86, 1990], ["makita", 4, 0.99, 1204], ["Hager France", 5, 0.84, 960], ["PHILIPS LIGHTING", 6, 0.81, 871], ["Wiha", null, 0, 640], ["Stanley/FatMax", 9, 0.72, 512], ["Grohe AG", 10, 0.95, 388], ["NO NAME", null, 0, 320], ["OSRAM/LEDVANCE", 11, 0.77, 241], ["Festo", 12, 0.61, 98], ["Knipex", null, 0, 77], ["wago kontakttechnik", 8, 0.9, 55], ["div.", null, 0, 12], ["Facom (promo)", 7, 0.83, 9]],
  category: [["Elec > Protection diff.", 1, 0.82, 2210], ["APPAREILLAGE", 2, 0.9, 1804], ["Outillage électro", 3, 0.87, 1490], ["Lampes LED", 4, 0.79, 1102], ["Clés & douilles", 5, 0.74, 660], ["Raccord.", 6, 0.7, 431], ["Promotions", null, 0, 210], ["Robinets", 8, 0.88, 187], ["Câbles/Fils", 9, 0.91, 120], ["Divers 2", null, 0, 40]],
};
const ours = (kind, id) => { const found = (kind === "brand" ? brands : categories).find((b) => b.id === id); return found ? { id, name: found.path ?? found.name } : null; };
const DONE = { 3: "mapped", 8: "mapped", 9: "ignored", 12: "accepted" };
const maps = ["brand", "category"].flatMap((kind) => SAID[kind].map(([value, target, score, products], i) => {
  const state = DONE[i] ?? "unmapped";
  return {
    id: (kind === "brand" ? 100 : 200) + i, kind, supplier: i % 6 === 5 ? null : ref(suppliers[i % 7]), value, state, products, first_run_id: i % 3 ? 40 - i : null, updated_at: iso(NOW - i * DAY), by: state === "unmapped" ? null : "claire@example.com",
    target: state === "mapped" ? ours(kind, target) : null, suggestion: target === null ? null : { ...ours(kind, target), score },
  };
}));
const rates = [["USD", 0, "0.9221"], ["USD", 7, "0.9187"], ["GBP", 0, "1.1734"], ["PLN", 1, "0.2318"], ["CHF", 1, "1.0442"]].map(([currency, days, rate]) => ({ currency, day: iso(NOW - days * DAY).slice(0, 10), rate, by: days === 7 ? null : "claire@example.com" }));
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const STATES = ["unmapped", "mapped", "accepted", "ignored"];

export const valueRoutes = ({ ok, problem, paged }) => [
  ["GET /value-maps", ({ query, empty }) => {
    const some = (empty ? [] : maps).filter((m) => m.kind === (query.get("kind") ?? m.kind) && (!query.get("supplier_id") || m.supplier?.id === Number(query.get("supplier_id"))) && fold(m.value).includes(fold(query.get("q") ?? "")));
    const rows = some.filter((m) => !query.get("state") || m.state === query.get("state")).sort(query.get("sort") === "value" ? (a, b) => a.value.localeCompare(b.value) : (a, b) => b.products - a.products);
    return paged(rows, query, { by_state: Object.fromEntries(STATES.map((state) => [state, some.filter((m) => m.state === state).length])) });
  }],
  ["PUT /value-maps", ({ json, me }) => ok({ data: json.items.map((item) => {
    const map = maps.find((m) => m.id === item.id);
    const target = item.target_id ? ours(map.kind, item.target_id) : item.target_name ? { id: 900, name: item.target_name } : null;
    return Object.assign(map, { state: item.state, target, by: item.state === "unmapped" ? null : me.email, updated_at: iso(Date.now()) });
  }) })],
  ["GET /rates", ({ query, empty }) => paged((empty ? [] : rates).filter((r) => !query.get("currency") || r.currency === query.get("currency")), query)],
  ["PUT /rates", ({ json, me }) => {
    if (!(Number(json.rate) > 0)) return problem(422, "invalid", "The rate must be above 0.", [{ path: "rate", message: "must be above 0" }]);
    const old = rates.find((r) => r.currency === json.currency && r.day === json.day);
    if (old) return ok(Object.assign(old, { rate: json.rate, by: me.email }));
    rates.unshift({ ...json, by: me.email });
    return ok(rates[0]);
  }],
  ["DELETE /rates/:currency/:day", ({ params }) => { const at = rates.findIndex((r) => r.currency === params[0] && r.day === params[1]); if (at < 0) return problem(404, "not_found", ""); rates.splice(at, 1); return ok(null, 204); }],
];
