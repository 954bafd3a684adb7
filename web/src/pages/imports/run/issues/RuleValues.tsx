import { Button, Skeleton, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CorrectionItem, CorrectionResult, IssueRule, IssueValue, RunDetail } from "@/api/model";
import { issueValuesQuery } from "@/api/review";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useFieldName } from "@/components/FieldChanges";
import { useIssueText } from "@/components/issueText";
import { useFormat } from "@/i18n/format";
import { Pager } from "@/table/Pager";
import runClasses from "../run.module.css";
import { useCorrect } from "./useCorrect";
import classes from "./issues.module.css";

interface RuleValuesProps {
  run: RunDetail;
  rule: IssueRule;
  mayFix: boolean;
  onResult: (result: CorrectionResult) => void;
}

/** The different values that broke a rule, the most frequent first; each is put right once for all its records. */
export function RuleValues({ run, rule, mayFix, onResult }: RuleValuesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const issueText = useIssueText();
  const [page, setPage] = useState(1);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const field = rule.field ?? "";
  const answer = useQuery(issueValuesQuery(run.id, { code: rule.code, field: rule.field ?? undefined, page }));
  const fix = useCorrect(run, (result) => { setTyped({}); onResult(result); });
  const values = answer.data?.data ?? [];
  const filled = Object.entries(typed).filter(([, value]) => value.trim() !== "");
  const send = (items: CorrectionItem[]) => { if (items.length > 0) fix.mutate(items); };
  const item = (raw: string, value: string | null): CorrectionItem => ({ field, raw, value });
  return (
    <section className={`panel ${classes.values ?? ""}`} aria-label={t("issuesPage.values")}>
      <div className={classes.valuesHead}>
        <h2>{issueText(rule.code)} <span className="quiet">· {fieldName(field)}</span></h2>
        <span className="quiet num">{t("issuesPage.distinct", { count: rule.distinct_values, n: format.number(rule.distinct_values), records: format.number(rule.count) })}</span>
      </div>
      {answer.error && !answer.data ? <ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /> : answer.data === undefined ? <div style={{ padding: 16 }}><Skeleton height={34} mb={8} /><Skeleton height={34} /></div> : (
        <form onSubmit={(event) => { event.preventDefault(); send(filled.map(([raw, value]) => item(raw, value.trim()))); }}>
          <ul className={classes.valueList}>
            {values.map((value) => (
              <ValueRow
                key={value.raw}
                value={value}
                field={fieldName(field)}
                mayFix={mayFix}
                busy={fix.isPending}
                typed={typed[value.raw] ?? ""}
                onType={(text) => { setTyped((old) => ({ ...old, [value.raw]: text })); }}
                onFix={(text) => { send([item(value.raw, text)]); }}
              />
            ))}
          </ul>
          {filled.length > 1 && <div className={classes.fixAll}><Button type="submit" loading={fix.isPending}>{t("issuesPage.fixTyped", { count: filled.length, n: format.number(filled.length) })}</Button></div>}
          {answer.data.meta.total_pages > 1 && <div style={{ padding: "0 14px 12px" }}><Pager meta={answer.data.meta} onPage={setPage} /></div>}
        </form>
      )}
      {mayFix && <p className={classes.help}>{run.status === "done" ? t("issuesPage.helpDone") : t("issuesPage.helpWaiting")}</p>}
    </section>
  );
}

interface ValueRowProps {
  value: IssueValue;
  field: string;
  mayFix: boolean;
  busy: boolean;
  typed: string;
  onType: (text: string) => void;
  onFix: (text: string | null) => void;
}

function ValueRow({ value, field, mayFix, busy, typed, onType, onFix }: ValueRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const shown = value.raw === "" ? t("run.empty") : value.raw;
  return (
    <li className={classes.value}>
      <span className={classes.rawCell}>
        {value.raw === "" ? <span className="quiet">{shown}</span> : <code className={runClasses.raw}>{shown}</code>}
        <span className="quiet num nowrap">{t("issuesPage.records", { count: value.count, n: format.number(value.count) })}</span>
      </span>
      {value.fixed_value !== null && <span className={classes.fixedValue}><IconCircleCheck size={16} aria-hidden />{t("issuesPage.fixedTo", { value: value.fixed_value })}</span>}
      {mayFix && (
        <span className={classes.editor}>
          <TextInput
            size="xs"
            aria-label={t("issuesPage.rightValue", { field, raw: shown })}
            placeholder={t("issuesPage.placeholder")}
            value={typed}
            onChange={(event) => { onType(event.currentTarget.value); }}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              if (typed.trim() !== "") onFix(typed.trim());
            }}
          />
          <Button size="xs" variant="light" disabled={typed.trim() === "" || busy} onClick={() => { onFix(typed.trim()); }}>{value.count > 1 ? t("issuesPage.fixAll", { n: format.number(value.count) }) : t("issuesPage.fixOne")}</Button>
          <Button size="xs" variant="subtle" color="gray" disabled={busy} aria-label={t("issuesPage.leaveEmptyOf", { raw: shown })} onClick={() => { onFix(null); }}>{t("issuesPage.leaveEmpty")}</Button>
        </span>
      )}
    </li>
  );
}
