import { Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Dashboard } from "@/api/model";
import { productLink } from "@/app/links";
import { useFormat } from "@/i18n/format";
import classes from "./dashboard.module.css";

export function BiggestMoves({ moves }: { moves: Dashboard["biggest_moves"] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (moves.length === 0) return <Text c="dimmed">{t("dashboard.noMoves")}</Text>;
  return (
    <ul className={classes.rows}>
      {moves.slice(0, 6).map((move) => (
        <li key={`${String(move.product_id)}-${move.supplier_code ?? ""}-${move.field}`} className={classes.move}>
          <Link className="link clip" {...productLink(move.product_id)}>{move.name}</Link>
          <span className="num nowrap quiet">{move.before === null ? "—" : format.decimal(move.before)} → {move.after === null ? "—" : format.decimal(move.after)}</span>
          <span className={`num right nowrap ${(move.percent > 0 ? classes.up : classes.down) ?? ""}`}>{move.percent > 0 ? "▲" : "▼"} {format.signedPercent(move.percent / 100)}</span>
        </li>
      ))}
    </ul>
  );
}
