/** What people do with the app, by role and label. */
import { accessible, check, logIn } from "./browser.mjs";

const CSV = "Réf.;Désignation;Prix HT\nEN-1;Disjoncteur;12,50\n";
const drop = async (page, name, text) => {
  const data = await page.evaluateHandle(([fileName, content]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([content], fileName, { type: "text/csv" }));
    return transfer;
  }, [name, text]);
  await page.dispatchEvent("body", "dragenter", { dataTransfer: data });
  await page.dispatchEvent("body", "drop", { dataTransfer: data });
};

export const journeys = {
  "a wrong password is refused in words, then the right one leads where one wanted to go": async ({ page, base }) => {
    await page.goto(`${base}/suppliers?q=nord`);
    await page.getByLabel("Adresse e-mail").fill("claire@example.com");
    await page.getByLabel("Mot de passe", { exact: true }).fill("wrong");
    await page.getByRole("button", { name: "Se connecter" }).click();
    await page.getByRole("alert").getByText("L’adresse e-mail ou le mot de passe est incorrect.").waitFor();
    await page.getByLabel("Mot de passe", { exact: true }).fill("demo");
    await page.getByLabel("Mot de passe", { exact: true }).press("Enter");
    await page.getByRole("heading", { name: "Fournisseurs" }).waitFor();
    check(new URL(page.url()).searchParams.get("q") === "nord", "the filter was lost on the way");
  },

  "drop a file anywhere, map it, watch it live, see its changes": async ({ page, base }) => {
    await logIn(page, base, "claire@example.com", "demo");
    await drop(page, "tarif_electro-nord.csv", CSV);
    await page.getByRole("heading", { name: "tarif_electro-nord.csv" }).waitFor();
    await page.getByText(/1\s958 lignes sur 2\s000 sont bonnes/).waitFor();
    check((await page.getByRole("combobox", { name: "Fournisseur" }).inputValue()) === "Électro-Nord", "the supplier was not recognised");
    await page.getByRole("combobox", { name: "Ce qu’est « Divers »" }).click();
    await page.getByRole("option", { name: "Description" }).click();
    await page.getByRole("button", { name: "Votre choix" }).first().waitFor();
    await page.getByRole("button", { name: "Importer", exact: true }).click();
    await page.getByRole("region", { name: "Avancement" }).waitFor();
    await page.getByText(/lignes\/s/).first().waitFor();
    await page.getByRole("main").getByText("Terminé", { exact: true }).waitFor();
    await page.getByText("48 210", { exact: false }).or(page.getByText(/48\s210/)).first().waitFor();
    await page.getByRole("tab", { name: /Anomalies/ }).click();
    await page.getByText("EAN dont la clé est fausse").first().waitFor();
    check(page.url().includes("tab=issues"), "the tab is not in the URL");
    await accessible(page);
  },

  "the header row can be changed with the raw rows in view": async ({ page, base }) => {
    await logIn(page, base, "claire@example.com", "demo");
    await page.goto(`${base}/imports/new/demo-token`);
    await page.getByRole("button", { name: "La ligne 2 contient les en-têtes" }).click();
    await page.getByRole("button", { name: "La ligne 2 contient les en-têtes", pressed: true }).waitFor();
    check(page.url().includes("header_row=2"), "the header row is not in the URL");
    await page.getByRole("status").filter({ hasText: "Pas encore trouvé" }).waitFor();
    await page.getByRole("button", { name: "Importer", exact: true }).hover();
    check((await page.getByRole("button", { name: "Importer", exact: true }).getAttribute("aria-disabled")) === "true", "an import without its key can be started");
  },

  "a picture is no price list, and that is said": async ({ page, base }) => {
    await logIn(page, base, "claire@example.com", "demo");
    await drop(page, "photo.png", "not a table");
    await page.getByText("Ce n’est pas un tarif").waitFor();
    await drop(page, "vide.csv", "");
    await page.getByText("Ce fichier est vide.").waitFor();
  },

  "a million products: filter, sort, jump to the last row, come back by the address": async ({ page, base }) => {
    await logIn(page, base, "claire@example.com", "demo");
    await page.goto(`${base}/products`);
    const grid = page.getByRole("table", { name: "Produits" });
    await grid.getByRole("link").first().waitFor();
    await page.getByLabel("Aller à la ligne").fill("1000003");
    await page.getByRole("button", { name: "Aller", exact: true }).click();
    await grid.getByRole("link", { name: /Boîtier|Coffret|Perceuse|Disjoncteur|Ampoule|Jeu|Borne|Mètre|Mitigeur|Câble|Scie|Projecteur|Interrupteur/ }).last().waitFor();
    await page.getByText(/sur 1\s000\s003/).waitFor();
    await page.waitForURL(/row=9\d{5}|row=1000/);
    await page.reload();
    await page.getByText(/–1\s000\s00\d sur/).waitFor();
    await page.getByRole("button", { name: "Filtrer" }).click();
    await page.getByRole("menuitem", { name: "Marque" }).click();
    await page.getByRole("menuitem", { name: /Bosch/ }).click();
    await page.getByRole("button", { name: "Retirer le filtre Marque Bosch" }).waitFor();
    check(page.url().includes("brand=3"), "the filter is not in the URL");
    await page.getByRole("columnheader", { name: "Stock" }).getByRole("button").click();
    await page.waitForURL(/sort=-stock/);
    await page.goBack();
  },

  "the keyboard alone: palette, search, rows, help": async ({ page, base }) => {
    await logIn(page, base, "claire@example.com", "demo");
    await page.getByRole("heading", { name: "Tableau de bord" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Rechercher partout" }).fill("produi");
    await page.getByRole("option", { name: "Produits" }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Produits" }).waitFor();
    const rows = page.getByRole("table", { name: "Produits" });
    await rows.getByRole("link").first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByText("1 sélectionné").waitFor();
    await page.keyboard.press("/");
    check(await page.getByRole("searchbox").evaluate((el) => el === document.activeElement), "/ does not go to the search");
    await page.keyboard.press("Escape");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/products\/\d+/);
    await page.getByRole("heading", { name: "Offres comparées" }).waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Raccourcis clavier" }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Rechercher partout" }).fill("bosch");
    await page.getByRole("option", { name: /Bosch/ }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: /Bosch/ }).waitFor();
  },

  "an edit locks the field, and it can be unlocked": async ({ page, base }) => {
    await logIn(page, base, "manager@example.com", "demo");
    await page.goto(`${base}/products/2`);
    await page.getByRole("button", { name: "Modifier" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Référence fabricant").fill("ABC-99");
    await dialog.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByText("ABC-99").waitFor();
    await page.getByRole("button", { name: "ABC-99" }).first().focus();
    await page.keyboard.press("Enter");
    const story = page.getByRole("dialog", { name: "D’où vient Référence fabricant" });
    await story.getByText("Verrouillé par claire@example.com").waitFor();
    await accessible(page);
    await story.getByRole("button", { name: "Déverrouiller Référence fabricant" }).click();
    await story.getByRole("button", { name: "Déverrouiller Référence fabricant" }).waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await accessible(page);
  },

  "a viewer looks and changes nothing": async ({ page, base }) => {
    await logIn(page, base, "viewer@example.com", "demo");
    await page.getByRole("heading", { name: "Tableau de bord" }).waitFor();
    check((await page.getByRole("link", { name: "Nouvel import" }).count()) === 0, "a viewer is offered an import");
    check((await page.getByRole("link", { name: "Utilisateurs" }).count()) === 0, "a viewer is offered the users");
    await page.goto(`${base}/imports/46`);
    await page.getByRole("tab", { name: "Journal" }).waitFor();
    check((await page.getByRole("button", { name: /appliquer/i }).count()) === 0, "a viewer may apply");
  },

  "a new installation invites, a server in trouble says so": async ({ page, base, context }) => {
    await logIn(page, base, "empty@example.com", "demo");
    await page.getByText("Votre catalogue commence par un fichier").waitFor();
    await page.goto(`${base}/products`);
    await page.getByText("Votre catalogue apparaîtra ici").waitFor();
    await page.goto(`${base}/suppliers`);
    await page.getByText("Vos fournisseurs apparaîtront ici").waitFor();
    await accessible(page);
    await context.clearCookies();
    await page.evaluate(() => { localStorage.clear(); });
    await logIn(page, base, "error@example.com", "demo");
    await page.getByRole("alert").getByText("Impossible de charger ces données").waitFor();
    await page.getByRole("button", { name: "Réessayer" }).waitFor();
    await accessible(page);
  },

  "users: add one, the password is shown once": async ({ page, base }) => {
    await logIn(page, base, "claire@example.com", "demo");
    await page.goto(`${base}/users`);
    await page.getByRole("button", { name: "Ajouter un utilisateur" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Nom").fill("Paul Durand");
    await dialog.getByLabel("Adresse e-mail").fill("paul@example.com");
    await dialog.getByRole("button", { name: "Ajouter un utilisateur" }).click();
    await page.getByRole("dialog").getByText("vif-tram-91-olive").waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Fermer" }).last().click();
    await page.getByText("paul@example.com").first().waitFor();
  },

  "language and theme change at once and stay": async ({ page, base }) => {
    await logIn(page, base, "manager@example.com", "demo");
    await page.getByRole("button", { name: "Thème" }).click();
    await page.getByRole("menuitem", { name: "Sombre" }).click();
    await page.locator("html[data-mantine-color-scheme=dark]").waitFor();
    await page.getByRole("button", { name: "Langue" }).click();
    await page.getByRole("menuitem", { name: "English" }).click();
    await page.getByRole("heading", { name: "Dashboard" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Dashboard" }).waitFor();
    await page.locator("html[lang=en][data-mantine-color-scheme=dark]").waitFor();
  },
};
