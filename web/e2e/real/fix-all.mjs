/** Stocks that nobody understands are put right once for all that have them; only those records are touched. */
import { accessible, check } from "../browser.mjs";
import { journey, mark, priceList } from "../server.mjs";

const odd = (record, i) => (i % 10 === 3 ? { ...record, stock: "voir dépôt B" } : i % 10 === 6 ? { ...record, stock: "cf. Paul" } : record);
let run;

await journey({
  "a file that waits for its review": async ({ server }) => {
    const supplier = await server.supplier("Corrige");
    run = await server.importFile(supplier, `corrige-${mark}.csv`, priceList("COR", 80, odd), "review");
    check(run.status === "review", `the file is ${run.status}: ${run.message}`);
  },
  "the rule shows its different values with their counts": async ({ page, base }) => {
    await page.goto(`${base}/imports/${run.id}?tab=issues`);
    await page.getByRole("link", { name: /Stock incompris/ }).click();
    await page.getByText("2 valeurs différentes dans 16 lignes").waitFor();
    await accessible(page);
  },
  "one of them is fixed everywhere": async ({ page }) => {
    await page.getByRole("textbox", { name: "Stock : la bonne valeur pour voir dépôt B" }).fill("0");
    await page.getByRole("listitem").filter({ hasText: "voir dépôt B" }).getByRole("button", { name: "Corriger les 8" }).click();
    await page.getByRole("status").getByText(/8 lignes reprises, 8 sont bonnes maintenant/).waitFor({ timeout: 60_000 });
    await accessible(page);
  },
  "one record of the other is fixed in its own drawer": async ({ page }) => {
    await page.getByRole("link", { name: /^Ouvrir la ligne/ }).first().click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText("cf. Paul").first().waitFor();
    await accessible(page);
    await drawer.getByRole("button", { name: "Corriger Stock" }).click();
    await drawer.getByRole("textbox", { name: "Stock : la bonne valeur" }).fill("25");
    await drawer.getByRole("button", { name: "Enregistrer" }).click();
    await drawer.getByRole("button", { name: "Corriger Stock" }).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByText("1 valeur dans 7 lignes").waitFor();
  },
  "applied, the catalogue has the corrected stocks": async ({ page, server, main }) => {
    await page.getByRole("region", { name: "Décider de cet import" }).getByRole("button", { name: "Tout appliquer" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Appliquer" }).click();
    await main.getByText("Terminé", { exact: true }).first().waitFor({ timeout: 90_000 });
    const fixed = await server.product(`COR-${mark}-13`);
    check(fixed.stock === 0, `the corrected stock is ${fixed.stock}`);
    const alone = await server.product(`COR-${mark}-6`);
    check(alone.stock === 25, `the stock corrected alone is ${alone.stock}`);
    const untouched = await server.product(`COR-${mark}-1`);
    check(untouched.stock === 6, `a record that was fine has stock ${untouched.stock}`);
  },
});
