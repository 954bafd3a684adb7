//! Brands: made by the files that name them; spellings that fold alike are one.

use serde::Serialize;
use sqlx::{FromRow, Postgres, Transaction};

use super::search::{escape_like, fold};
use crate::databases::CatalogDb;

/// A brand with how many products it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
pub struct BrandRow {
    /// Its id.
    pub id: i64,
    /// Its name as it was first written.
    pub name: String,
    /// Its products.
    pub products: i64,
}

/// A page of brands by name, and how many there are on all pages.
///
/// Products are counted for the page's brands only, by the index on them: counting all would be a scan.
pub async fn list(
    db: &CatalogDb,
    q: Option<&str>,
    descending: bool,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(Vec<BrandRow>, i64)> {
    let pattern = q.map(|q| format!("%{}%", escape_like(&fold(q))));
    let direction = if descending { "desc" } else { "asc" };
    let rows = sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "select b.id, b.name, n.products
         from (select * from brands where $1::text is null or name_key like $1
               order by name_key {direction} limit $2 offset $3) b
         cross join lateral (select count(*) as products from products where brand_id = b.id) n
         order by b.name_key {direction}"
    )))
    .bind(&pattern)
    .bind(limit)
    .bind(offset)
    .fetch_all(db.pool())
    .await?;
    let total = sqlx::query_scalar("select count(*) from brands where $1::text is null or name_key like $1")
        .bind(&pattern)
        .fetch_one(db.pool())
        .await?;
    Ok((rows, total))
}

/// The brand of a name, made where it doesn't exist. None for a name that folds to nothing.
pub async fn of_name(tx: &mut Transaction<'_, Postgres>, name: &str) -> sqlx::Result<Option<(i64, String)>> {
    let key = fold(name);
    if key.is_empty() {
        return Ok(None);
    }
    // Updating what is there already is how `returning` answers for it too.
    sqlx::query_as(
        "insert into brands (name, name_key) values ($1, $2)
         on conflict (name_key) do update set name_key = excluded.name_key returning id, name",
    )
    .bind(name.trim())
    .bind(key)
    .fetch_optional(&mut **tx)
    .await
}
