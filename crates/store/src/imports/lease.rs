//! Who works on a run, and what that worker may write.
//!
//! A worker holds a run by a lease that it renews; every new lease has a higher fence, and each write here
//! names the fence, so that a worker that was only asleep finds its writes refused.

use std::time::Duration;

use catalog::inspect::drift::Drift;
use chrono::{DateTime, Utc};
use sqlx::types::Json;

use super::run::{Counts, Phase, Run, Status};
use crate::databases::ImportsDb;

/// How long a lease lasts without renewal.
pub const LEASE: Duration = Duration::from_secs(20);
/// How often it is renewed.
pub const HEARTBEAT: Duration = Duration::from_secs(5);

/// A worker's hold on a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// The run.
    pub run_id: i64,
    /// The lease's number.
    pub fence: i64,
}

/// The lease is someone else's by now, or the run is over: whatever was being done must stop.
#[derive(Debug, thiserror::Error)]
pub enum LeaseError {
    /// Another worker took over.
    #[error("the run was taken over by another worker")]
    Lost,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Why a run could not be claimed.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such run, or it isn't one that a worker moves.
    NotActive,
    /// A worker holds it.
    Held,
    /// An earlier run of the same supplier has to end first, or this one's undo.
    Behind(i64),
}

/// Takes a run to work on it. Runs of one supplier are serial, in the order in which they came.
///
/// `heir_of` names a worker that is known to be dead, whose lease need not run out first.
pub async fn claim(
    db: &ImportsDb,
    run_id: i64,
    worker: &str,
    heir_of: Option<&str>,
    now: DateTime<Utc>,
) -> sqlx::Result<Result<(Run, Lease), Refusal>> {
    let mut tx = db.pool().begin().await?;
    let run: Option<Run> = sqlx::query_as("select * from runs where id = $1 for update")
        .bind(run_id)
        .fetch_optional(&mut *tx)
        .await?;
    let Some(run) = run.filter(|run| run.status().is_active()) else {
        return Ok(Err(Refusal::NotActive));
    };
    let inherited = heir_of.is_some() && run.worker.as_deref() == heir_of;
    if run.is_leased(now) && !inherited {
        return Ok(Err(Refusal::Held));
    }
    // Two claims for one supplier wait for each other here.
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('run of supplier', $1))")
        .bind(run.supplier_id)
        .execute(&mut *tx)
        .await?;
    let earlier: Option<i64> = sqlx::query_scalar(
        "select id from runs where supplier_id = $1 and id < $2
           and status in ('received', 'inspected', 'staged', 'applied') order by id limit 1",
    )
    .bind(run.supplier_id)
    .bind(run_id)
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(earlier) = earlier {
        return Ok(Err(Refusal::Behind(earlier)));
    }
    // What a run compares with must not be taken back while it does.
    let undoing: Option<i64> = sqlx::query_scalar(
        "select r.id from jobs j join runs r on r.id = j.run_id
         where r.supplier_id = $1 and j.kind = 'undo_run' and j.status = 'running' and j.lease_until > $2 limit 1",
    )
    .bind(run.supplier_id)
    .bind(now)
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(undoing) = undoing {
        return Ok(Err(Refusal::Behind(undoing)));
    }
    let run: Run = sqlx::query_as(
        "update runs set worker = $2, lease_until = $3, fence = fence + 1, attempt = attempt + 1,
           started_at = coalesce(started_at, $4) where id = $1 returning *",
    )
    .bind(run_id)
    .bind(worker)
    .bind(now + LEASE)
    .bind(now)
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    let lease = Lease { run_id, fence: run.fence };
    Ok(Ok((run, lease)))
}

/// Renews a lease and answers what a person has asked for meanwhile (`pause`, `cancel`).
pub async fn renew(db: &ImportsDb, lease: &Lease, now: DateTime<Utc>) -> Result<Option<String>, LeaseError> {
    sqlx::query_scalar::<_, Option<String>>(
        "update runs set lease_until = $3 where id = $1 and fence = $2 and lease_until is not null returning wanted",
    )
    .bind(lease.run_id)
    .bind(lease.fence)
    .bind(now + LEASE)
    .fetch_optional(db.pool())
    .await?
    .ok_or(LeaseError::Lost)
}

/// Gives the run back without changing where it stands, for another worker to go on.
pub async fn release(db: &ImportsDb, lease: &Lease) -> sqlx::Result<()> {
    sqlx::query("update runs set lease_until = null where id = $1 and fence = $2")
        .bind(lease.run_id)
        .bind(lease.fence)
        .execute(db.pool())
        .await?;
    Ok(())
}

/// Writes how far the present phase is, and answers what a person has asked for meanwhile (`pause`, `cancel`).
pub async fn progress(
    db: &ImportsDb,
    lease: &Lease,
    phase: Phase,
    done: i64,
    total: Option<i64>,
    rate: Option<f32>,
    counts: &Counts,
) -> Result<Option<String>, LeaseError> {
    sqlx::query_scalar::<_, Option<String>>(
        "update runs set phase = $3, done = $4, total = $5, rate = $6, records = $7, created = $8, updated = $9,
           unchanged = $10, duplicates = $11, rejected = $12, discontinued = $13, warnings = $14
         where id = $1 and fence = $2 and lease_until is not null returning wanted",
    )
    .bind(lease.run_id)
    .bind(lease.fence)
    .bind(phase.as_str())
    .bind(done)
    .bind(total)
    .bind(rate)
    .bind(counts.records)
    .bind(counts.created)
    .bind(counts.updated)
    .bind(counts.unchanged)
    .bind(counts.duplicates)
    .bind(counts.rejected)
    .bind(counts.discontinued)
    .bind(counts.warnings)
    .fetch_optional(db.pool())
    .await?
    .ok_or(LeaseError::Lost)
}

/// What inspection found.
#[derive(Clone, Copy, Debug)]
pub struct Inspected<'a> {
    /// The profile that the file is read with.
    pub profile: &'a catalog::profile::Profile,
    /// Digest of all that decides what the file's values become.
    pub digest: &'a str,
    /// The kept version that the profile is made from.
    pub version: Option<i32>,
    /// How the file differs from it.
    pub drift: &'a [Drift],
}

/// Keeps what inspection found. Drift that a person has decided on stays noted.
pub async fn inspected(db: &ImportsDb, lease: &Lease, found: &Inspected<'_>) -> Result<Run, LeaseError> {
    sqlx::query_as(
        "update runs set status = 'inspected', format = $3, profile = $4, profile_digest = $5, profile_version = $6,
           drift = coalesce($7, drift) where id = $1 and fence = $2 returning *",
    )
    .bind(lease.run_id)
    .bind(lease.fence)
    .bind(found.profile.structure.format.as_str())
    .bind(Json(found.profile))
    .bind(found.digest)
    .bind(found.version)
    .bind((!found.drift.is_empty()).then_some(Json(found.drift)))
    .fetch_optional(db.pool())
    .await?
    .ok_or(LeaseError::Lost)
}

/// What is said with a new status.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// One sentence for a person.
    pub text: String,
    /// A stable code.
    pub code: String,
}

/// Moves the run to a status. A status that isn't active ends the lease and, where it is final, the run.
pub async fn advance(
    db: &ImportsDb,
    lease: &Lease,
    status: Status,
    counts: Option<&Counts>,
    message: Option<&Message>,
    now: DateTime<Utc>,
) -> Result<Run, LeaseError> {
    sqlx::query_as(
        "update runs set status = $3,
           records = coalesce($4, records), created = coalesce($5, created), updated = coalesce($6, updated),
           unchanged = coalesce($7, unchanged), duplicates = coalesce($8, duplicates),
           rejected = coalesce($9, rejected), discontinued = coalesce($10, discontinued),
           warnings = coalesce($11, warnings),
           message = $12, message_code = $13,
           lease_until = case when $14 then lease_until end,
           phase = case when $14 then phase end,
           finished_at = case when $15 then $16 end,
           wanted = case when $14 then wanted end
         where id = $1 and fence = $2 returning *",
    )
    .bind(lease.run_id)
    .bind(lease.fence)
    .bind(status.as_str())
    .bind(counts.map(|counts| counts.records))
    .bind(counts.map(|counts| counts.created))
    .bind(counts.map(|counts| counts.updated))
    .bind(counts.map(|counts| counts.unchanged))
    .bind(counts.map(|counts| counts.duplicates))
    .bind(counts.map(|counts| counts.rejected))
    .bind(counts.map(|counts| counts.discontinued))
    .bind(counts.map(|counts| counts.warnings))
    .bind(message.map(|message| &message.text))
    .bind(message.map(|message| &message.code))
    .bind(status.is_active())
    .bind(status.is_final())
    .bind(now)
    .fetch_optional(db.pool())
    .await?
    .ok_or(LeaseError::Lost)
}
