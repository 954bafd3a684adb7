//! Children: imports that complete another one, with the corrected file of its rejected records or with its own
//! records corrected by a person.
//!
//! A rejected record of the parent is *resolved* once a child that brings it is in the catalogue.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{Postgres, Transaction};

use super::run::{Overrides, Run};
use crate::databases::ImportsDb;

/// The file of a child.
#[derive(Clone, Copy, Debug)]
pub struct ChildFile<'a> {
    /// The file's content, already noted in `files`.
    pub sha256: &'a str,
    /// Its name as it came.
    pub name: &'a str,
    /// Its size in bytes.
    pub size: i64,
}

/// Makes a child of a run in `received`, and where wanted the job that will work on it.
pub async fn create(
    tx: &mut Transaction<'_, Postgres>,
    parent: &Run,
    file: ChildFile<'_>,
    created_by: Option<&str>,
    source: &str,
    with_job: bool,
    now: DateTime<Utc>,
) -> sqlx::Result<Run> {
    let overrides = Overrides { profile: parent.overrides().profile, ..Overrides::default() };
    let run: Run = sqlx::query_as(
        "insert into runs (feed_id, supplier_id, supplier_code, supplier_name, file_sha256, file_name, file_size,
           mode, status, phase, overrides, created_by, source, created_at, parent_id)
         values ($1, $2, $3, $4, $5, $6, $7, 'apply', 'received', 'receive', $8, $9, $10, $11, $12) returning *",
    )
    .bind(parent.feed_id)
    .bind(parent.supplier_id)
    .bind(&parent.supplier_code)
    .bind(&parent.supplier_name)
    .bind(file.sha256)
    .bind(file.name)
    .bind(file.size)
    .bind(Json(overrides))
    .bind(created_by)
    .bind(source)
    .bind(now)
    .bind(parent.id)
    .fetch_one(&mut **tx)
    .await?;
    if with_job {
        super::job::insert_for_run(tx, run.id, now).await?;
    }
    Ok(run)
}

/// An unfinished child of a run with the same file.
pub async fn unfinished(db: &ImportsDb, parent_id: i64, sha256: &str) -> sqlx::Result<Option<Run>> {
    sqlx::query_as(
        "select * from runs where parent_id = $1 and file_sha256 = $2
           and status in ('received', 'inspected', 'staged', 'applied')
           and not exists (select 1 from corrections c where c.run_id = runs.id) order by id limit 1",
    )
    .bind(parent_id)
    .bind(sha256)
    .fetch_optional(db.pool())
    .await
}

/// Notes which rejected records of the parent a child brings: by their places in the parent's file, and how many
/// name none. It counts once the child is in the catalogue.
pub async fn note(
    db: &ImportsDb,
    child_id: i64,
    parent_id: i64,
    places: &[i64],
    others: i64,
) -> sqlx::Result<()> {
    // A place is a line; in formats without lines it is the record's number.
    sqlx::query(
        "insert into completions (child_id, run_id, records, others)
         select $1, $2, coalesce(array_agg(distinct record), '{}'), $4 from issues
         where run_id = $2 and severity = 'error' and case when line > 0 then line else record end = any($3)
         on conflict (child_id) do update set records = excluded.records, others = excluded.others",
    )
    .bind(child_id)
    .bind(parent_id)
    .bind(places)
    .bind(others)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Notes which rejected records of the parent a child brings, by their numbers in the parent's file.
pub async fn note_records(
    db: &ImportsDb,
    child_id: i64,
    parent_id: i64,
    records: &[i64],
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into completions (child_id, run_id, records)
         select $1, $2, coalesce(array_agg(distinct record), '{}') from issues
         where run_id = $2 and severity = 'error' and record = any($3)
         on conflict (child_id) do update set records = excluded.records, others = 0",
    )
    .bind(child_id)
    .bind(parent_id)
    .bind(records)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// Counts anew how many of a run's rejected records its children brought in.
pub async fn count_resolved(db: &ImportsDb, parent_id: i64) -> sqlx::Result<()> {
    sqlx::query(
        "update runs p set resolved = least(p.rejected, n.places + n.others) from (
           select (select count(distinct record) from completions c join runs k on k.id = c.child_id,
                     unnest(c.records) record
                   where c.run_id = $1 and k.status in ('applied', 'done')) as places,
                  (select coalesce(sum(c.others), 0)::bigint from completions c join runs k on k.id = c.child_id
                   where c.run_id = $1 and k.status in ('applied', 'done')) as others) n
         where p.id = $1 and p.resolved is distinct from least(p.rejected, n.places + n.others)",
    )
    .bind(parent_id)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// The children of a run that are in the catalogue, oldest first.
pub async fn completed_by(db: &ImportsDb, parent_id: i64) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar(
        "select id from runs where parent_id = $1 and status in ('applied', 'done') order by id",
    )
    .bind(parent_id)
    .fetch_all(db.pool())
    .await
}
