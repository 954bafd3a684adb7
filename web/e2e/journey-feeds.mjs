/**
 * How a supplier's files are read, on a real server: a step with its effect on the file and a rule → the import goes by them →
 * a brand that is one of ours by another name → the next file's column renamed: held, repaired, applied, and a new version of
 * the profile → the profile brought back. BASE_URL, E2E_EMAIL and E2E_PASSWORD say where and as whom.
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

const mark = Date.now().toString(36).toUpperCase();
const records = 120;
const checkDigit = (body) => (10 - ([...body].reverse().reduce((sum, digit, i) => sum + Number(digit) * (i % 2 ? 1 : 3), 0) % 10)) % 10;
const seed = Math.floor(Date.now() / 1000) % 100_000;
const gtin = (n) => { const body = `21${String(seed * 100_000 + n).padStart(10, "0")}`; return body + String(checkDigit(body)); };
/** Every tenth article has no stock, every second one the brand by its other name. */
const rows = (factor) => Array.from({ length: records }, (_, i) => [`${mark}-${i}`, `Spot ${mark} ${i}`, gtin(i), i % 2 ? `Luxeo ${mark} SAS` : `Luxeo ${mark}`, "Éclairage/Spots", ((120 + i) * factor).toFixed(2).replace(".", ","), String(i % 10)].join(";"));
const csv = (price, factor) => [`Réf. article;Désignation;Code EAN;Marque;Famille;${price};Stock`, ...rows(factor)].join("\n");
const folder = mkdtempSync(join(tmpdir(), "journey-"));
const file = join(folder, `spots-${mark}.csv`);
writeFileSync(file, csv("Prix HT", 1));

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "fr-FR", reducedMotion: "reduce" });
const page = await context.newPage();
page.setDefaultTimeout(30_000);
const errors = watchErrors(page);
const { test, finish } = register();
const main = page.getByRole("main");
const either = (fr, en) => new RegExp(`^(${fr}|${en})$`);
let broken = false;
const step = async (name, body) => {
  if (broken) return;
  broken = !(await test(name, page, body));
};
const done = async () => { await main.getByText(either("Terminé", "Done"), { exact: true }).first().waitFor({ timeout: 120_000 }); };

/** The next file comes as most do: sent by a program, with nobody who looks at its columns. */
async function send(name, text) {
  const api = async (path, init) => {
    const response = await fetch(`${base}/api/v1${path}`, init);
    check(response.ok, `${path} answers ${response.status}: ${await response.clone().text()}`);
    return response.json();
  };
  const { access_token: token } = await api("/auth/login", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email, password }) });
  const form = new FormData();
  form.append("file", new Blob([text], { type: "text/csv" }), name);
  form.append("supplier", `SPOT-${mark}`);
  form.append("mode", "apply");
  return (await api("/imports", { method: "POST", headers: { authorization: `Bearer ${token}` }, body: form })).id;
}

await step("log in", () => logIn(page, base, email, password));
await step("upload a price list of a new supplier", async () => {
  await page.goto(`${base}/imports/new`);
  await page.locator("input[type=file]").setInputFiles(file);
  await page.waitForURL(/\/imports\/new\/.+/);
  await page.getByRole("button", { name: either("Nouveau fournisseur", "New supplier") }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^(Nom|Name)/).fill(`Spots ${mark}`);
  await dialog.getByLabel(/^Code/).fill(`SPOT-${mark}`);
  await dialog.getByRole("button", { name: either("Enregistrer", "Save") }).click();
  await dialog.waitFor({ state: "detached" });
});
const drawer = page.getByRole("dialog", { name: /^(Ajuster : Prix d’achat|Adjust: Purchase price)$/ });
await step("take VAT out of the price: the effect is shown at once", async () => {
  await page.getByRole("button", { name: /^(Ajuster Prix d’achat|Adjust Purchase price)/ }).click();
  await drawer.getByRole("button", { name: either("TVA", "VAT") }).click();
  const first = drawer.getByRole("listitem", { name: /^(Étape|Step) 1/ });
  await first.getByText(new RegExp(`^(Change ${records} lignes sur ${records}|Changes ${records} of ${records} records)$`)).waitFor();
  await first.getByText("120,00", { exact: true }).waitFor();
  await first.getByText("100", { exact: true }).waitFor();
});
await step("a rule that is not understood says where, then rejects what has no stock", async () => {
  await drawer.getByRole("button", { name: either("Ajouter une étape", "Add a step") }).click();
  await page.getByRole("menuitem", { name: /^(Rejeter si|Reject when)/ }).click();
  const rule = drawer.getByRole("listitem", { name: /^(Étape|Step) 2/ });
  const when = rule.getByLabel(either("Rejeter si", "Reject when"));
  await rule.getByLabel(/^(Pourquoi|Why)/).fill("Sans stock");
  await when.fill("stok == 0");
  await rule.getByText(/line 1, column 1/).first().waitFor();
  await when.fill("stock == 0");
  await rule.getByText(/Compris|Understood/).waitFor();
  await rule.getByText(new RegExp(`^(Rejette 12 lignes sur ${records}|Rejects 12 of ${records} records)$`)).waitFor();
  await accessible(page);
  await drawer.getByRole("button", { name: either("Terminé", "Done") }).click();
  await drawer.waitFor({ state: "detached" });
});
await step("every function of the help is understood", async () => {
  const { access_token: token } = await (await fetch(`${base}/api/v1/auth/login`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email, password }) })).json();
  await page.getByRole("button", { name: /^(Ajuster Désignation|Adjust Name)/ }).click();
  const names = page.getByRole("dialog", { name: /Désignation|Name/ });
  await names.getByRole("button", { name: either("Ajouter une étape", "Add a step") }).click();
  await page.getByRole("menuitem", { name: /^(Formule|Formula)/ }).click();
  await names.getByRole("button", { name: either("Que puis-je écrire \\?", "What can I write\\?") }).click();
  const words = await names.getByRole("region", { name: either("Conditions et formules", "Conditions and formulas") }).getByRole("button").allTextContents();
  const columns = ["Réf. article", "Désignation", "Code EAN", "Marque", "Famille", "Prix HT", "Stock"];
  check(words.length > 40 && columns.every((column) => words.includes(column)), `the help offers ${words.join(", ")}`);
  const ask = (expression, kind) => fetch(`${base}/api/v1/expressions/check`, { method: "POST", headers: { "content-type": "application/json", authorization: `Bearer ${token}` }, body: JSON.stringify({ expression, kind }) });
  for (const word of words.filter((one) => !columns.includes(one))) {
    // Some give true or false, and stand in the condition of a formula.
    const answer = await ask(word, "value");
    check(answer.ok || (await ask(word, "condition")).ok, `${word}: ${answer.ok ? "" : await answer.text()}`);
  }
  await names.getByRole("button", { name: either("Retirer l’étape", "Remove the step") }).click();
  await names.getByRole("button", { name: either("Terminé", "Done") }).click();
  await names.waitFor({ state: "detached" });
});
await step("the import goes by the steps", async () => {
  await page.getByRole("button", { name: either("Importer", "Import") }).click();
  await page.waitForURL(/\/imports\/\d+/);
  await done();
  const numbers = (await main.locator("dl").first().locator("dd").allTextContents()).map((text) => Number(text.replace(/\D/g, "")));
  check(numbers[0] === records && numbers.includes(records - 12) && numbers.includes(12), `the counts are ${numbers.join(", ")}`);
  await page.goto(`${base}/products?q=${encodeURIComponent(`Spot ${mark} 1`)}`);
  await page.getByRole("table").getByText(/100,83|100\.83/).first().waitFor();
});
await step("a brand by another name is one of ours, in the catalogue too", async () => {
  await page.goto(`${base}/values?q=${encodeURIComponent(mark)}`);
  const row = page.getByRole("row", { name: new RegExp(`Luxeo ${mark} SAS`) });
  await row.waitFor();
  await accessible(page);
  await row.getByRole("button", { name: /^(Choisir ce qu’est|Choose what)/ }).first().click();
  await page.getByRole("combobox", { name: /^(Choisir ce qu’est|Choose what)/ }).fill(`Luxeo ${mark}`);
  await page.getByRole("option", { name: `Luxeo ${mark}`, exact: true }).click();
  await row.waitFor({ state: "detached" });
  await page.goto(`${base}/products?q=${encodeURIComponent(`Spot ${mark} 1`)}`);
  await page.getByRole("table").getByText(`Luxeo ${mark}`, { exact: true }).first().waitFor();
  check((await page.getByRole("table").getByText(`Luxeo ${mark} SAS`).count()) === 0, "a product still has the other name");
});
let held = 0;
await step("the next file calls its price otherwise: it is held", async () => {
  held = await send(`spots-${mark}-2.csv`, csv("Prix TTC", 1.01));
  await page.goto(`${base}/imports/${held}`);
  await main.getByText(either("Retenu", "Held"), { exact: true }).first().waitFor({ timeout: 60_000 });
  await main.getByRole("link", { name: /colonnes|columns/i }).click();
  await page.waitForURL(new RegExp(`/imports/${held}/drift`));
});
await step("what happened to the column is said, and repaired", async () => {
  const list = page.getByRole("list", { name: either("Colonnes qui ont changé", "Changed columns") });
  await list.getByText(/« Prix HT »|“Prix HT”/).first().waitFor();
  check(await list.getByRole("radio", { name: /Prix TTC/ }).isChecked(), "the new column is not proposed");
  await accessible(page);
  await page.getByRole("button", { name: either("Accepter et continuer", "Accept and go on") }).click();
  await page.waitForURL(new RegExp(`/imports/${held}$`));
  await done();
});
await step("the repair is a new version of the profile, told in words; the old one can be used again", async () => {
  await page.getByRole("link", { name: `Spots ${mark}` }).first().click();
  await page.getByRole("tab", { name: either("Lecture de ses fichiers", "How its files are read") }).click();
  const versions = page.getByRole("navigation", { name: "Versions" });
  await versions.getByRole("button", { name: /Version 2/ }).waitFor();
  await main.getByText("Prix HT", { exact: true }).first().waitFor();
  await main.getByText(/Rejeter : Sans stock|Reject: Sans stock/).waitFor();
  await accessible(page);
  await versions.getByRole("button", { name: /Version 1/ }).click();
  await page.getByRole("button", { name: either("Reprendre cette version", "Use this version again") }).click();
  await page.getByRole("dialog").getByRole("button", { name: either("Reprendre cette version", "Use this version again") }).click();
  await page.getByRole("heading", { name: /Version 3/ }).waitFor();
});
await step("the pages complained of nothing", () => check(errors.length === 0, errors.join("\n")));
await browser.close();
process.exit(finish());
