/** How a supplier's files are read, adjusted, repaired and ruled; names that are sorted; against the mock. */
import { accessible, check, logIn } from "./browser.mjs";

const asClaire = ({ page, base }) => logIn(page, base, "claire@example.com", "demo");

export const feedJourneys = {
  "a price is adjusted: each step shows its effect, a wrong condition is told, a removed step comes back": async ({ page, base }) => {
    await asClaire({ page, base });
    await page.goto(`${base}/imports/new/demo-token`);
    await page.getByRole("button", { name: "Ajuster Prix d’achat" }).click();
    const drawer = page.getByRole("dialog", { name: "Ajuster : Prix d’achat" });
    check(page.url().includes("adjust=price"), "the open field is not in the URL");
    await drawer.getByRole("button", { name: "TVA", exact: true }).click();
    const vat = drawer.getByRole("listitem", { name: /Étape 1/ });
    await vat.getByText(/Change 2\s000 lignes sur 2\s000/).waitFor();
    await vat.getByRole("list", { name: "Exemples" }).getByRole("listitem").first().waitFor();
    await drawer.getByRole("button", { name: "Ajouter une étape" }).click();
    await page.getByRole("menuitem", { name: /Rejeter si/ }).click();
    const rule = drawer.getByRole("listitem", { name: /Étape 2/ });
    await rule.getByText("Pas encore terminée").waitFor();
    await rule.getByLabel("Rejeter si").fill("price >");
    await rule.getByText(/something is missing/).first().waitFor();
    await rule.getByLabel("Rejeter si").fill("price > 100");
    await rule.getByText("Compris").waitFor();
    await rule.getByLabel(/Pourquoi/).fill("Trop cher");
    await rule.getByText(/Rejette .* lignes sur 2\s000/).waitFor();
    await rule.getByRole("button", { name: "Que puis-je écrire ?" }).click();
    await rule.getByRole("region", { name: "Conditions et formules" }).waitFor();
    await accessible(page);
    await rule.getByRole("button", { name: "Retirer l’étape" }).click();
    await drawer.getByRole("button", { name: "La remettre" }).click();
    await rule.getByText(/Rejette .* lignes/).waitFor();
    await drawer.getByRole("button", { name: "Terminé" }).click();
    await drawer.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Ajuster Prix d’achat, 2 étapes" }).waitFor();
    await page.getByRole("region", { name: "Ajustements et règles" }).getByText("Retirer 20 % de TVA").waitFor();
    await page.getByRole("button", { name: "Importer", exact: true }).click();
    await page.getByRole("region", { name: "Avancement" }).waitFor();
  },

  "an unfinished step holds the import back and says so": async ({ page, base }) => {
    await asClaire({ page, base });
    await page.goto(`${base}/imports/new/demo-token?adjust=name`);
    await page.getByRole("dialog").getByRole("button", { name: "Remplacer" }).click();
    check(await page.getByRole("dialog").getByLabel("Chercher", { exact: true }).evaluate((el) => el === document.activeElement), "the new step does not have the focus");
    await page.getByRole("dialog").getByRole("button", { name: "Terminé" }).click();
    await page.getByText("Une étape pour Désignation n’est pas terminée").first().waitFor();
    check((await page.getByRole("button", { name: "Importer", exact: true }).getAttribute("aria-disabled")) === "true", "it can be started");
  },

  "what a supplier's files may do is decided in words": async ({ page, base }) => {
    await asClaire({ page, base });
    await page.goto(`${base}/imports/new/demo-token`);
    const rules = page.getByRole("region", { name: "Ce que ses fichiers peuvent faire" });
    await rules.getByRole("button", { name: "Modifier" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByRole("radio", { name: /Le marquer comme arrêté/ }).check();
    await drawer.getByLabel("Après combien de fichiers sans lui").fill("3");
    await drawer.getByRole("radio", { name: /Avant chaque import/ }).check();
    await accessible(page);
    await drawer.getByRole("button", { name: "Retenir ces règles" }).click();
    await rules.getByText("Absent de 3 fichiers d’affilée, un article est arrêté").waitFor();
    await rules.getByText("Vous regardez avant chaque import").waitFor();
  },

  "a drifted file leads to its repair": async ({ page, base }) => {
    await asClaire({ page, base });
    await page.goto(`${base}/imports/44`);
    await page.getByRole("link", { name: "Voir ce qui a changé" }).click();
    await page.waitForURL(/\/imports\/44\/drift/);
  },

  "columns that changed are repaired, and the import goes on": async ({ page, base }) => {
    await asClaire({ page, base });
    await page.goto(`${base}/imports/44/drift`);
    const list = page.getByRole("list", { name: "Colonnes qui ont changé" });
    await list.getByText("La colonne « PA net » s’appelle maintenant « Prix HT ».").waitFor();
    await list.getByText("Elle est à la même place, le nouvel en-tête veut dire la même chose, les valeurs semblent les mêmes.").waitFor();
    await page.getByText("« Dispo » est maintenant la colonne 8 au lieu de 10.").waitFor();
    await list.getByRole("radio", { name: "Une autre colonne" }).last().check();
    await page.getByRole("combobox", { name: "Colonne pour Référence fabricant" }).click();
    await page.getByRole("option", { name: "Divers" }).click();
    await accessible(page);
    await page.getByRole("button", { name: "Continuer avec ces colonnes" }).click();
    await page.waitForURL(/\/imports\/44$/);
    await page.getByRole("region", { name: "Avancement" }).waitFor();
  },

  "names are sorted by keyboard, in bulk, and taken back": async ({ page, base }) => {
    await asClaire({ page, base });
    await page.goto(`${base}/values`);
    const table = page.getByRole("table");
    await table.getByText("LEGRAND SA").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("a");
    await page.getByText("« LEGRAND SA », c’est Legrand, au catalogue aussi.").waitFor();
    await table.getByText("LEGRAND SA").waitFor({ state: "detached" });
    await page.getByRole("alert").getByRole("button", { name: "Annuler" }).click();
    await table.getByText("LEGRAND SA").waitFor();
    await table.getByRole("button", { name: "Choisir ce qu’est « Wiha »" }).click();
    await page.getByRole("option", { name: "Nouvelle marque : Wiha" }).click();
    await page.getByText("« Wiha », c’est Wiha, au catalogue aussi.").waitFor();
    await table.getByRole("checkbox", { name: /Hager France/ }).check();
    await table.getByRole("checkbox", { name: /div\./ }).check();
    const bulk = page.getByRole("region", { name: "Noms sélectionnés" });
    await bulk.getByText("2 sélectionnés").waitFor();
    await bulk.getByRole("button", { name: "Ignorer" }).click();
    await page.getByText("2 noms ignorés désormais.").waitFor();
    await page.getByText(/Ignorées · 3/).click();
    await page.waitForURL(/state=ignored/);
    await table.getByText("Hager France").waitFor();
    await page.getByRole("tab", { name: /Catégories/ }).click();
    await page.waitForURL(/kind=category/);
    await accessible(page);
  },

  "a rate is added and removed": async ({ page, base }) => {
    await asClaire({ page, base });
    await page.goto(`${base}/settings?tab=rates`);
    await page.getByRole("button", { name: "Ajouter le cours" }).click();
    await page.getByText("Choisissez une devise").waitFor();
    await page.getByRole("combobox", { name: "Devise" }).click();
    await page.getByRole("option", { name: "SEK" }).click();
    await page.getByLabel("1 SEK en EUR").fill("0,0871");
    await page.getByRole("button", { name: "Ajouter le cours" }).click();
    await page.getByRole("row", { name: /SEK .*0,0871/ }).waitFor();
    await page.getByRole("button", { name: /Retirer le cours SEK/ }).click();
    await page.getByRole("row", { name: /SEK/ }).waitFor({ state: "detached" });
  },

  "an older version of a profile is read, compared and used again; its rules make a new one": async ({ page, base }) => {
    await asClaire({ page, base });
    await page.goto(`${base}/suppliers/2?tab=profiles`);
    const versions = page.getByRole("navigation", { name: "Versions" });
    await versions.getByRole("button", { name: /Version 2/ }).click();
    await page.waitForURL(/version=2/);
    await page.getByText("utf-8").first().waitFor();
    await page.getByRole("button", { name: "Reprendre cette version" }).click();
    await page.getByRole("dialog").getByText(/La version|Ce que dit la version 2/).first().waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Reprendre cette version" }).click();
    await versions.getByRole("button", { name: /Version 5/ }).waitFor();
    await page.getByRole("heading", { name: /Version 5/ }).waitFor();
    await page.getByRole("button", { name: "Modifier", exact: true }).click();
    await page.getByRole("dialog").getByRole("radio", { name: /Jamais/ }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Enregistrer comme nouvelle version" }).click();
    await page.getByRole("heading", { name: /Version 6/ }).waitFor();
    await page.getByText("Personne ne regarde d’abord").waitFor();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Télécharger ou importer" }).click();
    await page.getByRole("menuitem", { name: "Télécharger en fichier" }).click();
    check((await download).suggestedFilename().endsWith("-default.json"), "the profile does not come as a file");
  },
};
