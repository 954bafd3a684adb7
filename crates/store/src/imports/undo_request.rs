//! Asking for an undo, or for the revert of one: a job, made in the transaction that looks at the run.
//!
//! The catalogue does it ([`crate::catalog::undo`]) under the job's id, once. What the run's row says of it follows.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::types::Json;

use super::job::Job;
use super::run::{Run, Status};
use crate::catalog::undo::Scope;
use crate::databases::ImportsDb;

/// The kind of job that takes a run back, or brings it in again.
pub const UNDO: &str = "undo_run";

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// What of the run.
    #[serde(default)]
    pub scope: Scope,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// This undo is to be reverted, instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revert: Option<i64>,
}

/// Why it was refused.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// No such run.
    #[error("there is no such import")]
    NotFound,
    /// The run's status doesn't allow it.
    #[error("the import is {0:?}, which doesn't allow that")]
    WrongState(Status),
    /// One is being worked on.
    #[error("an undo of this import is being worked on already")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Makes the job; answers with the run and the job's id, which is the undo's.
///
/// # Errors
///
/// The run isn't in the catalogue (for a revert: not there and not taken back), or has such a job already.
pub async fn ask(
    db: &ImportsDb,
    run_id: i64,
    asked: &Asked,
    now: DateTime<Utc>,
) -> Result<(Run, i64), AskError> {
    let mut tx = db.pool().begin().await?;
    let run: Run = sqlx::query_as("select * from runs where id = $1 for update")
        .bind(run_id)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(AskError::NotFound)?;
    let allowed = match run.status() {
        Status::Done => super::run_action::allowed(&run).undo || asked.revert.is_some(),
        Status::Undone => asked.revert.is_some(),
        _ => false,
    };
    if !allowed {
        return Err(AskError::WrongState(run.status()));
    }
    let job: Option<i64> = sqlx::query_scalar(
        "insert into jobs (kind, run_id, args, run_after, created_at) values ($1, $2, $3, $4, $4)
         on conflict (kind, run_id) where run_id is not null and status in ('queued', 'running') do nothing
         returning id",
    )
    .bind(UNDO)
    .bind(run_id)
    .bind(Json(asked))
    .bind(now)
    .fetch_optional(&mut *tx)
    .await?;
    let job = job.ok_or(AskError::Busy)?;
    tx.commit().await?;
    Ok((run, job))
}

/// The undos of a run that were asked for and aren't done.
pub async fn open(db: &ImportsDb, run_id: i64) -> sqlx::Result<Vec<Job>> {
    sqlx::query_as(
        "select * from jobs where run_id = $1 and kind = $2 and status in ('queued', 'running') order by id desc",
    )
    .bind(run_id)
    .bind(UNDO)
    .fetch_all(db.pool())
    .await
}

/// Whether a run of the supplier is being worked on. It compares with what the catalogue said when it began, so an undo
/// waits for it; one that hasn't begun waits for the undo ([`super::lease::claim`]).
pub async fn is_supplier_busy(db: &ImportsDb, run_id: i64, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let mut tx = db.pool().begin().await?;
    sqlx::query(
        "select pg_advisory_xact_lock(hashtextextended('run of supplier', supplier_id)) from runs where id = $1",
    )
    .bind(run_id)
    .execute(&mut *tx)
    .await?;
    let busy = sqlx::query_scalar(
        "select exists (select 1 from runs r join runs own on own.supplier_id = r.supplier_id
           where own.id = $1 and r.lease_until > $2 and r.status in ('received', 'inspected', 'staged', 'applied'))",
    )
    .bind(run_id)
    .bind(now)
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(busy)
}

/// Writes to the run's row and log what the catalogue has done. Doing it again changes nothing.
pub async fn settle(
    db: &ImportsDb,
    run_id: i64,
    is_undone: bool,
    code: &str,
    params: &Value,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Run>> {
    let mut tx = db.pool().begin().await?;
    sqlx::query(
        "insert into run_log (run_id, at, level, code, params) select $1, $2, 'info', $3, $4
         where not exists (select 1 from run_log where run_id = $1 and code = $3 and params ->> 'undo' = $4 ->> 'undo')",
    )
    .bind(run_id)
    .bind(now)
    .bind(code)
    .bind(Json(params))
    .execute(&mut *tx)
    .await?;
    // Written even where it stays as it is: who watches the run is told.
    let run: Option<Run> = sqlx::query_as(
        // The catalogue isn't what the run's file says any more: the same file is read again, should it come.
        "update runs set status = case when $2 then 'undone' else 'done' end, profile_digest = null
         where id = $1 and status in ('done', 'undone') returning *",
    )
    .bind(run_id)
    .bind(is_undone)
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    // The rejected records that the run brought in for another one are open again, or in again.
    if let Some(parent) = run.as_ref().and_then(|run| run.parent_id) {
        super::child::count_resolved(db, parent).await?;
    }
    Ok(run)
}
