//! Records of a waiting run that are checked again: their rows in its staging tables change places, the others stay.

use std::collections::HashSet;

use sqlx::AssertSqlSafe;

use super::plan::{self, execute};
use super::staging::Staging;
use crate::databases::CatalogDb;

/// What is known of an article number.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct KnownKey {
    /// The article number.
    pub supplier_sku: String,
    /// The supplier's offer with it.
    pub offer_id: Option<i64>,
    /// The hash of the offer's last record, while it is on sale.
    pub record_hash: Option<i64>,
    /// The file leaves the offer out.
    pub absent: bool,
    /// The staged record with it.
    pub staged: Option<i64>,
}

/// New rows for records that were checked again.
#[derive(Clone, Debug, Default)]
pub struct Patch {
    /// The records.
    pub records: Vec<i64>,
    /// Their rows, as a whole binary COPY.
    pub rows: Vec<u8>,
    /// Offers that the file has after all.
    pub present: Vec<i64>,
    /// Offers that the file doesn't have after all.
    pub absent: Vec<i64>,
}

/// Whether a run's staging tables are there.
pub async fn is_staged(db: &CatalogDb, staging: Staging) -> sqlx::Result<bool> {
    sqlx::query_scalar("select to_regclass($1) is not null and to_regclass($2) is not null")
        .bind(staging.records())
        .bind(staging.plan())
        .fetch_one(db.pool())
        .await
}

/// Makes the staged records easy to find one by one.
pub async fn index(db: &CatalogDb, staging: Staging) -> sqlx::Result<()> {
    let Staging { run_id, fence } = staging;
    for column in ["record", "supplier_sku"] {
        sqlx::query(AssertSqlSafe(format!(
            "create index if not exists run_{run_id}_{fence}_{column} on {} ({column})",
            staging.records()
        )))
        .execute(db.pool())
        .await?;
    }
    Ok(())
}

/// Which of these records are staged.
pub async fn staged(db: &CatalogDb, staging: Staging, records: &[i64]) -> sqlx::Result<HashSet<i64>> {
    let found: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(format!(
        "select record from {} where record = any($1)",
        staging.records()
    )))
    .bind(records)
    .fetch_all(db.pool())
    .await?;
    Ok(found.into_iter().collect())
}

/// What is known of these article numbers.
pub async fn look_up(
    db: &CatalogDb,
    staging: Staging,
    supplier_id: i64,
    keys: &[String],
) -> sqlx::Result<Vec<KnownKey>> {
    sqlx::query_as(AssertSqlSafe(format!(
        "select k.supplier_sku, o.id as offer_id, a.offer_id is not null as absent,
           case when o.status = 1 and o.missing_since is null then o.record_hash end as record_hash,
           (select min(s.record) from {records} s where s.supplier_sku = k.supplier_sku) as staged
         from unnest($1::text[]) k(supplier_sku)
         left join offers o on o.supplier_id = $2 and o.supplier_sku = k.supplier_sku
         left join {absent} a on a.offer_id = o.id",
        records = staging.records(),
        absent = staging.absent(),
    )))
    .bind(keys)
    .bind(supplier_id)
    .fetch_all(db.pool())
    .await
}

/// Puts the rows of records that were checked again in the place of their earlier ones.
pub async fn patch(db: &CatalogDb, staging: Staging, patch: &Patch) -> sqlx::Result<()> {
    let (records, absent) = (staging.records(), staging.absent());
    let mut tx = db.pool().begin().await?;
    sqlx::query(AssertSqlSafe(format!("delete from {records} where record = any($1)")))
        .bind(&patch.records)
        .execute(&mut *tx)
        .await?;
    let mut copy = tx.copy_in_raw(&format!("copy {records} from stdin (format binary)")).await?;
    copy.send(patch.rows.as_slice()).await?;
    copy.finish().await?;
    sqlx::query(AssertSqlSafe(format!("delete from {absent} where offer_id = any($1)")))
        .bind(&patch.present)
        .execute(&mut *tx)
        .await?;
    sqlx::query(AssertSqlSafe(format!(
        "insert into {absent} (offer_id) select unnest($1::bigint[]) on conflict do nothing"
    )))
    .bind(&patch.absent)
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

/// Brings the staging tables into order once all rows have been put in; answers how many records are staged.
pub async fn settle(db: &CatalogDb, staging: Staging) -> sqlx::Result<i64> {
    let mut tx = db.pool().begin().await?;
    execute(&mut tx, "set local statement_timeout = 0".to_owned()).await?;
    plan::lead(&mut tx, staging).await?;
    let rows = sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {}", staging.records())))
        .fetch_one(&mut *tx)
        .await?;
    tx.commit().await?;
    staging.analyze(db).await?;
    Ok(rows)
}
