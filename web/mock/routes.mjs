/** Which path answers what. */
import { brands, categories, detailOf, historyOf, iso, NOW, product, ref, suppliers } from "./catalogue.mjs";
import { inspect, preview } from "./inspection.mjs";
import { reviewOf, reviewRoutes } from "./review.mjs";
import { act, makeRun, publish, runs, simulate } from "./runs.mjs";
import { dashboard, jobs, workers } from "./operations.mjs";
import { driftOf, profileRoutes, profileOf } from "./profiles.mjs";
import { complaint } from "./transforms.mjs";
import { undoRoutes } from "./undo.mjs";
import { valueRoutes } from "./values.mjs";

const TOTAL = Number(process.env.MOCK_PRODUCTS ?? 1_000_003);
const ok = (body, status = 200) => ({ status, body });
const problem = (status, code, detail, errors) => ({ status, body: { type: "about:blank", title: code, status, code, detail, errors, request_id: "req-mock-1" } });

const people = new Map();
function person(email) {
  const role = email.startsWith("viewer") ? "viewer" : email.startsWith("manager") ? "manager" : "admin";
  if (!people.has(email)) {
    people.set(email, { id: people.size + 1, email, name: email.startsWith("claire") ? "Claire Martin" : email.split("@")[0], role, is_active: true, locale: "fr", theme: "system", created_at: iso(NOW - 9e9), last_login_at: iso(NOW - 4e6) });
  }
  return people.get(email);
}
for (const email of ["claire@example.com", "viewer@example.com", "manager@example.com"]) person(email);

const keys = [{ id: 1, name: "Boutique en ligne", prefix: "si_7f3a", role: "viewer", created_at: iso(NOW - 8e9), last_used_at: iso(NOW - 6e5), user_id: 1, user_email: "claire@example.com" }];
let settings = { catalogue_currency: "EUR", default_locale: "fr", keep_files_days: 365 };
const files = new Map();
const edits = new Map();

const tokens = (email) => ({ access_token: `a.${email}`, refresh_token: `r.${email}.${Date.now()}`, token_type: "bearer", expires_in: 7200 });

function paged(rows, query, extra = {}) {
  const page = Number(query.get("page") ?? 1);
  const size = Math.min(100, Number(query.get("per_page") ?? 20));
  return ok({ data: rows.slice((page - 1) * size, page * size), meta: { page, per_page: size, total: rows.length, total_pages: Math.ceil(rows.length / size), total_exact: true, ...extra } });
}

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function productList(query) {
  const size = Math.min(100, Number(query.get("per_page") ?? 20));
  const filters = ["q", "supplier_id", "brand_id", "category_id", "status", "has_ean", "in_stock"].filter((f) => query.get(f));
  if (filters.length === 0) {
    const from = query.get("cursor") ? Number(query.get("cursor")) : (Number(query.get("page") ?? 1) - 1) * size;
    const backwards = query.get("sort")?.startsWith("-");
    const data = Array.from({ length: Math.max(0, Math.min(size, TOTAL - from)) }, (_, i) => product(backwards ? TOTAL - from - i : from + i + 1));
    return ok({ data, meta: { page: Math.floor(from / size) + 1, per_page: size, total: TOTAL, total_pages: Math.ceil(TOTAL / size), total_exact: TOTAL <= 10_000, next_cursor: from + size < TOTAL ? String(from + size) : null } });
  }
  const q = fold(query.get("q") ?? "");
  const rows = Array.from({ length: Math.min(TOTAL, 4000) }, (_, i) => product(i + 1)).filter(
    (p) =>
      (!q || fold(p.name).includes(q) || p.ean?.startsWith(q) || fold(p.sku).includes(q)) &&
      (!query.get("supplier_id") || p.best_supplier?.id === Number(query.get("supplier_id"))) &&
      (!query.get("brand_id") || p.brand?.id === Number(query.get("brand_id"))) &&
      (!query.get("category_id") || p.category?.id === Number(query.get("category_id"))) &&
      (!query.get("status") || p.status === query.get("status")) &&
      (query.get("has_ean") !== "false" || !p.ean) &&
      (query.get("in_stock") !== "true" || (p.stock ?? 0) > 0),
  );
  return paged(rows, query);
}

const ROUTES = [
  ...reviewRoutes({ ok, problem, paged }),
  ...undoRoutes({ ok, problem, paged, edits }),
  ...profileRoutes({ ok, problem }),
  ...valueRoutes({ ok, problem, paged }),
  ["POST /auth/logout", () => ok(null, 204)],
  ["GET /auth/me", ({ me }) => ok(me)],
  ["PATCH /auth/me", ({ me, json }) => ok(Object.assign(me, json))],
  ["POST /auth/password", ({ json }) => (json.current_password === "demo" ? ok(null, 204) : problem(422, "wrong_password", "wrong", [{ path: "current_password", message: "wrong" }]))],
  ["GET /users", ({ query }) => paged([...people.values()], query)],
  ["POST /users", ({ json }) => (people.has(json.email) ? problem(409, "email_taken", "taken") : ok({ ...Object.assign(person(json.email), json), password: "vif-tram-91-olive" }, 201))],
  ["PATCH /users/:id", ({ id, json }) => ok(Object.assign([...people.values()].find((u) => u.id === id), json))],
  ["POST /users/:id/reset-password", () => ok({ password: "lune-cap-38-sable" })],
  ["GET /api-keys", () => ok({ data: keys })],
  ["POST /api-keys", ({ json, me }) => { const key = { id: keys.length + 1, prefix: "si_91bc", role: me.role, created_at: iso(Date.now()), last_used_at: null, user_id: me.id, user_email: me.email, ...json }; keys.push(key); return ok({ ...key, key: "si_91bc_4f7d0c2a9b8e4d61" }, 201); }],
  ["DELETE /api-keys/:id", ({ id }) => { keys.splice(keys.findIndex((k) => k.id === id), 1); return ok(null, 204); }],
  ["GET /settings", () => ok(settings)],
  ["PATCH /settings", ({ json }) => ok((settings = { ...settings, ...json }))],
  ["GET /suppliers", ({ query, empty }) => {
    const sort = query.get("sort") ?? "name";
    const rows = (empty ? [] : suppliers).filter((s) => fold(s.name + s.code).includes(fold(query.get("q") ?? "")));
    const by = { name: (a, b) => a.name.localeCompare(b.name), offers: (a, b) => a.offers - b.offers, last_run: (a, b) => (a.last_run?.created_at ?? "").localeCompare(b.last_run?.created_at ?? "") }[sort.replace("-", "")];
    rows.sort((a, b) => by(a, b) * (sort.startsWith("-") ? -1 : 1));
    return paged(rows, query);
  }],
  ["POST /suppliers", ({ json }) => { if (suppliers.some((s) => s.code === json.code)) return problem(409, "code_taken", "taken"); const s = { ...suppliers[40], offers: 0, last_run: null, ...json, id: suppliers.length + 1 }; suppliers.push(s); return ok(s, 201); }],
  ["GET /suppliers/:id", ({ id }) => { const s = suppliers.find((x) => x.id === id); return s ? ok(s) : problem(404, "not_found", ""); }],
  ["PATCH /suppliers/:id", ({ id, json }) => ok(Object.assign(suppliers.find((x) => x.id === id), json))],
  ["DELETE /suppliers/:id", ({ id }) => { const s = suppliers.find((x) => x.id === id); if (s.offers) return problem(409, "supplier_has_offers", ""); suppliers.splice(suppliers.indexOf(s), 1); return ok(null, 204); }],
  ["GET /imports", ({ query, empty }) => {
    const status = query.get("status")?.split(",");
    const rows = (empty ? [] : runs).filter((r) => (!status || status.includes(r.status)) && (!query.get("supplier_id") || r.supplier?.id === Number(query.get("supplier_id"))) && fold(r.file_name).includes(fold(query.get("q") ?? "")) && r.created_at >= (query.get("since") ?? ""));
    return paged(query.get("sort") === "created_at" ? rows : [...rows].reverse(), query);
  }],
  ["POST /imports/inspect", ({ json, body }) => {
    if (json) { const file = files.get(json.token) ?? { name: "tarif_electro-nord_2026-11.csv", size: 14_000_000 }; return ok({ ...inspect(json.token, file.name, file.size, json.structure ?? {}), ...(json.supplier ? { profile: profileOf(json.supplier) } : {}) }); }
    const name = /filename="([^"]+)"/.exec(body.subarray(0, 600).toString())?.[1] ?? "fichier.csv";
    if (/\.(png|jpg|pdf)$/i.test(name)) return problem(415, "not_a_table", "not a table");
    const token = `f${String(files.size + 1)}-${Date.now().toString(36)}`;
    files.set(token, { name, size: body.length });
    return ok(inspect(token, name, body.length));
  }],
  ["POST /imports/preview", ({ json }) => {
    const steps = json.transforms ?? [];
    const errors = steps.flatMap((step, i) => [["when", step.when], ["expression", step.expression]].flatMap(([part, text]) => { const message = text ? complaint(text) : null; return message ? [{ path: `transforms[${i}].${part}`, message }] : []; }));
    return errors.length ? problem(422, "invalid", "A step is not understood.", errors) : ok(preview(json.mapping, steps));
  }],
  ["POST /expressions/check", ({ json }) => { const message = complaint(json.expression); return message ? problem(422, "invalid_expression", message, [{ path: "expression", message }]) : ok({ ok: true }); }],
  ["POST /imports", ({ json }) => {
    const supplier = suppliers.find((s) => s.code === json.supplier || String(s.id) === String(json.supplier));
    if (!supplier) return problem(422, "unknown_supplier", "", [{ path: "supplier", message: "unknown" }]);
    const run = makeRun({ supplier: ref(supplier), file_name: files.get(json.token)?.name ?? "tarif.csv", status: "received", phase: "receive", mode: json.mode });
    simulate(run, { seconds: Number(process.env.MOCK_RUN_SECONDS ?? 9) });
    publish(run);
    return ok(run, 202);
  }],
  ["GET /imports/stats", () => ok({ days: dashboard().runs_per_day })],
  ["GET /imports/:id", ({ id }) => { const r = runs.find((x) => x.id === id); return r ? ok({ ...r, structure: { encoding: "windows-1252", delimiter: ";", header_row: 3 }, mapping: inspect("t", "nord.csv", 1).mapping, drift: driftOf(r), review: reviewOf(r), log: logOf(r), file: { sha256: r.file_sha256, size: r.file_size, name: r.file_name }, worker: "worker-1", attempt: 1 }) : problem(404, "not_found", ""); }],
  ["GET /imports/:id/errors.csv", () => ({ status: 200, text: "Réf.;Prix HT;reason\nEN-1;sur demande;price_not_a_number\n" })],
  ["GET /imports/:id/file", () => ({ status: 200, text: "Réf.;Prix HT\nEN-1;12,50\n" })],
  ["POST /imports/:id/mapping", ({ id }) => { const r = runs.find((x) => x.id === id); Object.assign(r, { status: "inspected", message: null }); simulate(r); return ok(r, 202); }],
  ...["cancel", "pause", "resume", "retry"].map((a) => [`POST /imports/:id/${a}`, ({ id }) => { const r = runs.find((x) => x.id === id); return act(r, a) ? ok(r, 202) : problem(409, "wrong_state", ""); }]),
  ["GET /products", ({ query, empty }) => (empty ? paged([], query) : productList(query))],
  ["GET /products/export", () => ({ status: 200, text: "sku;name\nP-1;Test\n" })],
  ["PATCH /products/:id", ({ id, json }) => { const old = detailOf(id, edits.get(id)); const next = { ...json, locked_fields: [...new Set([...old.locked_fields, ...Object.keys(json)])] }; if (typeof json.brand === "string") next.brand = { id: 1, name: json.brand }; if (typeof json.category === "string") next.category = { id: 1, path: json.category }; edits.set(id, { ...edits.get(id), ...next }); return ok(detailOf(id, edits.get(id))); }],
  ["POST /products/:id/unlock", ({ id, json }) => { const old = detailOf(id, edits.get(id)); edits.set(id, { ...edits.get(id), locked_fields: old.locked_fields.filter((f) => !json.fields.includes(f)) }); return ok(detailOf(id, edits.get(id))); }],
  ["GET /products/:id/history", ({ id, query }) => ok(historyOf(id, Number(query.get("days") ?? 90)))],
  ["GET /brands", ({ query }) => paged(brands.filter((b) => fold(b.name).includes(fold(query.get("q") ?? ""))), query)],
  ["GET /categories", ({ query }) => paged(categories.filter((c) => fold(c.path).includes(fold(query.get("q") ?? ""))), query)],
  ["GET /facets", () => ok({ brands: brands.map((b) => ({ id: b.id, name: b.name, count: b.products })), categories: categories.map((c) => ({ id: c.id, name: c.path, count: c.products })), suppliers: suppliers.slice(0, 20).map((s) => ({ id: s.id, name: s.name, count: s.offers })) })],
  ["GET /dashboard", ({ empty }) => ok(dashboard(empty))],
  ["GET /jobs", ({ query }) => paged(jobs.filter((j) => !query.get("status") || j.status === query.get("status")), query, { by_status: ["queued", "running", "done", "failed", "dead", "cancelled"].map((status) => ({ status, count: jobs.filter((j) => j.status === status).length })) })],
  ["GET /jobs/workers", () => ok({ data: workers() })],
  ["POST /jobs/:id/retry", ({ id }) => ok(Object.assign(jobs.find((j) => j.id === id), { status: "queued" }))],
  ["POST /jobs/:id/cancel", ({ id }) => ok(Object.assign(jobs.find((j) => j.id === id), { status: "cancelled" }))],
  ["GET /multidb/health", () => ok({ status: "degraded", services: { catalog: "healthy", imports: "healthy", media: "healthy", code2asin: "healthy", analytics: "healthy", redis: "unhealthy: connection refused", minio: "healthy" } })],
  ["GET /search", ({ query }) => { const q = fold(query.get("q")); const hits = Array.from({ length: 400 }, (_, i) => product(i + 1)).filter((p) => fold(p.name).includes(q) || p.ean?.startsWith(q)).slice(0, 5); return ok({ products: hits.map((p) => ({ id: p.id, name: p.name, ean: p.ean, sku: p.sku, image: null })), suppliers: suppliers.filter((s) => fold(s.name).includes(q)).slice(0, 5).map(ref), imports: runs.filter((r) => r.file_name.includes(q)).slice(0, 5).map((r) => ({ id: r.id, file_name: r.file_name, status: r.status })) }); }],
].map(([spec, answer]) => {
  const [method, path] = spec.split(" ");
  return { method, answer, pattern: new RegExp(`^${path.replace(".", "\\.").replace(":id", "(\\d+)").replace(/:\w+/g, "([^/]+)")}$`) };
});

function logOf(run) {
  const at = (s) => iso(Date.parse(run.created_at) + s * 1000);
  return [{ at: at(0), level: "info", text_code: "received", params: { bytes: run.file_size } }, { at: at(1), level: "info", text_code: "inspected", params: { format: run.format, rows: run.records } }, { at: at(4), level: "info", text_code: "staged", params: { records: run.records } }, ...(run.message ? [{ at: at(5), level: "warn", text_code: run.message_code, params: { message: run.message } }] : [])];
}

export function handle(request) {
  const { method, path, json, headers } = request;
  if (method === "POST" && path === "/auth/login") {
    return json.password === "demo" ? ok(tokens(json.email)) : problem(401, "invalid_credentials", "wrong");
  }
  if (method === "POST" && path === "/auth/refresh") {
    const email = /^r\.(.+)\.\d+$/.exec(json.refresh_token)?.[1];
    return email ? ok(tokens(email)) : problem(401, "refresh_reused", "");
  }
  const email = /^Bearer a\.(.+)$/.exec(headers.authorization ?? "")?.[1];
  if (!email) return problem(401, "unauthorized", "");
  const route = ROUTES.find((r) => r.method === method && r.pattern.test(path));
  if (!route) return problem(404, "not_found", `${method} ${path}`);
  if (email.startsWith("error") && !path.startsWith("/auth")) return problem(500, "internal", "boom");
  const params = route.pattern.exec(path).slice(1).map(decodeURIComponent);
  return route.answer({ ...request, id: Number(params[0]), params, me: person(email), empty: email.startsWith("empty") });
}
