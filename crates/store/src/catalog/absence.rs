//! Offers that a supplier's files leave out: since when, and in how many files.
//!
//! An offer remembers the first run whose file it was missing from (`offers.missing_since`). How many files that is,
//! the runs say: those of the supplier that looked for absent offers (`applied_runs.counts_absent`) and haven't been
//! taken back. So a run that is undone counts no more, without a number that would have to be counted back.

use sqlx::PgConnection;

/// Notes that the run looks for absent offers. Answers with the supplier's latest runs that did, this one included, less
/// one: an offer that is missing since one of them isn't missing in `files` files yet.
pub(super) async fn begin(
    c: &mut PgConnection,
    supplier_id: i64,
    run_id: i64,
    files: i32,
) -> sqlx::Result<Vec<i64>> {
    sqlx::query("update applied_runs set counts_absent = true where run_id = $1")
        .bind(run_id)
        .execute(&mut *c)
        .await?;
    latest(c, supplier_id, i64::from(files) - 1).await
}

/// The supplier's latest runs that looked for absent offers and stand, newest first.
pub async fn latest(c: &mut PgConnection, supplier_id: i64, limit: i64) -> sqlx::Result<Vec<i64>> {
    sqlx::query_scalar(
        "select run_id from applied_runs where supplier_id = $1 and counts_absent and undone_at is null
         order by applied_at desc, run_id desc limit $2",
    )
    .bind(supplier_id)
    .bind(limit.max(0))
    .fetch_all(c)
    .await
}
