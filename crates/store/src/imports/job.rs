//! Jobs: units of background work. The rows are the truth; a broker carries their ids and may lose or
//! repeat them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::types::Json;
use sqlx::{PgConnection, Postgres, Transaction};

use crate::databases::ImportsDb;

/// The kind of job that moves a run on.
pub const RUN: &str = "run_import";

/// How long a job's lease lasts without renewal.
pub const LEASE: Duration = Duration::from_secs(30);

/// A job's row.
#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Job {
    /// Its id.
    pub id: i64,
    /// What it does.
    pub kind: String,
    /// The run it works on, where it is one.
    pub run_id: Option<i64>,
    /// What it needs: ids, never data.
    #[serde(skip)]
    pub args: Json<serde_json::Value>,
    /// `queued`, `running`, `done`, `failed`, `dead` or `cancelled`.
    pub status: String,
    /// How often it was started.
    pub attempts: i32,
    /// After how many it is dead.
    pub max_attempts: i32,
    /// Not before.
    pub run_after: DateTime<Utc>,
    /// Until when its worker holds it.
    #[serde(skip)]
    pub lease_until: Option<DateTime<Utc>>,
    /// Number of its lease.
    #[serde(skip)]
    pub fence: i64,
    /// Who works, or worked last, on it.
    pub worker: Option<String>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When it was last given to the broker.
    #[serde(skip)]
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When its last attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Makes the job that moves a run on, in the transaction that makes that necessary; one that is already
/// queued or running will do.
pub async fn insert_for_run(
    tx: &mut Transaction<'_, Postgres>,
    run_id: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    insert(&mut *tx, RUN, Some(run_id), &serde_json::json!({}), 8, now).await
}

/// Makes a job.
pub async fn insert(
    connection: &mut PgConnection,
    kind: &str,
    run_id: Option<i64>,
    args: &serde_json::Value,
    max_attempts: i32,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query(
        "insert into jobs (kind, run_id, args, max_attempts, run_after, created_at) values ($1, $2, $3, $4, $5, $5)
         on conflict (kind, run_id) where run_id is not null and status in ('queued', 'running')
         do update set run_after = least(jobs.run_after, excluded.run_after)",
    )
    .bind(kind)
    .bind(run_id)
    .bind(Json(args))
    .bind(max_attempts)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(())
}

/// A job by its id.
pub async fn get(db: &ImportsDb, id: i64) -> sqlx::Result<Option<Job>> {
    sqlx::query_as("select * from jobs where id = $1").bind(id).fetch_optional(db.pool()).await
}

/// The jobs that are due and should be given to the broker (again): never sent, or sent longer ago than
/// `resend_after` and still not begun. Marks them as sent.
pub async fn take_due(
    db: &ImportsDb,
    now: DateTime<Utc>,
    resend_after: Duration,
    limit: i64,
) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar(
        "update jobs set sent_at = $1 where id in (
           select id from jobs where status = 'queued' and run_after <= $1 and (sent_at is null or sent_at <= $2)
           order by run_after, id limit $3 for update skip locked)
         returning id",
    )
    .bind(now)
    .bind(now - resend_after)
    .bind(limit)
    .fetch_all(db.pool())
    .await
}

/// The workers that have jobs in hand, as far as the rows say.
pub async fn workers_at_work(db: &ImportsDb) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar("select distinct worker from jobs where status = 'running' and worker is not null")
        .fetch_all(db.pool())
        .await
}

/// Puts jobs whose worker fell silent, or is known to be dead, back into the queue; those that used up their
/// attempts die.
pub async fn reap(db: &ImportsDb, dead: &[String], now: DateTime<Utc>) -> sqlx::Result<u64> {
    let reaped = sqlx::query(
        "update jobs set
           status = case when attempts >= max_attempts then 'dead' else 'queued' end,
           finished_at = case when attempts >= max_attempts then $1 end,
           last_error = 'the worker fell silent', lease_until = null, sent_at = null, run_after = $1
         where status = 'running' and (lease_until < $1 or worker = any($2))",
    )
    .bind(now)
    .bind(dead)
    .execute(db.pool())
    .await?;
    Ok(reaped.rows_affected())
}

/// Ends runs that should be moving but whose job died: they say so, and wait for a person to try them again.
pub async fn fail_abandoned_runs(db: &ImportsDb, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let failed = sqlx::query(
        "update runs r set status = 'failed', phase = null, lease_until = null, fence = r.fence + 1, finished_at = $1,
           message_code = 'gave_up', message = 'gave up after several attempts; the last one failed because '
             || coalesce(j.last_error, 'its worker fell silent')
         from jobs j where j.run_id = r.id and j.kind = 'run_import' and j.status = 'dead'
           and r.status in ('received', 'inspected', 'staged') and (r.lease_until is null or r.lease_until < $1)
           and not exists (select 1 from jobs o where o.run_id = r.id and o.status in ('queued', 'running'))",
    )
    .bind(now)
    .execute(db.pool())
    .await?;
    Ok(failed.rows_affected())
}

/// Makes jobs again for runs that should be moving and have none: whatever was lost, this finds it.
/// Runs that a live worker holds (a command-line import has no job) are left alone. One that is in the catalogue
/// already can't fail any more: when its job died it gets another, not too often.
pub async fn revive_runs(db: &ImportsDb, now: DateTime<Utc>) -> sqlx::Result<u64> {
    let revived = sqlx::query(
        "insert into jobs (kind, run_id, run_after, created_at)
         select 'run_import', r.id, $1, $1 from runs r
         where r.status in ('received', 'inspected', 'staged', 'applied')
           and (r.lease_until is null or r.lease_until < $1)
           and (r.source <> 'cli' or r.lease_until is not null or r.created_at < $1 - interval '1 minute')
           and not exists (select 1 from jobs j where j.run_id = r.id and j.kind = 'run_import'
                           and (j.status in ('queued', 'running') or (j.status = 'dead'
                             and (r.status <> 'applied' or j.finished_at > $1 - interval '10 minutes'))))
         on conflict do nothing",
    )
    .bind(now)
    .execute(db.pool())
    .await?;
    Ok(revived.rows_affected())
}

/// Takes a job to do it; none where it isn't due, is done, or is in other hands.
pub async fn claim(db: &ImportsDb, id: i64, worker: &str, now: DateTime<Utc>) -> sqlx::Result<Option<Job>> {
    sqlx::query_as(
        "update jobs set status = 'running', attempts = attempts + 1, fence = fence + 1, worker = $2,
           started_at = $3, lease_until = $4
         where id = $1 and status = 'queued' and run_after <= $3 returning *",
    )
    .bind(id)
    .bind(worker)
    .bind(now)
    .bind(now + LEASE)
    .fetch_optional(db.pool())
    .await
}

/// Renews a job's lease; false where it is no longer ours (cancelled, or given to another).
pub async fn renew(db: &ImportsDb, job: &Job, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let renewed =
        sqlx::query("update jobs set lease_until = $3 where id = $1 and fence = $2 and status = 'running'")
            .bind(job.id)
            .bind(job.fence)
            .bind(now + LEASE)
            .execute(db.pool())
            .await?;
    Ok(renewed.rows_affected() == 1)
}

/// How a job's attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// It is done.
    Done,
    /// It has to wait its turn: not a failure, the attempt doesn't count.
    Later(Duration),
    /// It failed in a way that another attempt may mend.
    Retry(String),
    /// It failed for good.
    Fail(String),
}

/// Writes how an attempt ended. A retry waits 2, 4, 8 … seconds, at most ten minutes; after the last
/// attempt the job is dead.
pub async fn finish(db: &ImportsDb, job: &Job, end: &End, now: DateTime<Utc>) -> sqlx::Result<()> {
    let (status, error, run_after, refund) = match end {
        End::Done => ("done", None, now, 0),
        End::Later(delay) => ("queued", None, now + *delay, 1),
        End::Retry(error) if job.attempts < job.max_attempts => {
            ("queued", Some(error), now + backoff(job.attempts), 0)
        }
        End::Retry(error) => ("dead", Some(error), now, 0),
        End::Fail(error) => ("failed", Some(error), now, 0),
    };
    sqlx::query(
        "update jobs set status = $3, last_error = coalesce($4, last_error), run_after = $5, attempts = attempts - $6,
           lease_until = null, sent_at = null, finished_at = case when $3 <> 'queued' then $7 end
         where id = $1 and fence = $2 and status = 'running'",
    )
    .bind(job.id)
    .bind(job.fence)
    .bind(status)
    .bind(error)
    .bind(run_after)
    .bind(refund)
    .bind(now)
    .execute(db.pool())
    .await?;
    Ok(())
}

/// How long to wait after the n-th failed attempt.
fn backoff(attempts: i32) -> Duration {
    Duration::from_secs(2u64.saturating_pow(attempts.clamp(1, 10) as u32).min(600))
}

/// Puts a job that is dead, failed or cancelled back into the queue, with all its attempts; a run that was given
/// up with it moves again. None where the job is in another state, or its run has another job by now.
pub async fn retry(db: &ImportsDb, id: i64, now: DateTime<Utc>) -> sqlx::Result<Option<Job>> {
    let mut tx = db.pool().begin().await?;
    let job: Option<Job> = sqlx::query_as(
        "update jobs j set status = 'queued', attempts = 0, run_after = $2, sent_at = null, finished_at = null
         where id = $1 and status in ('dead', 'failed', 'cancelled')
           and not exists (select 1 from jobs o where o.run_id = j.run_id and o.kind = j.kind
                           and o.status in ('queued', 'running')) returning *",
    )
    .bind(id)
    .bind(now)
    .fetch_optional(&mut *tx)
    .await?;
    if let Some(run_id) = job.as_ref().filter(|job| job.kind == RUN).and_then(|job| job.run_id) {
        sqlx::query(
            "update runs set status = 'received', fence = fence + 1, lease_until = null, wanted = null,
               message = null, message_code = null, finished_at = null
             where id = $1 and status = 'failed' and message_code = 'gave_up'",
        )
        .bind(run_id)
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(job)
}

/// Cancels a job that waits or runs; a running one notices at its next heartbeat.
pub async fn cancel(db: &ImportsDb, id: i64, now: DateTime<Utc>) -> sqlx::Result<Option<Job>> {
    sqlx::query_as(
        "update jobs set status = 'cancelled', finished_at = $2, lease_until = null
         where id = $1 and status in ('queued', 'running') returning *",
    )
    .bind(id)
    .bind(now)
    .fetch_optional(db.pool())
    .await
}

/// Which jobs.
#[derive(Clone, Debug, Default)]
pub struct JobFilter {
    /// In this status.
    pub status: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
}

/// A page of jobs, newest first, and how many match.
pub async fn list(
    db: &ImportsDb,
    filter: &JobFilter,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<Job>, i64)> {
    let jobs = sqlx::query_as(
        "select * from jobs where ($1::text is null or status = $1) and ($2::text is null or kind = $2)
         order by created_at desc, id desc limit $3 offset $4",
    )
    .bind(&filter.status)
    .bind(&filter.kind)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.pool())
    .await?;
    let count = sqlx::query_scalar(
        "select count(*) from jobs where ($1::text is null or status = $1) and ($2::text is null or kind = $2)",
    )
    .bind(&filter.status)
    .bind(&filter.kind)
    .fetch_one(db.pool())
    .await?;
    Ok((jobs, count))
}

/// How many jobs are in each status.
pub async fn count_by_status(db: &ImportsDb) -> sqlx::Result<Vec<(String, i64)>> {
    sqlx::query_as("select status, count(*) from jobs group by status order by status")
        .fetch_all(db.pool())
        .await
}
