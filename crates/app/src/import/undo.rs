//! Taking a run back, and bringing it in again: first the catalogue, then what the run's row says of it.
//!
//! Both steps can be repeated: the catalogue knows the request by its id.

use serde_json::json;
use store::catalog::outbox;
use store::catalog::undo::{self, Request, Undo, UndoError, UndoStatus};
use store::imports::log::{self, Level};
use store::imports::undo_request::{self, Asked};

use super::Importer;

impl Importer {
    /// Carries out what was asked for under this id.
    ///
    /// # Errors
    ///
    /// It isn't possible, which the run's log tells; or the database failed, and trying again makes sense.
    pub async fn undo(&self, id: i64, run_id: i64, asked: &Asked) -> Result<Undo, UndoError> {
        let done = self.try_undo(id, run_id, asked).await;
        if let Err(refused) = &done
            && !matches!(refused, UndoError::Database(_))
        {
            let params = json!({ "text": refused.to_string(), "by": asked.by });
            log::add(&self.databases().imports, run_id, self.now(), Level::Error, "undo_refused", params)
                .await?;
        }
        done
    }

    async fn try_undo(&self, id: i64, run_id: i64, asked: &Asked) -> Result<Undo, UndoError> {
        let catalog = &self.databases().catalog;
        let currency = self.catalogue_currency().await?;
        let request = Request {
            id,
            run_id,
            scope: &asked.scope,
            by: asked.by.as_deref(),
            catalogue_currency: &currency,
            now: self.now(),
        };
        let undo = match asked.revert {
            Some(undo_id) => undo::revert(catalog, undo_id, &request).await?,
            None => undo::undo(catalog, &request).await?,
        };
        let is_undone = undo.is_whole() && undo.status() == UndoStatus::Done;
        let code = if asked.revert.is_some() { "undo_reverted" } else { "undone" };
        let params = json!({
            "undo": undo.id, "by": asked.by, "whole": undo.is_whole(), "restored": undo.restored,
            "removed": undo.removed_offers, "kept": undo.kept,
        });
        // A part that was taken back, or brought in again, leaves the run as it is.
        let is_undone = if undo.is_whole() { is_undone } else { self.is_undone(run_id).await? };
        undo_request::settle(&self.databases().imports, run_id, is_undone, code, &params, self.now()).await?;
        outbox::settle_undo(catalog, undo.id, self.now()).await?;
        Ok(undo)
    }

    async fn is_undone(&self, run_id: i64) -> sqlx::Result<bool> {
        let applied = store::catalog::applied::get(&self.databases().catalog, run_id).await?;
        Ok(applied.is_some_and(|applied| applied.undone_at.is_some()))
    }
}
