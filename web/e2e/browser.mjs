/** Chromium as the tests use it, a small test register, and axe. */
import AxeBuilder from "@axe-core/playwright";
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const SHOTS = new URL("../test-results/", import.meta.url).pathname;

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ARGS });

export const check = (condition, message) => {
  if (!condition) throw new Error(message);
};

/** Runs named steps one after the other; a failed one leaves a picture, and the rest of its group is skipped. */
export function register() {
  const counts = { passed: 0, failed: 0 };
  const test = async (name, page, body) => {
    try {
      await body();
      counts.passed += 1;
      console.log(`  ok    ${name}`);
      return true;
    } catch (error) {
      counts.failed += 1;
      mkdirSync(SHOTS, { recursive: true });
      const picture = `${SHOTS}${name.replace(/[^a-z0-9]+/gi, "-").slice(0, 80)}.png`;
      await page?.screenshot({ path: picture }).catch(() => undefined);
      console.log(`  FAIL  ${name}\n        ${String(error instanceof Error ? error.message : error).split("\n").slice(0, 12).join("\n        ")}\n        ${picture}`);
      return false;
    }
  };
  const finish = () => {
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
    return counts.failed === 0 ? 0 : 1;
  };
  return { test, finish };
}

/** No violation of WCAG 2.2 AA, and no horizontal scrolling of the page. */
export async function accessible(page) {
  // A bar at the window's edge covers something wherever one has scrolled to; what is under it is reached by scrolling on.
  const settle = (position) => page.evaluate((value) => document.querySelectorAll("[data-floating]").forEach((bar) => { bar.style.position = value; }), position);
  await settle("static");
  const { violations } = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]).analyze();
  await settle("");
  check(
    violations.length === 0,
    violations.map((v) => `${v.id} (${v.impact}): ${v.help}\n  ${v.nodes.slice(0, 3).map((n) => `${n.target.join(" ")} ${n.failureSummary?.split("\n").slice(1, 2).join(" ") ?? ""}`).join("\n  ")}`).join("\n"),
  );
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wider <= 0, `the page is ${wider} px wider than the window`);
}

/** What the page itself complains about while a test looks at it. */
export function watchErrors(page) {
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !/Failed to load resource|WebSocket connection/.test(message.text())) errors.push(message.text());
  });
  return errors;
}

export async function logIn(page, base, email, password) {
  await page.goto(`${base}/login`);
  await page.getByLabel(/^(Adresse e-mail|Email)$/).fill(email);
  await page.getByLabel(/^(Mot de passe|Password)$/).fill(password);
  await page.getByRole("button", { name: /^(Se connecter|Log in)$/ }).click();
  await page.getByRole("navigation", { name: /^(Menu principal|Main menu)$/ }).or(page.getByRole("button", { name: /^(Ouvrir le menu|Open menu)$/ })).first().waitFor();
}
