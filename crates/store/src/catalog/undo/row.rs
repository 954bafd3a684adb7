//! Undos as they are kept: what each did, and what it left.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use sqlx::types::Json;

use super::Scope;
use crate::databases::CatalogDb;

/// Where an undo stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum UndoStatus {
    /// It stands.
    Done,
    /// What it took back is in the catalogue again.
    Reverted,
}

/// An undo.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Undo {
    /// Its id: the id of its job.
    pub id: i64,
    /// The run.
    pub run_id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Option<String>,
    /// What of the run; None for the whole.
    pub scope: Option<Json<Scope>>,
    status: String,
    /// Records of which something went back.
    pub restored: i64,
    /// Offers that it took out.
    pub removed_offers: i64,
    /// Products that it took out.
    pub removed_products: i64,
    /// Offers that it put on sale again.
    pub brought_back: i64,
    /// Values, offers and products that it left.
    pub kept: i64,
    /// How many values went back, by field: `[{field, count}]`.
    pub by_field: Option<Value>,
    /// When it was reverted.
    pub reverted_at: Option<DateTime<Utc>>,
    /// By whom.
    pub reverted_by: Option<String>,
    /// The job that reverted it.
    pub reverted_job: Option<i64>,
}

impl Undo {
    /// Where it stands.
    pub fn status(&self) -> UndoStatus {
        if self.status == "reverted" { UndoStatus::Reverted } else { UndoStatus::Done }
    }

    /// Whether it was for the whole run.
    pub const fn is_whole(&self) -> bool {
        self.scope.is_none()
    }
}

/// An undo by its id.
pub async fn get(db: &CatalogDb, id: i64) -> sqlx::Result<Option<Undo>> {
    sqlx::query_as("select * from undos where id = $1").bind(id).fetch_optional(db.pool()).await
}

/// The undos of a run, newest first.
pub async fn of_run(db: &CatalogDb, run_id: i64) -> sqlx::Result<Vec<Undo>> {
    sqlx::query_as("select * from undos where run_id = $1 order by id desc")
        .bind(run_id)
        .fetch_all(db.pool())
        .await
}

/// Whether an undo of the run, of all or of a part, stands: then its file is news again.
pub async fn stands(db: &CatalogDb, run_id: i64) -> sqlx::Result<bool> {
    sqlx::query_scalar("select exists (select 1 from undos where run_id = $1 and status = 'done')")
        .bind(run_id)
        .fetch_one(db.pool())
        .await
}

/// Why something was left as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A person wrote it since.
    Edited,
    /// A later import wrote it, or stands on it.
    LaterImport,
    /// A person locked it.
    Locked,
}

impl From<String> for Reason {
    fn from(name: String) -> Self {
        match name.as_str() {
            "later_import" => Self::LaterImport,
            "locked" => Self::Locked,
            _ => Self::Edited,
        }
    }
}

/// Something that an undo left as it was.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Kept {
    /// The product.
    pub product_id: Option<i64>,
    /// Its name.
    pub name: String,
    /// The offer, where it is about one.
    pub offer_id: Option<i64>,
    /// The field; `offer` or `product` for a whole one that the run made.
    pub field: String,
    /// What it is.
    pub value: Option<String>,
    /// Why.
    #[sqlx(try_from = "String")]
    pub because: Reason,
    /// The person.
    pub by: Option<String>,
    /// The later run.
    pub run_id: Option<i64>,
}

/// What an undo left, or where it is reverted, what the revert left; and how much that is.
pub async fn kept(db: &CatalogDb, undo: &Undo, limit: i64, offset: i64) -> sqlx::Result<(Vec<Kept>, i64)> {
    let reverting = undo.status() == UndoStatus::Reverted;
    let rows = sqlx::query_as(
        "select product_id, name, offer_id, field, value, because, by, run_id from undo_kept
         where undo_id = $1 and reverting = $2 order by id limit $3 offset $4",
    )
    .bind(undo.id)
    .bind(reverting)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.pool())
    .await?;
    let total = sqlx::query_scalar("select count(*) from undo_kept where undo_id = $1 and reverting = $2")
        .bind(undo.id)
        .bind(reverting)
        .fetch_one(db.pool())
        .await?;
    Ok((rows, total))
}
