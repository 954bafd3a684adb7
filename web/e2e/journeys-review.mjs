/** A run before it counts and after: review, corrections, the rejected file, undo, where values come from, the past. */
import { writeFileSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessible, check, logIn } from "./browser.mjs";

const DAY = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
const CLAIRE = ["claire@example.com", "demo"];
const main = (page) => page.getByRole("main");
const bar = (page) => page.getByRole("region", { name: "Décider de cet import" });

export const reviewJourneys = {
  "a held import says why in figures; a part of it is approved": async ({ page, base }) => {
    await logIn(page, base, ...CLAIRE);
    await page.goto(`${base}/imports/46`);
    await page.getByRole("region", { name: "Pourquoi cet import attend" }).getByText(/28,4\s% des prix bougent de plus de la moitié/).waitFor();
    await page.getByText(/limite apprise des 12 derniers fichiers/).waitFor();
    await bar(page).getByText(/1\s204 nouveaux articles, 8\s120 prix/).waitFor();
    await page.getByRole("checkbox", { name: "Écrire : Prix" }).uncheck();
    await bar(page).getByText(/Ne le sera pas : 8\s120 prix/).waitFor();
    await page.getByRole("tab", { name: "Changements" }).click();
    await page.getByText("Stocks 5 310", { exact: false }).or(page.getByText(/Stocks 5\s310/)).first().click();
    await page.waitForURL(/field=stock/);
    const boxes = page.getByRole("checkbox", { name: /^Choisir / });
    await boxes.nth(1).uncheck();
    await boxes.nth(3).uncheck();
    await page.getByRole("button", { name: "Page 2" }).click();
    await boxes.nth(0).uncheck();
    await bar(page).getByText(/3 articles écartés par vous/).waitFor();
    await accessible(page);
    await bar(page).getByRole("button", { name: "Appliquer cette partie" }).click();
    await page.getByRole("dialog").getByText(/reviendra avec le prochain fichier/).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Appliquer" }).click();
    await bar(page).waitFor({ state: "detached" });
    const answer = await page.request.get(`${base}/api/v1/imports/46`, { headers: { authorization: "Bearer a.claire@example.com" } });
    const { selection } = (await answer.json()).review.approved;
    check(selection.except_records.length === 3, "the records left out are not sent");
    check(!selection.fields.includes("price") && selection.fields.includes("stock"), "the fields chosen are not sent");
    await main(page).getByText("Terminé", { exact: true }).waitFor();
    await page.getByRole("tab", { name: "Vérification" }).click();
    await page.getByText("claire@example.com a validé une partie").waitFor();
  },

  "only chosen articles, and nothing when none is": async ({ page, base }) => {
    await logIn(page, base, ...CLAIRE);
    await page.goto(`${base}/imports/42?tab=changes`);
    await page.getByRole("checkbox", { name: "Tous les articles" }).uncheck();
    await bar(page).getByText("Cochez les articles à écrire.").waitFor();
    check(await bar(page).getByRole("button", { name: "Appliquer cette partie" }).isDisabled(), "nothing can be applied");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await bar(page).getByText("seulement l’article choisi (1)").waitFor();
    await bar(page).getByRole("button", { name: "Tout reprendre" }).click();
    await bar(page).getByRole("button", { name: "Tout appliquer" }).waitFor();
    await bar(page).getByRole("button", { name: "Abandonner" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Abandonner" }).click();
    await main(page).getByText("Abandonné", { exact: true }).waitFor();
  },

  "a wrong value is put right once for all that have it, and one alone in its record": async ({ page, base }) => {
    await logIn(page, base, ...CLAIRE);
    await page.goto(`${base}/imports/41?tab=issues`);
    await page.getByRole("link", { name: /Stock incompris/ }).click();
    await page.waitForURL(/code=stock_invalid/);
    await page.getByRole("textbox", { name: "Stock : la bonne valeur pour dispo s/48h" }).fill("12");
    await page.getByRole("textbox", { name: "Stock : la bonne valeur pour sur commande" }).fill("0");
    await page.getByRole("button", { name: "Corriger les 2 valeurs" }).waitFor();
    await accessible(page);
    await page.getByRole("button", { name: "Corriger les 2 valeurs" }).click();
    await page.getByRole("status").getByText(/lignes reprises/).waitFor();
    await page.getByRole("region", { name: "Corrections faites" }).getByText("sur commande").waitFor();
    await page.getByText("corrigé : 0").waitFor();
    await page.getByRole("link", { name: /Ouvrir la ligne 136 / }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByText("Ligne 136 du fichier").waitFor();
    await drawer.getByRole("button", { name: "Corriger Stock" }).click();
    await drawer.getByRole("textbox", { name: "Stock : la bonne valeur" }).fill("7");
    await accessible(page);
    await drawer.getByRole("button", { name: "Enregistrer" }).click();
    await drawer.getByRole("button", { name: "Corriger Stock" }).waitFor();
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => !url.searchParams.has("record"));
  },

  "the rejected records go out as a file and come back corrected": async ({ page, base }) => {
    await logIn(page, base, ...CLAIRE);
    await page.goto(`${base}/imports/41?tab=issues`);
    const place = page.getByRole("region", { name: "Lignes rejetées" });
    const loading = page.waitForEvent("download");
    await place.getByRole("button", { name: /Télécharger les 42 lignes rejetées/ }).click();
    check((await loading).suggestedFilename().endsWith("rejets.csv"), "the file has another name");
    const file = join(mkdtempSync(join(tmpdir(), "rejected-")), "corrige.csv");
    writeFileSync(file, "Réf.;Prix HT\nEN-1;12,50\n");
    await page.locator("input[type=file]").setInputFiles(file);
    await page.getByRole("heading", { level: 1, name: "corrige.csv" }).waitFor();
    await page.getByText("Complète").waitFor();
    await main(page).getByText("Terminé", { exact: true }).waitFor();
    await page.getByText("Complète").getByRole("link", { name: "Import 41" }).click();
    await page.getByText(/Complété par/).waitFor();
    await page.getByText("2 lignes rejetées restent ouvertes").waitFor();
    await accessible(page);
  },

  "an import is undone after its numbers, what was edited stays, and the undo is undone": async ({ page, base }) => {
    await logIn(page, base, ...CLAIRE);
    await page.goto(`${base}/imports/39`);
    await page.getByRole("button", { name: "Annuler l’import" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/12 valeurs ont été modifiées depuis et restent/).waitFor();
    await accessible(page);
    await dialog.getByRole("radio", { name: "Certains champs seulement" }).check();
    await dialog.getByText("Choisissez les champs à reprendre.").waitFor();
    check(await dialog.getByRole("button", { name: "Annuler l’import" }).isDisabled(), "an undo of nothing can be started");
    await dialog.getByRole("checkbox", { name: /^Prix d’achat/ }).check();
    await dialog.getByText(/Reprend [\d\s]+ prix/).waitFor();
    await dialog.getByRole("radio", { name: "Tout ce que cet import a fait" }).check();
    await dialog.getByRole("button", { name: "Annuler l’import" }).click();
    await main(page).getByText("Annulé", { exact: true }).waitFor();
    const undone = page.getByRole("region", { name: "Annulation" });
    await undone.getByText("claire@example.com a annulé cet import").waitFor();
    await undone.getByRole("link", { name: "12 valeurs sont restées" }).click();
    await page.waitForURL(/kept=/);
    await page.getByRole("dialog").getByText("modifié par claire@example.com").first().waitFor();
    await accessible(page);
    await page.keyboard.press("Escape");
    await undone.getByRole("button", { name: "Annuler l’annulation" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Annuler l’annulation" }).click();
    await undone.getByText(/a annulé l’annulation/).waitFor();
    await main(page).getByText("Terminé", { exact: true }).waitFor();
  },

  "chosen changes of a done import are undone alone": async ({ page, base }) => {
    await logIn(page, base, ...CLAIRE);
    await page.goto(`${base}/imports/36`);
    await page.getByRole("checkbox", { name: /^Choisir / }).nth(0).check();
    await page.getByRole("checkbox", { name: /^Choisir / }).nth(1).check();
    await page.getByRole("button", { name: "Annuler ceux-ci…" }).click();
    const dialog = page.getByRole("dialog");
    check(await dialog.getByRole("radio", { name: "Seulement les 2 changements choisis" }).isChecked(), "the choice is not taken over");
    await dialog.getByText(/Reprend 2 prix/).waitFor();
    await dialog.getByRole("button", { name: "Annuler l’import" }).click();
    await page.getByText(/en a annulé une partie : changements choisis/).waitFor();
  },

  "a value says where it comes from, by mouse and by keyboard": async ({ page, base }) => {
    await logIn(page, base, ...CLAIRE);
    await page.goto(`${base}/products/2`);
    const value = page.getByRole("region", { name: "Offres" }).getByRole("button").first();
    await value.hover();
    const story = page.getByRole("dialog", { name: "D’où vient Prix d’achat" });
    await story.getByText("tarif_electro-nord_2026-11.csv").waitFor();
    await page.mouse.move(0, 0);
    await story.waitFor({ state: "detached" });
    await value.focus();
    await page.keyboard.press("Enter");
    await story.getByText("Avant cela").waitFor();
    await accessible(page);
    await story.getByRole("link", { name: "Voir la ligne" }).click();
    await page.waitForURL(/\/imports\/\d+\?record=/);
  },

  "the catalogue as it was, at a date and after an import": async ({ page, base }) => {
    await logIn(page, base, ...CLAIRE);
    await page.goto(`${base}/products`);
    await page.getByRole("button", { name: "À une date…" }).click();
    await page.getByLabel("À la fin d’une journée").fill(DAY);
    await page.getByRole("button", { name: "Voir", exact: true }).click();
    await page.getByText(/Vous voyez le catalogue tel qu’il était le \d/).waitFor();
    await page.waitForURL((url) => url.searchParams.get("as_of") === DAY);
    await page.getByRole("table", { name: "Produits" }).getByRole("link").first().click();
    await page.getByText(/Vous voyez le produit tel qu’il était le \d/).waitFor();
    check((await page.getByRole("button", { name: "Modifier" }).count()) === 0, "the past can be edited");
    await page.getByRole("button", { name: "À une date…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: /Import 41/ }).click();
    await page.getByText(/tel qu’après l’import 41/).waitFor();
    await accessible(page);
    await page.getByRole("button", { name: "Revenir à aujourd’hui" }).click();
    await page.getByRole("button", { name: "Modifier" }).waitFor();
  },
};
