//! What a person asks of a run: pause, resume, cancel, retry, approve, map.
//!
//! A run that a worker holds is only asked (`wanted`): the worker notices at its next heartbeat and acts.
//! One that nobody holds is moved at once, under a new fence so that a worker that was only asleep is refused.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use sqlx::{Postgres, Transaction};

use super::job;
use super::lease::Message;
use super::review::{Approval, Selection};
use super::run::{Counts, Mode, Overrides, Run, Status};
use crate::databases::ImportsDb;

/// Why an action was refused.
#[derive(Debug, thiserror::Error)]
pub enum ActionError {
    /// No such run.
    #[error("there is no such import")]
    NotFound,
    /// The run's status doesn't allow it.
    #[error("the import is {0:?}, which doesn't allow that")]
    WrongState(Status),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Which actions a run's status allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Allowed {
    /// It can be approved.
    pub apply: bool,
    /// It can be cancelled.
    pub cancel: bool,
    /// It can be paused.
    pub pause: bool,
    /// It can go on.
    pub resume: bool,
    /// It can be tried again.
    pub retry: bool,
    /// It can be taken back.
    pub undo: bool,
    /// It has been taken back, and can be brought in again.
    pub redo: bool,
}

/// Which actions a run allows now.
pub fn allowed(run: &Run) -> Allowed {
    let status = run.status();
    let before_catalogue = matches!(status, Status::Received | Status::Inspected | Status::Staged);
    Allowed {
        // What differs from the profile is decided first: that decision is no approval of what then comes out.
        apply: matches!(status, Status::Held | Status::Review) && !run.is_held_by_drift(),
        cancel: before_catalogue || status.is_waiting(),
        pause: before_catalogue && run.wanted.is_none(),
        resume: status == Status::Paused,
        retry: status == Status::Failed,
        undo: status == Status::Done
            && run.mode() != Mode::DryRun
            && run.counts.created + run.counts.updated + run.counts.discontinued > 0,
        redo: status == Status::Undone,
    }
}

async fn lock(tx: &mut Transaction<'_, Postgres>, id: i64) -> Result<Run, ActionError> {
    sqlx::query_as("select * from runs where id = $1 for update")
        .bind(id)
        .fetch_optional(&mut **tx)
        .await?
        .ok_or(ActionError::NotFound)
}

fn require(ok: bool, run: &Run) -> Result<(), ActionError> {
    if ok { Ok(()) } else { Err(ActionError::WrongState(run.status())) }
}

async fn want(tx: &mut Transaction<'_, Postgres>, id: i64, what: &str) -> sqlx::Result<Run> {
    sqlx::query_as("update runs set wanted = $2 where id = $1 returning *")
        .bind(id)
        .bind(what)
        .fetch_one(&mut **tx)
        .await
}

/// Moves a run that nobody holds.
async fn settle(
    tx: &mut Transaction<'_, Postgres>,
    id: i64,
    status: Status,
    now: DateTime<Utc>,
) -> sqlx::Result<Run> {
    sqlx::query_as(
        "update runs set status = $2, fence = fence + 1, lease_until = null, wanted = null, phase = null,
           message = null, message_code = null, finished_at = case when $3 then $4 end where id = $1 returning *",
    )
    .bind(id)
    .bind(status.as_str())
    .bind(status.is_final())
    .bind(now)
    .fetch_one(&mut **tx)
    .await
}

/// Asks for a pause; a run that nobody holds is paused at once.
pub async fn pause(db: &ImportsDb, id: i64, now: DateTime<Utc>) -> Result<Run, ActionError> {
    let mut tx = db.pool().begin().await?;
    let run = lock(&mut tx, id).await?;
    require(allowed(&run).pause, &run)?;
    let run = if run.is_leased(now) {
        want(&mut tx, id, "pause").await?
    } else {
        settle(&mut tx, id, Status::Paused, now).await?
    };
    tx.commit().await?;
    Ok(run)
}

/// Asks for cancellation; a run that nobody holds is cancelled at once. The caller has made sure that it
/// can no longer be applied (`store::catalog::applied::cancel`).
pub async fn cancel(db: &ImportsDb, id: i64, now: DateTime<Utc>) -> Result<Run, ActionError> {
    let mut tx = db.pool().begin().await?;
    let run = lock(&mut tx, id).await?;
    require(allowed(&run).cancel, &run)?;
    let run = if run.is_leased(now) {
        want(&mut tx, id, "cancel").await?
    } else {
        settle(&mut tx, id, Status::Cancelled, now).await?
    };
    tx.commit().await?;
    Ok(run)
}

/// Lets a paused run go on, from its file.
pub async fn resume(db: &ImportsDb, id: i64, now: DateTime<Utc>) -> Result<Run, ActionError> {
    restart(db, id, |allowed| allowed.resume, now).await
}

/// Tries a failed run again, from its file.
pub async fn retry(db: &ImportsDb, id: i64, now: DateTime<Utc>) -> Result<Run, ActionError> {
    restart(db, id, |allowed| allowed.retry, now).await
}

async fn restart(
    db: &ImportsDb,
    id: i64,
    may: impl Fn(Allowed) -> bool,
    now: DateTime<Utc>,
) -> Result<Run, ActionError> {
    let mut tx = db.pool().begin().await?;
    let run = lock(&mut tx, id).await?;
    require(may(allowed(&run)), &run)?;
    let run = settle(&mut tx, id, Status::Received, now).await?;
    job::insert_for_run(&mut tx, id, now).await?;
    tx.commit().await?;
    Ok(run)
}

/// Approves a held or reviewed run, or a part of it: that is applied.
pub async fn approve(
    db: &ImportsDb,
    id: i64,
    by: Option<&str>,
    selection: Option<&Selection>,
    now: DateTime<Utc>,
) -> Result<Run, ActionError> {
    let mut tx = db.pool().begin().await?;
    let run = lock(&mut tx, id).await?;
    require(allowed(&run).apply, &run)?;
    sqlx::query("update runs set approved = true where id = $1").bind(id).execute(&mut *tx).await?;
    let selection = selection.filter(|selection| !selection.is_all()).cloned();
    let approval = Approval { by: by.map(str::to_owned), at: now, selection };
    sqlx::query(
        "insert into run_reviews (run_id, approval) values ($1, $2)
         on conflict (run_id) do update set approval = excluded.approval",
    )
    .bind(id)
    .bind(Json(approval))
    .execute(&mut *tx)
    .await?;
    let run = settle(&mut tx, id, Status::Staged, now).await?;
    job::insert_for_run(&mut tx, id, now).await?;
    tx.commit().await?;
    Ok(run)
}

/// Says how the file of a run that waits for a mapping is to be read.
pub async fn map(
    db: &ImportsDb,
    id: i64,
    overrides: &Overrides,
    now: DateTime<Utc>,
) -> Result<Run, ActionError> {
    read_as_said(db, id, |run| run.status() == Status::NeedsMapping, overrides, now).await
}

/// Says how the file of a run that drift holds is to be read.
pub async fn settle_drift(
    db: &ImportsDb,
    id: i64,
    overrides: &Overrides,
    now: DateTime<Utc>,
) -> Result<Run, ActionError> {
    read_as_said(db, id, Run::is_held_by_drift, overrides, now).await
}

async fn read_as_said(
    db: &ImportsDb,
    id: i64,
    waits_for_it: impl Fn(&Run) -> bool,
    overrides: &Overrides,
    now: DateTime<Utc>,
) -> Result<Run, ActionError> {
    let mut tx = db.pool().begin().await?;
    let run = lock(&mut tx, id).await?;
    require(waits_for_it(&run), &run)?;
    sqlx::query("update runs set overrides = $2 where id = $1")
        .bind(id)
        .bind(Json(overrides))
        .execute(&mut *tx)
        .await?;
    let run = settle(&mut tx, id, Status::Received, now).await?;
    job::insert_for_run(&mut tx, id, now).await?;
    tx.commit().await?;
    Ok(run)
}

/// Brings a waiting run's counts and message up to date; none where it doesn't wait any more.
pub async fn recounted(
    db: &ImportsDb,
    id: i64,
    fence: i64,
    counts: &Counts,
    message: Option<&Message>,
) -> sqlx::Result<Option<Run>> {
    sqlx::query_as(
        "update runs set records = $3, created = $4, updated = $5, unchanged = $6, duplicates = $7, rejected = $8,
           discontinued = $9, warnings = $10, message = coalesce($11, message),
           message_code = coalesce($12, message_code)
         where id = $1 and fence = $2 and status in ('held', 'review') returning *",
    )
    .bind(id)
    .bind(fence)
    .bind(counts.records)
    .bind(counts.created)
    .bind(counts.updated)
    .bind(counts.unchanged)
    .bind(counts.duplicates)
    .bind(counts.rejected)
    .bind(counts.discontinued)
    .bind(counts.warnings)
    .bind(message.map(|message| &message.text))
    .bind(message.map(|message| &message.code))
    .fetch_optional(db.pool())
    .await
}

/// Lets a waiting run be read again, from its file: what it had staged is gone.
pub async fn read_again(db: &ImportsDb, id: i64, now: DateTime<Utc>) -> Result<Run, ActionError> {
    restart(db, id, |allowed| allowed.apply, now).await
}
