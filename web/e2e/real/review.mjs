/** A price list whose prices jump is held; the buyer sees why, leaves the prices out, and applies the rest. */
import { accessible, check } from "../browser.mjs";
import { journey, mark, priceList } from "../server.mjs";

const jumped = (record, i) => ({ ...record, price: i % 2 === 0 ? record.price * 3 : record.price, stock: String(100 + i) });
let run;

await journey({
  "a supplier with two files before": async ({ server }) => {
    const supplier = await server.supplier("Revue");
    const first = await server.importFile(supplier, `revue-1-${mark}.csv`, priceList("REV", 60));
    check(first.status === "done", `the first file is ${first.status}: ${first.message}`);
    run = await server.importFile(supplier, `revue-2-${mark}.csv`, `${priceList("REV", 60, jumped)}\nREV-${mark}-N;Article neuf ${mark};Luminor;12,00;3`);
    check(run.status === "held", `prices that jump are not held: ${run.status}`);
  },
  "the page says why it waits and what would happen": async ({ page, base }) => {
    await page.goto(`${base}/imports/${run.id}`);
    await page.getByRole("region", { name: "Pourquoi cet import attend" }).getByText(/des prix bougent de plus de la moitié/).waitFor();
    await page.getByRole("heading", { name: "Plus fortes variations de prix" }).waitFor();
    await page.getByText(/\+200\s%/).first().waitFor();
    await page.getByRole("region", { name: "Décider de cet import" }).getByText(/1 nouvel article, 30 prix, 60 stocks/).waitFor();
    await accessible(page);
  },
  "one article is left out in the list of changes": async ({ page }) => {
    await page.getByRole("tab", { name: "Changements" }).click();
    await page.getByRole("checkbox", { name: `Choisir Article REV ${mark} 7`, exact: true }).uncheck();
    await page.getByRole("region", { name: "Décider de cet import" }).getByText("1 article écarté par vous").waitFor();
    await accessible(page);
  },
  "the prices are left out, the rest is applied": async ({ page, main }) => {
    await page.getByRole("tab", { name: "Vérification" }).click();
    await page.getByRole("checkbox", { name: "Écrire : Prix" }).uncheck();
    const bar = page.getByRole("region", { name: "Décider de cet import" });
    await bar.getByText(/Ne le sera pas : 30 prix, 1 article écarté par vous/).waitFor();
    await bar.getByRole("button", { name: "Appliquer cette partie" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Appliquer" }).click();
    await main.getByText("Terminé", { exact: true }).first().waitFor({ timeout: 90_000 });
    await page.getByRole("tab", { name: "Vérification" }).click();
    await page.getByText(/a validé une partie/).waitFor();
  },
  "the catalogue has the new stocks and the old prices": async ({ server }) => {
    const changed = await server.product(`REV-${mark}-4`);
    check(Number(changed.best_cost) === 12 && changed.stock === 104, `price ${changed.best_cost}, stock ${changed.stock}`);
    const left = await server.product(`REV-${mark}-7`);
    check(left.stock === 12, `the article left out has stock ${left.stock}`);
  },
});
