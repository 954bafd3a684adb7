import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { IconBuildingWarehouse, IconPlus } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Supplier } from "@/api/model";
import { list } from "@/api/query";
import { runLink, supplierLink } from "@/app/links";
import { useAtLeast } from "@/app/me";
import { EmptyBlock } from "@/components/EmptyBlock";
import { Page } from "@/components/Page";
import { RecordsBar } from "@/components/RecordsBar";
import { RunStatus } from "@/components/RunStatus";
import { SearchInput } from "@/components/SearchInput";
import { When } from "@/components/When";
import { SupplierForm } from "@/forms/SupplierForm";
import { useFormat } from "@/i18n/format";
import { DataTable } from "@/table/DataTable";
import type { Col } from "@/table/columns";
import { SORTS, suppliersQuery, type SuppliersSearch } from "./suppliersSearch";

export function SuppliersPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const search = useSearch({ from: "/app/suppliers" });
  const navigate = useNavigate({ from: "/suppliers" });
  const mayEdit = useAtLeast("manager");
  const [creating, create] = useDisclosure(false);
  const answer = useQuery(list("/suppliers", { query: suppliersQuery(search) }));
  const set = (change: Partial<SuppliersSearch>) => void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true });
  const total = answer.data?.meta.total;
  const columns = useMemo<Col<Supplier>[]>(
    () => [
      { id: "name", header: t("suppliers.name"), sort: "name", cell: (s) => <><Link className="link strong" {...supplierLink(s.id)}>{s.name}</Link>{!s.is_active && <Text component="span" size="sm" c="dimmed"> · {t("suppliers.inactive")}</Text>}</> },
      { id: "code", header: t("suppliers.code"), width: 150, cell: (s) => <span className="quiet">{s.code}</span> },
      { id: "offers", header: t("suppliers.offers"), sort: "offers", align: "right", width: 120, cell: (s) => format.number(s.offers) },
      { id: "status", header: t("suppliers.lastRun"), width: 170, cell: (s) => (s.last_run ? <RunStatus status={s.last_run.status} /> : <span className="quiet">{t("dashboard.never")}</span>) },
      { id: "bar", header: t("imports.outcome"), width: 160, cell: (s) => (s.last_run ? <RecordsBar counts={s.last_run} /> : null) },
      { id: "when", header: t("imports.started"), sort: "last_run", align: "right", width: 120, cell: (s) => (s.last_run ? <Link className="link" {...runLink(s.last_run.id)}><When at={s.last_run.created_at} /></Link> : <span className="quiet">—</span>) },
    ],
    [t, format],
  );
  const newButton = mayEdit ? <Button leftSection={<IconPlus size={16} />} onClick={create.open}>{t("suppliers.new")}</Button> : null;
  return (
    <Page title={t("suppliers.title")} lead={total === undefined ? " " : t("suppliers.lead", { count: total, n: format.number(total) })} actions={newButton}>
      <Group mb="sm"><SearchInput label={t("suppliers.search")} value={search.q} onSearch={(text) => { set({ q: text }); }} /></Group>
      <DataTable
        label={t("suppliers.title")}
        columns={columns}
        answer={answer}
        rowKey={(s) => s.id}
        link={(s) => supplierLink(s.id)}
        sort={search.sort ?? "name"}
        onSort={(sort) => { set({ sort: SORTS.find((s) => s === sort) }); }}
        onPage={(page) => { set({ page }); }}
        card={(s) => (
          <>
            <Group justify="space-between" wrap="nowrap"><Text fw={550} truncate>{s.name}</Text>{s.last_run && <RunStatus status={s.last_run.status} />}</Group>
            <Group justify="space-between" wrap="nowrap" mt={4}><Text size="sm" c="dimmed" className="num">{t("dashboard.offerCount", { count: s.offers, n: format.number(s.offers) })}</Text><Text size="sm" c="dimmed"><When at={s.last_run?.created_at} fallback={t("dashboard.never")} /></Text></Group>
          </>
        )}
        empty={
          search.q !== undefined ? (
            <EmptyBlock icon={IconBuildingWarehouse} title={t("suppliers.noneFiltered")} action={<Button variant="default" onClick={() => { set({ q: undefined }); }}>{t("common.clearFilters")}</Button>} />
          ) : (
            <EmptyBlock icon={IconBuildingWarehouse} title={t("suppliers.none")} text={t("suppliers.noneText")} action={newButton} />
          )
        }
      />
      <SupplierForm opened={creating} onClose={create.close} onSaved={(supplier) => void navigate(supplierLink(supplier.id))} />
    </Page>
  );
}
