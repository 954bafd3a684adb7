/** A supplier's name for a brand becomes ours, in the catalogue too; the decision is taken back; a currency gets its rate. */
import { accessible, check } from "../browser.mjs";
import { journey, mark } from "../server.mjs";

const OURS = `Luxeo ${mark}`;
const THEIRS = `LUXEO ${mark} SAS`;
const rows = Array.from({ length: 20 }, (_, i) => `VAL-${mark}-${i};Lampe ${mark} ${i};${i % 2 ? THEIRS : OURS};${10 + i},00;5`);
/** Its own row: another may have it as a suggestion. */
const rowOf = (page) => page.getByRole("row").filter({ has: page.getByRole("checkbox", { name: `Sélectionner ${THEIRS}`, exact: true }) });
const brandOf = async (server) => (await server.product(`VAL-${mark}-1`)).brand?.name;

await journey({
  "a file with a brand by two names": async ({ server }) => {
    const supplier = await server.supplier("Valeurs");
    const run = await server.importFile(supplier, `valeurs-${mark}.csv`, ["Réf. article;Désignation;Marque;Prix HT;Stock", ...rows].join("\n"));
    check(run.status === "done", `the file is ${run.status}: ${run.message}`);
    check((await brandOf(server)) === THEIRS, "the brand is not as in the file");
  },
  "the unknown name waits to be sorted, and becomes ours": async ({ page, base, server }) => {
    await page.goto(`${base}/values?q=${encodeURIComponent(mark)}`);
    const row = rowOf(page);
    await row.waitFor();
    await accessible(page);
    await row.getByRole("button", { name: `Choisir ce qu’est « ${THEIRS} »` }).click();
    await page.getByRole("combobox", { name: `Choisir ce qu’est « ${THEIRS} »` }).fill(OURS);
    await page.getByRole("option", { name: OURS, exact: true }).click();
    await page.getByText(`« ${THEIRS} », c’est ${OURS}, au catalogue aussi.`).waitFor();
    await row.waitFor({ state: "detached" });
    check((await brandOf(server)) === OURS, "the catalogue still has the other name");
  },
  "it is found among what is sorted, and sorted again": async ({ page, base }) => {
    await page.goto(`${base}/values?state=mapped&q=${encodeURIComponent(mark)}`);
    const row = rowOf(page);
    await row.getByText(OURS, { exact: true }).waitFor();
    await row.getByRole("button", { name: "Reclasser" }).click();
    await page.getByText("1 nom de nouveau à classer.").waitFor();
    await row.waitFor({ state: "detached" });
  },
  "a currency gets its rate": async ({ page, base, server }) => {
    await page.goto(`${base}/settings?tab=rates`);
    await page.getByRole("combobox", { name: "Devise" }).click();
    await page.getByRole("option", { name: "SEK" }).click();
    await page.getByLabel("1 SEK en EUR").fill("0,0871");
    await page.getByRole("button", { name: "Ajouter le cours" }).click();
    await page.getByRole("row", { name: /SEK .*0,0871/ }).waitFor();
    await accessible(page);
    const { data } = await server.call("GET", "/rates?currency=SEK");
    check(Number(data[0].rate) === 0.0871, `the rate is ${data[0].rate}`);
    await page.getByRole("button", { name: /Retirer le cours SEK/ }).click();
    await page.getByRole("row", { name: /SEK/ }).waitFor({ state: "detached" });
  },
});
