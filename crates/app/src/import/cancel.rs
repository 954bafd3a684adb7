//! Cancelling a run: whoever asks, in whatever state it is.

use store::catalog::applied;
use store::imports::run::{self, Run};
use store::imports::run_action::{self, ActionError};

use super::Importer;

/// A run could not be cancelled.
#[derive(Debug, thiserror::Error)]
pub enum CancelError {
    /// Its state doesn't allow it.
    #[error(transparent)]
    Action(#[from] ActionError),
    /// It came too late.
    #[error("the import is in the catalogue already")]
    Applied,
}

impl From<sqlx::Error> for CancelError {
    fn from(error: sqlx::Error) -> Self {
        Self::Action(error.into())
    }
}

impl Importer {
    /// Cancels a run that isn't in the catalogue yet; one that a worker holds stops soon.
    pub async fn cancel(&self, run_id: i64) -> Result<Run, CancelError> {
        let imports = &self.databases().imports;
        let run = run::get(imports, run_id).await?.ok_or(ActionError::NotFound)?;
        if !run_action::allowed(&run).cancel {
            return Err(ActionError::WrongState(run.status()).into());
        }
        // First where it counts: from here on no worker can apply it any more.
        if !applied::cancel(&self.databases().catalog, run_id, run.supplier_id, self.now()).await? {
            return Err(CancelError::Applied);
        }
        Ok(run_action::cancel(imports, run_id, self.now()).await?)
    }
}
