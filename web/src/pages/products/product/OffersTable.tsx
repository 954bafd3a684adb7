import { Group, Text, Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { IconStarFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Offer, Product } from "@/api/model";
import { runLink, supplierLink } from "@/app/links";
import { usePhone } from "@/app/usePhone";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import { useMaybeText } from "@/i18n/maybeText";
import tableClasses from "@/table/table.module.css";
import { Origin } from "./Origin";
import classes from "./product.module.css";

const order = (a: Offer, b: Offer) => Number(b.is_best) - Number(a.is_best) || a.status.localeCompare(b.status) || Number(a.cost ?? Infinity) - Number(b.cost ?? Infinity);

/** Every supplier's offer side by side; the best is marked, and says why. */
export function OffersTable({ product }: { product: Product }) {
  const { t } = useTranslation();
  const format = useFormat();
  const phone = usePhone();
  const offers = [...product.offers].sort(order);
  const withRetail = offers.some((offer) => offer.retail_price !== null);
  const best = offers.find((offer) => offer.is_best);
  const versusBest = (offer: Offer) => {
    if (!best || offer === best || offer.cost === null || best.cost === null || offer.currency !== best.currency || Number(best.cost) === 0) return null;
    return format.signedPercent(Number(offer.cost) / Number(best.cost) - 1);
  };
  const count = (value: number | null) => (value === null ? <span className="quiet">—</span> : format.number(value));
  return (
    <section className={`panel ${classes.section ?? ""}`}>
      <div className={classes.sectionHead}>
        <Text component="h2" fw={600} size="lg">{t("products.offersTitle")}</Text>
        <Text size="sm" c="dimmed">{t("products.offersLead")}</Text>
      </div>
      {offers.length === 0 && <Text c="dimmed" p="md">{t("products.noOffers")}</Text>}
      {offers.length > 0 && phone && offers.map((offer) => (
        <div key={offer.id} style={{ padding: "10px 14px", borderBottom: "1px solid var(--app-line)" }} className={offer.status === "discontinued" ? classes.gone : undefined}>
          <Group justify="space-between" wrap="nowrap"><Link className="link strong clip" {...supplierLink(offer.supplier.id)}>{offer.supplier.name}</Link><b className="num nowrap"><Origin product={product} field="price" offer={offer.id}>{format.money(offer.cost, offer.currency)}</Origin></b></Group>
          <Group justify="space-between" wrap="nowrap" className="num"><Text size="sm" c="dimmed">{offer.supplier_sku} · {t("products.inStockN", { n: offer.stock === null ? "—" : format.number(offer.stock) })}</Text>{offer.is_best && <Best offer={offer} />}</Group>
        </div>
      ))}
      {offers.length > 0 && !phone && (
        <div className={tableClasses.scroller} tabIndex={0} role="region" aria-label={t("products.offers")}>
          <table className={tableClasses.table}>
            <thead>
              <tr>
                <th scope="col">{t("common.supplier")}</th>
                <th scope="col" className="right">{t("fields.price")}</th>
                <th scope="col" className="right">{t("fields.stock")}</th>
                <th scope="col" className="right">{t("products.moqShort")}</th>
                <th scope="col" className="right">{t("fields.lead_time_days")}</th>
                {withRetail && <th scope="col" className="right">{t("products.retailShort")}</th>}
                <th scope="col" className="right">{t("products.changed")}</th>
              </tr>
            </thead>
            <tbody>
              {offers.map((offer) => (
                <tr key={offer.id} className={offer.status === "discontinued" ? classes.gone : undefined}>
                  <td>
                    <Group gap={8} wrap="nowrap">
                      <Link className="link strong nowrap" {...supplierLink(offer.supplier.id)}>{offer.supplier.name}</Link>
                      {offer.is_best && <Best offer={offer} />}
                      {offer.status === "discontinued" && <Text component="span" size="sm" c="var(--app-waiting)">{t("products.status.discontinued")}</Text>}
                    </Group>
                    <Text size="xs" c="dimmed" className="num">{offer.supplier_sku}</Text>
                  </td>
                  <td className="right num nowrap"><b><Origin product={product} field="price" offer={offer.id}>{format.money(offer.cost, offer.currency)}</Origin></b>{versusBest(offer) !== null && <Text size="xs" c="dimmed" component="div">{versusBest(offer)}</Text>}</td>
                  <td className="right num">{offer.stock === null ? count(null) : <Origin product={product} field="stock" offer={offer.id}>{format.number(offer.stock)}</Origin>}</td>
                  <td className="right num">{count(offer.moq)}</td>
                  <td className="right num nowrap">{offer.lead_time_days === null ? <span className="quiet">—</span> : t("products.days", { count: offer.lead_time_days })}</td>
                  {withRetail && <td className="right num nowrap">{format.money(offer.retail_price, offer.currency)}</td>}
                  <td className="right nowrap">{offer.run_id === null ? <When at={offer.updated_at} /> : <Link className="link" {...runLink(offer.run_id)}><When at={offer.updated_at} /></Link>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Best({ offer }: { offer: Offer }) {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const reason = maybe(`products.bestReasons.${offer.best_reason ?? "lowest_cost"}`) ?? t("products.bestReasons.lowest_cost");
  return (
    <Tooltip label={reason} events={{ hover: true, focus: true, touch: true }}>
      <span className={classes.best} tabIndex={0} role="note" aria-label={`${t("products.best")}. ${reason}`}><IconStarFilled size={12} aria-hidden />{t("products.best")}</span>
    </Tooltip>
  );
}
