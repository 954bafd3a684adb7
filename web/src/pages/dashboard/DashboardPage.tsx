import { Button, Skeleton, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconFileImport, IconUpload } from "@tabler/icons-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Dashboard } from "@/api/model";
import { q } from "@/api/query";
import { useAtLeast } from "@/app/me";
import { EmptyBlock } from "@/components/EmptyBlock";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Page } from "@/components/Page";
import { useFormat } from "@/i18n/format";
import { BiggestMoves } from "./BiggestMoves";
import { Freshness } from "./Freshness";
import { LastRuns } from "./LastRuns";
import { NeedsMe } from "./NeedsMe";
import classes from "./dashboard.module.css";

const RunsChart = lazy(async () => ({ default: (await import("@/charts/RunsChart")).RunsChart }));

/** How things are this morning: what needs me, what changed, what is there. */
export function DashboardPage() {
  const { t } = useTranslation();
  const answer = useQuery({ ...q("/dashboard"), refetchInterval: 60_000 });
  const mayImport = useAtLeast("user");
  const data = answer.data;
  const newImport = mayImport ? <Button component={Link} to="/imports/new" leftSection={<IconUpload size={16} />}>{t("imports.new")}</Button> : null;
  if (answer.error && !data) {
    return <Page title={t("dashboard.title")}><div className="panel"><ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /></div></Page>;
  }
  if (data && data.products === 0 && data.last_runs.length === 0) {
    return (
      <Page title={t("dashboard.title")}>
        <div className="panel"><EmptyBlock icon={IconFileImport} title={t("dashboard.emptyTitle")} text={t("dashboard.emptyText")} action={newImport} /></div>
      </Page>
    );
  }
  return (
    <Page title={t("dashboard.title")} lead={data ? <Lead data={data} /> : " "} actions={newImport}>
      {data ? <Figures data={data} /> : <Skeleton height={96} radius="md" mb="md" />}
      {data && data.needs_me.length > 0 && <NeedsMe runs={data.needs_me} />}
      <div className={classes.two}>
        <section className={`panel ${classes.section ?? ""}`}>
          <h2>{t("dashboard.changes")}</h2>
          {data ? <Changes data={data} /> : <Skeleton height={180} />}
        </section>
        <section className={`panel ${classes.section ?? ""}`}>
          <h2>{t("dashboard.runsPerDay")}</h2>
          {data ? <Suspense fallback={<Skeleton height={300} />}><RunsChart days={data.runs_per_day} /></Suspense> : <Skeleton height={300} />}
        </section>
      </div>
      <div className={classes.two}>
        <section className={`panel ${classes.section ?? ""}`}>
          <h2>{t("dashboard.lastRuns")}<Link className="link" to="/imports">{t("dashboard.all")}</Link></h2>
          {data ? <LastRuns runs={data.last_runs} /> : <Skeleton height={240} />}
        </section>
        <section className={`panel ${classes.section ?? ""}`}>
          <h2>{t("dashboard.freshness")}<Link className="link" to="/suppliers" search={{ sort: "-last_run" }}>{t("dashboard.all")}</Link></h2>
          {data ? <Freshness suppliers={data.suppliers_freshness} /> : <Skeleton height={240} />}
        </section>
      </div>
    </Page>
  );
}

function Lead({ data }: { data: Dashboard }) {
  const { t } = useTranslation();
  const format = useFormat();
  const needs = data.needs_me.length > 0 ? t("imports.leadWaiting", { count: data.needs_me.length }) : t("imports.leadFine");
  const changed = data.changes_24h.created + data.changes_24h.updated;
  return <>{needs}. {changed > 0 ? t("dashboard.changedSince", { count: changed, n: format.number(changed) }) : t("dashboard.nothingChanged")}</>;
}

function Figures({ data }: { data: Dashboard }) {
  const { t } = useTranslation();
  const format = useFormat();
  const share = (part: number) => (data.products > 0 ? format.percent(part / data.products) : "—");
  return (
    <div className={`panel ${classes.figures ?? ""}`}>
      <Link to="/products"><span>{t("dashboard.products")}</span><b className="num">{format.number(data.products)}</b><small>{t("dashboard.brands", { count: data.brands, n: format.number(data.brands) })}</small></Link>
      <Link to="/products" search={{ in_stock: true }}><span>{t("dashboard.inStock")}</span><b className="num">{format.number(data.products_in_stock)}</b><small>{t("dashboard.ofProducts", { share: share(data.products_in_stock) })}</small></Link>
      <Link to="/products" search={{ no_ean: true }}><span>{t("dashboard.withoutEan")}</span><b className="num">{format.number(data.products - data.products_with_ean)}</b><small>{t("dashboard.ofProducts", { share: share(data.products - data.products_with_ean) })}</small></Link>
      <Link to="/suppliers"><span>{t("dashboard.offers")}</span><b className="num">{format.number(data.offers)}</b><small>{t("dashboard.suppliers", { count: data.suppliers, n: format.number(data.suppliers) })}</small></Link>
    </div>
  );
}

function Changes({ data }: { data: Dashboard }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { created, price_up, price_down, stock_out } = data.changes_24h;
  return (
    <>
      <dl className={classes.changes}>
        {([["created", created], ["priceDown", price_down], ["priceUp", price_up], ["stockOut", stock_out]] as const).map(([name, value]) => (
          <div key={name}><dt>{t(`dashboard.changed.${name}`)}</dt><dd className="num">{format.number(value)}</dd></div>
        ))}
      </dl>
      <Text size="sm" c="dimmed" mt="md" mb={4}>{t("dashboard.biggest")}</Text>
      <BiggestMoves moves={data.biggest_moves} />
    </>
  );
}
