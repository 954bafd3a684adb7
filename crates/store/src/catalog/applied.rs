//! Which runs are in the catalogue: the head of each change set.
//!
//! The row is written by the transaction that has the run's effect. A cancelled run leaves a row here too, so that
//! of two workers, or of a worker and a person, exactly one wins.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::databases::CatalogDb;

/// The head of a change set.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AppliedRun {
    /// The run.
    pub run_id: i64,
    /// The supplier.
    pub supplier_id: i64,
    /// When it was applied.
    pub applied_at: DateTime<Utc>,
    /// New offers.
    pub created: i64,
    /// Changed offers.
    pub updated: i64,
    /// Records in the file.
    pub records: i64,
    /// Records that changed nothing, staged or not.
    pub unchanged: i64,
    /// Records whose key came earlier in the file.
    pub duplicates: i64,
    /// Records that could not be used.
    pub rejected: i64,
    /// Issues that rejected nothing.
    pub warnings: i64,
    /// Offers taken off sale.
    pub discontinued: i64,
    /// New products.
    pub new_products: i64,
    /// Offers that became dearer.
    pub price_up: i64,
    /// Offers that became cheaper.
    pub price_down: i64,
    /// Offers that ran out of stock.
    pub stock_out: i64,
    /// First and last id of the offers it made.
    pub first_offer: Option<i64>,
    /// See `first_offer`.
    pub last_offer: Option<i64>,
    /// First and last id of the products it made.
    pub first_product: Option<i64>,
    /// See `first_product`.
    pub last_product: Option<i64>,
    /// How many records changed each field: `[{field, count, up, down}]`.
    pub by_field: Option<serde_json::Value>,
    /// It was cancelled and has no effect.
    pub cancelled: bool,
    /// When it was taken back as a whole, where it is.
    pub undone_at: Option<DateTime<Utc>>,
    /// By whom.
    pub undone_by: Option<String>,
}

/// A run's mark in the catalogue.
pub async fn get(db: &CatalogDb, run_id: i64) -> sqlx::Result<Option<AppliedRun>> {
    sqlx::query_as("select * from applied_runs where run_id = $1")
        .bind(run_id)
        .fetch_optional(db.pool())
        .await
}

/// The same, inside a transaction.
pub(super) async fn of_connection(c: &mut PgConnection, run_id: i64) -> sqlx::Result<Option<AppliedRun>> {
    sqlx::query_as("select * from applied_runs where run_id = $1").bind(run_id).fetch_optional(c).await
}

/// Takes the run's place inside the applying transaction; false where it is taken (applied, or cancelled).
pub(super) async fn take(
    connection: &mut PgConnection,
    run_id: i64,
    supplier_id: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let taken = sqlx::query(
        "insert into applied_runs (run_id, supplier_id, applied_at) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(run_id)
    .bind(supplier_id)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(taken.rows_affected() == 1)
}

/// Sees to it that a run can never be applied; false where it has been already. Cancelling again is fine.
pub async fn cancel(db: &CatalogDb, run_id: i64, supplier_id: i64, now: DateTime<Utc>) -> sqlx::Result<bool> {
    sqlx::query(
        "insert into applied_runs (run_id, supplier_id, applied_at, cancelled) values ($1, $2, $3, true)
         on conflict do nothing",
    )
    .bind(run_id)
    .bind(supplier_id)
    .bind(now)
    .execute(db.pool())
    .await?;
    Ok(get(db, run_id).await?.is_some_and(|applied| applied.cancelled))
}

/// What the runs applied since a time changed, all together.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, sqlx::FromRow)]
pub struct Since {
    /// New offers.
    pub created: i64,
    /// Changed offers.
    pub updated: i64,
    /// Offers that became dearer.
    pub price_up: i64,
    /// Offers that became cheaper.
    pub price_down: i64,
    /// Offers that ran out of stock.
    pub stock_out: i64,
}

/// Adds up the runs applied since a time.
pub async fn since(db: &CatalogDb, since: DateTime<Utc>) -> sqlx::Result<Since> {
    sqlx::query_as(
        "select coalesce(sum(created), 0)::bigint as created, coalesce(sum(updated), 0)::bigint as updated,
           coalesce(sum(price_up), 0)::bigint as price_up, coalesce(sum(price_down), 0)::bigint as price_down,
           coalesce(sum(stock_out), 0)::bigint as stock_out
         from applied_runs where applied_at >= $1 and undone_at is null",
    )
    .bind(since)
    .fetch_one(db.pool())
    .await
}
