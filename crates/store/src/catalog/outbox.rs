//! What must follow from a change of the catalogue, noted in the transaction that made it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use sqlx::types::Json;

use super::plan::{GtinConflict, LeftRecord};
use crate::databases::CatalogDb;
use crate::imports::review::Measures;

/// Rows from which on a run changes the catalogue's statistics enough to renew them at once.
const MANY: i64 = 50_000;

/// What the transaction that applied a run noted for afterwards.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunApplied {
    /// The run.
    pub run_id: i64,
    /// Records whose GTIN was left out, since it belongs to another product than their offer's.
    #[serde(default)]
    pub conflicts: Vec<GtinConflict>,
    /// How many records the feed's policy left as they were.
    #[serde(default)]
    pub left_by_policy: i64,
    /// The first of them.
    #[serde(default)]
    pub left: Vec<LeftRecord>,
    /// What the run measured, for the limits of later ones.
    #[serde(default)]
    pub measures: Option<Measures>,
}

/// The note of a run, while what follows from it isn't done.
pub async fn of_run(db: &CatalogDb, run_id: i64) -> sqlx::Result<Option<RunApplied>> {
    let note: Option<Json<RunApplied>> = sqlx::query_scalar(
        "select payload from outbox where kind = 'run_applied' and payload ->> 'run_id' = $1::text and done_at is null",
    )
    .bind(run_id)
    .fetch_optional(db.pool())
    .await?;
    Ok(note.map(|note| note.0))
}

/// Does what follows from an applied run, and notes it as done. Doing it again changes nothing.
pub async fn settle_run(db: &CatalogDb, run_id: i64, now: DateTime<Utc>) -> sqlx::Result<()> {
    let open: Option<i64> = sqlx::query_scalar(
        "select id from outbox where kind = 'run_applied' and payload ->> 'run_id' = $1::text and done_at is null",
    )
    .bind(run_id)
    .fetch_optional(db.pool())
    .await?;
    let Some(id) = open else { return Ok(()) };
    let touched: Option<i64> =
        sqlx::query_scalar("select created + updated from applied_runs where run_id = $1")
            .bind(run_id)
            .fetch_optional(db.pool())
            .await?;
    if touched.is_some_and(|touched| touched >= MANY) {
        // Queries right after a big import must not be planned for the empty catalogue before it.
        sqlx::query("analyze products, offers, product_search").execute(db.pool()).await?;
    }
    sqlx::query("update outbox set done_at = $2 where id = $1").bind(id).bind(now).execute(db.pool()).await?;
    Ok(())
}

/// Notes an undo, or its revert, in the transaction that does it: `run_undone`, `undo_reverted`.
pub(super) async fn note_undo(
    c: &mut PgConnection,
    kind: &str,
    run_id: i64,
    undo_id: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    sqlx::query("insert into outbox (kind, payload, created_at) values ($1, $2, $3)")
        .bind(kind)
        .bind(Json(serde_json::json!({ "run_id": run_id, "undo_id": undo_id })))
        .bind(now)
        .execute(c)
        .await?;
    Ok(())
}

/// Does what follows from an undo or its revert, and notes it as done. Doing it again changes nothing.
pub async fn settle_undo(db: &CatalogDb, undo_id: i64, now: DateTime<Utc>) -> sqlx::Result<()> {
    let open: Vec<i64> = sqlx::query_scalar(
        "select id from outbox where kind in ('run_undone', 'undo_reverted') and payload ->> 'undo_id' = $1::text
           and done_at is null",
    )
    .bind(undo_id)
    .fetch_all(db.pool())
    .await?;
    if open.is_empty() {
        return Ok(());
    }
    let touched: Option<i64> =
        sqlx::query_scalar("select restored + removed_offers from undos where id = $1")
            .bind(undo_id)
            .fetch_optional(db.pool())
            .await?;
    if touched.is_some_and(|touched| touched >= MANY) {
        sqlx::query("analyze products, offers, product_search").execute(db.pool()).await?;
    }
    sqlx::query("update outbox set done_at = $2 where id = any($1)")
        .bind(open)
        .bind(now)
        .execute(db.pool())
        .await?;
    Ok(())
}
