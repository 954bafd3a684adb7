import { useTranslation } from "react-i18next";
import { IconBuildingWarehouse, IconFileImport, IconGauge, IconKeyboard, IconLayoutDashboard, IconLogout, IconPackage, IconSearch, IconSettings, IconTags, IconUpload, IconUsers, type Icon } from "@tabler/icons-react";
import type { DataOf } from "@/api/query";
import { logOut } from "@/api/session";
import { productLink, runLink, supplierLink, type RowLink } from "@/app/links";
import { useAtLeast } from "@/app/me";

type PageLink =
  | { to: "/" | "/products" | "/suppliers" | "/values" | "/imports" | "/imports/new" | "/jobs" | "/users" | "/settings" }
  | { to: "/products"; search: { q: string } };

export interface PaletteEntry {
  key: string;
  group: string;
  label: string;
  detail?: string | undefined;
  icon: Icon;
  link?: RowLink | PageLink;
  run?: () => void;
}

const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** What the palette offers for a text: first what was found in the catalogue, then pages and actions whose name fits. */
export function usePaletteEntries(text: string, found: DataOf<"/search"> | undefined, onHelp: () => void): PaletteEntry[] {
  const { t } = useTranslation();
  const user = useAtLeast("user");
  const admin = useAtLeast("admin");
  const pages = t("shell.pages");
  const actions = t("shell.actions");
  const fixed: PaletteEntry[] = [
    ...(user ? [{ key: "new", group: actions, label: t("imports.new"), icon: IconUpload, link: { to: "/imports/new" } } as const] : []),
    { key: "dashboard", group: pages, label: t("shell.dashboard"), icon: IconLayoutDashboard, link: { to: "/" } },
    { key: "products", group: pages, label: t("shell.products"), icon: IconPackage, link: { to: "/products" } },
    { key: "suppliers", group: pages, label: t("shell.suppliers"), icon: IconBuildingWarehouse, link: { to: "/suppliers" } },
    { key: "values", group: pages, label: t("shell.values"), icon: IconTags, link: { to: "/values" } },
    { key: "imports", group: pages, label: t("shell.imports"), icon: IconFileImport, link: { to: "/imports" } },
    ...(user ? [{ key: "jobs", group: pages, label: t("shell.jobs"), icon: IconGauge, link: { to: "/jobs" } } as const] : []),
    ...(admin ? [{ key: "users", group: pages, label: t("shell.users"), icon: IconUsers, link: { to: "/users" } } as const] : []),
    { key: "settings", group: pages, label: t("shell.settings"), icon: IconSettings, link: { to: "/settings" } },
    { key: "keys", group: t("shell.more"), label: t("shell.keyboard"), icon: IconKeyboard, run: onHelp },
    { key: "logout", group: t("shell.more"), label: t("shell.logOut"), icon: IconLogout, run: () => void logOut() },
  ];
  const results: PaletteEntry[] = found
    ? [
        ...found.products.map((p) => ({ key: `p${String(p.id)}`, group: t("shell.products"), label: p.name, detail: p.ean ?? p.sku, icon: IconPackage, link: productLink(p.id) })),
        ...found.suppliers.map((s) => ({ key: `s${String(s.id)}`, group: t("shell.suppliers"), label: s.name, detail: s.code, icon: IconBuildingWarehouse, link: supplierLink(s.id) })),
        ...found.imports.map((r) => ({ key: `r${String(r.id)}`, group: t("shell.imports"), label: r.file_name, detail: t(`imports.status.${r.status}`), icon: IconFileImport, link: runLink(r.id) })),
      ]
    : [];
  const needle = fold(text);
  const fitting = fixed.filter((entry) => needle === "" || fold(entry.label).includes(needle));
  const searchAll: PaletteEntry[] =
    text.length >= 2 ? [{ key: "all", group: actions, label: t("shell.searchProducts", { text }), icon: IconSearch, link: { to: "/products", search: { q: text } } }] : [];
  return [...results, ...fitting, ...searchAll];
}
