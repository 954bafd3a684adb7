import { Anchor, Button, Skeleton, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { IconArrowsExchange } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RunDetail } from "@/api/model";
import { runQuery } from "@/api/review";
import { supplierLink } from "@/app/links";
import { useAtLeast } from "@/app/me";
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
import { ChangesTab, type Picking } from "./ChangesTab";
import { FileTab } from "./FileTab";
import { IssuesTab } from "./issues/IssuesTab";
import { LogTab } from "./LogTab";
import { RecordDrawer } from "./record/RecordDrawer";
import { ApproveBar } from "./review/ApproveBar";
import { ReviewTab } from "./review/ReviewTab";
import { useApproval } from "./review/useApproval";
import { RunActions } from "./RunActions";
import { RunCounters } from "./RunCounters";
import { RunPhases } from "./RunPhases";
import { RunRelations } from "./RunRelations";
import { UndoHistory } from "./undo/UndoHistory";
import { useUndo } from "./undo/useUndo";

/** One import: reviewed before it counts, live while it runs, an account of every record once it is done. */
export function RunPage() {
  const { t } = useTranslation();
  const id = Number(useParams({ from: "/app/imports/$id" }).id);
  useLiveChannel(`import:${String(id)}`);
  const answer = useQuery(runQuery(id));
  const run = answer.data;
  const crumb = <Anchor component={Link} to="/imports" c="inherit" size="sm">{t("imports.title")}</Anchor>;
  if (answer.error && !run) {
    return <Page title={t("run.title", { id })} crumb={crumb}><div className="panel"><ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /></div></Page>;
  }
  if (!run) {
    return <Page title={t("run.title", { id })} crumb={crumb} lead=" "><Skeleton height={44} mb="md" radius="md" /><Skeleton height={96} mb="lg" radius="md" /><Skeleton height={320} radius="md" /></Page>;
  }
  return <RunView key={run.id} run={run} crumb={crumb} />;
}

function RunView({ run, crumb }: { run: RunDetail; crumb: ReactNode }) {
  const undo = useUndo(run);
  return (
    <Page title={run.file_name} badge={<RunStatus status={run.status} />} crumb={crumb} lead={<Lead run={run} />} actions={<RunActions run={run} onUndo={undo.open} />}>
      <Message run={run} />
      <RunRelations run={run} />
      <UndoHistory run={run} />
      {isActive(run.status) && <RunPhases run={run} />}
      {!isReviewed(run) && <RunCounters run={run} />}
      <RunTabs run={run} undoPicking={undo.picking} />
      <RecordDrawer run={run} />
      {undo.dialog}
    </Page>
  );
}

/** The run waits for a decision, or was a trial: its first page is what would happen. */
const isReviewed = (run: RunDetail) => run.review != null && (run.status === "held" || run.status === "review" || run.mode === "dry_run");

function Lead({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      {run.supplier && <><Link className="link strong" {...supplierLink(run.supplier.id)}>{run.supplier.name}</Link>{" · "}</>}
      {t("run.by", { who: run.created_by ?? t(`imports.sources.${run.source}`) })} · <When at={run.created_at} />
      {isReviewed(run) && <> · {t("imports.recordCount", { count: run.records, n: format.number(run.records) })}</>}
      {run.duration_ms != null && <> · {t("run.took", { time: format.duration(run.duration_ms) })}</>}
      {run.mode === "dry_run" && <> · {t("run.dryRun")}</>}
    </>
  );
}

function Message({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const mayAct = useAtLeast("user");
  const look = tone(run.status);
  if (run.message_code === "drift" && run.status === "held") {
    return (
      <Notice tone="held" title={t("run.messages.drift")}>
        {run.message !== null && <div>{run.message}</div>}
        {mayAct && <Button component={Link} from="/imports/$id" to="/imports/$id/drift" mt="xs" leftSection={<IconArrowsExchange size={16} />}>{t("run.lookAtDrift")}</Button>}
      </Notice>
    );
  }
  // The review says why it waits, better than one sentence can.
  if (isReviewed(run) && (run.review?.brakes.length ?? 0) > 0) return null;
  if (run.message === null && run.status !== "needs_mapping" && run.status !== "review") return null;
  const own = maybe(`run.messages.${run.message_code ?? run.status}`) ?? maybe(`review.brakes.${run.message_code ?? ""}`);
  return (
    <Notice tone={look === "bad" ? "bad" : look === "waiting" ? "held" : "moving"} title={own ?? run.message ?? undefined}>
      {own !== null && run.message !== null && run.message !== own && (look === "bad" || run.status === "needs_mapping") ? <div>{run.message}</div> : null}
      {look === "bad" && <div>{t("run.nothingChanged")}</div>}
    </Notice>
  );
}

function RunTabs({ run, undoPicking }: { run: RunDetail; undoPicking: Picking | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const search = useSearch({ from: "/app/imports/$id" });
  const navigate = useNavigate({ from: "/imports/$id" });
  const mayAct = useAtLeast("user");
  const approval = useApproval(run);
  const deciding = mayAct && run.can.apply;
  const tabs = RUN_TABS.filter((name) => name !== "review" || run.review != null || run.can.apply);
  const first = isReviewed(run) || run.can.apply ? "review" : "changes";
  const tab = tabs.find((name) => name === search.tab) ?? first;
  const issues = run.rejected + run.warnings;
  const label = { review: t("run.tabs.review"), changes: t("run.tabs.changes"), issues: issues > 0 ? `${t("run.tabs.issues")} ${format.number(issues)}` : t("run.tabs.issues"), file: t("run.tabs.file"), log: t("run.tabs.log") };
  return (
    <>
      <Tabs value={tab} onChange={(value) => void navigate({ search: { tab: RUN_TABS.find((name) => name === value) }, replace: true })} mt="lg">
        <Tabs.List mb="md" aria-label={t("run.tabsLabel")}>
          {tabs.map((name) => <Tabs.Tab key={name} value={name}>{label[name]}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="review"><ReviewTab run={run} extent={approval.extent} choice={approval.choice} onChoice={deciding ? approval.setChoice : undefined} /></Tabs.Panel>
        <Tabs.Panel value="changes"><ChangesTab run={run} picking={deciding ? approval.picking : undoPicking} /></Tabs.Panel>
        <Tabs.Panel value="issues"><IssuesTab run={run} /></Tabs.Panel>
        <Tabs.Panel value="file"><FileTab run={run} /></Tabs.Panel>
        <Tabs.Panel value="log"><LogTab run={run} /></Tabs.Panel>
      </Tabs>
      {deciding && approval.extent && <ApproveBar run={run} extent={approval.extent} choice={approval.choice} onChoice={approval.setChoice} />}
    </>
  );
}
