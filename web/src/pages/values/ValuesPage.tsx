import { Button, Checkbox, Chip, Group, Tabs, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { IconCircleCheck, IconTags } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "@/api/client";
import type { ValueKind, ValueMap, ValueState } from "@/api/model";
import { runLink, supplierLink } from "@/app/links";
import { useAtLeast } from "@/app/me";
import { usePhone } from "@/app/usePhone";
import { EmptyBlock } from "@/components/EmptyBlock";
import { Page } from "@/components/Page";
import { SearchInput } from "@/components/SearchInput";
import { SupplierFilter } from "@/components/SupplierFilter";
import { useFormat } from "@/i18n/format";
import { DataTable } from "@/table/DataTable";
import type { Col } from "@/table/columns";
import { BulkBar } from "./BulkBar";
import { RowActions, Target } from "./RowActions";
import { useDecide, type ValueList } from "./useDecide";
import { kindOf, KINDS, SORTS, stateOf, STATES, valuesQuery, type ValuesSearch } from "./valuesSearch";
import classes from "./values.module.css";

const NONE: ValueMap[] = [];

const countOf = (meta: ValueList["meta"] | undefined, state: ValueState): number | undefined => {
  const counts = meta?.by_state;
  return Array.isArray(counts) ? counts.find((entry) => entry.state === state)?.count : counts?.[state];
};

function useValues(search: ValuesSearch) {
  const query = valuesQuery(search);
  return useQuery({ queryKey: ["/value-maps", query], queryFn: ({ signal }) => request<ValueList>("GET", `/value-maps?${query}`, undefined, signal), placeholderData: keepPreviousData });
}

/** Names of brands and categories that suppliers use and we don't know: which of ours each is, decided once. */
export function ValuesPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const search = useSearch({ from: "/app/values" });
  const navigate = useNavigate({ from: "/values" });
  const mayDecide = useAtLeast("user");
  const phone = usePhone();
  const kind = kindOf(search);
  const state = stateOf(search);
  const answer = useValues(search);
  const other = KINDS.find((one) => one !== kind) ?? "category";
  const others = countOf(useValues({ kind: other, supplier: search.supplier }).data?.meta, "unmapped");
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [editing, setEditing] = useState<number | null>(null);
  const set = (change: Partial<ValuesSearch>) => {
    setSelected(new Set());
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true });
  };
  const { decide, accept, busy } = useDecide((decision, maps) => {
    const values = { count: maps.length, n: format.number(maps.length) };
    const only = maps.length === 1 ? maps[0] : undefined;
    if (only && decision === "suggestion") return t("values.did.mappedOne", { value: only.value, target: only.suggestion?.name ?? "" });
    if (only && decision !== "suggestion" && decision.target) return t("values.did.mappedOne", { value: only.value, target: decision.target.name });
    return t(`values.did.${decision === "suggestion" ? "mapped" : decision.state}`, values);
  });
  const rows = answer.data?.data ?? NONE;
  const chosen = rows.filter((map) => selected.has(map.id));
  const waiting = countOf(answer.data?.meta, "unmapped");
  const toggle = (map: ValueMap) => { setSelected((old) => { const next = new Set(old); if (!next.delete(map.id)) next.add(map.id); return next; }); };
  const clear = () => { setSelected(new Set()); };

  const columns = useMemo<Col<ValueMap>[]>(() => {
    const checkbox: Col<ValueMap>[] = mayDecide ? [{ id: "x", header: t("values.select"), quietHeader: true, width: 36, cell: (map) => <Checkbox size="xs" aria-label={t("values.selectOne", { value: map.value })} checked={selected.has(map.id)} onChange={() => { toggle(map); }} /> }] : [];
    return [
      ...checkbox,
      { id: "value", header: t("values.said"), sort: "value", cell: (map) => <Said map={map} /> },
      { id: "products", header: t("values.products"), sort: "products", align: "right", width: 110, cell: (map) => format.number(map.products) },
      { id: "target", header: t("values.ours"), width: 290, cell: (map) => <Target map={map} editing={editing === map.id} mayDecide={mayDecide} onEdit={() => { setEditing(map.id); }} onClose={() => { setEditing(null); }} onAccept={() => { accept([map]); }} onChoose={(target) => { setEditing(null); decide([map], { state: "mapped", target }); }} /> },
      ...(mayDecide ? [{ id: "act", header: t("common.actions"), quietHeader: true, align: "right", width: 190, cell: (map: ValueMap) => <RowActions map={map} onDecide={(next) => { decide([map], { state: next }); }} /> } as const] : []),
    ];
  }, [t, format, mayDecide, selected, editing, decide, accept]);

  const keyActs: Record<string, (map: ValueMap) => void> = mayDecide
    ? {
        a: (map) => { if (map.state === "unmapped") accept([map]); },
        o: (map) => { if (map.state === "unmapped") decide([map], { state: "accepted" }); },
        i: (map) => { if (map.state === "unmapped") decide([map], { state: "ignored" }); },
      }
    : {};
  const filtered = search.q !== undefined || search.supplier !== undefined;
  return (
    <Page title={t("values.title")} lead={<Lead kind={kind} waiting={waiting} />}>
      <Tabs value={kind} onChange={(value) => { set({ kind: value === "category" ? "category" : undefined, q: undefined }); }}>
        <Tabs.List mb="md" aria-label={t("values.title")}>
          {KINDS.map((one) => {
            const count = one === kind ? waiting : others;
            return <Tabs.Tab key={one} value={one} rightSection={count !== undefined && count > 0 ? <span className={classes.count}>{format.number(count)}</span> : undefined}>{t(`values.kinds.${one}`)}</Tabs.Tab>;
          })}
        </Tabs.List>
        <Tabs.Panel value={kind}>
          <Group gap="sm" mb="sm" justify="space-between">
            <Chip.Group value={state} onChange={(value: string) => { set({ state: value === "all" ? "all" : STATES.find((one) => one === value && one !== "unmapped") }); }}>
              <Group gap={6}>
                {STATES.map((one) => { const count = countOf(answer.data?.meta, one); return <Chip key={one} value={one} size="sm" variant="outline">{t(`values.states.${one}`)}{count !== undefined && ` · ${format.number(count)}`}</Chip>; })}
                <Chip value="all" size="sm" variant="outline">{t("values.states.all")}</Chip>
              </Group>
            </Chip.Group>
            <Group gap="sm" className={classes.filters}>
              <SupplierFilter value={search.supplier} onChange={(supplier) => { set({ supplier }); }} {...(phone ? { width: "100%" } : {})} />
              <SearchInput label={t("values.search")} value={search.q} onSearch={(q) => { set({ q }); }} width={phone ? "100%" : 220} />
            </Group>
          </Group>
          {chosen.length > 0 && (
            <BulkBar
              kind={kind}
              chosen={chosen}
              busy={busy}
              all={chosen.length === rows.length}
              onAll={() => { setSelected(new Set(rows.map((map) => map.id))); }}
              onAccept={() => { accept(chosen); clear(); }}
              onDecide={(decision) => { decide(chosen, decision); clear(); }}
              onClear={clear}
            />
          )}
          <DataTable
            label={t(`values.kinds.${kind}`)}
            columns={columns}
            answer={answer}
            rowKey={(map) => map.id}
            sort={search.sort ?? "-products"}
            onSort={(sort) => { set({ sort: SORTS.find((one) => one === sort) }); }}
            onPage={(page) => { set({ page }); }}
            onOpen={(map) => { if (mayDecide) setEditing(map.id); }}
            onSelect={mayDecide ? toggle : undefined}
            cardAside={mayDecide ? (map) => <Checkbox aria-label={t("values.selectOne", { value: map.value })} checked={selected.has(map.id)} onChange={() => { toggle(map); }} /> : undefined}
            keyActs={keyActs}
            card={(map) => (
              <div className={classes.card}>
                <Group justify="space-between" wrap="nowrap" align="flex-start"><Said map={map} /><Text size="sm" c="dimmed" className="num nowrap">{t("values.productCount", { count: map.products, n: format.number(map.products) })}</Text></Group>
                <Target map={map} editing={editing === map.id} mayDecide={mayDecide} onEdit={() => { setEditing(map.id); }} onClose={() => { setEditing(null); }} onAccept={() => { accept([map]); }} onChoose={(target) => { setEditing(null); decide([map], { state: "mapped", target }); }} />
                {mayDecide && <RowActions map={map} onDecide={(next) => { decide([map], { state: next }); }} />}
              </div>
            )}
            empty={
              filtered ? (
                <EmptyBlock icon={IconTags} title={t("values.noneFiltered")} action={<Button variant="default" onClick={() => { set({ q: undefined, supplier: undefined }); }}>{t("common.clearFilters")}</Button>} />
              ) : state === "unmapped" ? (
                <EmptyBlock icon={IconCircleCheck} title={t("values.allSorted")} text={t("values.allSortedText")} />
              ) : (
                <EmptyBlock icon={IconTags} title={t("values.none")} text={t("values.noneText")} />
              )
            }
          />
          {mayDecide && rows.length > 0 && <Text size="xs" c="dimmed" mt="sm" visibleFrom="sm">{t("values.keys")}</Text>}
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Lead({ kind, waiting }: { kind: ValueKind; waiting: number | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (waiting === undefined) return " ";
  return waiting === 0 ? t("values.leadNone") : t(`values.lead.${kind}`, { count: waiting, n: format.number(waiting) });
}

function Said({ map }: { map: ValueMap }) {
  const { t } = useTranslation();
  return (
    <div className={classes.said}>
      <span className={classes.saidValue}>{map.value}</span>
      <Text component="span" size="xs" c="dimmed">
        {map.supplier ? <Link className="link" {...supplierLink(map.supplier.id)}>{map.supplier.name}</Link> : t("values.everySupplier")}
        {map.first_run_id !== null && <> · <Link className="link" {...runLink(map.first_run_id)}>{t("values.firstSeen", { run: map.first_run_id })}</Link></>}
      </Text>
    </div>
  );
}
