/** Feeds as they were learnt: versions, what changed between two, restoring, and columns that moved. */
import { iso, NOW, suppliers } from "./catalogue.mjs";
import { inspect } from "./inspection.mjs";
import { publish, runs, simulate } from "./runs.mjs";

const DAY = 86_400_000;
const plain = (mapping) => Object.fromEntries(Object.entries(mapping).map(([field, { source, index, also }]) => [field, { source, index, ...(also ? { also } : {}) }]));
const now = plain(inspect("t", "nord.csv", 1).mapping);
const before = Object.fromEntries(Object.entries(now).filter(([field]) => field !== "weight"));
const structure = { encoding: "windows-1252", delimiter: ";", header_row: 3 };
const usual = { writes: "both", absent: "keep", absent_runs: 1, bad_records: "flag", review: "on_brake", brakes: {} };
const steps = [
  { field: "price", op: "replace", find: "€", with: "" },
  { field: "price", op: "vat", rate: "20", direction: "out", when: "price > 0" },
  { field: "name", op: "trim" },
  { field: "brand", op: "default", value: "Électro-Nord" },
];

const seeded = () => [
  { version: 4, created_at: iso(NOW - 2 * DAY), created_by: "claire@example.com", structure, mapping: now, default_currency: "EUR", transforms: steps, policies: { ...usual, absent: "zero_stock", absent_runs: 2, brakes: { price_moves: 0.2 } } },
  { version: 3, created_at: iso(NOW - 40 * DAY), created_by: "claire@example.com", structure, mapping: now, default_currency: "EUR", transforms: steps.slice(0, 2), policies: { ...usual, absent: "zero_stock" } },
  { version: 2, created_at: iso(NOW - 90 * DAY), created_by: null, structure, mapping: { ...before, price: { source: "PA HT", index: 5 } }, default_currency: "EUR", transforms: [{ field: "price", op: "multiply", by: "0.8333" }], policies: usual },
  { version: 1, created_at: iso(NOW - 200 * DAY), created_by: "paul@example.com", structure: { ...structure, encoding: "utf-8", header_row: 1 }, mapping: { supplier_sku: now.supplier_sku, name: now.name, price: { source: "PA HT", index: 5 } }, default_currency: null, transforms: [], policies: usual },
];
const feeds = new Map();
const feedOf = (supplierId, name = "default") => {
  const key = `${supplierId}/${name}`;
  if (!feeds.has(key)) feeds.set(key, name === "default" && supplierId < 30 ? seeded() : []);
  return feeds.get(key);
};
const namesOf = (supplierId) => { feedOf(supplierId); return [...feeds.keys()].filter((key) => key.startsWith(`${supplierId}/`)).map((key) => key.slice(key.indexOf("/") + 1)); };
const row = (supplierId, name, profile, at) => ({ id: supplierId * 1000 + profile.version, name, is_current: at === 0, ...profile });
const add = (supplierId, name, profile, by) => {
  const feed = feedOf(supplierId, name);
  feed.unshift({ ...profile, version: (feed[0]?.version ?? 0) + 1, created_at: iso(Date.now()), created_by: by });
  return row(supplierId, name, feed[0], 0);
};

export const profileOf = (code) => {
  const supplier = suppliers.find((s) => s.code === code);
  const feed = supplier && supplier.last_run ? feedOf(supplier.id)[0] : null;
  return feed ? { name: "default", version: feed.version, transforms: [], policies: feed.policies } : null;
};

const flat = (value, path, into) => {
  if (Array.isArray(value)) value.forEach((v, i) => into.set(`${path}[${i}]`, v));
  else if (value !== null && typeof value === "object") for (const [key, child] of Object.entries(value)) flat(child, path ? `${path}.${key}` : key, into);
  else into.set(path, value);
  return into;
};
function diff(from, to) {
  const part = ({ structure: s, mapping, default_currency, transforms, policies }) => flat({ structure: s, mapping: Object.fromEntries(Object.entries(mapping).map(([f, m]) => [f, { source: m.source }])), default_currency, transforms, policies }, "", new Map());
  const [a, b] = [part(from), part(to)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => JSON.stringify(a.get(path)) !== JSON.stringify(b.get(path))).map((path) => ({ path, before: a.get(path) ?? null, after: b.get(path) ?? null }));
}

const DRIFT = [
  { field: "price", kind: "renamed", was: { source: "PA net", index: 5 }, now: { source: "Prix HT", index: 5 }, confidence: 0.94, reason: "the column \"PA net\" is gone; \"Prix HT\" seems to be it: it stands at the same place, the new header means price too, the values look the same", certain: false },
  { field: "retail_price", kind: "changed", was: { source: "PVC", index: 6 }, now: { source: "PVC", index: 6 }, confidence: 0.3, reason: "the prices are about 100 times larger than before: cents, decimals or the currency may be written in another way", certain: false },
  { field: "mpn", kind: "gone", was: { source: "Réf. fabricant", index: 12 }, now: null, confidence: 0, reason: "the column \"Réf. fabricant\" is gone, and no other looks like it", certain: false },
  { field: "stock", kind: "moved", was: { source: "Dispo", index: 9 }, now: { source: "Dispo", index: 7 }, confidence: 1, reason: "\"Dispo\" is now column 8 instead of 10", certain: true },
];
export const driftOf = (run) => (run.message_code === "drift" && run.status === "held" ? DRIFT : null);

export const profileRoutes = ({ ok, problem }) => [
  ["GET /suppliers/:id/profiles", ({ id, empty }) => ok({ data: empty ? [] : namesOf(id).flatMap((name) => feedOf(id, name).map((p, at) => row(id, name, p, at))) })],
  ["GET /suppliers/:id/profiles/:name/versions/:version", ({ id, params }) => { const feed = feedOf(id, params[1]); const at = feed.findIndex((p) => p.version === Number(params[2])); return at < 0 ? problem(404, "not_found", "") : ok(row(id, params[1], feed[at], at)); }],
  ["GET /suppliers/:id/profiles/:name/diff", ({ id, params, query }) => {
    const [from, to] = ["from", "to"].map((end) => feedOf(id, params[1]).find((p) => p.version === Number(query.get(end))));
    return from && to ? ok({ from: from.version, to: to.version, changes: diff(from, to) }) : problem(404, "not_found", "");
  }],
  ["POST /suppliers/:id/profiles/:name/restore", ({ id, params, json, me }) => { const old = feedOf(id, params[1]).find((p) => p.version === json.version); return old ? ok(add(id, params[1], old, me.email)) : problem(404, "not_found", ""); }],
  ["PUT /suppliers/:id/profiles/:name", ({ id, params, json, me }) => ok(add(id, params[1], { ...feedOf(id, params[1])[0], ...json }, me.email))],
  ["GET /suppliers/:id/profiles/:name/export", ({ id, params }) => { const profile = Object.fromEntries(Object.entries(feedOf(id, params[1])[0]).filter(([part]) => !["version", "created_at", "created_by"].includes(part))); return ok({ "suppliers-import-profile": 1, name: params[1], profile }); }],
  ["POST /suppliers/:id/profiles/import", ({ id, json, me }) => (json["suppliers-import-profile"] === 1 ? ok(add(id, json.name ?? "default", json.profile, me.email), 201) : problem(422, "invalid", "This is no profile of ours.", [{ path: "suppliers-import-profile", message: "unknown version" }]))],
  ["POST /imports/:id/drift", ({ id }) => { const run = runs.find((r) => r.id === id); if (!driftOf(run)) return problem(409, "wrong_state", ""); Object.assign(run, { status: "inspected", message: null, message_code: null }); simulate(run); publish(run); return ok(run, 202); }],
];
