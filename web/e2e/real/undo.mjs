/** An import is undone: what a person edited since stays, the rest comes back; then the undo is undone. */
import { accessible, check } from "../browser.mjs";
import { journey, mark, priceList } from "../server.mjs";

const next = (record, i) => ({ ...record, price: record.price + 1, name: i < 10 ? `${record.name} bis` : record.name });
let run;
let edited;

await journey({
  "two files, and an edit by a person after them": async ({ server }) => {
    const supplier = await server.supplier("Annule");
    await server.importFile(supplier, `annule-1-${mark}.csv`, priceList("ANN", 50));
    run = await server.importFile(supplier, `annule-2-${mark}.csv`, `${priceList("ANN", 50, next)}\nANN-${mark}-N;Article neuf ${mark};Luminor;9,00;2`);
    check(run.status === "done", `the second file is ${run.status}: ${run.message}`);
    edited = await server.product(`ANN-${mark}-3`);
    await server.call("PATCH", `/products/${edited.id}`, { name: `Choisi par moi ${mark}` });
  },
  "the undo says what it would do, and what stays": async ({ page, base }) => {
    await page.goto(`${base}/imports/${run.id}`);
    await page.getByRole("button", { name: "Annuler l’import" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/Reprend 50 prix/).waitFor();
    await dialog.getByText("1 valeur a été modifiée depuis et reste :").waitFor();
    await dialog.getByText(`Choisi par moi ${mark}`).first().waitFor();
    await accessible(page);
    await dialog.getByRole("button", { name: "Annuler l’import" }).click();
  },
  "it is undone, and the list of what stayed is kept": async ({ page, main, server }) => {
    await main.getByText("Annulé", { exact: true }).first().waitFor({ timeout: 90_000 });
    const undone = page.getByRole("region", { name: "Annulation" });
    await undone.getByRole("link", { name: "1 valeur est restée" }).click();
    await page.getByRole("dialog").getByText(`Choisi par moi ${mark}`).first().waitFor();
    await accessible(page);
    await page.keyboard.press("Escape");
    const now = await server.call("GET", `/products/${edited.id}`);
    check(Number(now.best_cost) === 11.5 && now.name === `Choisi par moi ${mark}`, `price ${now.best_cost}, name ${now.name}`);
    check((await server.product(`ANN-${mark}-N`)) === undefined, "what the import made is still there");
  },
  "the undo is undone": async ({ page, main, server }) => {
    const undone = page.getByRole("region", { name: "Annulation" });
    await undone.getByRole("button", { name: "Annuler l’annulation" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Annuler l’annulation" }).click();
    await undone.getByText(/a annulé l’annulation/).waitFor();
    await main.getByText("Terminé", { exact: true }).first().waitFor({ timeout: 90_000 });
    await accessible(page);
    const now = await server.call("GET", `/products/${edited.id}`);
    check(Number(now.best_cost) === 12.5 && now.name === `Choisi par moi ${mark}`, `price ${now.best_cost}, name ${now.name}`);
  },
  "the price says which import it came from": async ({ page, base }) => {
    await page.goto(`${base}/products/${edited.id}`);
    const price = page.getByRole("region", { name: "Offres" }).getByRole("button").first();
    await price.focus();
    await page.keyboard.press("Enter");
    const story = page.getByRole("dialog", { name: "D’où vient Prix d’achat" });
    await story.getByText(`annule-2-${mark}.csv`).waitFor();
    await accessible(page);
    await story.getByRole("link", { name: "Voir la ligne" }).click();
    await page.getByRole("dialog").getByText(`ANN-${mark}-3`).first().waitFor();
    await accessible(page);
  },
});
