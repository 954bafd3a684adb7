//! The job that moves a run on.

use std::time::Duration;

use store::imports::job::{End, Job};
use store::imports::run;
use tokio_util::sync::CancellationToken;

use super::{Jobs, is_dead};
use crate::import::Outcome;

/// How soon a run that has to wait for another is looked at again.
const WAIT: Duration = Duration::from_millis(500);

/// Works on the job's run.
pub async fn perform(jobs: &Jobs, worker: &str, job: &Job, shutdown: &CancellationToken) -> End {
    let Some(run_id) = job.run_id else {
        return End::Fail("the job names no import".to_owned());
    };
    match execute(jobs, worker, run_id, shutdown).await {
        Ok(end) => end,
        Err(error) => {
            // After the last attempt the job is dead, and the beat ends its run as failed.
            End::Retry(format!("{error:#}"))
        }
    }
}

async fn execute(
    jobs: &Jobs,
    worker: &str,
    run_id: i64,
    shutdown: &CancellationToken,
) -> anyhow::Result<End> {
    let imports = &jobs.importer.databases().imports;
    let heir_of = run::get(imports, run_id).await?.and_then(|run| run.worker).filter(|last| is_dead(last));
    let outcome = jobs.importer.execute(run_id, worker, heir_of.as_deref(), None, shutdown).await?;
    Ok(match outcome {
        Outcome::Settled(_) | Outcome::NotActive => End::Done,
        Outcome::Held | Outcome::Behind(_) => End::Later(WAIT),
        Outcome::Stopped => End::Later(Duration::ZERO),
    })
}
