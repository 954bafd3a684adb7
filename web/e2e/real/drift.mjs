/** The next file calls its price otherwise: it is held, repaired and applied; the repair is a version of the profile, and the old one can be had back. */
import { accessible, check } from "../browser.mjs";
import { journey, mark, priceList } from "../server.mjs";

let supplier;
let held;

await journey({
  "a file, and the next one with its price under another name": async ({ server }) => {
    supplier = await server.supplier("Derive");
    const first = await server.importFile(supplier, `derive-1-${mark}.csv`, priceList("DER", 80));
    check(first.status === "done", `the first file is ${first.status}: ${first.message}`);
    held = await server.importFile(supplier, `derive-2-${mark}.csv`, priceList("DER", 80, (record) => ({ ...record, price: record.price + 1 })).replace("Prix HT", "Prix TTC"));
    check(held.status === "held" && held.message_code === "drift", `the second file is ${held.status}: ${held.message}`);
  },
  "it is held, and leads to what has to be decided": async ({ page, base, main }) => {
    await page.goto(`${base}/imports/${held.id}`);
    await main.getByText("Retenu", { exact: true }).first().waitFor();
    await main.locator(`a[href$="/imports/${held.id}/drift"]`).first().click();
    await page.waitForURL(new RegExp(`/imports/${held.id}/drift`));
  },
  "what happened to the column is said, with its values, and repaired": async ({ page, main }) => {
    const list = page.getByRole("list", { name: "Colonnes qui ont changé" });
    await list.getByText(/« Prix HT »/).first().waitFor();
    const proposal = list.getByRole("radio", { name: /Prix TTC/ });
    check(await proposal.isChecked(), "the new column is not proposed");
    await list.getByText("11,00").waitFor();
    await accessible(page);
    await page.getByRole("button", { name: "Accepter et continuer" }).click();
    await page.waitForURL(new RegExp(`/imports/${held.id}$`));
    await main.getByText("Terminé", { exact: true }).first().waitFor({ timeout: 120_000 });
  },
  "the new price is in the catalogue": async ({ server }) => {
    const product = await server.product(`DER-${mark}-2`);
    check(Number(product.best_cost) === 12, `the price is ${product.best_cost}`);
  },
  "the repair is a version of the profile, told in words; the old one can be used again": async ({ page, base, main }) => {
    await page.goto(`${base}/suppliers/${supplier.id}?tab=profiles`);
    const versions = page.getByRole("navigation", { name: "Versions" });
    await versions.getByRole("button", { name: /Version 2/ }).waitFor();
    await main.getByText("Prix HT", { exact: true }).first().waitFor();
    await main.getByText("Prix TTC", { exact: true }).first().waitFor();
    await accessible(page);
    await versions.getByRole("button", { name: /Version 1/ }).click();
    await page.getByRole("button", { name: "Reprendre cette version" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Reprendre cette version" }).click();
    await page.getByRole("heading", { name: /Version 3/ }).waitFor();
  },
  "its rules make another version": async ({ page, main, server }) => {
    await main.getByRole("button", { name: "Modifier", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("radio", { name: /Mettre son stock à 0/ }).check();
    await dialog.getByLabel("Après combien de fichiers sans lui").fill("2");
    await dialog.getByLabel("Articles absents").fill("30");
    await dialog.getByRole("button", { name: "Enregistrer comme nouvelle version" }).click();
    await page.getByRole("heading", { name: /Version 4/ }).waitFor();
    await main.getByText("Absent de 2 fichiers d’affilée, un article passe à un stock de 0").waitFor();
    const [current] = (await server.call("GET", `/suppliers/${supplier.id}/profiles`)).data;
    check(current.policies.absent === "zero_stock" && current.policies.absent_runs === 2 && current.policies.brakes.gone === 0.3, JSON.stringify(current.policies));
  },
});
