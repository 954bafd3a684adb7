/**
 * The UI against the mock API: every page at two widths, light and dark, French and English, with axe; then journeys by
 * role and label. Needs `npm run build` first. `npm run test:ui [-- part of a name]`. UI_PORT, UI_MOCK_PORT and UI_DIST
 * let two of them run side by side.
 */
import { spawn } from "node:child_process";
import { accessible, check, launch, logIn, register, watchErrors } from "./browser.mjs";
import { journeys } from "./journeys.mjs";
import { feedJourneys } from "./journeys-feeds.mjs";
import { reviewJourneys } from "./journeys-review.mjs";

const MOCK_PORT = process.env.UI_MOCK_PORT ?? "8797";
const PORT = process.env.UI_PORT ?? "4183";
const base = `http://127.0.0.1:${PORT}`;
const here = new URL("..", import.meta.url).pathname;
const wanted = process.argv.slice(2).join(" ");

const servers = [
  spawn("node", ["mock/server.mjs"], { cwd: here, env: { ...process.env, MOCK_PORT, MOCK_SECONDS: "600", MOCK_RUN_SECONDS: "5" }, stdio: "ignore" }),
  spawn("node", ["node_modules/vite/bin/vite.js", "preview", "--outDir", process.env.UI_DIST ?? "dist", "--host", "127.0.0.1", "--port", PORT, "--strictPort"], { cwd: here, env: { ...process.env, API_TARGET: `http://127.0.0.1:${MOCK_PORT}` }, stdio: "ignore" }),
];
process.on("exit", () => servers.forEach((server) => server.kill()));

async function ready(url) {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`${url} does not answer`);
}
await ready(`http://127.0.0.1:${MOCK_PORT}/config.json`);
await ready(`${base}/config.json`);

const DAY = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
const PAGES = [
  ["dashboard", "/"], ["imports", "/imports"], ["new import", "/imports/new"], ["mapping", "/imports/new/demo-token"], ["live run", "/imports/47"], ["held run", "/imports/46"],
  ["issues", "/imports/46?tab=issues"], ["file", "/imports/46?tab=file"], ["log", "/imports/46?tab=log"], ["products", "/products"], ["no products", "/products?q=zzzz"], ["product", "/products/1"],
  ["suppliers", "/suppliers"], ["supplier", "/suppliers/1"], ["profiles", "/suppliers/1?tab=profiles"], ["older profile", "/suppliers/1?tab=profiles&version=2"], ["values", "/values"], ["sorted values", "/values?kind=category&state=mapped"], ["rates", "/settings?tab=rates"], ["adjusting", "/imports/new/demo-token?adjust=price"], ["drift", "/imports/44/drift"], ["jobs", "/jobs"], ["users", "/users"], ["profile", "/settings"], ["keys", "/settings?tab=keys"], ["catalogue settings", "/settings?tab=catalogue"],
  ["nowhere", "/nowhere"],
  ["held changes", "/imports/46?tab=changes&field=price"], ["rule", "/imports/46?tab=issues&code=stock_invalid&of=stock"], ["record", "/imports/46?record=23"], ["review", "/imports/42"], ["trial", "/imports/38"],
  ["changes to undo", "/imports/41"], ["rejected", "/imports/41?tab=issues"], ["product then", `/products/1?as_of=${DAY}`], ["product not then", "/products/1?as_of=2020-01-01"], ["products then", "/products?as_of_run=41"],
];
const LOOKS = [
  { name: "1440 light fr", width: 1440, height: 900, colorScheme: "light", language: "fr" },
  { name: "390 dark en", width: 390, height: 844, colorScheme: "dark", language: "en" },
  { name: "1440 dark en", width: 1440, height: 900, colorScheme: "dark", language: "en" },
  { name: "390 light fr", width: 390, height: 844, colorScheme: "light", language: "fr" },
];

/** The pages most looked at, in the looks that the others are not in. */
const MAIN = ["dashboard", "imports", "mapping", "held run", "held changes", "rule", "record", "changes to undo", "products", "product", "product then"];
for (const [colorScheme, language] of [["dark", "fr"], ["light", "en"]]) LOOKS.push({ name: `1440 ${colorScheme} ${language}`, width: 1440, height: 900, colorScheme, language, pages: MAIN });

const browser = await launch();
const { test, finish } = register();
/** The person's language, as their account keeps it from one visit to the next. */
const speak = (language) => fetch(`http://127.0.0.1:${MOCK_PORT}/api/v1/auth/me`, { method: "PATCH", headers: { "content-type": "application/json", authorization: "Bearer a.claire@example.com" }, body: JSON.stringify({ locale: language }) });

for (const look of LOOKS) {
  const pages = PAGES.filter(([name]) => !look.pages || look.pages.includes(name));
  const names = pages.map(([name]) => `${name}, ${look.name}`).filter((name) => name.includes(wanted));
  if (names.length === 0) continue;
  const context = await browser.newContext({ viewport: { width: look.width, height: look.height }, colorScheme: look.colorScheme, locale: look.language, reducedMotion: "reduce" });
  const page = await context.newPage();
  const errors = watchErrors(page);
  await test(`log in, ${look.name}`, page, async () => {
    await page.goto(`${base}/login`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await accessible(page);
    await logIn(page, base, "claire@example.com", "demo");
    await page.evaluate((language) => localStorage.setItem("suppliers-import.language", language), look.language);
    await speak(look.language);
  });
  for (const [name, path] of pages) {
    if (!`${name}, ${look.name}`.includes(wanted)) continue;
    await test(`${name}, ${look.name}`, page, async () => {
      errors.length = 0;
      await page.goto(base + path);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await page.waitForFunction(() => !document.querySelector(".mantine-Skeleton-root[data-animate]"), undefined, { timeout: 8000 });
      check((await page.evaluate(() => document.documentElement.lang)) === look.language, "the page is in another language");
      await accessible(page);
      check(errors.length === 0, `the page complains: ${errors.join("; ")}`);
    });
  }
  await context.close();
}

for (const [name, journey] of Object.entries({ ...journeys, ...feedJourneys, ...reviewJourneys })) {
  if (!name.includes(wanted)) continue;
  await speak("fr");
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "fr-FR" });
  const page = await context.newPage();
  const errors = watchErrors(page);
  await test(name, page, async () => {
    page.setDefaultTimeout(10_000);
    await journey({ page, base, context });
    check(errors.length === 0, `the page complains: ${errors.join("; ")}`);
  });
  await context.close();
}
await browser.close();
process.exit(finish());
