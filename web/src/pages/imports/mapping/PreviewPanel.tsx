import { Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleX, IconEye } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Article, Mapping, Preview, Transform } from "@/api/model";
import { EmptyBlock } from "@/components/EmptyBlock";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useIssueText } from "@/components/issueText";
import { useFormat, type Format } from "@/i18n/format";
import { FIELDS, type Field } from "./fields";
import tableClasses from "@/table/table.module.css";
import classes from "./mapping.module.css";

const RIGHT: readonly Field[] = ["price", "retail_price", "stock", "weight", "moq", "pack", "lead_time", "images"];

function shown(article: Article, field: Field, format: Format): string {
  switch (field) {
    case "price":
      return format.money(article.price, article.currency);
    case "retail_price":
      return format.money(article.retail_price, article.currency);
    case "weight":
      return article.weight_kg === null ? "" : `${format.decimal(article.weight_kg)} kg`;
    case "images":
      return article.images && article.images.length > 0 ? format.number(article.images.length) : "";
    case "stock":
    case "moq":
    case "pack":
    case "lead_time": {
      const value = field === "lead_time" ? article.lead_time_days : article[field];
      return value === null ? "" : format.decimal(value);
    }
    default:
      return article[field] ?? "";
  }
}

interface PreviewPanelProps {
  preview: UseQueryResult<Preview>;
  /** The last one that succeeded, shown while a step is being written. */
  last: Preview | undefined;
  mapping: Mapping;
  steps: readonly Transform[];
}

export function PreviewPanel({ preview, last, mapping, steps }: PreviewPanelProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const issueText = useIssueText();
  const fields = FIELDS.filter((field) => mapping[field] ?? steps.some((step) => step.field === field && step.op !== "reject"));
  const data = preview.data ?? last;
  return (
    <section className={`panel ${classes.preview ?? ""}`} aria-busy={preview.isFetching}>
      <div className={classes.listHead}>
        <Text fw={600} component="h2" size="lg">{t("mapping.preview")}</Text>
        <Text c="dimmed" size="sm">{t("mapping.previewLead")}</Text>
      </div>
      {preview.error && !data ? <ErrorBlock error={preview.error} onRetry={() => void preview.refetch()} /> : null}
      {!data && !preview.error && <div style={{ padding: 16 }}>{Array.from({ length: 6 }, (_, i) => <Skeleton key={i} height={14} mb={14} />)}</div>}
      {data && data.articles.length === 0 && <EmptyBlock icon={IconEye} title={t("mapping.previewEmpty")} text={t("mapping.previewEmptyText")} />}
      {data && data.articles.length > 0 && (
        <div className={tableClasses.scroller} tabIndex={0} role="region" aria-label={t("mapping.preview")}>
          <table className={tableClasses.table} data-stale={preview.isPlaceholderData || undefined}>
            <thead><tr>{fields.map((field) => <th key={field} scope="col" className={RIGHT.includes(field) ? "right" : undefined}>{t(`fields.${field}`)}</th>)}</tr></thead>
            <tbody>
              {data.articles.map((article, i) => (
                <tr key={i}>
                  {fields.map((field) => {
                    const text = shown(article, field, format);
                    return <td key={field} className={RIGHT.includes(field) ? "right num nowrap" : undefined}><span className={classes.cell} title={text}>{text === "" || text === "—" ? <span className="quiet">—</span> : text}</span></td>;
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {data && data.issues.length > 0 && (
        <ul className={classes.issues} aria-label={t("mapping.issues")}>
          {data.issues.map((issue) => {
            const IconOf = issue.severity === "error" ? IconCircleX : IconAlertTriangle;
            return (
              <li key={issue.code + (issue.field ?? "")} data-severity={issue.severity}>
                <IconOf size={16} aria-hidden />
                <span className="num">{format.number(issue.count)}</span>
                <span>{issueText(issue.code)}{issue.example != null && issue.example !== "" && <> <code>{issue.example}</code></>}</span>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
