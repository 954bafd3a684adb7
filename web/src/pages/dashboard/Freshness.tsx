import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Dashboard } from "@/api/model";
import { supplierLink } from "@/app/links";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import classes from "./dashboard.module.css";

const STALE_MS = 14 * 86_400_000;

/** Whose figures are old: the longest silent first. */
export function Freshness({ suppliers }: { suppliers: Dashboard["suppliers_freshness"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now] = useState(() => Date.now());
  if (suppliers.length === 0) return <Text c="dimmed">{t("suppliers.none")}</Text>;
  const byAge = [...suppliers].sort((a, b) => (a.last_run_at ?? "").localeCompare(b.last_run_at ?? ""));
  return (
    <ul className={classes.rows}>
      {byAge.slice(0, 8).map((supplier) => {
        const stale = supplier.last_run_at === null || now - new Date(supplier.last_run_at).getTime() > STALE_MS;
        return (
          <li key={supplier.id} className={classes.fresh}>
            <Link className="link clip" {...supplierLink(supplier.id)}>{supplier.name}</Link>
            <Text component="span" size="sm" c="dimmed" className="num">{t("dashboard.offerCount", { count: supplier.offers, n: format.number(supplier.offers) })}</Text>
            <Text component="span" size="sm" ta="right" c={stale ? "var(--app-waiting)" : "dimmed"} className="nowrap">
              {stale && <IconAlertTriangle size={13} aria-label={t("dashboard.stale")} style={{ verticalAlign: -2, marginRight: 4 }} />}
              <When at={supplier.last_run_at} fallback={t("dashboard.never")} />
            </Text>
          </li>
        );
      })}
    </ul>
  );
}
