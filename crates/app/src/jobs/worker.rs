//! Doing jobs: claim the row, work under a renewed lease, write how it ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::time::Duration;

use store::imports::job::{self, End, Job};
use store::imports::undo_request;
use store::imports::worker as roster;
use tokio_util::sync::CancellationToken;

use super::broker::{Delivery, Handler};
use super::{Jobs, host, run_import, run_undo};

/// How often a worker says that it is alive, and a job's lease is renewed.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// How long to wait before the broker is asked again after it failed.
const RECONNECT: Duration = Duration::from_secs(2);

/// Runs a worker until the token is cancelled.
pub async fn run(
    jobs: Jobs,
    name: String,
    role: String,
    concurrency: usize,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let running = Arc::new(AtomicI32::new(0));
    let alive =
        tokio::spawn(stay_on_roster(jobs.clone(), name.clone(), role, running.clone(), shutdown.clone()));
    while !shutdown.is_cancelled() {
        let handler = {
            let (jobs, name, running, shutdown) =
                (jobs.clone(), name.clone(), running.clone(), shutdown.clone());
            Handler::new(move |delivery| {
                let (jobs, name, running, shutdown) =
                    (jobs.clone(), name.clone(), running.clone(), shutdown.clone());
                Box::pin(async move {
                    running.fetch_add(1, Ordering::Relaxed);
                    take(&jobs, &name, delivery, &shutdown).await;
                    running.fetch_sub(1, Ordering::Relaxed);
                })
            })
        };
        if let Err(error) = jobs.broker.receive(&name, concurrency, handler, shutdown.clone()).await {
            tracing::warn!(%error, "waiting for the broker");
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(RECONNECT) => {}
            }
        }
    }
    alive.await?;
    roster::leave(&jobs.importer.databases().imports, &name).await?;
    Ok(())
}

async fn stay_on_roster(
    jobs: Jobs,
    name: String,
    role: String,
    running: Arc<AtomicI32>,
    shutdown: CancellationToken,
) {
    loop {
        let count = running.load(Ordering::Relaxed);
        let imports = &jobs.importer.databases().imports;
        if let Err(error) = roster::beat(imports, &name, &role, &host(), count, jobs.clock.now()).await {
            tracing::warn!(%error, "the worker could not say that it is alive");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(HEARTBEAT) => {}
        }
    }
}

/// Does a job in this process, as a worker would; None where it is in other hands.
///
/// # Errors
///
/// The database failed; the job stays for a worker.
pub(super) async fn do_now(
    jobs: &Jobs,
    job_id: i64,
    shutdown: &CancellationToken,
) -> sqlx::Result<Option<End>> {
    let imports = &jobs.importer.databases().imports;
    let name = super::process_name("cli");
    let Some(claimed) = job::claim(imports, job_id, &name, jobs.clock.now()).await? else { return Ok(None) };
    let end = perform(jobs, &name, &claimed, shutdown).await;
    job::finish(imports, &claimed, &end, jobs.clock.now()).await?;
    Ok(Some(end))
}

/// Takes a delivery. Nothing that goes wrong here is lost: the row stays and the beat finds it.
async fn take(jobs: &Jobs, worker: &str, delivery: Delivery, shutdown: &CancellationToken) {
    let imports = &jobs.importer.databases().imports;
    let claimed = match job::claim(imports, delivery.job_id, worker, jobs.clock.now()).await {
        Ok(Some(job)) => job,
        // Delivered twice, cancelled, or not due yet.
        Ok(None) => return,
        Err(error) => {
            tracing::warn!(job.id = delivery.job_id, %error, "a job could not be claimed");
            return;
        }
    };
    let end = contained({
        let (jobs, worker, job, shutdown) =
            (jobs.clone(), worker.to_owned(), claimed.clone(), shutdown.clone());
        async move { perform(&jobs, &worker, &job, &shutdown).await }
    })
    .await;
    match &end {
        End::Retry(error) => tracing::warn!(
            job.id = claimed.id,
            job.attempt = claimed.attempts,
            error,
            "a job failed and is tried again"
        ),
        End::Fail(error) => tracing::error!(job.id = claimed.id, error, "a job failed for good"),
        End::Done | End::Later(_) => {}
    }
    if let Err(error) = job::finish(imports, &claimed, &end, jobs.clock.now()).await {
        tracing::warn!(job.id = claimed.id, %error, "how a job ended could not be written");
    }
    // Whatever waited for this one may go on.
    jobs.dispatch().await;
}

/// Does the work on a task of its own: a panic there is one failed attempt, not a dead worker.
async fn contained(work: impl Future<Output = End> + Send + 'static) -> End {
    tokio::spawn(work).await.unwrap_or_else(|error| End::Retry(format!("it broke down: {error}")))
}

/// Does a job while its lease is renewed.
async fn perform(jobs: &Jobs, worker: &str, job: &Job, shutdown: &CancellationToken) -> End {
    let stop = shutdown.child_token();
    let renewal = tokio::spawn({
        let (jobs, job, stop) = (jobs.clone(), job.clone(), stop.clone());
        async move {
            while !stop.is_cancelled() {
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = tokio::time::sleep(HEARTBEAT) => {}
                }
                match job::renew(&jobs.importer.databases().imports, &job, jobs.clock.now()).await {
                    Ok(true) => {}
                    // Cancelled, or in other hands.
                    Ok(false) => return stop.cancel(),
                    Err(error) => {
                        tracing::warn!(job.id = job.id, %error, "a job's lease could not be renewed");
                    }
                }
            }
        }
    });
    let end = match job.kind.as_str() {
        job::RUN => run_import::perform(jobs, worker, job, &stop).await,
        undo_request::UNDO => run_undo::perform(jobs, job).await,
        other => End::Fail(format!("this version knows no job {other:?}: is an older worker running?")),
    };
    stop.cancel();
    // It ends at once, now that it is told to; a panic in it would have been logged.
    let _ = renewal.await;
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_failed_attempt() {
        let end = contained(async { panic!("out of cheese") }).await;
        assert!(matches!(&end, End::Retry(why) if why.contains("out of cheese")), "{end:?}");
        assert_eq!(contained(async { End::Done }).await, End::Done);
    }
}
