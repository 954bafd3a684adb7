/**
 * A real server to go through: BASE_URL, E2E_EMAIL and E2E_PASSWORD say where and as whom (a manager at least). What a journey
 * is not about (suppliers, files before the one it looks at) is prepared over the API; the journey itself is the browser's.
 */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, launch, logIn, register, watchErrors } from "./browser.mjs";

export const base = (process.env.BASE_URL ?? "http://localhost:3000").replace(/\/$/, "");
export const email = process.env.E2E_EMAIL ?? "admin@localhost";
export const password = process.env.E2E_PASSWORD ?? "";
/** Everything of this run carries one mark, so that it can be repeated on the same server. */
export const mark = Date.now().toString(36).toUpperCase();
const MOVING = ["received", "inspected", "staged", "applied"];

export async function connect(locale = "fr") {
  const { api_url } = await (await fetch(`${base}/config.json`)).json();
  const api = new URL(api_url, base).toString().replace(/\/$/, "");
  let token = null;
  const call = async (method, path, body) => {
    const json = body !== undefined && !(body instanceof FormData);
    const response = await fetch(`${api}${path}`, {
      method,
      headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(json ? { "content-type": "application/json" } : {}) },
      ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : body }),
    });
    const text = await response.text();
    check(response.ok, `${method} ${path} answers ${response.status}: ${text.slice(0, 300)}`);
    return text === "" ? null : JSON.parse(text);
  };
  token = (await call("POST", "/auth/login", { email, password })).access_token;
  await call("PATCH", "/auth/me", { locale });
  const settled = async (id) => {
    for (let tries = 0; tries < 600; tries += 1) {
      const run = await call("GET", `/imports/${id}`);
      if (!MOVING.includes(run.status)) return run;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`import ${id} does not end`);
  };
  return {
    call,
    settled,
    supplier: (name) => call("POST", "/suppliers", { code: `${name}-${mark}`.toUpperCase(), name: `${name} ${mark}`, currency: "EUR" }),
    /** Imports a file and waits for what becomes of it. */
    importFile: async (supplier, name, text, mode = "apply") => {
      const form = new FormData();
      form.append("supplier", supplier.code);
      form.append("mode", mode);
      form.append("file", new Blob([text], { type: "text/csv" }), name);
      return settled((await call("POST", "/imports", form)).id);
    },
    product: async (text) => (await call("GET", `/products?q=${encodeURIComponent(text)}`)).data[0],
  };
}

const HEADER = "Réf. article;Désignation;Marque;Prix HT;Stock";
/** A price list; `change` alters a record before it is written. */
export function priceList(tag, count, change = (record) => record) {
  const lines = Array.from({ length: count }, (_, i) => {
    const { sku, name, price, stock } = change({ sku: `${tag}-${mark}-${i}`, name: `Article ${tag} ${mark} ${i}`, price: 10 + i / 2, stock: String(5 + (i % 40)) }, i);
    return [sku, name, "Luminor", typeof price === "number" ? price.toFixed(2).replace(".", ",") : price, stock].join(";");
  });
  return [HEADER, ...lines].join("\n");
}

export function temporaryFile(name, text) {
  const path = join(mkdtempSync(join(tmpdir(), "journey-")), name);
  writeFileSync(path, text);
  return path;
}

/** Runs a journey's steps in a browser that is logged in; the first that fails ends it. */
export async function journey(steps) {
  if (password === "") {
    console.error("E2E_PASSWORD is not set: it is the password that `up` printed once.");
    process.exit(2);
  }
  const browser = await launch();
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "fr-FR", reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors = watchErrors(page);
  const { test, finish } = register();
  const server = await connect();
  let going = await test("log in", page, () => logIn(page, base, email, password));
  const shared = { page, base, server, main: page.getByRole("main") };
  for (const [name, step] of Object.entries(steps)) {
    if (!going) break;
    going = await test(name, page, () => step(shared));
  }
  await test("the pages complained of nothing", page, () => check(errors.length === 0, errors.join("\n")));
  await browser.close();
  process.exit(finish());
}
