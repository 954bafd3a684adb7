import { Button, Skeleton, Text } from "@mantine/core";
import { useMutation, useQueries, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { IconCircleCheck, IconPlayerPlay } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { request } from "@/api/client";
import type { Drift, Run, RunDetail } from "@/api/model";
import { runQuery } from "@/api/review";
import { runLink } from "@/app/links";
import { useAtLeast } from "@/app/me";
import { queryClient } from "@/app/queryClient";
import { EmptyBlock } from "@/components/EmptyBlock";
import { ErrorBlock } from "@/components/ErrorBlock";
import { Notice } from "@/components/Notice";
import { Page } from "@/components/Page";
import { useProblemText } from "@/components/problemText";
import { RunStatus } from "@/components/RunStatus";
import { putRun, refreshAfter } from "@/live/runCache";
import { DriftReview } from "./DriftReview";
import { answerOf, columnsOf, proposals, sorted, type RecordCells } from "./decisions";
import classes from "./drift.module.css";

/** A run that waits because its columns are not where the profile expects them. */
export function DriftPage() {
  const { t } = useTranslation();
  const id = Number(useParams({ from: "/app/imports/$id/drift" }).id);
  const answer = useQuery(runQuery(id));
  const run = answer.data;
  const crumb = <Link className="link" {...runLink(id)}>{t("run.title", { id })}</Link>;
  if (answer.error && !run) return <Page title={t("drift.title")} crumb={crumb}><div className="panel"><ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /></div></Page>;
  if (!run) return <Page title=" " crumb={crumb} lead=" "><Skeleton height={300} radius="md" /></Page>;
  const drift = run.drift ?? [];
  return (
    <Page title={run.file_name} badge={<RunStatus status={run.status} />} crumb={crumb} lead={run.supplier?.name}>
      <div className="panel">
        {drift.length === 0 || run.status !== "held" ? (
          <EmptyBlock icon={IconCircleCheck} title={t("drift.none")} text={t("drift.noneText")} action={<Button renderRoot={(props) => <Link {...runLink(id)} {...props} />}>{t("drift.toRun")}</Button>} />
        ) : (
          <Repair run={run} drift={drift} />
        )}
      </div>
    </Page>
  );
}

function Repair({ run, drift }: { run: RunDetail; drift: Drift[] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const textOf = useProblemText();
  const mayDecide = useAtLeast("user");
  const [decisions, setDecisions] = useState(() => proposals(sorted(drift).open));
  const records = useQueries({
    queries: [1, 2, 3].map((record) => ({
      queryKey: ["/imports/{id}/records/{record}", { id: run.id, record }],
      queryFn: ({ signal }: { signal: AbortSignal }) => request<RecordCells>("GET", `/imports/${String(run.id)}/records/${String(record)}`, undefined, signal),
      staleTime: Infinity,
      retry: false,
    })),
    combine: (answers) => answers.flatMap((answer) => (answer.data ? [answer.data] : [])),
  });
  const { open } = sorted(drift);
  const accepted = answerOf(open, decisions).accept === true;
  const go = useMutation({
    mutationFn: () => request<Run>("POST", `/imports/${String(run.id)}/drift`, answerOf(open, decisions)),
    onSuccess: (next) => {
      putRun(queryClient, next);
      refreshAfter(queryClient, next);
      void navigate(runLink(next.id));
    },
  });
  return (
    <>
      <DriftReview
        drift={drift}
        columns={columnsOf(records, drift)}
        decisions={decisions}
        readOnly={!mayDecide}
        onDecide={(field, source) => { setDecisions((old) => ({ ...old, [field]: source })); }}
      />
      {go.error && <div style={{ padding: "14px 18px 0" }}><Notice tone="bad" alert>{textOf(go.error)}</Notice></div>}
      <div className={classes.foot}>
        <Text size="sm" c="dimmed">{mayDecide ? t("drift.next", { supplier: run.supplier?.name ?? "" }) : t("drift.viewer")}</Text>
        <Button variant="default" renderRoot={(props) => <Link {...runLink(run.id)} {...props} />}>{t("drift.cancel")}</Button>
        {mayDecide && <Button leftSection={<IconPlayerPlay size={16} />} loading={go.isPending} onClick={() => { go.mutate(); }}>{accepted ? t("drift.accept") : t("drift.goOn")}</Button>}
      </div>
    </>
  );
}
