/** A run before it counts and after: review, issues by rule, corrections, the rejected file, one record of the file. */
import { iso, ref, suppliers } from "./catalogue.mjs";
import { cellsOf } from "./inspection.mjs";
import { act, changesOf, makeRun, publish, runs, simulate } from "./runs.mjs";

const find = (id) => runs.find((run) => run.id === id);
const NAMES = ["Disjoncteur différentiel 30 mA Legrand", "Perceuse-visseuse 18 V Bosch", "Ampoule LED E27 Philips", "Coffret 2 rangées Hager", "Jeu de 12 clés Facom", "Mitigeur lavabo Grohe", "Borne de connexion Wago", "Mètre ruban 8 m Stanley"];
const moves = (factors, whole) => factors.map((factor, i) => {
  const before = whole ? 12 + i * 37 : 12.4 + i * 41.3;
  const show = (n) => (whole ? String(Math.round(n)) : n.toFixed(4));
  return { supplier_sku: `EN-${40_100 + i * 7}`, name: NAMES[i % NAMES.length], before: show(before), after: show(before * factor), percent: (factor - 1) * 100, product_id: i === 2 ? null : i + 2 };
});

export function reviewOf(run) {
  if (!["held", "review"].includes(run.status) && run.mode !== "dry_run" && !run.approved) return null;
  if (run.message_code === "drift") return null;
  return {
    brakes: run.status === "held" ? [{ code: "price_moves", text: "28.4 % of the prices move by more than half", measured: 0.284, limit: 0.06, learned: true, files: 12 }, { code: "issues", text: "", measured: 0.041, limit: 0.03, learned: false }] : [],
    new_brands: run.created > 0 ? [["Festool", 41], ["Wiha", 17], ["Knipex GmbH", 9], ["Legrand SA", 4]].map(([name, records]) => ({ name, records })) : [],
    new_categories: run.created > 0 ? [["Outillage/Électroportatif/Sans fil", 38], ["Électricité/Bornes", 12]].map(([path, records]) => ({ path, records })) : [],
    gone: run.discontinued, biggest: run.updated > 0 ? { price: moves([0.01, 0.1, 10, 0.48, 1.9, 0.52, 1.61, 0.7, 1.38, 0.81, 1.22], false), stock: moves([0, 9, 0, 4.2, 0.1, 3, 0.4], true) } : { price: [], stock: [] },
    approved: run.approved ?? null,
  };
}

const RULES = [
  ["gtin_check_digit", "warning", "ean", ["3245060123450", "3245060999991", "4006381333932"]], ["stock_invalid", "warning", "stock", ["sur commande", "dispo s/48h", "épuisé ?", "N/C"]],
  ["missing_key", "error", "supplier_sku", [""]], ["number_invalid", "error", "price", ["sur demande", "#VALEUR!", "nc"]], ["gtin_scientific", "warning", "ean", ["3,24506E+12", "4,00638E+12"]],
];
const fixes = new Map();
const fixesOf = (id) => fixes.get(id) ?? fixes.set(id, []).get(id);
const fixOf = (id, field, raw, record) => fixesOf(id).findLast((fix) => fix.field === field && (fix.record === null ? fix.raw === raw : fix.record === record));

function issuesOf(run) {
  const total = Math.max(run.rejected + run.warnings, run.status === "done" ? 3 : 0);
  return Array.from({ length: total }, (_, i) => {
    const [code, severity, field, raws] = RULES[i % RULES.length];
    const raw = raws[Math.floor(i / RULES.length) % raws.length];
    const record = 12 + i * 11;
    const fix = fixOf(run.id, field, raw, record);
    return { record, line: record + 3, field, code, severity, raw, fixed: fix ? { value: fix.value, by: fix.by, at: fix.at } : null };
  });
}
const open = (run) => issuesOf(run).filter((issue) => issue.fixed === null);

function rulesOf(run) {
  const issues = issuesOf(run);
  return RULES.map(([code, severity, field]) => {
    const own = issues.filter((issue) => issue.code === code);
    return { code, severity, field, count: own.filter((issue) => issue.fixed === null).length, distinct_values: new Set(own.map((issue) => issue.raw)).size, example: own[0]?.raw ?? null };
  }).filter((rule) => rule.count > 0);
}

function recordOf(run, record) {
  const cells = cellsOf(record);
  const issues = issuesOf(run).filter((issue) => issue.record === record);
  const raw = (column) => cells.find((cell) => cell.column === column)?.value ?? null;
  const wrong = (field, fallback) => issues.find((issue) => issue.field === field)?.raw ?? fallback;
  const step = (field, source, value, more = {}) => ({ field, source, raw: wrong(field, raw(source)), transforms: [], value_map: null, value: issues.some((issue) => issue.field === field && issue.fixed === null) ? null : value, ...more });
  const price = (raw("Prix HT") ?? "").replace(",", ".");
  return {
    record, line: record + 3, cells: cells.map((cell) => (cell.column === "Prix HT" ? { ...cell, value: wrong("price", cell.value) } : cell.column === "Code EAN" ? { ...cell, value: wrong("ean", cell.value) } : cell)), article: null, issues,
    steps: [
      step("supplier_sku", "Réf.", raw("Réf.")),
      step("name", "Désignation", raw("Désignation"), { transforms: [{ index: 0, op: "trim", before: `${raw("Désignation")}  `, after: raw("Désignation") }] }),
      step("ean", "Code EAN", raw("Code EAN")),
      step("brand", "Marque", raw("Marque"), { value_map: { from: raw("Marque"), to: raw("Marque") === "" ? null : `${raw("Marque")}` } }),
      step("price", "Prix HT", price, { transforms: [{ index: 1, op: "multiply", before: price, after: price }, { index: 2, op: "round", before: price, after: price }] }),
      step("stock", "Dispo", raw("Dispo")?.replace("+", "") ?? null),
    ],
  };
}

const put = (run, part) => { Object.assign(run, part); publish(run); return run; };

export const reviewRoutes = ({ ok, problem, paged }) => [
  ["GET /imports/:id/errors/values", ({ id, query }) => {
    const counts = new Map();
    for (const issue of issuesOf(find(id)).filter((x) => x.code === query.get("code") && (!query.get("field") || x.field === query.get("field")))) counts.set(issue.raw, [...(counts.get(issue.raw) ?? []), issue]);
    const rows = [...counts].map(([raw, issues]) => ({ raw, count: issues.length, fixed_value: issues[0].fixed ? (issues[0].fixed.value ?? "") : null })).sort((a, b) => b.count - a.count);
    return paged(rows, query);
  }],
  ["GET /imports/:id/errors", ({ id, query }) => {
    const run = find(id);
    const rows = issuesOf(run).filter((x) => (!query.get("code") || x.code === query.get("code")) && (!query.get("field") || x.field === query.get("field")));
    const rules = rulesOf(run);
    return paged(rows, query, { by_rule: rules, by_code: rules.map(({ code, severity, count }) => ({ code, severity, count })) });
  }],
  ["GET /imports/:id/changes", ({ id, query }) => { const x = changesOf(find(id), { kind: query.get("kind"), field: query.get("field") }); return paged(x.all, query, { by_kind: x.by_kind, by_field: x.by_field, expired: false }); }],
  ["GET /imports/:id/records/:record", ({ id, params }) => { const run = find(id); const record = Number(params[1]); return record >= 1 && record <= run.records ? ok(recordOf(run, record)) : problem(404, "not_found", ""); }],
  ["GET /imports/:id/corrections", ({ id, query }) => paged([...fixesOf(id)].reverse(), query)],
  ["POST /imports/:id/corrections", ({ id, json, me }) => {
    const run = find(id);
    if (!["held", "review", "done"].includes(run.status)) return problem(409, "wrong_state", "");
    const before = open(run).length;
    let touched = 0;
    for (const item of json.items) {
      touched += open(run).filter((x) => x.field === item.field && (item.record ? x.record === item.record : x.raw === item.raw)).length;
      fixesOf(id).push({ id: fixesOf(id).length + 1, record: item.record ?? null, field: item.field, raw: item.raw ?? null, value: item.value, by: me.email, at: iso(Date.now()) });
    }
    if (run.status === "done") {
      const child = makeRun({ supplier: run.supplier, file_name: run.file_name, status: "received", parent_id: run.id });
      simulate(child, { total: touched, seconds: 2 });
      return ok({ touched, run: child }, 202);
    }
    const bad = json.items.filter((item) => item.value !== null && /\?|bad/.test(item.value)).length;
    const mended = before - open(run).length - bad;
    return ok({ touched, mended, still_bad: bad, run: put(run, { rejected: Math.max(0, run.rejected - Math.ceil(mended / 3)), warnings: Math.max(0, run.warnings - Math.floor(mended / 3)) }) });
  }],
  ["DELETE /imports/:id/corrections/:correction", ({ id, params }) => { fixes.set(id, fixesOf(id).filter((fix) => fix.id !== Number(params[1]))); return ok(null, 204); }],
  ["POST /imports/:id/rejected", ({ id, body }) => {
    const parent = find(id);
    const name = /filename="([^"]+)"/.exec(body.subarray(0, 600).toString())?.[1] ?? "rejets.csv";
    if (/\.(png|pdf)$/.test(name)) return problem(415, "not_a_table", "");
    const child = makeRun({ supplier: parent.supplier, file_name: name, status: "received", parent_id: parent.id });
    simulate(child, { total: parent.rejected, seconds: 2 });
    parent.completed_by = [...(parent.completed_by ?? []), child.id];
    parent.open_rejected = Math.min(2, parent.rejected);
    publish(parent);
    return ok(child, 202);
  }],
  ["POST /imports/:id/apply", ({ id, json, me }) => {
    const run = find(id);
    if (!run.can.apply) return problem(409, "wrong_state", "");
    run.approved = { by: me.email, at: iso(Date.now()), selection: json?.selection ?? null };
    if (json?.selection) run.message = null;
    act(run, "apply");
    return ok(run, 202);
  }],
];

/** Runs that the seed has none of: one done with rejected records to complete, one long undone in part. */
export function seedReview() {
  const done = find(41);
  Object.assign(done, { rejected: 42, open_rejected: 42, warnings: 118, created: 1204, updated: 8120, supplier: ref(suppliers[0]) });
  const waiting = find(46);
  Object.assign(waiting, { created: 1204, updated: 8966, discontinued: 37, rejected: 42, warnings: 1180, records: 48_210, unchanged: 48_210 - 1204 - 8966 - 42 - 3, duplicates: 3 });
  const trial = find(38);
  Object.assign(trial, { supplier: ref(suppliers[2]), file_name: "bosporus_essai.csv", mode: "dry_run", records: 812, created: 9, updated: 401, unchanged: 400, duplicates: 0, rejected: 2, warnings: 4, discontinued: 1, message_code: "dry_run", message: "a trial" });
  trial.can.undo = false;
}
