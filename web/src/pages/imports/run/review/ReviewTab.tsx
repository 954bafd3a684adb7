import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Review, RunDetail } from "@/api/model";
import { issuesQuery } from "@/api/review";
import { runLink } from "@/app/links";
import { ErrorBlock } from "@/components/ErrorBlock";
import { useFieldName } from "@/components/FieldChanges";
import { useIssueText } from "@/components/issueText";
import { When } from "@/components/When";
import { useFormat } from "@/i18n/format";
import { readablePath } from "@/pages/products/categoryPath";
import { Severity } from "../issues/Severity";
import type { Choice, Extent } from "./approval";
import { Brakes } from "./Brakes";
import { Groups } from "./Groups";
import { changesOf } from "./groupLinks";
import { Moves } from "./Moves";
import classes from "./review.module.css";

interface ReviewTabProps {
  run: RunDetail;
  extent: Extent | undefined;
  choice: Choice;
  onChoice?: ((choice: Choice) => void) | undefined;
}

/** What would happen to the catalogue: why the run waits, four numbers, the biggest moves, what is new to us. */
export function ReviewTab({ run, extent, choice, onChoice }: ReviewTabProps) {
  const review = run.review;
  return (
    <div className={classes.review}>
      {review && <Brakes brakes={review.brakes} waits={run.status === "held" || run.status === "review"} />}
      {review?.approved && <Approved approved={review.approved} />}
      <Numbers run={run} />
      <div className={classes.columns}>
        <div className={classes.stack}>
          {extent ? <Groups run={run} extent={extent} choice={choice} onChoice={onChoice} /> : <Skeleton height={260} radius="md" />}
          {review && <Moves what="price" moves={review.biggest.price} />}
        </div>
        <div className={classes.stack}>
          <IssueRules run={run} />
          {review && <Moves what="stock" moves={review.biggest.stock} />}
        </div>
      </div>
      {review && <NewNames review={review} />}
    </div>
  );
}

function Approved({ approved }: { approved: NonNullable<Review["approved"]> }) {
  const { t } = useTranslation();
  return (
    <p className={classes.approved}>
      <IconCircleCheck size={17} aria-hidden />
      <span>{t(approved.selection === null ? "review.approvedAll" : "review.approvedPart", { by: approved.by ?? "—" })} · <When at={approved.at} /></span>
    </p>
  );
}

function Numbers({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const gone = run.review?.gone ?? run.discontinued;
  const issues = { ...runLink(run.id), search: { tab: "issues" as const } };
  const numbers = [
    ["new", run.created, changesOf(run.id, "new")],
    ["changed", run.updated, changesOf(run.id, "all")],
    ["gone", gone, changesOf(run.id, "gone")],
    ["rejected", run.rejected, issues],
  ] as const;
  return (
    <dl className={`panel ${classes.numbers ?? ""}`} aria-label={t("review.numbers")}>
      {numbers.map(([name, value, link]) => (
        <div key={name} data-zero={value === 0 || undefined}>
          <dt>{t(`review.number.${name}`)}</dt>
          <dd className="num">{value === 0 || (name === "gone" && run.discontinued === 0) ? format.number(value) : <Link className="link" {...link}>{format.number(value)}</Link>}<span>{name === "gone" && gone > 0 && run.discontinued === 0 ? t("review.goneStay") : t(`review.hint.${name}`)}</span></dd>
        </div>
      ))}
    </dl>
  );
}

function IssueRules({ run }: { run: RunDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const fieldName = useFieldName();
  const issueText = useIssueText();
  const answer = useQuery(issuesQuery(run.id, { page: 1 }));
  const rules = answer.data?.meta.by_rule ?? answer.data?.meta.by_code?.map((rule) => ({ ...rule, field: null }));
  return (
    <section className={`panel ${classes.box ?? ""}`}>
      <h2>{t("review.issues")}</h2>
      {answer.error && !answer.data ? <ErrorBlock error={answer.error} onRetry={() => void answer.refetch()} /> : rules === undefined ? <Skeleton height={90} /> : rules.length === 0 ? <p className="quiet">{t("run.noIssuesText")}</p> : (
        <>
          <ul className={classes.rules}>
            {rules.slice(0, 7).map((rule) => (
              <li key={`${rule.code} ${rule.field ?? ""}`}>
                <Severity severity={rule.severity}>
                  <Link className="link" {...runLink(run.id)} search={{ tab: "issues", code: rule.code, of: rule.field ?? undefined }}>{issueText(rule.code)}</Link>
                  {rule.field !== null && <span className="quiet"> · {fieldName(rule.field)}</span>}
                </Severity>
                <b className="num">{format.number(rule.count)}</b>
              </li>
            ))}
          </ul>
          <Link className="textlink" {...runLink(run.id)} search={{ tab: "issues" }}>{t("review.toIssues")}</Link>
        </>
      )}
    </section>
  );
}

function NewNames({ review }: { review: Review }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lists = [["brands", review.new_brands.map((b) => ({ name: b.name, records: b.records }))], ["categories", review.new_categories.map((c) => ({ name: readablePath(c.path), records: c.records }))]] as const;
  if (lists.every(([, names]) => names.length === 0)) return null;
  return (
    <div className={classes.columns}>
      {lists.filter(([, names]) => names.length > 0).map(([what, names]) => (
        <section key={what} className={`panel ${classes.box ?? ""}`}>
          <h2>{t(`review.new.${what}`, { count: names.length, n: format.number(names.length) })}</h2>
          <p className="quiet">{t(`review.newHelp.${what}`)}</p>
          <ul className={classes.names}>
            {names.slice(0, 24).map((entry) => <li key={entry.name}>{entry.name}<span className="num">{format.number(entry.records)}</span></li>)}
            {names.length > 24 && <li className="quiet">{t("review.more", { n: format.number(names.length - 24) })}</li>}
          </ul>
        </section>
      ))}
    </div>
  );
}
