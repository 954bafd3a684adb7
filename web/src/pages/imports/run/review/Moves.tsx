import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Move } from "@/api/model";
import { productLink } from "@/app/links";
import { useFieldValue } from "@/components/FieldChanges";
import { useFormat } from "@/i18n/format";
import classes from "./review.module.css";

const FIRST = 6;

/** The biggest moves, before → after, so that a misplaced comma is seen at once. */
export function Moves({ what, moves }: { what: "price" | "stock"; moves: Move[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const value = useFieldValue();
  const show = (raw: string | null) => value(what, raw);
  const shown = all ? moves : moves.slice(0, FIRST);
  return (
    <section className={`panel ${classes.box ?? ""}`}>
      <h2>{t(`review.biggest.${what}`)}</h2>
      {moves.length === 0 && <p className="quiet">{t(`review.noMoves.${what}`)}</p>}
      <ol className={classes.moves}>
        {shown.map((move, index) => {
          // The server says percent points.
          const percent = move.percent === null ? null : move.percent / 100;
          return (
            <li key={`${move.supplier_sku}-${String(index)}`}>
              <span className={classes.moved}>
                {move.product_id === null ? <span className="clip">{move.name ?? move.supplier_sku}</span> : <Link className="link strong clip" {...productLink(move.product_id)}>{move.name ?? move.supplier_sku}</Link>}
                <span className={`num ${classes.sku ?? ""}`}>{move.supplier_sku}</span>
              </span>
              <span className="num nowrap"><del className="quiet">{show(move.before)}</del><span aria-hidden> → </span><ins className={classes.after}>{show(move.after)}</ins></span>
              <span className={`num nowrap ${classes.percent ?? ""}`} data-way={what === "stock" || percent === null ? undefined : percent > 0 ? "up" : "down"}>{percent === null ? "" : `${percent > 0 ? "▲" : "▼"} ${format.signedPercent(percent)}`}</span>
            </li>
          );
        })}
      </ol>
      {moves.length > FIRST && <Button variant="subtle" color="gray" size="compact-sm" mt={4} onClick={() => { setAll(!all); }} aria-expanded={all}>{all ? t("review.fewer") : t("review.allMoves", { n: format.number(moves.length) })}</Button>}
    </section>
  );
}
