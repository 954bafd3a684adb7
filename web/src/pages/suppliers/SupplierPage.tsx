import { Anchor, Button, Menu, ActionIcon, Skeleton, Tabs, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { IconDots, IconFileImport, IconPackage, IconPencil, IconTrash, IconUpload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Supplier } from "@/api/model";
import { list, q } from "@/api/query";
import { runLink } from "@/app/links";
import { useAtLeast } from "@/app/me";
import { ConfirmModal } from "@/components/ConfirmModal";
import { EmptyBlock } from "@/components/EmptyBlock";
import { ErrorBlock } from "@/components/ErrorBlock";
import { FactList } from "@/components/FactList";
import { notifyProblem } from "@/components/notify";
import { Page } from "@/components/Page";
import { useProblemText } from "@/components/problemText";
import { When } from "@/components/When";
import { SupplierForm } from "@/forms/SupplierForm";
import { useFormat } from "@/i18n/format";
import { RunCard, useRunColumns } from "@/pages/imports/runColumns";
import { DataTable } from "@/table/DataTable";
import { Profiles } from "./profiles/Profiles";
import type { SupplierTab } from "./suppliersSearch";

export function SupplierPage() {
  const { t } = useTranslation();
  const format = useFormat();
  const id = Number(useParams({ from: "/app/suppliers/$id" }).id);
  const { tab = "runs", page = 1 } = useSearch({ from: "/app/suppliers/$id" });
  const navigate = useNavigate({ from: "/suppliers/$id" });
  const answer = useQuery(q("/suppliers/{id}", { path: { id } }));
  const supplier = answer.data;
  const crumb = <Anchor component={Link} to="/suppliers" c="inherit" size="sm">{t("suppliers.title")}</Anchor>;
  if (answer.error && !supplier) return <Page title={t("suppliers.one")} crumb={crumb}><div className="panel"><ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /></div></Page>;
  if (!supplier) return <Page title=" " crumb={crumb} lead=" "><Skeleton height={36} mb="md" /><Skeleton height={320} radius="md" /></Page>;
  return (
    <Page
      title={supplier.name}
      crumb={crumb}
      lead={
        <span className="num">
          {supplier.code} · {t("dashboard.offerCount", { count: supplier.offers, n: format.number(supplier.offers) })} · {t("suppliers.lastFile")} <When at={supplier.last_run?.created_at} fallback={t("dashboard.never")} />
          {!supplier.is_active && ` · ${t("suppliers.inactive")}`}
        </span>
      }
      actions={<Actions supplier={supplier} />}
    >
      <Tabs value={tab} onChange={(value) => void navigate({ search: { tab: value as SupplierTab }, replace: true })}>
        <Tabs.List mb="md" aria-label={supplier.name}>
          <Tabs.Tab value="runs">{t("suppliers.tabs.runs")}</Tabs.Tab>
          <Tabs.Tab value="profiles">{t("suppliers.tabs.profiles")}</Tabs.Tab>
          <Tabs.Tab value="contact">{t("suppliers.tabs.contact")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="runs"><Runs supplier={supplier} page={page} onPage={(next) => void navigate({ search: { tab: undefined, page: next }, replace: true })} /></Tabs.Panel>
        <Tabs.Panel value="profiles"><Profiles supplier={supplier} /></Tabs.Panel>
        <Tabs.Panel value="contact"><Contact supplier={supplier} /></Tabs.Panel>
      </Tabs>
    </Page>
  );
}

function Runs({ supplier, page, onPage }: { supplier: Supplier; page: number; onPage: (page: number) => void }) {
  const { t } = useTranslation();
  const columns = useRunColumns({ withSupplier: false });
  const answer = useQuery(list("/imports", { query: { supplier_id: supplier.id, page, per_page: 25 } }));
  return (
    <DataTable
      label={t("suppliers.tabs.runs")}
      columns={columns}
      answer={answer}
      rowKey={(run) => run.id}
      link={(run) => runLink(run.id)}
      card={(run) => <RunCard run={run} />}
      onPage={onPage}
      empty={<EmptyBlock icon={IconFileImport} title={t("suppliers.noRuns")} text={t("suppliers.noRunsText")} action={<Button renderRoot={(props) => <Link to="/imports/new" search={{ supplier: supplier.code }} {...props} />} leftSection={<IconUpload size={16} />}>{t("imports.new")}</Button>} />}
    />
  );
}

function Contact({ supplier }: { supplier: Supplier }) {
  const { t } = useTranslation();
  const site = supplier.website !== null && /^https?:\/\//.test(supplier.website) ? <Anchor href={supplier.website} target="_blank" rel="noreferrer noopener">{supplier.website}</Anchor> : supplier.website;
  return (
    <div className="panel" style={{ padding: "8px 18px", maxWidth: 640 }}>
      <FactList
        facts={[
          [t("suppliers.contact"), supplier.contact_name],
          [t("suppliers.email"), supplier.contact_email === null ? null : <Anchor href={`mailto:${supplier.contact_email}`}>{supplier.contact_email}</Anchor>],
          [t("suppliers.website"), site],
          [t("suppliers.currency"), supplier.currency ?? <Text component="span" c="dimmed">{t("suppliers.currencyNone")}</Text>],
          [t("suppliers.notes"), supplier.notes],
          [t("suppliers.since"), <When key="since" at={supplier.created_at} />],
        ]}
      />
    </div>
  );
}

function Actions({ supplier }: { supplier: Supplier }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const textOf = useProblemText();
  const mayImport = useAtLeast("user");
  const mayEdit = useAtLeast("manager");
  const [editing, edit] = useDisclosure(false);
  const [removing, remove] = useDisclosure(false);
  const del = useMutation({
    mutationFn: () => unwrap(api().DELETE("/suppliers/{id}", { params: { path: { id: supplier.id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["/suppliers"] });
      void navigate({ to: "/suppliers" });
    },
    onError: (error) => {
      notifyProblem(textOf(error));
      remove.close();
    },
  });
  return (
    <>
      <Button variant="default" leftSection={<IconPackage size={16} />} renderRoot={(props) => <Link to="/products" search={{ supplier: supplier.id }} {...props} />}>{t("suppliers.itsProducts")}</Button>
      {mayImport && <Button leftSection={<IconUpload size={16} />} renderRoot={(props) => <Link to="/imports/new" search={{ supplier: supplier.code }} {...props} />}>{t("imports.new")}</Button>}
      {mayEdit && (
        <Menu position="bottom-end">
          <Menu.Target><ActionIcon size={36} variant="default" aria-label={t("common.actions")}><IconDots size={18} /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={edit.open}>{t("suppliers.edit")}</Menu.Item>
            <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={remove.open}>{t("suppliers.remove")}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <SupplierForm opened={editing} onClose={edit.close} supplier={supplier} />
      {removing && (
        <ConfirmModal title={t("suppliers.removeTitle", { name: supplier.name })} confirm={t("suppliers.remove")} danger busy={del.isPending} onConfirm={() => { del.mutate(); }} onClose={remove.close}>
          {t("suppliers.removeText")}
        </ConfirmModal>
      )}
    </>
  );
}
