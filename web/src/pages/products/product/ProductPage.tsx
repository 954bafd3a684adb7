import { Button, SegmentedControl, Skeleton, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { IconCalendarTime, IconPencil } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Product } from "@/api/model";
import { isPast, productQuery, type Moment } from "@/api/origins";
import { asProblem } from "@/api/problem";
import { q } from "@/api/query";
import { useAtLeast } from "@/app/me";
import { EmptyBlock } from "@/components/EmptyBlock";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Page } from "@/components/Page";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import { AsOfBanner } from "../asof/AsOfBanner";
import { AsOfMenu } from "../asof/AsOfMenu";
import { HISTORY_DAYS } from "../productsSearch";
import { ProductStatus } from "../ProductStatus";
import { EditProduct } from "./EditProduct";
import { Facts } from "./Facts";
import { HistoryList } from "./HistoryList";
import { OffersTable } from "./OffersTable";
import { Pictures } from "./Pictures";
import classes from "./product.module.css";

const HistoryChart = lazy(async () => ({ default: (await import("@/charts/HistoryChart")).HistoryChart }));

export function ProductPage() {
  const { t } = useTranslation();
  const id = Number(useParams({ from: "/app/products/$id" }).id);
  const { as_of, as_of_run } = useSearch({ from: "/app/products/$id" });
  const navigate = useNavigate({ from: "/products/$id" });
  const moment: Moment = { as_of, as_of_run };
  const past = isPast(moment);
  const answer = useQuery(productQuery(id, moment));
  const mayEdit = useAtLeast("manager") && !past;
  const setMoment = (next: Moment) => void navigate({ search: (old) => ({ ...old, as_of: next.as_of, as_of_run: next.as_of_run }) });
  const [editing, edit] = useDisclosure(false);
  const product = answer.data;
  const crumb = <Link className="link" to="/products" search={moment}>{t("products.title")}</Link>;
  const banner = past && <AsOfBanner what="product" moment={moment} answered={product?.as_of} onNow={() => { setMoment({}); }} />;
  if (past && answer.error && asProblem(answer.error).status === 404) {
    return <Page title={t("products.one")} crumb={crumb} actions={<AsOfMenu moment={moment} onMoment={setMoment} />}>{banner}<div className="panel"><EmptyBlock icon={IconCalendarTime} title={t("origins.notThen")} text={t("origins.notThenText")} /></div></Page>;
  }
  if (answer.error && !product) {
    return <Page title={t("products.one")} crumb={crumb}><div className="panel"><ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /></div></Page>;
  }
  if (!product) {
    return <Page title=" " crumb={crumb} lead=" "><div className={classes.layout}><Skeleton height={520} radius="md" /><div><Skeleton height={92} radius="md" mb="md" /><Skeleton height={220} radius="md" /></div></div></Page>;
  }
  return (
    <Page
      title={product.name}
      badge={product.status === "active" ? undefined : <ProductStatus status={product.status} />}
      crumb={crumb}
      lead={<span className="num">{[product.brand?.name, product.ean === null ? null : `EAN ${product.ean}`, product.sku].filter(Boolean).join(" · ")} · {t("products.changedWhen")} <When at={product.updated_at} /></span>}
      actions={<><AsOfMenu moment={moment} onMoment={setMoment} />{mayEdit && <Button variant="default" leftSection={<IconPencil size={16} />} onClick={edit.open}>{t("products.edit")}</Button>}</>}
    >
      {banner}
      <div className={classes.layout}>
        <div className={classes.side}>
          <Pictures key={product.id} images={product.images} name={product.name} />
          <Facts product={product} />
        </div>
        <div className={classes.main}>
          <Figures product={product} />
          <OffersTable product={product} />
          <Past id={product.id} currency={product.best_currency} />
        </div>
      </div>
      {mayEdit && <EditProduct product={product} opened={editing} onClose={edit.close} />}
    </Page>
  );
}

function Figures({ product }: { product: Product }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures: [string, string, string][] = [
    [t("products.bestCost"), format.money(product.best_cost, product.best_currency), product.best_supplier?.name ?? t("products.noOffer")],
    [t("products.salePrice"), format.money(product.retail_price, product.best_currency), product.margin === null ? t("products.noMargin") : t("products.marginOf", { margin: format.percent(product.margin) })],
    [t("fields.stock"), product.stock === null ? "—" : format.number(product.stock), t("products.overSuppliers")],
    [t("products.offers"), format.number(product.offers.length), t("products.offersHint")],
  ];
  return (
    <dl className={`panel ${classes.figures ?? ""}`}>
      {figures.map(([name, value, hint]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{value}<span>{hint}</span></dd>
        </div>
      ))}
    </dl>
  );
}

function Past({ id, currency }: { id: number; currency: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const days = useSearch({ from: "/app/products/$id" }).days ?? 90;
  const navigate = useNavigate({ from: "/products/$id" });
  const history = useQuery(q("/products/{id}/history", { path: { id }, query: { days } }));
  // A point without a value is where the supplier stopped saying one: the line breaks there.
  const prices = (history.data?.prices ?? []).map((p) => ({ series: p.supplier_code, at: p.at, value: p.cost === null ? null : Number(p.cost), run: p.run_id }));
  const stocks = (history.data?.stocks ?? []).map((p) => ({ series: p.supplier_code, at: p.at, value: p.stock, run: p.run_id }));
  const known = { price: prices.some((p) => p.value !== null), stock: stocks.some((p) => p.value !== null) };
  const shownCurrency = history.data?.prices[0]?.currency ?? currency;
  return (
    <>
      <div className={classes.pastHead}>
        <Text component="h2" fw={600} size="lg">{t("products.past")}</Text>
        <SegmentedControl
          size="xs"
          aria-label={t("products.period")}
          data={HISTORY_DAYS.map((d) => ({ value: String(d), label: t("products.lastDays", { count: d }) }))}
          value={String(days)}
          onChange={(value) => void navigate({ search: (old) => ({ ...old, days: HISTORY_DAYS.find((d) => String(d) === value) }), replace: true })}
        />
      </div>
      {history.error && !history.data ? (
        <div className="panel"><ErrorBlock error={history.error} onRetry={() => void history.refetch()} /></div>
      ) : (
        <>
          <div className={classes.charts}>
            {([["price", prices, (v: number) => format.money(String(v), shownCurrency)], ["stock", stocks, (v: number) => format.number(v)]] as const).map(([name, points, show]) => (
              <section key={name} className={`panel ${classes.chart ?? ""}`}>
                <Text component="h3" fw={550} mb={6}>{t(`products.charts.${name}`)}</Text>
                {history.data === undefined ? <Skeleton height={240} /> : !known[name] ? (
                  <Text c="dimmed" ta="center" py={100}>{t("products.noHistory")}</Text>
                ) : (
                  <Suspense fallback={<Skeleton height={240} />}><HistoryChart points={points} days={days} show={show} label={t(`products.charts.${name}`)} /></Suspense>
                )}
              </section>
            ))}
          </div>
          <HistoryList entries={history.data?.changes} />
        </>
      )}
    </>
  );
}
