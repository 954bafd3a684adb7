//! Lists and figures of runs.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::run::{Run, Status};
use crate::databases::ImportsDb;

/// Which runs.
#[derive(Clone, Debug, Default)]
pub struct RunFilter {
    /// Of this supplier.
    pub supplier_id: Option<i64>,
    /// In one of these statuses.
    pub statuses: Option<Vec<Status>>,
    /// Whose file's name contains this.
    pub file_name: Option<String>,
    /// Received at or after.
    pub since: Option<DateTime<Utc>>,
    /// Received before.
    pub until: Option<DateTime<Utc>>,
}

/// A page of runs, newest first, and how many match.
pub async fn list(
    db: &ImportsDb,
    filter: &RunFilter,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<Run>, i64)> {
    const MATCHES: &str =
        "($1::bigint is null or supplier_id = $1) and ($2::text[] is null or status = any($2))
        and ($3::text is null or position(lower($3) in lower(file_name)) > 0)
        and ($4::timestamptz is null or created_at >= $4) and ($5::timestamptz is null or created_at < $5)";
    let statuses: Option<Vec<&str>> =
        filter.statuses.as_ref().map(|statuses| statuses.iter().map(|status| status.as_str()).collect());
    let runs = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "select * from runs where {MATCHES} order by created_at desc, id desc limit $6 offset $7"
    )))
    .bind(filter.supplier_id)
    .bind(&statuses)
    .bind(&filter.file_name)
    .bind(filter.since)
    .bind(filter.until)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.pool())
    .await?;
    let count = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from runs where {MATCHES}")))
        .bind(filter.supplier_id)
        .bind(&statuses)
        .bind(&filter.file_name)
        .bind(filter.since)
        .bind(filter.until)
        .fetch_one(db.pool())
        .await?;
    Ok((runs, count))
}

/// Runs by their ids, in no order.
pub async fn by_ids(db: &ImportsDb, ids: &[i64]) -> sqlx::Result<Vec<Run>> {
    sqlx::query_as("select * from runs where id = any($1)").bind(ids).fetch_all(db.pool()).await
}

/// What a socket needs at its start: the runs that move or wait, and those that changed since an event.
pub async fn current(db: &ImportsDb, since_event: Option<i64>) -> sqlx::Result<Vec<Run>> {
    sqlx::query_as(
        "select * from runs where status in ('received', 'inspected', 'staged', 'applied')
           or ($1::bigint is not null and event_id > $1) order by id desc limit 200",
    )
    .bind(since_event)
    .fetch_all(db.pool())
    .await
}

/// The runs that wait for a person, and those that failed since a time; newest first.
pub async fn needing_attention(
    db: &ImportsDb,
    failed_since: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<Run>> {
    sqlx::query_as(
        "select * from runs where status in ('needs_mapping', 'held', 'review', 'paused')
           or (status = 'failed' and finished_at >= $1) order by created_at desc, id desc limit $2",
    )
    .bind(failed_since)
    .bind(limit)
    .fetch_all(db.pool())
    .await
}

/// The last run of each supplier.
pub async fn last_of_suppliers(db: &ImportsDb, supplier_ids: &[i64]) -> sqlx::Result<Vec<Run>> {
    sqlx::query_as(
        "select r.* from unnest($1::bigint[]) s(id)
         cross join lateral (select * from runs where supplier_id = s.id order by id desc limit 1) r",
    )
    .bind(supplier_ids)
    .fetch_all(db.pool())
    .await
}

/// How many runs of a day ended in which way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Day {
    /// The day (UTC).
    pub date: NaiveDate,
    /// Applied and done.
    pub done: i64,
    /// The same file as last time.
    pub unchanged: i64,
    /// Failed.
    pub failed: i64,
    /// Held, in review or waiting for a mapping.
    pub held: i64,
    /// Records in all of them.
    pub records: i64,
}

/// Figures of each day from `since` on, days without runs included.
pub async fn per_day(db: &ImportsDb, since: NaiveDate, until: NaiveDate) -> sqlx::Result<Vec<Day>> {
    sqlx::query_as(
        "select d::date as date,
           count(r.id) filter (where status in ('applied', 'done', 'undone')) as done,
           count(r.id) filter (where status = 'unchanged') as unchanged,
           count(r.id) filter (where status = 'failed') as failed,
           count(r.id) filter (where status in ('held', 'review', 'needs_mapping')) as held,
           coalesce(sum(r.records), 0)::bigint as records
         from generate_series($1::date::timestamp, $2::date::timestamp, interval '1 day') d
         left join runs r on r.created_at >= d at time zone 'UTC'
                         and r.created_at < (d + interval '1 day') at time zone 'UTC' and r.mode <> 'dry_run'
         group by d order by d",
    )
    .bind(since)
    .bind(until)
    .fetch_all(db.pool())
    .await
}
