import { Button, Group, SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { IconFileImport, IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { list, q } from "@/api/query";
import { runLink } from "@/app/links";
import { useAtLeast } from "@/app/me";
import { EmptyBlock } from "@/components/EmptyBlock";
import { Page } from "@/components/Page";
import { SearchInput } from "@/components/SearchInput";
import { SupplierFilter } from "@/components/SupplierFilter";
import { DataTable } from "@/table/DataTable";
import { importsQuery, PERIODS, type ImportsSearch, type StatusGroup } from "./importsSearch";
import { RunCard, useRunColumns } from "./runColumns";

export function ImportsPage() {
  const { t } = useTranslation();
  const search = useSearch({ from: "/app/imports" });
  const navigate = useNavigate({ from: "/imports" });
  const mayImport = useAtLeast("user");
  const answer = useQuery(list("/imports", { query: importsQuery(search) }));
  const waiting = useQuery({ ...q("/dashboard"), select: (d) => d.needs_me.length }).data;
  const columns = useRunColumns();
  const set = (change: Partial<ImportsSearch>) => void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true });
  const filtered = search.q ?? search.supplier ?? search.status ?? search.period;
  const newButton = mayImport ? <Button component={Link} to="/imports/new" leftSection={<IconUpload size={16} />}>{t("imports.new")}</Button> : null;
  const groups: { value: StatusGroup | "all"; label: string }[] = [
    { value: "all", label: t("imports.groups.all") },
    { value: "waiting", label: t("imports.groups.waiting") },
    { value: "moving", label: t("imports.groups.moving") },
    { value: "done", label: t("imports.groups.done") },
    { value: "failed", label: t("imports.groups.failed") },
  ];

  return (
    <Page title={t("imports.title")} lead={waiting === undefined ? " " : waiting > 0 ? t("imports.leadWaiting", { count: waiting }) : t("imports.leadFine")} actions={newButton}>
      <Group gap="xs" mb="sm">
        <SearchInput label={t("imports.searchFile")} value={search.q} onSearch={(text) => { set({ q: text }); }} width={240} />
        <SupplierFilter value={search.supplier} onChange={(supplier) => { set({ supplier }); }} />
        <Select
          w={160}
          clearable
          aria-label={t("imports.period")}
          placeholder={t("imports.period")}
          data={PERIODS.map((value) => ({ value, label: t(`imports.periods.${value}`) }))}
          value={search.period ?? null}
          onChange={(period) => { set({ period: period as ImportsSearch["period"] }); }}
        />
        <div className="sideways">
          <SegmentedControl size="sm" aria-label={t("imports.state")} data={groups} value={search.status ?? "all"} onChange={(value) => { set({ status: value === "all" ? undefined : value }); }} />
        </div>
      </Group>
      <DataTable
        label={t("imports.title")}
        columns={columns}
        answer={answer}
        rowKey={(run) => run.id}
        link={(run) => runLink(run.id)}
        card={(run) => <RunCard run={run} />}
        onPage={(page) => { set({ page }); }}
        empty={
          filtered !== undefined ? (
            <EmptyBlock icon={IconFileImport} title={t("imports.noneFiltered")} text={t("imports.noneFilteredText")} action={<Button variant="default" onClick={() => { set({ q: undefined, supplier: undefined, status: undefined, period: undefined }); }}>{t("common.clearFilters")}</Button>} />
          ) : (
            <EmptyBlock icon={IconFileImport} title={t("imports.none")} text={t("imports.noneText")} action={newButton} />
          )
        }
      />
    </Page>
  );
}
