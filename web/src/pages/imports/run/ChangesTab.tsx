import { Button, Checkbox, Group, SegmentedControl, Select, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { IconArrowDownRight, IconArrowUpRight, IconListDetails } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Change, RunDetail } from "@/api/model";
import { list } from "@/api/query";
import { productLink } from "@/app/links";
import { EmptyBlock } from "@/components/EmptyBlock";
import { FieldChanges, useFieldName } from "@/components/FieldChanges";
import { useFormat } from "@/i18n/format";
import { useMaybeText } from "@/i18n/maybeText";
import { DataTable } from "@/table/DataTable";
import type { Col } from "@/table/columns";
import type { RunSearch } from "../importsSearch";
import { isActive } from "../runState";
import { fieldsOf, GROUPS, sizeOf } from "./review/approval";
import { groupSearch, shownGroup } from "./review/groupLinks";
import { useExtent } from "./review/useExtent";
import classes from "./run.module.css";

/** Single changes chosen by the person: to be written, or to be undone. */
export interface Picking {
  isPicked: (change: Change) => boolean;
  canPick: (change: Change) => boolean;
  onPick: (change: Change) => void;
  /** What stands above the list: how many are chosen and what can be done with them. */
  toolbar: React.ReactNode;
}

function Kind({ kind }: { kind: string }) {
  const maybe = useMaybeText();
  return <span className={classes.kind} data-kind={kind}>{maybe(`run.kindOne.${kind}`) ?? kind}</span>;
}

/** What the import did, or would do, to the catalogue: before → after, the biggest moves first. */
export function ChangesTab({ run, picking }: { run: RunDetail; picking?: Picking | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const search = useSearch({ from: "/app/imports/$id" });
  const navigate = useNavigate({ from: "/imports/$id" });
  const set = (change: Partial<RunSearch>) => void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true });
  const group = shownGroup(search);
  const sort = group === "price" ? "-move" : group === "stock" ? "-stock_move" : undefined;
  const answer = useQuery(list("/imports/{id}/changes", { path: { id: run.id }, query: { kind: search.kind, field: search.field, sort, page: search.page ?? 1, per_page: 25 } }));
  const extent = useExtent(run);
  const meta = answer.data?.meta;
  const columns = useMemo<Col<Change>[]>(
    () => [
      ...(picking ? [{ id: "pick", header: t("review.chooseArticles"), quietHeader: true, width: 40, cell: (c: Change) => <Pick change={c} picking={picking} /> }] : []),
      { id: "kind", header: t("run.change"), width: 110, cell: (c) => <Kind kind={c.kind} /> },
      {
        id: "name",
        header: t("run.article"),
        cell: (c) => (
          <div style={{ maxWidth: 380 }}>
            {c.product_id === null ? <span className="clip">{c.name}</span> : <Link className="link strong clip" style={{ display: "block" }} {...productLink(c.product_id)}>{c.name}</Link>}
            <Text size="xs" c="dimmed" className="num">{[c.supplier_sku, c.ean].filter(Boolean).join(" · ")}</Text>
          </div>
        ),
      },
      { id: "fields", header: t("run.beforeAfter"), cell: (c) => <FieldChanges fields={c.fields} created={c.kind === "created"} /> },
      { id: "record", header: t("run.line"), align: "right", width: 90, cell: (c) => <RecordLink record={c.record} /> },
    ],
    [t, picking],
  );
  const filtered = search.kind ?? search.field;
  const fields = extent && group !== "all" && group !== "new" && group !== "gone" ? fieldsOf(extent, group) : [];
  const groups = extent ? GROUPS.filter((name) => sizeOf(extent, name) > 0 || name === group) : [];
  const prices = meta?.by_field.filter((f) => f.field === "price" && f.up + f.down > 0) ?? [];
  return (
    <>
      {groups.length > 0 && extent && (
        <Group gap="xs" mb="sm">
          <div className="sideways"><SegmentedControl
            aria-label={t("run.change")}
            data={[{ value: "all", label: t("review.allChanged") }, ...groups.map((name) => ({ value: name, label: `${t(`run.groups.${name}`)} ${format.number(sizeOf(extent, name))}` }))]}
            value={group}
            onChange={(value) => { const next = value; set(groupSearch(next, next === "all" ? undefined : fieldsOf(extent, next)[0]?.field)); }}
          /></div>
          {fields.length > 1 && (
            <Select
              w={200}
              allowDeselect={false}
              aria-label={t("run.field")}
              data={fields.map((f) => ({ value: f.field, label: `${fieldName(f.field)} (${format.number(f.count)})` }))}
              value={search.field ?? null}
              onChange={(field) => { set({ field: field ?? undefined }); }}
            />
          )}
          {(group === "all" || group === "price") && prices.map((f) => (
            <Text key={f.field} size="sm" c="dimmed" className={classes.moves}>
              <IconArrowUpRight size={15} aria-hidden />{t("run.up", { count: f.up, n: format.number(f.up) })}
              <IconArrowDownRight size={15} aria-hidden />{t("run.down", { count: f.down, n: format.number(f.down) })}
            </Text>
          ))}
        </Group>
      )}
      {picking && answer.data && answer.data.data.length > 0 && picking.toolbar}
      <DataTable
        label={t("run.tabs.changes")}
        columns={columns}
        answer={answer}
        rowKey={(c) => `${c.kind}-${String(c.id)}`}
        link={(c) => (c.product_id === null ? null : productLink(c.product_id))}
        onPage={(page) => { set({ page }); }}
        onSelect={picking ? (c) => { if (picking.canPick(c)) picking.onPick(c); } : undefined}
        cardAside={picking ? (c) => <Pick change={c} picking={picking} /> : undefined}
        card={(c) => (
          <>
            <Group justify="space-between" wrap="nowrap" mb={4}><Text fw={550} truncate>{c.name}</Text><Kind kind={c.kind} /></Group>
            <Text size="xs" c="dimmed" mb={6} className="num">{[c.supplier_sku, c.ean].filter(Boolean).join(" · ")}</Text>
            <FieldChanges fields={c.fields} created={c.kind === "created"} />
          </>
        )}
        empty={
          <EmptyBlock
            icon={IconListDetails}
            title={isActive(run.status) ? t("run.changesSoon") : meta?.expired ? t("run.changesExpired") : t("run.noChanges")}
            text={isActive(run.status) ? t("run.changesSoonText") : meta?.expired ? t("run.changesExpiredText") : t("run.noChangesText")}
            action={filtered === undefined ? undefined : <Button variant="default" onClick={() => { set({ kind: undefined, field: undefined }); }}>{t("common.clearFilters")}</Button>}
          />
        }
      />
    </>
  );
}

function Pick({ change, picking }: { change: Change; picking: Picking }) {
  const { t } = useTranslation();
  return <Checkbox size="xs" aria-label={t("review.choose", { name: change.name ?? change.supplier_sku ?? "" })} checked={picking.isPicked(change)} disabled={!picking.canPick(change)} onChange={() => { picking.onPick(change); }} />;
}

/** The record's number, which opens it beside the page. */
function RecordLink({ record }: { record: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (record === null) return "—";
  return <Link className="link" from="/imports/$id" to="." search={(old) => ({ ...old, record })} replace aria-label={t("record.open", { n: format.number(record) })}>{format.number(record)}</Link>;
}
