/**
 * The pictures of docs/buyers, taken on the sample suppliers: a server started with `up --demo`, as for the journeys
 * (BASE_URL, E2E_EMAIL, E2E_PASSWORD). It imports files made from samples/electro-nord-2.csv, so use a server of its own.
 */
import { readFileSync } from "node:fs";
import { launch, logIn } from "./browser.mjs";
import { base, connect, email, password, temporaryFile } from "./server.mjs";

const OUT = new URL("../../docs/images/", import.meta.url).pathname;
const server = await connect("en");
const supplier = (await server.call("GET", "/suppliers?q=ELECTRO-NORD")).data[0];
const source = readFileSync(new URL("../../samples/electro-nord-2.csv", import.meta.url), "latin1").split("\r\n");
const [PRICE, STOCK, KEY, EAN, MPN] = [6, 8, 0, 1, 4];

/** The sample with another day's prices and stocks. */
const edition = (change) => source.map((line, i) => {
  const cells = line.split(";");
  if (i < 3 || cells.length < 10) return line;
  change(cells, i);
  return cells.join(";");
}).join("\r\n");
const priced = (cell, factor) => (Number(cell.replace(",", ".")) * factor).toFixed(2).replace(".", ",");
const STOCKS = ["ask us", "2 pallets", "soon"];

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", colorScheme: "light", reducedMotion: "reduce" });
const page = await context.newPage();
page.setDefaultTimeout(60_000);
await logIn(page, base, email, password);
await page.evaluate(() => localStorage.setItem("suppliers-import.language", "en"));

async function picture(name, ready) {
  await ready.waitFor();
  await page.waitForFunction(() => !document.querySelector(".mantine-Skeleton-root[data-animate]"));
  await page.mouse.move(0, 0);
  await page.waitForTimeout(600);
  await page.screenshot({ path: `${OUT}${name}.png` });
  console.log(`${name}.png`);
}

const spring = await server.importFile(supplier, "electro-nord-3.csv", edition((cells, i) => {
  cells[PRICE] = priced(cells[PRICE], i % 3 === 0 ? 1.04 : 0.97);
  cells[STOCK] = String((i * 7) % 90);
}));
await page.goto(`${base}/imports/${spring.id}`);
await page.getByRole("button", { name: "Undo", exact: true }).click();
await picture("undo", page.getByRole("dialog").getByText(/^Takes back/));

const autumn = await server.importFile(supplier, "electro-nord-4.csv", edition((cells, i) => {
  cells[PRICE] = priced(cells[PRICE], i % 5 < 2 ? 10 : 1.02);
  cells[STOCK] = i % 9 === 0 ? STOCKS[i % 3] : i % 9 === 5 ? STOCKS[(i >> 2) % 3] : String((i * 11) % 120);
  if (i % 40 === 7) cells[KEY] = cells[EAN] = cells[MPN] = "";
}));
await page.goto(`${base}/imports/${autumn.id}`);
await picture("review", page.getByRole("heading", { name: "What will be written" }));
await page.goto(`${base}/imports/${autumn.id}?tab=issues&code=stock_invalid&of=stock`);
await page.getByRole("textbox", { name: /The right Stock for/ }).first().fill("0");
await picture("fix-all", page.getByRole("heading", { name: /Stock not understood/ }));

const steps = temporaryFile("electro-nord-5.csv", edition((cells) => { cells[PRICE] = priced(cells[PRICE], 1.2); }));
await page.goto(`${base}/imports/new?supplier=${supplier.code}`);
await page.locator("input[type=file]").setInputFiles(steps);
await page.getByRole("button", { name: "Adjust Purchase price" }).click();
await page.getByRole("dialog").getByRole("button", { name: "VAT", exact: true }).click();
await picture("steps", page.getByRole("dialog").getByText(/\d+ records?/).first());
await browser.close();
