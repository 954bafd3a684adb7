/** A price is adjusted step by step with its effect in sight, a rule rejects, and the import goes by them. */
import { accessible, check } from "../browser.mjs";
import { journey, mark, temporaryFile } from "../server.mjs";

const COLUMNS = ["Réf. article", "Désignation", "Marque", "Prix HT", "Stock"];
const COUNT = 120;
/** Every tenth article has no stock. */
const rows = Array.from({ length: COUNT }, (_, i) => `MAP-${mark}-${i};Spot ${mark} ${i};Luminor;${120 + i},00;${i % 10}`);
const file = temporaryFile(`spots-${mark}.csv`, [COLUMNS.join(";"), ...rows].join("\n"));
let drawer;

await journey({
  "a price list of a new supplier": async ({ page, base, server }) => {
    const supplier = await server.supplier("Spots");
    await page.goto(`${base}/imports/new?supplier=${supplier.code}`);
    await page.locator("input[type=file]").setInputFiles(file);
    await page.waitForURL(/\/imports\/new\/.+/);
    await page.getByRole("button", { name: "Ajuster Prix d’achat" }).waitFor();
  },
  "VAT is taken out of the price: what that does is shown at once": async ({ page }) => {
    await page.getByRole("button", { name: "Ajuster Prix d’achat" }).click();
    drawer = page.getByRole("dialog", { name: "Ajuster : Prix d’achat" });
    await drawer.getByRole("button", { name: "TVA", exact: true }).click();
    const first = drawer.getByRole("listitem", { name: /^Étape 1/ });
    await first.getByText(`Change ${COUNT} lignes sur ${COUNT}`).waitFor();
    await first.getByText("120,00", { exact: true }).waitFor();
    await first.getByText("100,8333", { exact: true }).waitFor();
  },
  "a rule that is not understood says where; understood, it says what it rejects": async ({ page }) => {
    await drawer.getByRole("button", { name: "Ajouter une étape" }).click();
    await page.getByRole("menuitem", { name: /^Rejeter si/ }).click();
    const rule = drawer.getByRole("listitem", { name: /^Étape 2/ });
    await rule.getByLabel(/^Pourquoi/).fill("Sans stock");
    await rule.getByLabel("Rejeter si").fill("stok == 0");
    await rule.getByText(/line 1, column 1/).first().waitFor();
    await rule.getByLabel("Rejeter si").fill("stock == 0");
    await rule.getByText("Compris").waitFor();
    await rule.getByText(`Rejette 12 lignes sur ${COUNT}`).waitFor();
    await accessible(page);
    await drawer.getByRole("button", { name: "Terminé" }).click();
    await drawer.waitFor({ state: "detached" });
  },
  "whatever the help offers is understood by the server": async ({ page, server }) => {
    await page.getByRole("button", { name: "Ajuster Désignation" }).click();
    const names = page.getByRole("dialog", { name: "Ajuster : Désignation" });
    await names.getByRole("button", { name: "Ajouter une étape" }).click();
    await page.getByRole("menuitem", { name: /^Formule/ }).click();
    await names.getByRole("button", { name: "Que puis-je écrire ?" }).click();
    const words = await names.getByRole("region", { name: "Conditions et formules" }).getByRole("button").allTextContents();
    check(words.length > 40 && COLUMNS.every((column) => words.includes(column)), `the help offers ${words.join(", ")}`);
    // Some give true or false, and stand in the condition of a formula.
    const understood = (expression, kind) => server.call("POST", "/expressions/check", { expression, kind });
    for (const word of words.filter((one) => !COLUMNS.includes(one))) await understood(word, "value").catch(() => understood(word, "condition"));
    await names.getByRole("button", { name: "Retirer l’étape" }).click();
    await names.getByRole("button", { name: "Terminé" }).click();
    await names.waitFor({ state: "detached" });
  },
  "the import goes by the steps": async ({ page, main, server }) => {
    await main.getByRole("button", { name: "Importer", exact: true }).click();
    await page.waitForURL(/\/imports\/\d+/);
    await main.getByText("Terminé", { exact: true }).first().waitFor({ timeout: 120_000 });
    const run = await server.call("GET", `/imports/${/\/imports\/(\d+)/.exec(page.url())[1]}`);
    check(run.created === COUNT - 12 && run.rejected === 12, `${run.created} created, ${run.rejected} rejected`);
    const product = await server.product(`MAP-${mark}-1`);
    check(Number(product.best_cost) === 100.8333, `the price is ${product.best_cost}`);
    await page.getByRole("tab", { name: /Anomalies/ }).click();
    await main.getByText("Sans stock").first().waitFor();
  },
});
