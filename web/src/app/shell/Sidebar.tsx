import { CloseButton, ScrollArea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconBuildingWarehouse, IconFileImport, IconGauge, IconLayoutDashboard, IconPackage, IconSettings, IconTags, IconUsers, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { q } from "@/api/query";
import { config } from "@/app/config";
import { useAtLeast } from "@/app/me";
import { useFormat } from "@/i18n/format";
import classes from "./Shell.module.css";

type Target = "/" | "/products" | "/suppliers" | "/values" | "/imports" | "/jobs" | "/users" | "/settings";

export function Sidebar({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const admin = useAtLeast("admin");
  const operator = useAtLeast("user");
  const waiting = useQuery({ ...q("/dashboard"), select: (d) => d.needs_me.length }).data ?? 0;
  const item = (to: Target, IconOf: Icon, label: string, badge?: number) => (
    <Link to={to} className={classes.item} activeOptions={{ exact: to === "/" }}>
      <IconOf size={18} stroke={1.7} aria-hidden />
      {label}
      {badge !== undefined && badge > 0 && (
        <span className={classes.count} aria-label={t("shell.needYou", { count: badge })}>{format.number(badge)}</span>
      )}
    </Link>
  );
  return (
    <>
      <Link to="/" className={classes.brand}>
        <img src="/favicon.svg" alt="" width={26} height={26} />
        {config().app_name}
        <CloseButton ml="auto" hiddenFrom="sm" aria-label={t("shell.closeMenu")} onClick={(e) => { e.preventDefault(); onClose(); }} />
      </Link>
      <ScrollArea style={{ flex: 1 }} scrollbarSize={6}>
        <nav className={classes.nav} aria-label={t("shell.mainMenu")}>
          {item("/", IconLayoutDashboard, t("shell.dashboard"))}
          {item("/products", IconPackage, t("shell.products"))}
          {item("/suppliers", IconBuildingWarehouse, t("shell.suppliers"))}
          {item("/values", IconTags, t("shell.values"))}
          {item("/imports", IconFileImport, t("shell.imports"), waiting)}
          <div className={classes.section}>{t("shell.administration")}</div>
          {operator && item("/jobs", IconGauge, t("shell.jobs"))}
          {admin && item("/users", IconUsers, t("shell.users"))}
          {item("/settings", IconSettings, t("shell.settings"))}
        </nav>
      </ScrollArea>
      <div className={classes.footer}>{t("shell.version", { version: config().version })}</div>
    </>
  );
}
