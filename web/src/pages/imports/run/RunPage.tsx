import { Anchor, Skeleton, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RunDetail } from "@/api/model";
import { q } from "@/api/query";
import { supplierLink } from "@/app/links";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { RunStatus } from "@/components/RunStatus";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import { useMaybeText } from "@/i18n/maybeText";
import { useLiveChannel } from "@/live/useLiveRuns";
import { RUN_TABS } from "../importsSearch";
import { isActive, tone } from "../runState";
import { ChangesTab } from "./ChangesTab";
import { FileTab } from "./FileTab";
import { IssuesTab } from "./IssuesTab";
import { LogTab } from "./LogTab";
import { RunActions } from "./RunActions";
import { RunCounters } from "./RunCounters";
import { RunPhases } from "./RunPhases";

/** One import: live while it runs, an account of every record once it is done. */
export function RunPage() {
  const { t } = useTranslation();
  const id = Number(useParams({ from: "/app/imports/$id" }).id);
  useLiveChannel(`import:${String(id)}`);
  const answer = useQuery(q("/imports/{id}", { path: { id } }));
  const run = answer.data;
  const crumb = <Anchor component={Link} to="/imports" c="inherit" size="sm">{t("imports.title")}</Anchor>;
  if (answer.error && !run) {
    return <Page title={t("run.title", { id })} crumb={crumb}><div className="panel"><ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /></div></Page>;
  }
  if (!run) {
    return <Page title={t("run.title", { id })} crumb={crumb} lead=" "><Skeleton height={44} mb="md" radius="md" /><Skeleton height={96} mb="lg" radius="md" /><Skeleton height={320} radius="md" /></Page>;
  }
  return (
    <Page title={run.file_name} badge={<RunStatus status={run.status} />} crumb={crumb} lead={<Lead run={run} />} actions={<RunActions run={run} />}>
      <Message run={run} />
      {isActive(run.status) && <RunPhases run={run} />}
      <RunCounters run={run} />
      <RunTabs run={run} />
    </Page>
  );
}

function Lead({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {run.supplier && <><Link className="link strong" {...supplierLink(run.supplier.id)}>{run.supplier.name}</Link>{" · "}</>}
      {t("run.by", { who: run.created_by ?? t(`imports.sources.${run.source}`) })} · <When at={run.created_at} />
      {run.duration_ms != null && <> · {t("run.took", { time: format.duration(run.duration_ms) })}</>}
      {run.mode === "dry_run" && <> · {t("run.dryRun")}</>}
    </>
  );
}

function Message({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const look = tone(run.status);
  if (run.message === null && run.status !== "needs_mapping" && run.status !== "review") return null;
  const own = maybe(`run.messages.${run.message_code ?? run.status}`);
  return (
    <Notice tone={look === "bad" ? "bad" : look === "waiting" ? "held" : "moving"} title={own ?? run.message ?? undefined}>
      {own !== null && run.message !== null && run.message !== own ? <div>{run.message}</div> : null}
      {look === "bad" && <div>{t("run.nothingChanged")}</div>}
    </Notice>
  );
}

function RunTabs({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const search = useSearch({ from: "/app/imports/$id" });
  const navigate = useNavigate({ from: "/imports/$id" });
  const tab = search.tab ?? "changes";
  const issues = run.rejected + run.warnings;
  const label = { changes: t("run.tabs.changes"), issues: issues > 0 ? `${t("run.tabs.issues")} ${format.number(issues)}` : t("run.tabs.issues"), file: t("run.tabs.file"), log: t("run.tabs.log") };
  return (
    <Tabs value={tab} onChange={(value) => void navigate({ search: { tab: RUN_TABS.find((name) => name === value) }, replace: true })} mt="lg">
      <Tabs.List mb="md" aria-label={t("run.tabsLabel")}>
        {RUN_TABS.map((name) => <Tabs.Tab key={name} value={name}>{label[name]}</Tabs.Tab>)}
      </Tabs.List>
      <Tabs.Panel value="changes"><ChangesTab run={run} /></Tabs.Panel>
      <Tabs.Panel value="issues"><IssuesTab run={run} /></Tabs.Panel>
      <Tabs.Panel value="file"><FileTab run={run} /></Tabs.Panel>
      <Tabs.Panel value="log"><LogTab run={run} /></Tabs.Panel>
    </Tabs>
  );
}
