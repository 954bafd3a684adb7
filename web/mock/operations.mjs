/** Dashboard figures, jobs and workers. */
import { iso, NOW, product, suppliers } from "./catalogue.mjs";
import { runs } from "./runs.mjs";

const DAY = 86_400_000;
const WAITING = ["held", "review", "needs_mapping", "failed"];

export function dashboard(empty = false) {
  if (empty) {
    return { products: 0, offers: 0, suppliers: 0, brands: 0, products_with_ean: 0, products_in_stock: 0, needs_me: [], active: [], last_runs: [], changes_24h: { created: 0, updated: 0, price_up: 0, price_down: 0, stock_out: 0 }, biggest_moves: [], runs_per_day: [], suppliers_freshness: [] };
  }
  const days = Array.from({ length: 30 }, (_, i) => ({
    date: iso(NOW - (29 - i) * DAY).slice(0, 10), done: i % 7 > 4 ? 2 : 14 + ((i * 5) % 11), unchanged: 3 + (i % 4), failed: i % 6 === 3 ? 2 : 0, held: i % 9 === 4 ? 1 : 0, records: 40_000 + ((i * 7919) % 60_000),
  }));
  return {
    products: 1_000_003, offers: 2_318_441, suppliers: suppliers.length, brands: 4812, products_with_ean: 909_093, products_in_stock: 614_220,
    needs_me: runs.filter((r) => WAITING.includes(r.status) && r.created_at > iso(NOW - 7 * DAY)).reverse(), active: runs.filter((r) => ["received", "inspected", "staged", "applied"].includes(r.status)),
    last_runs: [...runs].reverse().slice(0, 8), changes_24h: { created: 4339, updated: 14_946, price_up: 2904, price_down: 5216, stock_out: 388 },
    biggest_moves: [0, 1, 2, 3, 4, 5].map((i) => { const p = product(17 + i * 12); const factor = [0.52, 1.61, 0.7, 1.38, 0.81, 1.22][i]; const before = p.best_cost ?? "10.0000"; return { product_id: p.id, name: p.name, supplier_code: suppliers[i].code, field: "price", before, after: (Number(before) * factor).toFixed(4), percent: (factor - 1) * 100 }; }),
    runs_per_day: days,
    suppliers_freshness: suppliers.slice(0, 14).map((s, i) => ({ id: s.id, code: s.code, name: s.name, last_run_at: i === 11 ? null : iso(NOW - i * i * 0.4 * DAY - 3_600_000), offers: s.offers })),
  };
}

const KINDS = ["run_import", "follow_up", "outbox_deliver", "runs_sweep", "partitions_make"];
export const jobs = Array.from({ length: 64 }, (_, i) => {
  const status = i < 2 ? "running" : i < 5 ? "queued" : i === 8 || i === 21 ? "dead" : i === 13 ? "failed" : i === 30 ? "cancelled" : "done";
  const at = NOW - i * 1_400_000;
  return {
    id: 900 - i, kind: KINDS[i % 5], status, run_id: i % 5 < 2 ? 46 - (i % 40) : null, attempts: status === "dead" ? 5 : 1, max_attempts: 5,
    last_error: status === "dead" ? "connection to db_media was refused after 30 s" : status === "failed" ? "timeout while waiting for a lock" : null, worker: status === "queued" ? null : "worker-1", created_at: iso(at),
    started_at: status === "queued" ? null : iso(at + 800), finished_at: status === "queued" || status === "running" ? null : iso(at + 4200), run_after: iso(at),
  };
});

export const workers = () => [
  { name: "worker-1", role: "worker", host: "srv-a", started_at: iso(NOW - 3 * DAY), seen_at: iso(Date.now() - 2000), running: 2 },
  { name: "beat-1", role: "beat", host: "srv-a", started_at: iso(NOW - 3 * DAY), seen_at: iso(Date.now() - 3000), running: 0 },
];
