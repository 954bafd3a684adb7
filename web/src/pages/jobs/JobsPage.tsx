import { Button, Chip, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { IconGauge } from "@tabler/icons-react";
import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Job } from "@/api/model";
import { list } from "@/api/query";
import { runLink } from "@/app/links";
import { useAtLeast } from "@/app/me";
import { EmptyBlock } from "@/components/EmptyBlock";
import { notifyProblem } from "@/components/notify";
import { Page } from "@/components/Page";
import { useProblemText } from "@/components/problemText";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import { useMaybeText } from "@/i18n/maybeText";
import { useLiveChannel } from "@/live/useLiveRuns";
import { DataTable } from "@/table/DataTable";
import type { Col } from "@/table/columns";
import { Health } from "./Health";
import { JobStatus } from "./JobStatus";
import { JOB_STATUSES, type JobsSearch } from "./jobsSearch";
import { Workers } from "./Workers";

export function JobsPage() {
  const { t } = useTranslation();
  const maybe = useMaybeText();
  const format = useFormat();
  const search = useSearch({ from: "/app/jobs" });
  const navigate = useNavigate({ from: "/jobs" });
  const mayAct = useAtLeast("manager");
  useLiveChannel("jobs");
  const answer = useQuery({ ...list("/jobs", { query: { status: search.status, kind: search.kind, page: search.page ?? 1, per_page: 25 } }), refetchInterval: 5000 });
  const set = (change: Partial<JobsSearch>) => void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true });
  const counts = answer.data?.meta.by_status;
  const countOf = (status: Job["status"]) => counts?.find((entry) => entry.status === status)?.count ?? 0;
  const dead = countOf("dead");
  const kindName = useCallback((kind: string) => maybe(`jobs.kinds.${kind}`) ?? kind.replaceAll("_", " "), [maybe]);
  const columns = useMemo<Col<Job>[]>(() => {
    return [
      { id: "status", header: t("jobs.status"), width: 150, cell: (job) => <JobStatus status={job.status} /> },
      { id: "kind", header: t("jobs.kind"), cell: (job) => <>{kindName(job.kind)}{job.run_id !== null && <> · <Link className="link strong" {...runLink(job.run_id)}>{t("run.title", { id: job.run_id })}</Link></>}{job.last_error !== null && <Text size="sm" c="var(--app-bad)" lineClamp={2}>{job.last_error}</Text>}</> },
      { id: "attempts", header: t("jobs.attempts"), align: "right", width: 100, cell: (job) => t("jobs.attemptOf", { n: job.attempts, max: job.max_attempts }) },
      { id: "worker", header: t("jobs.worker"), width: 140, cell: (job) => job.worker ?? <span className="quiet">—</span> },
      { id: "took", header: t("imports.duration"), align: "right", width: 100, cell: (job) => (job.started_at !== null && job.finished_at !== null ? format.duration(Math.max(0, Date.parse(job.finished_at) - Date.parse(job.started_at))) : <span className="quiet">—</span>) },
      { id: "when", header: t("imports.started"), align: "right", width: 120, cell: (job) => <When at={job.created_at} /> },
      ...(mayAct ? [{ id: "act", header: t("common.actions"), quietHeader: true, align: "right", width: 120, cell: (job: Job) => <JobActions job={job} /> } as const] : []),
    ];
  }, [t, kindName, format, mayAct]);
  return (
    <Page title={t("jobs.title")} lead={counts === undefined ? " " : dead > 0 ? t("jobs.leadDead", { count: dead, n: format.number(dead) }) : t("jobs.leadFine")}>
      <Health />
      <Workers />
      <Group justify="space-between" mb="sm" mt="lg">
        <Text component="h2" fw={600} size="lg">{t("jobs.queue")}</Text>
        <Chip.Group value={search.status ?? ""} onChange={(value: string) => { set({ status: JOB_STATUSES.find((s) => s === value) }); }}>
          <Group gap={6}>
            <Chip value="" size="sm" variant="outline">{t("jobs.all")}</Chip>
            {JOB_STATUSES.map((status) => <Chip key={status} value={status} size="sm" variant="outline">{t(`jobs.statuses.${status}`)} · {format.number(countOf(status))}</Chip>)}
          </Group>
        </Chip.Group>
      </Group>
      <DataTable
        label={t("jobs.queue")}
        columns={columns}
        answer={answer}
        rowKey={(job) => job.id}
        link={(job) => (job.run_id === null ? null : runLink(job.run_id))}
        onPage={(page) => { set({ page }); }}
        card={(job) => (
          <>
            <Group justify="space-between" wrap="nowrap"><JobStatus status={job.status} /><Text size="sm" c="dimmed"><When at={job.created_at} /></Text></Group>
            <Text mt={4}>{kindName(job.kind)}{job.run_id !== null && ` · ${t("run.title", { id: job.run_id })}`}</Text>
            {job.last_error !== null && <Text size="sm" c="var(--app-bad)">{job.last_error}</Text>}
          </>
        )}
        empty={<EmptyBlock icon={IconGauge} title={t("jobs.none")} text={t("jobs.noneText")} />}
      />
    </Page>
  );
}

function JobActions({ job }: { job: Job }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const textOf = useProblemText();
  const act = useMutation({
    mutationFn: (action: "retry" | "cancel") => {
      const init = { params: { path: { id: job.id } } };
      return unwrap(action === "retry" ? api().POST("/jobs/{id}/retry", init) : api().POST("/jobs/{id}/cancel", init));
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ["/jobs"] }),
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  if (job.status === "dead" || job.status === "failed") return <Button size="compact-sm" variant="default" loading={act.isPending} onClick={() => { act.mutate("retry"); }}>{t("jobs.retry")}</Button>;
  if (job.status === "queued" || job.status === "running") return <Button size="compact-sm" variant="default" loading={act.isPending} onClick={() => { act.mutate("cancel"); }}>{t("jobs.cancel")}</Button>;
  return null;
}
