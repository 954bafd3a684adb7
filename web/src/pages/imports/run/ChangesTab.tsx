import { Button, Group, SegmentedControl, Select, Text } from "@mantine/core";
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
import classes from "./run.module.css";

/** Fields whose changes have a size, so that the biggest can come first. */
const MOVING: readonly string[] = ["price", "retail_price", "stock"];
const KINDS = ["created", "updated", "discontinued"] as const;

function Kind({ kind }: { kind: string }) {
  const maybe = useMaybeText();
  return <span className={classes.kind} data-kind={kind}>{maybe(`run.kindOne.${kind}`) ?? kind}</span>;
}

/** What the import did, or would do, to the catalogue: before → after, the biggest moves first. */
export function ChangesTab({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const search = useSearch({ from: "/app/imports/$id" });
  const navigate = useNavigate({ from: "/imports/$id" });
  const set = (change: Partial<RunSearch>) => void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true });
  const answer = useQuery(list("/imports/{id}/changes", { path: { id: run.id }, query: { kind: search.kind, field: search.field, sort: MOVING.includes(search.field ?? "") ? "-move" : undefined, page: search.page ?? 1, per_page: 25 } }));
  const meta = answer.data?.meta;
  const columns = useMemo<Col<Change>[]>(
    () => [
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
      { id: "record", header: t("run.line"), align: "right", width: 90, cell: (c) => (c.record === null ? "—" : format.number(c.record)) },
    ],
    [t, format],
  );
  const filtered = search.kind ?? search.field;
  return (
    <>
      {meta?.by_kind.some((entry) => entry.count > 0) && <Group gap="xs" mb="sm">
        <div className="sideways"><SegmentedControl
          aria-label={t("run.change")}
          data={[{ value: "all", label: t("run.allChanges") }, ...KINDS.map((kind) => ({ value: kind, label: `${t(`run.kinds.${kind}`)} ${meta ? format.number(meta.by_kind.find((entry) => entry.kind === kind)?.count ?? 0) : ""}` }))]}
          value={search.kind ?? "all"}
          onChange={(value) => { set({ kind: KINDS.find((kind) => kind === value) }); }}
        /></div>
        <Select
          w={180}
          clearable
          aria-label={t("run.field")}
          placeholder={t("run.anyField")}
          data={(meta?.by_field ?? []).map((f) => ({ value: f.field, label: `${fieldName(f.field)} (${format.number(f.count)})` }))}
          value={search.field ?? null}
          onChange={(field) => { set({ field: field ?? undefined }); }}
        />
        {meta?.by_field.filter((f) => f.field === "price" && f.up + f.down > 0).map((f) => (
          <Text key={f.field} size="sm" c="dimmed" className={classes.moves}>
            <IconArrowUpRight size={15} aria-hidden />{t("run.up", { count: f.up, n: format.number(f.up) })}
            <IconArrowDownRight size={15} aria-hidden />{t("run.down", { count: f.down, n: format.number(f.down) })}
          </Text>
        ))}
      </Group>}
      <DataTable
        label={t("run.tabs.changes")}
        columns={columns}
        answer={answer}
        rowKey={(c) => c.id}
        link={(c) => (c.product_id === null ? null : productLink(c.product_id))}
        onPage={(page) => { set({ page }); }}
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
