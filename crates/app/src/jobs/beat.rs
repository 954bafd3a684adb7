//! The scheduler: any number may run, the one that holds the lease `beat` leads.
//!
//! Each tick looks at the rows and mends what isn't as it should be; a tick that is missed is made up for by the
//! next.

use std::time::Duration;

use store::catalog::staging::{self, Staging};
use store::imports::{job, run_list, upload, worker as roster};
use tokio_util::sync::CancellationToken;

use super::{Jobs, host, is_dead};

/// Time between ticks.
const TICK: Duration = Duration::from_secs(1);
/// How long leadership lasts without renewal.
const LEASE: Duration = Duration::from_secs(10);
/// A job that was sent so long ago and that nobody began is sent again.
pub const RESEND_AFTER: Duration = Duration::from_secs(15);
/// Ticks between rounds of tidying.
const TIDY_EVERY: u64 = 300;
/// How long the staging tables of a dry run are kept, for its change set to be looked at.
const KEEP_PREVIEWS: Duration = Duration::from_hours(24);
/// Name of the lease.
const LEADER: &str = "beat";

/// Runs the scheduler until the token is cancelled.
pub async fn run(jobs: Jobs, name: String, role: String, shutdown: CancellationToken) -> anyhow::Result<()> {
    let imports = jobs.importer.databases().imports.clone();
    let mut ticks = 0u64;
    while !shutdown.is_cancelled() {
        if let Err(error) = tick(&jobs, &name, &role, ticks).await {
            tracing::warn!(%error, "a tick of the scheduler failed; the next one makes up for it");
        }
        ticks += 1;
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
    roster::step_down(&imports, LEADER, &name).await?;
    roster::leave(&imports, &name).await?;
    Ok(())
}

async fn tick(jobs: &Jobs, name: &str, role: &str, ticks: u64) -> anyhow::Result<()> {
    let imports = &jobs.importer.databases().imports;
    let now = jobs.clock.now();
    // `up` is on the roster as a worker already.
    if role == "beat" && ticks.is_multiple_of(5) {
        roster::beat(imports, name, role, &host(), 0, now).await?;
    }
    if !roster::lead(imports, LEADER, name, now, now + LEASE).await? {
        return Ok(());
    }
    sweep(jobs).await?;
    if ticks.is_multiple_of(TIDY_EVERY) {
        tidy(jobs).await?;
    }
    Ok(())
}

/// Puts back what fell silent, finds what was lost, and sends what is due.
pub async fn sweep(jobs: &Jobs) -> anyhow::Result<()> {
    let imports = &jobs.importer.databases().imports;
    let dead: Vec<String> =
        job::workers_at_work(imports).await?.into_iter().filter(|worker| is_dead(worker)).collect();
    let reaped = job::reap(imports, &dead, jobs.clock.now()).await?;
    let failed = job::fail_abandoned_runs(imports, jobs.clock.now()).await?;
    let revived = job::revive_runs(imports, jobs.clock.now()).await?;
    if reaped + revived + failed > 0 {
        tracing::info!(
            jobs.reaped = reaped,
            runs.failed = failed,
            jobs.revived = revived,
            "work that fell silent was put back"
        );
    }
    jobs.try_dispatch().await
}

/// Forgets what nobody needs any more: old deliveries, staging tables of runs that ended.
async fn tidy(jobs: &Jobs) -> anyhow::Result<()> {
    jobs.broker.tidy().await?;
    let databases = jobs.importer.databases();
    let runs = staging::runs_with_tables(&databases.catalog).await?;
    let kept = run_list::by_ids(&databases.imports, &runs).await?;
    let since = jobs.clock.now() - KEEP_PREVIEWS;
    upload::forget_before(&databases.imports, since).await?;
    for run_id in runs {
        let needed = kept
            .iter()
            .find(|run| run.id == run_id)
            .is_some_and(|run| !run.status().is_final() || run.finished_at.is_some_and(|at| at > since));
        if !needed {
            Staging::drop_all_of_run(&databases.catalog, run_id).await?;
        }
    }
    Ok(())
}
