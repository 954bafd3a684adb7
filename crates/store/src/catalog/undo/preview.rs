//! What an undo would do, from the same sets that it would work with; nothing is written.

use serde_json::Value;
use sqlx::AssertSqlSafe;

use super::effect::{Counted, count_steps, kept_values};
use super::sets::{self, Side};
use super::take_back::{kept_whole, standing};
use super::{Kept, Scope, UndoError};
use crate::catalog::apply::prepare;
use crate::databases::CatalogDb;

/// What an undo would do.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Records of which something would go back.
    pub restores: i64,
    /// How many values would, by field: `[{field, count}]`.
    pub by_field: Value,
    /// Offers that would go.
    pub removes_offers: i64,
    /// Products that would go.
    pub removes_products: i64,
    /// Offers that would be on sale again.
    pub brings_back: i64,
    /// How many values, offers and products would stay.
    pub kept: i64,
    /// The first of them.
    pub examples: Vec<Kept>,
}

impl Preview {
    /// Nothing would happen.
    pub const fn is_empty(&self) -> bool {
        self.restores + self.removes_offers + self.removes_products == 0
    }
}

/// Shows what an undo would do.
///
/// # Errors
///
/// The run has no effect on the catalogue, or has been undone as a whole.
pub async fn preview(
    db: &CatalogDb,
    run_id: i64,
    scope: &Scope,
    examples: i64,
) -> Result<Preview, UndoError> {
    let mut tx = db.pool().begin().await?;
    let c = &mut *tx;
    prepare(c).await?;
    let run = standing(c, run_id).await?;
    sets::find(c, &run, Side::Undo, scope).await?;
    let Counted { restored, brought_back, kept, by_field } = count_steps(c).await?;
    let (offers, offers_kept): (i64, i64) = sqlx::query_as(
        "select count(*) filter (where not stays), count(*) filter (where stays) from undo_offers",
    )
    .fetch_one(&mut *c)
    .await?;
    let (products, products_kept): (i64, i64) = sqlx::query_as(
        "select count(*) filter (where not stays), count(*) filter (where stays and is_told) from undo_products",
    )
    .fetch_one(&mut *c)
    .await?;
    let columns = "undo_id, product_id, offer_id, name, field, value, because, by, run_id";
    let examples = sqlx::query_as(AssertSqlSafe(format!(
        "select product_id, offer_id, name, field, value, because, by, run_id from (
           (select * from ({values}) v (undo_id, reverting, product_id, offer_id, name, field, value, because, by, run_id)
            limit {examples})) v
         union all select product_id, offer_id, name, field, value, because, by, run_id
           from ({whole}) w ({columns}) limit {examples}",
        values = kept_values(0, Side::Undo),
        whole = kept_whole("0"),
    )))
    .fetch_all(&mut *c)
    .await?;
    tx.rollback().await?;
    Ok(Preview {
        restores: restored,
        by_field,
        removes_offers: offers,
        removes_products: products,
        brings_back: brought_back,
        kept: kept + offers_kept + products_kept,
        examples,
    })
}
