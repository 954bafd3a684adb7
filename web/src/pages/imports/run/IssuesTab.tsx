import { Button, Chip, Group, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconDownload } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { download } from "@/api/client";
import type { Issue, RunDetail } from "@/api/model";
import { list } from "@/api/query";
import { EmptyBlock } from "@/components/EmptyBlock";
import { useFieldName } from "@/components/FieldChanges";
import { useIssueText } from "@/components/issueText";
import { notifyProblem } from "@/components/notify";
import { useProblemText } from "@/components/problemText";
import { useFormat } from "@/i18n/format";
import { DataTable } from "@/table/DataTable";
import type { Col } from "@/table/columns";
import type { RunSearch } from "../importsSearch";
import classes from "./run.module.css";

/** Records that need a look, by rule, with the value as it stands in the file. */
export function IssuesTab({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const issueText = useIssueText();
  const textOf = useProblemText();
  const search = useSearch({ from: "/app/imports/$id" });
  const navigate = useNavigate({ from: "/imports/$id" });
  const set = (change: Partial<RunSearch>) => void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true });
  const answer = useQuery(list("/imports/{id}/errors", { path: { id: run.id }, query: { code: search.code, page: search.page ?? 1, per_page: 25 } }));
  const fetchCsv = useMutation({
    mutationFn: () => download(`/imports/${String(run.id)}/errors.csv`, `${run.file_name.replace(/\.[^.]+$/, "")}-${t("run.rejectedFile")}.csv`),
    onError: (error) => { notifyProblem(textOf(error)); },
  });
  const columns = useMemo<Col<Issue>[]>(
    () => [
      { id: "line", header: t("run.line"), align: "right", width: 90, cell: (i) => format.number(i.line ?? i.record) },
      { id: "what", header: t("run.problem"), cell: (i) => <Severity issue={i} text={issueText(i.code)} /> },
      { id: "field", header: t("run.field"), width: 180, cell: (i) => (i.field === null ? <span className="quiet">—</span> : fieldName(i.field)) },
      { id: "raw", header: t("run.rawValue"), cell: (i) => (i.raw == null || i.raw === "" ? <span className="quiet">{t("run.empty")}</span> : <code className={classes.raw}>{i.raw}</code>) },
    ],
    [t, format, fieldName, issueText],
  );
  const byCode = answer.data?.meta.by_code ?? [];
  return (
    <>
      <Group gap="xs" mb="sm" justify="space-between" align="flex-start">
        <Chip.Group value={search.code ?? ""} onChange={(code: string) => { set({ code: code === "" ? undefined : code }); }}>
          <Group gap={6} style={{ flex: 1 }}>
            {byCode.length > 0 && <Chip value="" size="sm" variant="outline">{t("run.allIssues")}</Chip>}
            {byCode.map((entry) => <Chip key={entry.code} value={entry.code} size="sm" variant="outline">{issueText(entry.code)} · {format.number(entry.count)}</Chip>)}
          </Group>
        </Chip.Group>
        {run.rejected > 0 && (
          <Button variant="default" leftSection={<IconDownload size={16} />} loading={fetchCsv.isPending} onClick={() => { fetchCsv.mutate(); }}>
            {t("run.downloadRejected", { count: run.rejected, n: format.number(run.rejected) })}
          </Button>
        )}
      </Group>
      <DataTable
        label={t("run.tabs.issues")}
        columns={columns}
        answer={answer}
        rowKey={(i) => `${String(i.record)}-${i.code}-${i.field ?? ""}`}
        onPage={(page) => { set({ page }); }}
        card={(i) => (
          <>
            <Severity issue={i} text={issueText(i.code)} />
            <Text size="sm" c="dimmed" mt={4}>{t("run.lineN", { n: format.number(i.line ?? i.record) })}{i.field !== null && ` · ${fieldName(i.field)}`}</Text>
            {i.raw != null && i.raw !== "" && <code className={classes.raw}>{i.raw}</code>}
          </>
        )}
        empty={<EmptyBlock icon={IconCircleCheck} title={t("run.noIssues")} text={t("run.noIssuesText")} />}
      />
    </>
  );
}

function Severity({ issue, text }: { issue: Issue; text: string }) {
  const { t } = useTranslation();
  const error = issue.severity === "error";
  const IconOf = error ? IconCircleX : IconAlertTriangle;
  return (
    <span className={classes.severity} data-error={error || undefined}>
      <IconOf size={16} aria-hidden />
      <span>{text}<Text component="span" size="sm" c="dimmed"> · {error ? t("run.recordRejected") : t("run.recordKept")}</Text></span>
    </span>
  );
}
