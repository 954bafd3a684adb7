import { Button, CloseButton, Menu, Text, Tooltip } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { IconClipboard, IconColumns3, IconDownload, IconPackage, IconUpload } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { download } from "@/api/client";
import type { ProductRow } from "@/api/model";
import { isPast, type Moment } from "@/api/origins";
import { q } from "@/api/query";
import { stringifySearch } from "@/app/search";
import { EmptyBlock } from "@/components/EmptyBlock";
import { notifyDone, notifyProblem } from "@/components/notify";
import { Page } from "@/components/Page";
import { useProblemText } from "@/components/problemText";
import { SearchInput } from "@/components/SearchInput";
import { SupplierFilter } from "@/components/SupplierFilter";
import { useFormat } from "@/i18n/format";
import { AsOfBanner } from "./asof/AsOfBanner";
import { AsOfMenu } from "./asof/AsOfMenu";
import { FilterChips, FilterMenu } from "./FilterBar";
import { HIDDEN_AT_FIRST, useProductColumns } from "./productColumns";
import { ProductGrid } from "./ProductGrid";
import { productFilter, type ProductsSearch } from "./productsSearch";
import classes from "./ProductGrid.module.css";

const FORMATS = ["csv", "xlsx", "json"] as const;
const NO_FILTER: ProductsSearch = { q: undefined, supplier: undefined, brand: undefined, category: undefined, status: undefined, in_stock: undefined, no_ean: undefined, row: undefined };

export function ProductsPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const search = useSearch({ from: "/app/products" });
  const navigate = useNavigate({ from: "/products" });
  const columns = useProductColumns();
  const [hidden, setHidden] = useLocalStorage<string[]>({ key: "suppliers-import.products.hidden", defaultValue: HIDDEN_AT_FIRST, getInitialValueInEffect: false });
  const [selection, setSelection] = useState<ReadonlyMap<number, ProductRow>>(new Map());
  const figures = useQuery(q("/dashboard")).data;
  const set = (change: Partial<ProductsSearch>) => void navigate({ search: (old) => ({ ...old, ...change }), replace: true });
  const moment: Moment = { as_of: search.as_of, as_of_run: search.as_of_run };
  const past = isPast(moment);
  // Only what can be asked of the past stays in force there.
  const shown: ProductsSearch = past ? { ...moment, q: search.q, supplier: search.supplier, row: search.row, sort: search.sort === "-name" ? "-name" : undefined } : search;
  const filter = productFilter(shown);
  const usable = useMemo(() => (past ? columns.map(({ sort, ...col }) => (sort === "name" ? { ...col, sort } : col)) : columns), [past, columns]);
  const filtered = Object.values(filter).some((value) => value !== undefined);
  const toggle = (product: ProductRow) => {
    setSelection((old) => {
      const next = new Map(old);
      if (!next.delete(product.id)) next.set(product.id, product);
      return next;
    });
  };

  return (
    <Page
      full
      title={t("products.title")}
      lead={past ? " " : figures ? t("products.lead", { products: format.number(figures.products), ean: format.number(figures.products_with_ean), stock: format.number(figures.products_in_stock) }) : " "}
      actions={<><AsOfMenu moment={moment} onMoment={(next) => { set({ ...next, row: undefined }); }} />{!past && <ExportMenu search={search} />}<ColumnMenu columns={columns} hidden={hidden} onHidden={setHidden} /></>}
    >
      <div className={classes.bar}>
        <SearchInput label={t("products.search")} value={search.q} onSearch={(text) => { set({ q: text, row: undefined }); }} width="min(300px, 100%)" />
        {past ? <SupplierFilter value={search.supplier} onChange={(supplier) => { set({ supplier, row: undefined }); }} /> : <FilterMenu search={search} onSearch={set} />}
        {!past && <FilterChips search={search} onSearch={set} />}
        {filtered && <Button variant="subtle" color="gray" size="compact-sm" onClick={() => { set(NO_FILTER); }}>{t("common.clearFilters")}</Button>}
      </div>
      {selection.size > 0 && <Selected selection={selection} onClear={() => { setSelection(new Map()); }} />}
      <ProductGrid
        key={JSON.stringify([filter, moment])}
        search={shown}
        columns={usable}
        hidden={hidden}
        selection={selection}
        onSelect={toggle}
        onSearch={set}
        banner={past ? (asOf) => <AsOfBanner what="catalogue" moment={moment} answered={asOf} hint={t("origins.filters")} onNow={() => { set({ as_of: undefined, as_of_run: undefined, row: undefined }); }} /> : undefined}
        empty={
          past ? <EmptyBlock icon={IconPackage} title={t("origins.noneThen")} text={t("origins.noneThenText")} /> : filtered ? (
            <EmptyBlock icon={IconPackage} title={t("products.noneFiltered")} text={t("products.noneFilteredText")} action={<Button variant="default" onClick={() => { set(NO_FILTER); }}>{t("common.clearFilters")}</Button>} />
          ) : (
            <EmptyBlock icon={IconPackage} title={t("products.none")} text={t("products.noneText")} action={<Button component={Link} to="/imports/new" leftSection={<IconUpload size={16} />}>{t("imports.new")}</Button>} />
          )
        }
      />
    </Page>
  );
}

function ColumnMenu({ columns, hidden, onHidden }: { columns: ReturnType<typeof useProductColumns>; hidden: string[]; onHidden: (hidden: string[]) => void }) {
  const { t } = useTranslation();
  return (
    <Menu closeOnItemClick={false} position="bottom-end">
      <Menu.Target><Button variant="default" leftSection={<IconColumns3 size={16} />} visibleFrom="sm">{t("products.columns")}</Button></Menu.Target>
      <Menu.Dropdown>
        {columns.filter((col) => !col.fixed).map((col) => {
          const shown = !hidden.includes(col.id);
          return (
            <Menu.Item key={col.id} role="menuitemcheckbox" aria-checked={shown} leftSection={<span aria-hidden style={{ width: 14, display: "inline-block" }}>{shown ? "✓" : ""}</span>} onClick={() => { onHidden(shown ? [...hidden, col.id] : hidden.filter((id) => id !== col.id)); }}>
              {col.header}
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        <Menu.Item onClick={() => { onHidden(HIDDEN_AT_FIRST); }}>{t("products.columnsReset")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function ExportMenu({ search }: { search: ProductsSearch }) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const run = useMutation({
    mutationFn: (kind: (typeof FORMATS)[number]) => download(`/products/export${stringifySearch({ ...productFilter(search), has_ean: search.no_ean ? "false" : undefined, format: kind })}`, `${t("products.exportName")}.${kind}`),
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="default" leftSection={<IconDownload size={16} />} loading={run.isPending} visibleFrom="sm">{t("products.export")}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("products.exportHelp")}</Menu.Label>
        {FORMATS.map((kind) => <Menu.Item key={kind} onClick={() => { run.mutate(kind); }}>{t(`products.formats.${kind}`)}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}

function Selected({ selection, onClear }: { selection: ReadonlyMap<number, ProductRow>; onClear: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const copy = async () => {
    const lines = [...selection.values()].map((p) => [p.sku, p.ean ?? "", p.name, p.brand?.name ?? "", p.best_cost ?? "", p.best_currency ?? "", p.best_supplier?.name ?? "", String(p.stock ?? "")].join("\t"));
    try {
      await navigator.clipboard.writeText(lines.join("\n"));
      notifyDone(t("products.copiedRows", { count: selection.size, n: format.number(selection.size) }));
    } catch {
      notifyProblem(t("products.copyFailed"));
    }
  };
  return (
    <div className={classes.selected} role="status">
      <Text fw={550}>{t("products.selected", { count: selection.size, n: format.number(selection.size) })}</Text>
      <Tooltip label={t("products.copyHelp")}><Button size="compact-sm" variant="default" leftSection={<IconClipboard size={15} />} onClick={() => void copy()}>{t("products.copyRows")}</Button></Tooltip>
      <CloseButton ml="auto" aria-label={t("products.clearSelection")} onClick={onClear} />
    </div>
  );
}
