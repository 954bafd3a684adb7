//! Corrections: what a person put in the place of a value of a run's file, for one record or for all that say
//! the same. Every reading of the file uses them.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::databases::ImportsDb;

/// A correction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, sqlx::FromRow)]
pub struct Correction {
    /// Its id.
    pub id: i64,
    /// The record; none: every record whose cell says `raw`.
    pub record: Option<i64>,
    /// The field.
    pub field: String,
    /// What the file says.
    pub raw: Option<String>,
    /// What counts instead; none: nothing.
    pub value: Option<String>,
    /// The person.
    pub by: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What is to be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewCorrection {
    /// The record; none: every record whose cell says `raw`.
    pub record: Option<i64>,
    /// The field.
    pub field: catalog::field::Field,
    /// What the file says.
    pub raw: Option<String>,
    /// What counts instead; none: nothing.
    pub value: Option<String>,
}

/// The most corrections that a run can have.
pub const LIMIT: i64 = 100_000;

/// Every correction of a run, in the order in which they were made.
pub async fn of_run(db: &ImportsDb, run_id: i64) -> sqlx::Result<Vec<Correction>> {
    list(db, run_id, LIMIT, 0).await
}

/// A page of a run's corrections, in the order in which they were made.
pub async fn list(db: &ImportsDb, run_id: i64, limit: i64, offset: i64) -> sqlx::Result<Vec<Correction>> {
    sqlx::query_as(
        "select id, record, field, raw, value, by, at from corrections where run_id = $1
         order by id limit $2 offset $3",
    )
    .bind(run_id)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.pool())
    .await
}

/// The corrections that some issues of a run may have: of their records, and of what they say.
pub async fn of_issues(
    db: &ImportsDb,
    run_id: i64,
    issues: &[super::issue::StoredIssue],
) -> sqlx::Result<Vec<Correction>> {
    let records: Vec<i64> = issues.iter().map(|issue| issue.record).collect();
    let raws: Vec<&str> = issues.iter().map(|issue| issue.raw.as_str()).collect();
    sqlx::query_as(
        "select id, record, field, raw, value, by, at from corrections
         where run_id = $1 and (record = any($2) or record is null and raw = any($3)) order by id",
    )
    .bind(run_id)
    .bind(records)
    .bind(raws)
    .fetch_all(db.pool())
    .await
}

/// How many corrections a run has.
pub async fn count(db: &ImportsDb, run_id: i64) -> sqlx::Result<i64> {
    sqlx::query_scalar("select count(*) from corrections where run_id = $1")
        .bind(run_id)
        .fetch_one(db.pool())
        .await
}

/// Adds corrections to a run; one of the same cell, or of the same raw value, takes the earlier one's place.
pub async fn add(
    connection: &mut sqlx::PgConnection,
    run_id: i64,
    items: &[NewCorrection],
    by: Option<&str>,
    at: DateTime<Utc>,
) -> sqlx::Result<()> {
    for item in items {
        let earlier = match item.record {
            Some(record) => {
                sqlx::query("delete from corrections where run_id = $1 and field = $2 and record = $3")
                    .bind(run_id)
                    .bind(item.field.as_str())
                    .bind(record)
            }
            None => sqlx::query(
                "delete from corrections where run_id = $1 and field = $2 and record is null and raw = $3",
            )
            .bind(run_id)
            .bind(item.field.as_str())
            .bind(&item.raw),
        };
        earlier.execute(&mut *connection).await?;
        sqlx::query(
            "insert into corrections (run_id, record, field, raw, value, by, at) values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(run_id)
        .bind(item.record)
        .bind(item.field.as_str())
        .bind(&item.raw)
        .bind(&item.value)
        .bind(by)
        .bind(at)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

/// Forgets a correction; false where the run has none of that id.
pub async fn delete(db: &ImportsDb, run_id: i64, id: i64) -> sqlx::Result<bool> {
    let deleted = sqlx::query("delete from corrections where run_id = $1 and id = $2")
        .bind(run_id)
        .bind(id)
        .execute(db.pool())
        .await?;
    Ok(deleted.rows_affected() == 1)
}
