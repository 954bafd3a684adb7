/** Undo in numbers, undo of the undo, where values come from, and the catalogue as it was. */
import { detailOf, iso, NOW, product } from "./catalogue.mjs";
import { publish, runs } from "./runs.mjs";

const find = (id) => runs.find((run) => run.id === id);
const FIELDS = ["price", "stock", "name", "brand"];
const undos = [];

function kept(count = 12) {
  return Array.from({ length: count }, (_, i) => {
    const p = product(i * 3 + 2);
    const because = ["edited", "later_import", "locked"][i % 3];
    return { product_id: p.id, name: p.name, offer_id: i % 2 ? p.id * 10 : null, field: FIELDS[i % 4], value: i % 4 === 0 ? "12.9000" : i % 4 === 1 ? "48" : p.name, because, by: because === "later_import" ? null : "claire@example.com", run_id: because === "later_import" ? 41 : null };
  });
}

function previewOf(run, fields, offers) {
  const share = offers.length > 0 ? Math.min(1, offers.length / 200) : 1;
  const counts = { price: Math.round(run.updated * 0.8), stock: Math.round(run.updated * 0.5), name: Math.round(run.updated * 0.04), brand: Math.round(run.updated * 0.01) };
  const by_field = FIELDS.filter((field) => fields.length === 0 || fields.includes(field)).map((field) => ({ field, count: offers.length > 0 ? Math.min(offers.length, counts[field]) : counts[field] })).filter((f) => f.count > 0);
  const whole = fields.length === 0 && offers.length === 0;
  const all = kept().filter((value) => fields.length === 0 || fields.includes(value.field)).slice(0, offers.length > 0 ? 0 : 12);
  return { allowed: run.can.undo, reason: null, restores: Math.round(run.updated * share), by_field, removes_offers: whole ? run.created : 0, removes_products: whole ? Math.round(run.created * 0.6) : 0, brings_back: whole ? run.discontinued : 0, kept: { count: all.length, examples: all } };
}

function finish(undo, part, run, status) {
  setTimeout(() => {
    Object.assign(undo, part);
    run.status = status;
    publish(run);
  }, 600);
}

export const undoRoutes = ({ ok, problem, paged, edits }) => [
  ["GET /imports/:id/undo", ({ id, query }) => ok(previewOf(find(id), query.get("fields")?.split(",").filter(Boolean) ?? [], query.get("offers")?.split(",").filter(Boolean) ?? []))],
  ["POST /imports/:id/undo", ({ id, json, me }) => {
    const run = find(id);
    if (!run.can.undo) return problem(409, "wrong_state", "");
    const preview = previewOf(run, json?.fields ?? [], json?.offers ?? []);
    const undo = { id: undos.length + 1, run_id: id, at: iso(Date.now()), by: me.email, scope: json ?? null, status: "running", restored: preview.restores, removed_offers: preview.removes_offers, removed_products: preview.removes_products, kept: preview.kept.count, reverted_at: null, reverted_by: null };
    undos.push(undo);
    finish(undo, { status: "done" }, run, json ? "done" : "undone");
    publish(run);
    return ok(run, 202);
  }],
  ["GET /imports/:id/undos", ({ id }) => ok({ data: undos.filter((undo) => undo.run_id === id).reverse() })],
  ["GET /undos/:id/kept", ({ id, query }) => paged(kept(undos.find((undo) => undo.id === id)?.kept ?? 0), query)],
  ["POST /undos/:id/revert", ({ id, me }) => {
    const undo = undos.find((u) => u.id === id);
    if (undo?.status !== "done") return problem(409, "wrong_state", "");
    const run = find(undo.run_id);
    finish(undo, { status: "reverted", reverted_at: iso(Date.now()), reverted_by: me.email }, run, "done");
    return ok(run, 202);
  }],
  ["GET /products/:id/provenance", ({ id }) => {
    const p = detailOf(id, edits.get(id));
    const run = (n) => ({ id: 40 - n, file_name: "tarif_electro-nord_2026-11.csv", supplier_code: "ELECTRON", record: 4208 + n, line: 4211 + n });
    const file = (value, n, how = "file") => ({ value, at: iso(NOW - (n * 11 + 1) * 86_400_000), by: null, run: run(n), how });
    const person = (value) => ({ value, at: iso(NOW - 3 * 86_400_000), by: "claire@example.com", run: null, how: "person" });
    const fields = {
      name: [file(p.name, 0), file(`${p.name} (ancien)`, 1), file(`${p.name} v1`, 4)], brand: [file(p.brand?.name ?? null, 0, "value_map"), file("LEGRAND SA", 1)], description: [file(p.description, 2, "gap")], mpn: [file(p.mpn, 1)],
      category: [p.locked_fields.includes("category") ? person(p.category?.path ?? null) : file(p.category?.path ?? null, 0), file("Divers", 1)], weight: [file(p.weight_kg, 3)], ean: [file(p.ean, 5)],
    };
    return ok({ fields, offers: p.offers.map((offer, k) => ({ offer_id: offer.id, supplier_code: offer.supplier.code, supplier_sku: offer.supplier_sku, fields: { price: [file(offer.cost, k), file((Number(offer.cost) * 1.04).toFixed(4), k + 1), file((Number(offer.cost) * 0.98).toFixed(4), k + 3, "undo")], stock: [file(String(offer.stock), k), file("0", k + 1)] } })) });
  }],
  ["GET /products/as-of", ({ query }) => {
    const at = query.get("run") ? find(Number(query.get("run")))?.finished_at : query.get("at");
    if (!at) return problem(404, "not_found", "");
    const q = (query.get("q") ?? "").toLowerCase();
    const rows = Array.from({ length: 1800 }, (_, i) => product(i + 1)).filter((p) => p.name.toLowerCase().includes(q)).map((p) => ({ ...p, best_cost: p.best_cost && (Number(p.best_cost) * 0.96).toFixed(4) }));
    return paged(rows, query, { as_of: { at, run_id: query.get("run") ? Number(query.get("run")) : null } });
  }],
  ["GET /products/:id", ({ id, query }) => {
    if (id > 1_000_003) return problem(404, "not_found", "");
    const now = detailOf(id, edits.get(id));
    const runId = query.get("as_of_run");
    const at = runId ? find(Number(runId))?.finished_at : query.get("as_of");
    if (!at) return ok(now);
    if (at < now.created_at) return problem(404, "not_found", "");
    const offers = now.offers.map((offer) => ({ ...offer, cost: offer.cost && (Number(offer.cost) * 0.96).toFixed(4), stock: Math.max(0, offer.stock - 3) }));
    return ok({ ...now, offers, best_cost: offers[0]?.cost ?? null, updated_at: at, as_of: { at, run_id: runId ? Number(runId) : null } });
  }],
];
