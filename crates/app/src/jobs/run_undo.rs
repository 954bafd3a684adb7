//! The job that takes a run back, or brings it in again.

use std::time::Duration;

use store::catalog::undo::UndoError;
use store::imports::job::{End, Job};
use store::imports::undo_request::{self, Asked};

use super::Jobs;

/// How soon an undo that has to wait for an import is looked at again.
const WAIT: Duration = Duration::from_millis(500);

/// Does what was asked for.
pub async fn perform(jobs: &Jobs, job: &Job) -> End {
    let Some(run_id) = job.run_id else {
        return End::Fail("the job names no import".to_owned());
    };
    let asked: Asked = match serde_json::from_value(job.args.0.clone()) {
        Ok(asked) => asked,
        Err(error) => return End::Fail(format!("the job's arguments can't be read: {error}")),
    };
    let imports = &jobs.importer.databases().imports;
    match undo_request::is_supplier_busy(imports, run_id, jobs.clock.now()).await {
        Ok(false) => {}
        Ok(true) => return End::Later(WAIT),
        Err(error) => return End::Retry(error.to_string()),
    }
    match jobs.importer.undo(job.id, run_id, &asked).await {
        Ok(_) => End::Done,
        Err(UndoError::Database(error)) => End::Retry(error.to_string()),
        Err(refused) => End::Fail(refused.to_string()),
    }
}
