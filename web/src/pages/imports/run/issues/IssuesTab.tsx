import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CorrectionResult, Issue, IssueRule, RunDetail } from "@/api/model";
import { issuesQuery } from "@/api/review";
import { useAtLeast } from "@/app/me";
import { EmptyBlock } from "@/components/EmptyBlock";
import { useFieldName } from "@/components/FieldChanges";
import { useIssueText } from "@/components/issueText";
import { useFormat } from "@/i18n/format";
import { DataTable } from "@/table/DataTable";
import type { Col } from "@/table/columns";
import type { RunSearch } from "../../importsSearch";
import runClasses from "../run.module.css";
import { CorrectionResultNotice, CorrectionsMade } from "./Corrections";
import { Rejected } from "./Rejected";
import { RuleValues } from "./RuleValues";
import { Severity } from "./Severity";
import classes from "./issues.module.css";

const CORRECTABLE = ["held", "review", "done"];

/** Records that need a look, by rule; a wrong value is put right here, once for all that have it. */
export function IssuesTab({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const fieldName = useFieldName();
  const issueText = useIssueText();
  const search = useSearch({ from: "/app/imports/$id" });
  const navigate = useNavigate({ from: "/imports/$id" });
  const set = (change: Partial<RunSearch>) => void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true });
  const mayFix = useAtLeast("user") && CORRECTABLE.includes(run.status);
  const [result, setResult] = useState<CorrectionResult | null>(null);
  const answer = useQuery(issuesQuery(run.id, { code: search.code, field: search.of, page: search.page ?? 1 }));
  const meta = answer.data?.meta;
  const rules: IssueRule[] = meta?.by_rule ?? meta?.by_code?.map((rule) => ({ ...rule, field: null, distinct_values: 0, example: null })) ?? [];
  const rule = rules.find((entry) => entry.code === search.code && (entry.field ?? undefined) === search.of);
  const columns = useMemo<Col<Issue>[]>(
    () => [
      { id: "line", header: t("run.line"), align: "right", width: 90, cell: (i) => <RecordLink issue={i} /> },
      { id: "what", header: t("run.problem"), cell: (i) => <What issue={i} text={issueText(i.code)} /> },
      { id: "field", header: t("run.field"), width: 180, cell: (i) => (i.field === null ? <span className="quiet">—</span> : fieldName(i.field)) },
      { id: "raw", header: t("run.rawValue"), cell: (i) => <Raw issue={i} /> },
    ],
    [t, fieldName, issueText],
  );
  const nothing = answer.data !== undefined && rules.length === 0 && search.code === undefined;
  return (
    <div className={classes.layout}>
      {result && <CorrectionResultNotice result={result} onClose={() => { setResult(null); }} />}
      <Rejected run={run} />
      {nothing ? (
        <div className="panel"><EmptyBlock icon={IconCircleCheck} title={t("run.noIssues")} text={t("run.noIssuesText")} /></div>
      ) : (
        <div className={classes.columns}>
          <RuleList rules={rules} search={search} />
          <div className={classes.main}>
            {rule && rule.field !== null && <RuleValues key={`${rule.code} ${rule.field}`} run={run} rule={rule} mayFix={mayFix} onResult={setResult} />}
            {rule === undefined && mayFix && rules.length > 0 && <Text size="sm" c="dimmed" mb="xs">{t("issuesPage.chooseRule")}</Text>}
            <DataTable
              label={t("run.tabs.issues")}
              columns={columns}
              answer={answer}
              rowKey={(i) => `${String(i.record)}-${i.code}-${i.field ?? ""}`}
              onOpen={(i) => void navigate({ search: (old) => ({ ...old, record: i.record }), replace: true })}
              onPage={(page) => { set({ page }); }}
              card={(i) => (
                <>
                  <What issue={i} text={issueText(i.code)} />
                  <Text component="div" size="sm" c="dimmed" mt={4}><RecordLink issue={i} long />{i.field !== null && ` · ${fieldName(i.field)}`}</Text>
                  <Raw issue={i} />
                </>
              )}
              empty={<EmptyBlock icon={IconCircleCheck} title={t("issuesPage.ruleDone")} text={t("issuesPage.ruleDoneText")} />}
            />
          </div>
        </div>
      )}
      <CorrectionsMade run={run} mayFix={mayFix} />
    </div>
  );
}

function RuleList({ rules, search }: { rules: IssueRule[]; search: RunSearch }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const issueText = useIssueText();
  const link = (code: string | undefined, of: string | undefined, children: React.ReactNode, count: number | null) => (
    <Link key={`${code ?? ""} ${of ?? ""}`} from="/imports/$id" to="." search={(old) => ({ ...old, page: undefined, code, of })} replace resetScroll={false} className={classes.rule} aria-current={search.code === code && search.of === of ? "true" : undefined} activeOptions={{ exact: true }}>
      {children}
      {count !== null && <b className="num">{format.number(count)}</b>}
    </Link>
  );
  return (
    <nav className={`panel ${classes.rules ?? ""}`} aria-label={t("issuesPage.rules")}>
      {link(undefined, undefined, <span>{t("run.allIssues")}</span>, null)}
      {rules.map((rule) => link(rule.code, rule.field ?? undefined, <Severity severity={rule.severity}>{issueText(rule.code)}{rule.field !== null && <span className="quiet"> · {fieldName(rule.field)}</span>}</Severity>, rule.count))}
    </nav>
  );
}

function RecordLink({ issue, long = false }: { issue: Issue; long?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const n = format.number(issue.line > 0 ? issue.line : issue.record);
  return <Link className="link" from="/imports/$id" to="." search={(old) => ({ ...old, record: issue.record })} replace resetScroll={false} aria-label={t("record.open", { n })}>{long ? t("run.lineN", { n }) : n}</Link>;
}

function What({ issue, text }: { issue: Issue; text: string }) {
  const { t } = useTranslation();
  return <Severity severity={issue.severity}>{text}<Text component="span" size="sm" c="dimmed" aria-hidden> · {issue.severity === "error" ? t("run.recordRejected") : t("run.recordKept")}</Text></Severity>;
}

function Raw({ issue }: { issue: Issue }) {
  const { t } = useTranslation();
  const raw = issue.raw === "" ? <span className="quiet">{t("run.empty")}</span> : <code className={runClasses.raw}>{issue.raw}</code>;
  if (issue.fixed == null) return raw;
  return <span className={classes.fixed}><del>{raw}</del><span aria-hidden> → </span><ins><IconCircleCheck size={15} aria-hidden />{issue.fixed.value ?? t("run.empty")}</ins></span>;
}
