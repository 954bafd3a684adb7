//! Issues of a run: what was wrong with which record.

use serde::Serialize;
use sqlx::AssertSqlSafe;

use crate::databases::ImportsDb;

/// A stored issue.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct StoredIssue {
    /// 1-based number of the record.
    pub record: i64,
    /// 1-based line or row; 0 where the format has none.
    pub line: i64,
    /// Which field, where it is one.
    pub field: Option<String>,
    /// What is wrong, as a stable code.
    pub code: String,
    /// `info`, `warning` or `error`.
    pub severity: String,
    /// The raw value.
    pub raw: String,
}

/// How often a kind of issue came.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, sqlx::FromRow)]
pub struct IssueCount {
    /// What is wrong.
    pub code: String,
    /// `info`, `warning` or `error`.
    pub severity: String,
    /// Which field; empty where it is none.
    pub field: String,
    /// How often.
    pub count: i64,
}

/// Which issues of a run.
#[derive(Clone, Debug, Default)]
pub struct IssueFilter {
    /// Of this code.
    pub code: Option<String>,
    /// Of this severity.
    pub severity: Option<String>,
    /// About this field.
    pub field: Option<String>,
}

/// Forgets a run's issues: an attempt that starts over finds them again.
pub async fn clear(db: &ImportsDb, run_id: i64) -> sqlx::Result<()> {
    sqlx::query("delete from issues where run_id = $1").bind(run_id).execute(db.pool()).await?;
    sqlx::query("delete from issue_counts where run_id = $1").bind(run_id).execute(db.pool()).await?;
    Ok(())
}

/// Writes a batch of issues by COPY.
pub async fn copy_in(db: &ImportsDb, run_id: i64, issues: &[catalog::issue::Issue]) -> sqlx::Result<()> {
    if issues.is_empty() {
        return Ok(());
    }
    let mut text = String::new();
    for issue in issues {
        use std::fmt::Write as _;
        let field = issue.field.map_or("\\N", catalog::field::Field::as_str);
        let _ = write!(text, "{run_id}\t{}\t{}\t{field}\t", issue.position.record, issue.position.line);
        let _ = write!(text, "{}\t{}\t", issue.code.as_str(), issue.severity.as_str());
        escape(&issue.raw, &mut text);
        text.push('\n');
    }
    let mut connection = db.pool().acquire().await?;
    let mut copy = connection
        .copy_in_raw("copy issues (run_id, record, line, field, code, severity, raw) from stdin")
        .await?;
    copy.send(text.as_bytes()).await?;
    copy.finish().await?;
    Ok(())
}

/// Replaces a run's issues of one code, which reject nothing, and their count.
pub async fn replace(
    db: &ImportsDb,
    run_id: i64,
    code: catalog::issue::Code,
    issues: &[catalog::issue::Issue],
) -> sqlx::Result<()> {
    for table in ["issues", "issue_counts"] {
        sqlx::query(AssertSqlSafe(format!("delete from {table} where run_id = $1 and code = $2")))
            .bind(run_id)
            .bind(code.as_str())
            .execute(db.pool())
            .await?;
    }
    copy_in(db, run_id, issues).await?;
    sqlx::query(
        "insert into issue_counts (run_id, code, severity, field, count)
         select run_id, code, severity, coalesce(field, ''), count(*) from issues where run_id = $1 and code = $2
         group by run_id, code, severity, coalesce(field, '')",
    )
    .bind(run_id)
    .bind(code.as_str())
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Replaces a run's issues of one code and kind, of which only the first are given but all are counted.
pub async fn replace_counted(
    db: &ImportsDb,
    run_id: i64,
    issues: &[catalog::issue::Issue],
    count: i64,
) -> sqlx::Result<()> {
    let Some(first) = issues.first() else { return Ok(()) };
    replace(db, run_id, first.code, issues).await?;
    sqlx::query("update issue_counts set count = $3 where run_id = $1 and code = $2")
        .bind(run_id)
        .bind(first.code.as_str())
        .bind(count)
        .execute(db.pool())
        .await?;
    Ok(())
}

/// Escapes a value for COPY's text format and drops NUL, which PostgreSQL's text can't hold.
fn escape(value: &str, out: &mut String) {
    for character in value.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\0' => {}
            other => out.push(other),
        }
    }
}

/// Sets the exact counts of a run's issues.
pub async fn set_counts(db: &ImportsDb, run_id: i64, counts: &[IssueCount]) -> sqlx::Result<()> {
    let mut tx = db.pool().begin().await?;
    sqlx::query("delete from issue_counts where run_id = $1").bind(run_id).execute(&mut *tx).await?;
    for count in counts {
        sqlx::query(
            "insert into issue_counts (run_id, code, severity, field, count) values ($1, $2, $3, $4, $5)",
        )
        .bind(run_id)
        .bind(&count.code)
        .bind(&count.severity)
        .bind(&count.field)
        .bind(count.count)
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await
}

/// The exact counts of a run's issues, most frequent first.
pub async fn counts(db: &ImportsDb, run_id: i64) -> sqlx::Result<Vec<IssueCount>> {
    sqlx::query_as(
        "select code, severity, field, count from issue_counts where run_id = $1 order by count desc, code, field",
    )
    .bind(run_id)
    .fetch_all(db.pool())
    .await
}

/// How many issues of a run didn't reject their record, other than those of these codes.
pub async fn warnings(db: &ImportsDb, run_id: i64, but: &[catalog::issue::Code]) -> sqlx::Result<i64> {
    let but: Vec<&str> = but.iter().map(|code| code.as_str()).collect();
    sqlx::query_scalar(
        "select coalesce(sum(count), 0)::bigint from issue_counts
         where run_id = $1 and severity <> 'error' and code <> all($2)",
    )
    .bind(run_id)
    .bind(but)
    .fetch_one(db.pool())
    .await
}

/// Which of these records repeat an earlier one.
pub async fn repeated(db: &ImportsDb, run_id: i64, records: &[i64]) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar(
        "select distinct record from issues where run_id = $1 and record = any($2) and code = 'duplicate_key'",
    )
    .bind(run_id)
    .bind(records)
    .fetch_all(db.pool())
    .await
}

const MATCHES: &str =
    "run_id = $1 and ($2::text is null or code = $2) and ($3::text is null or severity = $3)
    and ($4::text is null or field = $4)";

/// A page of a run's issues in the order of the file.
pub async fn list(
    db: &ImportsDb,
    run_id: i64,
    filter: &IssueFilter,
    limit: i64,
    offset: i64,
) -> sqlx::Result<Vec<StoredIssue>> {
    let sql = format!(
        "select record, line, field, code, severity, raw from issues where {MATCHES} order by record, id limit $5 offset $6"
    );
    sqlx::query_as(AssertSqlSafe(sql))
        .bind(run_id)
        .bind(&filter.code)
        .bind(&filter.severity)
        .bind(&filter.field)
        .bind(limit)
        .bind(offset)
        .fetch_all(db.pool())
        .await
}

/// How many stored issues of a run match.
pub async fn count(db: &ImportsDb, run_id: i64, filter: &IssueFilter) -> sqlx::Result<i64> {
    sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from issues where {MATCHES}")))
        .bind(run_id)
        .bind(&filter.code)
        .bind(&filter.severity)
        .bind(&filter.field)
        .fetch_one(db.pool())
        .await
}

/// A kind of issue, and how much there is of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Rule {
    /// What is wrong.
    pub code: String,
    /// `info`, `warning` or `error`.
    pub severity: String,
    /// Which field; empty where it is none.
    pub field: String,
    /// How often, exactly.
    pub count: i64,
    /// How many different raw values it is about, of those kept one by one.
    pub distinct_values: i64,
    /// One of them.
    pub example: Option<String>,
}

/// Issues that are looked at for different values: a page of issues must not wait for all of a bad file's.
const LOOKED_AT: i64 = 200_000;

/// The kinds of a run's issues, most frequent first.
pub async fn rules(db: &ImportsDb, run_id: i64) -> sqlx::Result<Vec<Rule>> {
    sqlx::query_as(
        "select c.code, c.severity, c.field, c.count, coalesce(v.distinct_values, 0) as distinct_values, v.example
         from issue_counts c left join (
           select code, severity, coalesce(field, '') as field, count(distinct raw) as distinct_values,
             (array_agg(raw order by record))[1] as example
           from (select code, severity, field, raw, record from issues where run_id = $1 limit $2) i
           group by code, severity, coalesce(field, '')) v using (code, severity, field)
         where c.run_id = $1 order by c.count desc, c.code, c.field",
    )
    .bind(run_id)
    .bind(LOOKED_AT)
    .fetch_all(db.pool())
    .await
}

/// A raw value, and how many issues of one kind are about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct RawValue {
    /// The value.
    pub raw: String,
    /// How many issues.
    pub count: i64,
    /// What a person put in its place, wherever it stands.
    pub fixed_value: Option<String>,
}

/// The different raw values of a run's issues of one kind, most frequent first, and how many there are.
pub async fn values(
    db: &ImportsDb,
    run_id: i64,
    code: &str,
    field: Option<&str>,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<RawValue>, i64)> {
    let rows = sqlx::query_as(
        "select i.raw, i.count, c.value as fixed_value from (
           select raw, count(*) as count from issues
           where run_id = $1 and code = $2 and ($3::text is null or field = $3) group by raw) i
         left join corrections c on c.run_id = $1 and c.record is null and c.field = $3 and c.raw = i.raw
         order by i.count desc, i.raw limit $4 offset $5",
    )
    .bind(run_id)
    .bind(code)
    .bind(field)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.pool())
    .await?;
    let total = sqlx::query_scalar(
        "select count(distinct raw) from issues where run_id = $1 and code = $2 and ($3::text is null or field = $3)",
    )
    .bind(run_id)
    .bind(code)
    .bind(field)
    .fetch_one(db.pool())
    .await?;
    Ok((rows, total))
}

/// Forgets the issues of these records, which have been checked again, and moves the exact counts by so much.
pub async fn replace_records(
    db: &ImportsDb,
    run_id: i64,
    records: &[i64],
    issues: &[catalog::issue::Issue],
    moved: &[IssueCount],
) -> sqlx::Result<()> {
    sqlx::query("delete from issues where run_id = $1 and record = any($2)")
        .bind(run_id)
        .bind(records)
        .execute(db.pool())
        .await?;
    copy_in(db, run_id, issues).await?;
    for count in moved {
        sqlx::query(
            "insert into issue_counts (run_id, code, severity, field, count) values ($1, $2, $3, $4, greatest($5, 0))
             on conflict (run_id, code, severity, field)
             do update set count = greatest(issue_counts.count + $5, 0)",
        )
        .bind(run_id)
        .bind(&count.code)
        .bind(&count.severity)
        .bind(&count.field)
        .bind(count.count)
        .execute(db.pool())
        .await?;
    }
    sqlx::query("delete from issue_counts where run_id = $1 and count = 0")
        .bind(run_id)
        .execute(db.pool())
        .await?;
    Ok(())
}

/// Why a record was rejected.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Rejection {
    /// The issue's id.
    pub id: i64,
    /// 1-based number of the record.
    pub record: i64,
    /// Which field, where it is one.
    pub field: Option<String>,
    /// What is wrong, as a stable code.
    pub code: String,
}

/// The next rejections of a run after that record and issue, in the order of the file.
pub async fn rejected_after(
    db: &ImportsDb,
    run_id: i64,
    (record, id): (i64, i64),
    limit: i64,
) -> sqlx::Result<Vec<Rejection>> {
    sqlx::query_as(
        "select id, record, field, code from issues
         where run_id = $1 and (record, id) > ($2, $3) and severity = 'error' order by record, id limit $4",
    )
    .bind(run_id)
    .bind(record)
    .bind(id)
    .bind(limit)
    .fetch_all(db.pool())
    .await
}
