/** Records without a number are rejected; they go out as a file, are put right, come back, and complete the import. */
import { readFileSync } from "node:fs";
import { accessible, check } from "../browser.mjs";
import { journey, mark, priceList, temporaryFile } from "../server.mjs";

const nameless = (record, i) => (i % 20 === 9 ? { ...record, sku: "" } : record);
let run;
let corrected;

await journey({
  "a file with three records that have no number": async ({ server }) => {
    const supplier = await server.supplier("Rejet");
    run = await server.importFile(supplier, `rejet-${mark}.csv`, priceList("REJ", 60, nameless));
    check(run.status === "done" && run.rejected === 3, `${run.status}, ${run.rejected} rejected`);
  },
  "the rejected records are downloaded": async ({ page, base }) => {
    await page.goto(`${base}/imports/${run.id}?tab=issues`);
    const place = page.getByRole("region", { name: "Lignes rejetées" });
    await place.getByText("3 lignes ont été rejetées").waitFor();
    await accessible(page);
    const loading = page.waitForEvent("download");
    await place.getByRole("button", { name: /Télécharger les 3 lignes rejetées/ }).click();
    const text = readFileSync(await (await loading).path(), "utf8").replace(/^\uFEFF/, "");
    const [header, ...lines] = text.trim().split(/\r?\n/);
    check(/_reason/.test(header) && lines.length === 3, `the file has ${lines.length} records under ${header}`);
    const separator = header.includes(";") ? ";" : ",";
    // The first column, the number, is empty; two of the three are put right.
    corrected = [header, ...lines.map((line, i) => (i < 2 ? `REJ-${mark}-NEU${i}${line.slice(line.indexOf(separator))}` : line))].join("\n");
  },
  "the corrected file comes back and completes the import": async ({ page, main }) => {
    await page.locator("main input[type=file]").setInputFiles(temporaryFile(`corrige-${mark}.csv`, corrected));
    await page.getByRole("heading", { level: 1, name: `corrige-${mark}.csv` }).waitFor();
    await main.getByText("Terminé", { exact: true }).first().waitFor({ timeout: 90_000 });
    await page.getByText("Complète").getByRole("link", { name: `Import ${run.id}` }).click();
    await page.getByText(/Complété par/).waitFor();
    await page.getByText("1 ligne rejetée reste ouverte").waitFor();
    await accessible(page);
  },
  "the catalogue has what came back": async ({ server }) => {
    check((await server.product(`REJ-${mark}-NEU1`)) !== undefined, "the corrected record is not in the catalogue");
  },
});
