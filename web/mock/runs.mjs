/** Imports, past and running. A running one ticks until it is done, as the real ones do over the socket. */
import { NOW, iso, ref, suppliers } from "./catalogue.mjs";

const HOUR = 3_600_000;
let eventId = 1000;
const listeners = new Set();
export function onRun(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
export const runs = [];

const CAN = {
  held: { apply: true, cancel: true }, review: { apply: true, cancel: true }, needs_mapping: { cancel: true }, paused: { resume: true, cancel: true },
  received: { cancel: true }, inspected: { cancel: true, pause: true }, staged: { cancel: true, pause: true }, applied: {}, done: { undo: true }, failed: { retry: true }, cancelled: { retry: true },
};
const can = (status) => ({ apply: false, cancel: false, pause: false, resume: false, retry: false, undo: false, ...CAN[status] });

export function publish(run) {
  run.can = can(run.status);
  run.event_id = ++eventId;
  for (const listener of listeners) listener(run);
}

export function makeRun(part) {
  const run = {
    id: runs.length + 1, supplier: null, file_name: "fichier.csv", file_size: 1_400_000, file_sha256: "9f".repeat(32), format: "csv", status: "done", phase: null, mode: "apply",
    records: 0, created: 0, updated: 0, unchanged: 0, duplicates: 0, rejected: 0, discontinued: 0, warnings: 0, progress: null, message: null, message_code: null,
    created_by: "claire@example.com", source: "upload", created_at: iso(Date.now()), started_at: null, finished_at: null, duration_ms: null, parent_id: null, open_rejected: 0, ...part,
  };
  run.can = can(run.status);
  run.event_id = ++eventId;
  runs.push(run);
  return run;
}

const MESSAGES = {
  drift: ["drift", "La colonne Prix HT a disparu ; Prix net HT lui ressemble (94 %)."],
  held: ["price_jump", "1 204 prix baissent de plus de 50 % par rapport au dernier fichier de ce fournisseur."],
  failed: ["archive_broken", "L’archive zip est incomplète : le fichier tarif.csv s’arrête à la ligne 18 211."],
  needs_mapping: ["no_key_column", "Aucune colonne ne ressemble à la référence du fournisseur."],
};

export function seed() {
  const names = ["tarif_electro-nord_2026-11.csv", "rexa_stock.xlsx", "bosporus_artikel.csv", "ferreinox_precios.xlsx", "marek_ceneo.xml", "synerfood_tarifs.ods", "catalogue_martin.zip"];
  for (let i = 0; i < 46; i += 1) {
    const age = (46 - i) * 9 * HOUR;
    const status = { 45: "held", 43: "held", 44: "needs_mapping", 42: "failed", 41: "review", 39: "unchanged", 36: "undone", 33: "cancelled", 27: "failed", 30: "unchanged" }[i] ?? "done";
    const records = 400 + ((i * 7919) % 61_000);
    const rejected = i % 3 === 0 ? (i * 13) % 90 : 0;
    const created = status === "unchanged" ? 0 : Math.floor(records * ((i % 5) / 20));
    const updated = status === "unchanged" ? 0 : Math.floor(records * ((i % 4) / 9));
    const counted = status !== "needs_mapping" && status !== "failed";
    const started = NOW - age;
    makeRun({
      supplier: status === "needs_mapping" ? null : ref(suppliers[i % 9]), file_name: names[i % names.length], status, records: counted ? records : 0,
      created: counted ? created : 0, updated: counted ? updated : 0, rejected: counted ? rejected : 0, duplicates: counted ? i % 7 : 0,
      unchanged: counted ? records - created - updated - rejected - (i % 7) : 0, discontinued: i % 8, warnings: i % 6, format: names[i % names.length].split(".").pop(),
      created_by: i % 4 === 0 ? null : "claire@example.com", source: i % 4 === 0 ? "cli" : "upload", created_at: iso(started), started_at: iso(started),
      finished_at: ["held", "review", "needs_mapping"].includes(status) ? null : iso(started + 42_000), duration_ms: 1200 + ((i * 977) % 90_000),
      message_code: MESSAGES[i === 43 ? "drift" : status]?.[0] ?? null, message: MESSAGES[i === 43 ? "drift" : status]?.[1] ?? null,
    });
  }
  for (const s of suppliers) {
    const last = runs.findLast((r) => r.supplier?.id === s.id);
    if (last) s.last_run = last;
  }
}

/** Lets a run go through its phases in about `seconds`. */
export function simulate(run, { total = 48_210, seconds = 9 } = {}) {
  const phases = [["received", "receive", 0.06], ["received", "inspect", 0.04], ["inspected", "stage", 0.45], ["staged", "diff", 0.15], ["staged", "apply", 0.25], ["applied", "follow_up", 0.05]];
  const step = 200;
  let elapsed = 0;
  run.started_at = iso(Date.now());
  const tick = () => {
    if (run.status === "cancelled" || run.status === "paused") return;
    elapsed += step;
    let share = elapsed / (seconds * 1000);
    if (share >= 1) {
      Object.assign(run, {
        status: run.mode === "review" ? "review" : "done", phase: null, progress: null, records: total, created: Math.round(total * 0.09), updated: Math.round(total * 0.31), duplicates: 12, rejected: 42,
        unchanged: total - Math.round(total * 0.09) - Math.round(total * 0.31) - 54, discontinued: 7, warnings: 118, finished_at: iso(Date.now()), duration_ms: elapsed,
      });
      publish(run);
      return;
    }
    for (const [status, phase, weight] of phases) {
      if (share < weight) {
        const within = share / weight;
        const rate = Math.round(total / seconds / 0.45);
        Object.assign(run, { status, phase, progress: { phase, done: Math.round(total * within), total, rate, seconds_left: Math.round(seconds - elapsed / 1000) } });
        if (phase === "stage") run.records = Math.round(total * within);
        if (phase === "diff" || phase === "apply") {
          const w = phase === "diff" ? within : 1;
          Object.assign(run, { records: total, created: Math.round(total * 0.09 * w), updated: Math.round(total * 0.31 * w), rejected: 42, duplicates: 12, unchanged: Math.round((total * 0.6 - 54) * w) });
        }
        break;
      }
      share -= weight;
    }
    publish(run);
    setTimeout(tick, step);
  };
  setTimeout(tick, step);
}

export function act(run, action) {
  if (!run.can[action]) return false;
  if (action === "apply" || action === "retry" || action === "resume") {
    if (action === "retry") Object.assign(run, { message: null, message_code: null });
    Object.assign(run, { status: "staged", phase: "diff", mode: "apply" });
    simulate(run, { total: run.records || 18_000, seconds: 5 });
  } else {
    run.status = { cancel: "cancelled", pause: "paused" }[action];
    run.finished_at = iso(Date.now());
    run.progress = null;
  }
  publish(run);
  return true;
}

export function changesOf(run, { kind, field }) {
  const names = ["Disjoncteur différentiel 30 mA Legrand", "Perceuse-visseuse 18 V Bosch", "Ampoule LED E27 Philips", "Coffret 2 rangées Hager", "Jeu de clés Facom", "Mitigeur Grohe"];
  const all = Array.from({ length: 240 }, (_, i) => {
    const what = i % 9 === 0 ? "created" : i % 23 === 0 ? "discontinued" : "updated";
    const before = (8 + ((i * 37) % 400) / 3).toFixed(4);
    const after = (Number(before) * (i % 3 ? 0.94 : 1.12)).toFixed(4);
    const fields = what === "created" ? [{ field: "price", before: null, after }, { field: "stock", before: null, after: "12" }] : what === "discontinued" ? [{ field: "status", before: "active", after: "discontinued" }] : i % 4 === 0 ? [{ field: "stock", before: "40", after: String(i) }] : i % 7 === 0 ? [{ field: "name", before: names[i % 6], after: `${names[i % 6]} (nouveau)` }] : [{ field: "price", before, after }];
    return { id: i + 1, kind: what, product_id: i + 1, offer_id: i + 1, supplier_sku: `EN-${40_000 + i}`, name: names[i % 6], ean: i % 5 ? `3245060${String(100_000 + i)}` : null, record: what === "discontinued" ? null : 17 + i * 3, fields };
  });
  const kept = all.filter((c) => c.kind === (kind ?? "updated") && (!field || c.fields.some((f) => f.field === field)));
  return { all: kept, by_kind: ["created", "updated", "discontinued"].map((name) => ({ kind: name, count: run[name] })), by_field: [{ field: "price", count: 8120, up: 2904, down: 5216 }, { field: "stock", count: 5310, up: 3100, down: 2210 }, { field: "name", count: 411, up: 0, down: 0 }, { field: "brand", count: 38, up: 0, down: 0 }] };
}
