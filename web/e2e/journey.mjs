/**
 * The main journey on a real server: log in → upload a price list → assign its columns → watch it live → find the product →
 * see its history; axe on each page. BASE_URL, E2E_EMAIL and E2E_PASSWORD say where and as whom (a manager at least).
 * Prints `N passed, N failed`; exit code 0 or 1.
 */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessible, check, launch, logIn, register, watchErrors } from "./browser.mjs";

const base = (process.env.BASE_URL ?? "http://localhost:3000").replace(/\/$/, "");
const email = process.env.E2E_EMAIL ?? "admin@localhost";
const password = process.env.E2E_PASSWORD ?? "";
if (password === "") {
  console.error("E2E_PASSWORD is not set: it is the password that `up` printed once.");
  process.exit(2);
}

/** Everything of this run carries one mark, so that it can be repeated on the same server. */
const mark = Date.now().toString(36).toUpperCase();
const records = Number(process.env.E2E_RECORDS ?? 20_000);
const checkDigit = (body) => (10 - ([...body].reverse().reduce((sum, digit, i) => sum + Number(digit) * (i % 2 ? 1 : 3), 0) % 10)) % 10;
const seed = Math.floor(Date.now() / 1000) % 100_000;
const gtin = (n) => {
  const body = `20${String(seed * 100_000 + n).padStart(10, "0")}`;
  return body + String(checkDigit(body));
};
const rows = (factor) => Array.from({ length: records }, (_, i) => [`${mark}-${i}`, `Lampe d’essai ${mark} ${i}`, gtin(i), "Luminor", (((i % 900) + 10) * factor).toFixed(2).replace(".", ","), String((i * 7) % 300)].join(";"));
const csv = (factor) => ["Réf. article;Désignation;Code EAN;Marque;Prix HT;Stock", ...rows(factor), `${mark}-X;Sans prix ${mark};123;Luminor;sur demande;3`].join("\n");
const folder = mkdtempSync(join(tmpdir(), "journey-"));
const first = join(folder, `essai-${mark}.csv`);
const second = join(folder, `essai-${mark}-2.csv`);
writeFileSync(first, csv(1));
writeFileSync(second, csv(1.1));

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "fr-FR", reducedMotion: "reduce" });
const page = await context.newPage();
page.setDefaultTimeout(30_000);
const errors = watchErrors(page);
const { test, finish } = register();
const main = page.getByRole("main");
/** The account may be in either language. */
const either = (fr, en) => new RegExp(`^(${fr}|${en})$`);
let broken = false;
const step = async (name, body) => {
  if (broken) return;
  broken = !(await test(name, page, body));
};

await step("log in", () => logIn(page, base, email, password));
await step("the dashboard says how things are", async () => {
  await page.getByRole("heading", { level: 1, name: either("Tableau de bord", "Dashboard") }).waitFor();
  await accessible(page);
});
const upload = async (file) => {
  await page.goto(`${base}/imports/new`);
  await page.locator("input[type=file]").setInputFiles(file);
  await page.waitForURL(/\/imports\/new\/.+/);
  await page.getByRole("list").filter({ has: page.getByRole("combobox") }).first().waitFor();
};
await step("upload a price list", () => upload(first));
await step("its columns were understood, and can be changed", async () => {
  for (const [column, fr, en] of [["Réf. article", "Référence fournisseur", "Article number"], ["Désignation", "Désignation", "Name"], ["Code EAN", "EAN", "EAN"], ["Marque", "Marque", "Brand"], ["Prix HT", "Prix d’achat", "Purchase price"], ["Stock", "Stock", "Stock"]]) {
    const box = page.getByRole("combobox", { name: either(`Ce qu’est « ${column.replace(".", "\\.")} »`, `What “${column.replace(".", "\\.")}” is`) });
    await box.waitFor();
    if (!either(fr, en).test(await box.inputValue())) {
      await box.click();
      await page.getByRole("option", { name: new RegExp(`^(${fr}|${en})( \\(.*\\))?$`) }).first().click();
    }
    check(either(fr, en).test(await box.inputValue()), `“${column}” is read as “${await box.inputValue()}”`);
  }
  await page.getByText(/lignes? sur .* (est bonne|sont bonnes)|records? (is|are) fine/).waitFor();
  await accessible(page);
});
await step("make the supplier", async () => {
  await page.getByRole("button", { name: either("Nouveau fournisseur", "New supplier") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^(Nom|Name)/).fill(`Essai ${mark}`);
  await dialog.getByLabel(/^Code/).fill(`ESSAI-${mark}`);
  await accessible(page);
  await dialog.getByRole("button", { name: either("Enregistrer", "Save") }).click();
  await dialog.waitFor({ state: "detached" });
});
const startAndWatch = async () => {
  await page.getByRole("button", { name: either("Importer", "Import") }).click();
  await page.waitForURL(/\/imports\/\d+/);
  // A quick server may be done before the page is drawn; a slower one is watched.
  const progress = page.getByRole("region", { name: either("Avancement", "Progress") });
  const done = main.getByText(either("Terminé", "Done"), { exact: true }).first();
  await progress.or(done).first().waitFor();
  await done.waitFor({ timeout: 180_000 });
};
await step("start it and watch it live to its end", startAndWatch);
await step("every record is accounted for", async () => {
  const numbers = await main.locator("dl").first().locator("dd").allTextContents();
  const [total, ...parts] = numbers.map((text) => Number(text.replace(/\D/g, "")));
  check(total === records + 1, `${total} records instead of ${records + 1}`);
  check(parts.reduce((sum, n) => sum + n, 0) === total, `${parts.join(" + ")} is not ${total}`);
  await accessible(page);
});
await step("its issues show the value as it stands in the file", async () => {
  await page.getByRole("tab", { name: /^(Anomalies|Issues)/ }).click();
  await main.getByText("sur demande").waitFor();
  await accessible(page);
});
await step("import the next price list of the same supplier: prices move", async () => {
  await upload(second);
  const supplier = page.getByRole("combobox", { name: either("Fournisseur", "Supplier") });
  if ((await supplier.inputValue()) !== `Essai ${mark}`) {
    await supplier.click();
    await supplier.fill(`Essai ${mark}`);
    await page.getByRole("option", { name: `Essai ${mark}` }).click();
  }
  await page.getByText(/lignes? sur .* (est bonne|sont bonnes)|records? (is|are) fine/).waitFor();
  await startAndWatch();
  await main.getByText(/\+10\s?%/).first().waitFor();
  await accessible(page);
});
await step("find the product from anywhere", async () => {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: either("Rechercher partout", "Find anything") }).fill(gtin(7));
  await page.getByRole("option", { name: new RegExp(`Lampe d’essai ${mark} 7`) }).click();
  await page.getByRole("heading", { level: 1, name: `Lampe d’essai ${mark} 7` }).waitFor();
});
await step("its offer, its charts and its history name the file and the line", async () => {
  await page.getByRole("link", { name: `Essai ${mark}` }).first().waitFor();
  await page.getByRole("img", { name: either("Prix d’achat par fournisseur", "Purchase price by supplier") }).locator("svg").waitFor();
  await main.getByRole("link", { name: `essai-${mark}.csv` }).waitFor();
  await main.getByRole("link", { name: `essai-${mark}-2.csv` }).waitFor();
  await accessible(page);
});
await step("the list finds it too, and its address can be mailed", async () => {
  await page.goto(`${base}/products?q=${encodeURIComponent(`${mark}-11`)}`);
  await page.getByRole("table").getByRole("link").first().waitFor();
  await accessible(page);
});
await step("the pages complained of nothing", () => check(errors.length === 0, errors.join("\n")));
await browser.close();
process.exit(finish());
