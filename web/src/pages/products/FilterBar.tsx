import { ActionIcon, Button, Menu, ScrollArea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconFilter, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { list, q } from "@/api/query";
import { useFormat } from "@/i18n/format";
import { readablePath } from "./categoryPath";
import { PRODUCT_STATUSES, productFilter, type ProductsSearch } from "./productsSearch";
import classes from "./ProductGrid.module.css";

type Kind = "supplier" | "brand" | "category" | "status" | "other";
type SetSearch = (change: Partial<ProductsSearch>) => void;

/** The filters in force as chips, and one button for more. */
export function FilterChips({ search, onSearch }: { search: ProductsSearch; onSearch: SetSearch }) {
  const { t } = useTranslation();
  const supplier = useQuery({ ...q("/suppliers/{id}", { path: { id: search.supplier ?? 0 } }), enabled: search.supplier !== undefined }).data?.name;
  const facets = useQuery({ ...list("/facets", { query: productFilter(search) }), enabled: search.brand !== undefined || search.category !== undefined }).data;
  const brand = facets?.brands.find((b) => b.id === search.brand)?.name;
  const category = facets?.categories.find((c) => c.id === search.category)?.name;
  const chip = (key: keyof ProductsSearch, name: string, value: string) =>
    search[key] === undefined ? null : (
      <span key={key} className={classes.chip}>
        {name !== "" && <span className="quiet">{name}</span>}
        <b>{value}</b>
        <ActionIcon size="sm" radius="xl" aria-label={t("products.removeFilter", { filter: `${name} ${value}` })} onClick={() => { onSearch({ [key]: undefined, row: undefined }); }}><IconX size={14} /></ActionIcon>
      </span>
    );
  return (
    <>
      {chip("supplier", t("common.supplier"), supplier ?? "…")}
      {chip("brand", t("fields.brand"), brand ?? `#${String(search.brand)}`)}
      {chip("category", t("fields.category"), category === undefined ? `#${String(search.category)}` : readablePath(category))}
      {chip("status", t("fields.status"), search.status ? t(`products.status.${search.status}`) : "")}
      {chip("in_stock", "", t("products.inStock"))}
      {chip("no_ean", "", t("products.noEan"))}
    </>
  );
}

export function FilterMenu({ search, onSearch }: { search: ProductsSearch; onSearch: SetSearch }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [kind, setKind] = useState<Kind | null>(null);
  const set: SetSearch = (change) => {
    onSearch({ ...change, row: undefined });
    setOpened(false);
    setKind(null);
  };
  return (
    <Menu opened={opened} onChange={(open) => { setOpened(open); if (!open) setKind(null); }} width={280} position="bottom-start" closeOnItemClick={false}>
      <Menu.Target>
        <Button variant="default" leftSection={<IconFilter size={16} />}>{t("products.filter")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {kind === null && (
          <>
            {(["supplier", "brand", "category", "status"] as const).map((name) => <Menu.Item key={name} onClick={() => { setKind(name); }}>{name === "supplier" ? t("common.supplier") : t(`fields.${name}`)}</Menu.Item>)}
            <Menu.Divider />
            <Menu.Item onClick={() => { set({ in_stock: true }); }}>{t("products.inStock")}</Menu.Item>
            <Menu.Item onClick={() => { set({ no_ean: true }); }}>{t("products.noEan")}</Menu.Item>
          </>
        )}
        {kind === "status" && PRODUCT_STATUSES.map((status) => <Menu.Item key={status} onClick={() => { set({ status }); }}>{t(`products.status.${status}`)}</Menu.Item>)}
        {(kind === "supplier" || kind === "brand" || kind === "category") && <Values kind={kind} search={search} onChoose={(id) => { set({ [kind]: id }); }} />}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The values that occur most among the products shown; typing searches all of them. */
function Values({ kind, search, onChoose }: { kind: "supplier" | "brand" | "category"; search: ProductsSearch; onChoose: (id: number) => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [text, setText] = useState("");
  const searching = text.trim() !== "";
  const facets = useQuery(list("/facets", { query: productFilter(search) })).data;
  const suppliers = useQuery({ ...list("/suppliers", { query: { q: text, per_page: 30 } }), enabled: searching && kind === "supplier" }).data?.data.map((s) => ({ id: s.id, name: s.name, count: s.offers }));
  const brands = useQuery({ ...list("/brands", { query: { q: text, per_page: 30 } }), enabled: searching && kind === "brand" }).data?.data.map((b) => ({ id: b.id, name: b.name, count: b.products }));
  const categories = useQuery({ ...list("/categories", { query: { q: text, per_page: 30 } }), enabled: searching && kind === "category" }).data?.data.map((c) => ({ id: c.id, name: c.path, count: c.products }));
  const found = { supplier: suppliers, brand: brands, category: categories }[kind];
  const common = facets && { supplier: facets.suppliers, brand: facets.brands, category: facets.categories }[kind];
  const values = searching ? found : common;
  return (
    <>
      <TextInput p={6} data-autofocus autoFocus aria-label={t("products.searchValues")} placeholder={t("products.searchValues")} value={text} onChange={(event) => { setText(event.currentTarget.value); }} />
      <ScrollArea.Autosize mah={300} type="auto">
        {values?.map((value) => (
          <Menu.Item key={value.id} onClick={() => { onChoose(value.id); }} rightSection={<span className="quiet num">{format.number(value.count)}</span>}>{kind === "category" ? readablePath(value.name) : value.name}</Menu.Item>
        ))}
        {values?.length === 0 && <Menu.Label>{t("common.nothingFound")}</Menu.Label>}
        {values === undefined && <Menu.Label>{t("common.loading")}</Menu.Label>}
      </ScrollArea.Autosize>
    </>
  );
}
