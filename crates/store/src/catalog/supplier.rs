//! Suppliers: who sends the files.

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::FromRow;

use super::search::escape_like;
use crate::databases::CatalogDb;

/// A supplier's row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
pub struct Supplier {
    /// Its id.
    pub id: i64,
    /// Short name in files, commands and addresses.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What its prices are in unless its files say.
    pub currency: Option<String>,
    /// Whom to call.
    pub contact_name: Option<String>,
    /// Where to write.
    pub contact_email: Option<String>,
    /// Its website.
    pub website: Option<String>,
    /// Notes of ours.
    pub notes: Option<String>,
    /// Whether we still buy there.
    pub is_active: bool,
    /// How many articles it offers.
    pub offers: i64,
    /// How many products its runs made.
    pub products: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

/// What a new supplier is made of.
#[derive(Clone, Debug, Default)]
pub struct NewSupplier {
    /// Short name; letters, digits, `.`, `_` and `-`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// ISO 4217 code.
    pub currency: Option<String>,
    /// Whom to call.
    pub contact_name: Option<String>,
    /// Where to write.
    pub contact_email: Option<String>,
    /// Its website.
    pub website: Option<String>,
    /// Notes of ours.
    pub notes: Option<String>,
    /// Whether we buy there.
    pub is_active: bool,
}

/// What changes of a supplier; the outer None leaves a value as it is, the inner one removes it.
#[derive(Clone, Debug, Default)]
pub struct SupplierChange {
    /// Short name.
    pub code: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// ISO 4217 code.
    pub currency: Option<Option<String>>,
    /// Whom to call.
    pub contact_name: Option<Option<String>>,
    /// Where to write.
    pub contact_email: Option<Option<String>>,
    /// Its website.
    pub website: Option<Option<String>>,
    /// Notes of ours.
    pub notes: Option<Option<String>>,
    /// Whether we still buy there.
    pub is_active: Option<bool>,
}

/// The order of a list of suppliers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SupplierSort {
    /// By name.
    #[default]
    Name,
    /// By name, backwards.
    NameDescending,
    /// By code.
    Code,
    /// Most offers first.
    MostOffers,
}

/// Whether a text can be a supplier's code.
pub fn is_code(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_alphanumeric())
        && text.len() <= 40
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-'))
}

/// Makes a supplier. A code that is taken violates `suppliers_code_key`.
pub async fn create(db: &CatalogDb, new: &NewSupplier, now: DateTime<Utc>) -> sqlx::Result<Supplier> {
    sqlx::query_as(
        "insert into suppliers (code, name, currency, contact_name, contact_email, website, notes, is_active,
           created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) returning *",
    )
    .bind(&new.code)
    .bind(&new.name)
    .bind(&new.currency)
    .bind(&new.contact_name)
    .bind(&new.contact_email)
    .bind(&new.website)
    .bind(&new.notes)
    .bind(new.is_active)
    .bind(now)
    .fetch_one(db.pool())
    .await
}

/// A supplier by its id.
pub async fn get(db: &CatalogDb, id: i64) -> sqlx::Result<Option<Supplier>> {
    sqlx::query_as("select * from suppliers where id = $1").bind(id).fetch_optional(db.pool()).await
}

/// A supplier by its code.
pub async fn by_code(db: &CatalogDb, code: &str) -> sqlx::Result<Option<Supplier>> {
    sqlx::query_as("select * from suppliers where code = $1").bind(code).fetch_optional(db.pool()).await
}

/// Suppliers by their ids, in the order of the ids.
pub async fn by_ids(db: &CatalogDb, ids: &[i64]) -> sqlx::Result<Vec<Supplier>> {
    sqlx::query_as(
        "select s.* from unnest($1::bigint[]) with ordinality wanted (id, place)
         join suppliers s on s.id = wanted.id order by wanted.place",
    )
    .bind(ids)
    .fetch_all(db.pool())
    .await
}

/// The ids of all suppliers whose code or name contains a text, in order: few enough to be sorted by what another
/// database knows of them.
pub async fn ids(db: &CatalogDb, q: Option<&str>, sort: SupplierSort) -> sqlx::Result<Vec<i64>> {
    let order = match sort {
        SupplierSort::Name => "lower(name), id",
        SupplierSort::NameDescending => "lower(name) desc, id desc",
        SupplierSort::Code => "code",
        SupplierSort::MostOffers => "offers desc, lower(name), id",
    };
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
        "select id from suppliers where $1::text is null or code ilike $1 or name ilike $1 order by {order}"
    )))
    .bind(q.map(|q| format!("%{}%", escape_like(q))))
    .fetch_all(db.pool())
    .await
}

/// Changes a supplier; None where there is none. A code that is taken violates `suppliers_code_key`.
pub async fn update(
    db: &CatalogDb,
    id: i64,
    change: &SupplierChange,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Supplier>> {
    sqlx::query_as(
        "update suppliers set code = coalesce($2, code), name = coalesce($3, name),
           currency = case when $4 then $5 else currency end,
           contact_name = case when $6 then $7 else contact_name end,
           contact_email = case when $8 then $9 else contact_email end,
           website = case when $10 then $11 else website end,
           notes = case when $12 then $13 else notes end,
           is_active = coalesce($14, is_active), updated_at = $15
         where id = $1 returning *",
    )
    .bind(id)
    .bind(&change.code)
    .bind(&change.name)
    .bind(change.currency.is_some())
    .bind(change.currency.as_ref().and_then(Option::as_ref))
    .bind(change.contact_name.is_some())
    .bind(change.contact_name.as_ref().and_then(Option::as_ref))
    .bind(change.contact_email.is_some())
    .bind(change.contact_email.as_ref().and_then(Option::as_ref))
    .bind(change.website.is_some())
    .bind(change.website.as_ref().and_then(Option::as_ref))
    .bind(change.notes.is_some())
    .bind(change.notes.as_ref().and_then(Option::as_ref))
    .bind(change.is_active)
    .bind(now)
    .fetch_optional(db.pool())
    .await
}

/// What came of deleting a supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    /// It is gone.
    Yes,
    /// It has offers, so it stays.
    HasOffers,
    /// There was none.
    NotFound,
}

/// Deletes a supplier that has no offers.
pub async fn delete(db: &CatalogDb, id: i64) -> sqlx::Result<Deleted> {
    let mut tx = db.pool().begin().await?;
    // A run that is applied at this moment counts its offers in this row, so it waits here or has been waited for.
    let found: Option<bool> = sqlx::query_scalar(
        "select exists (select from offers o where o.supplier_id = s.id) from suppliers s where id = $1 for update",
    )
    .bind(id)
    .fetch_optional(&mut *tx)
    .await?;
    match found {
        None => return Ok(Deleted::NotFound),
        Some(true) => return Ok(Deleted::HasOffers),
        Some(false) => {}
    }
    let gone = sqlx::query(
        "delete from suppliers s where id = $1 and not exists (select from offers o where o.supplier_id = s.id)",
    )
    .bind(id)
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(if gone.rows_affected() == 1 { Deleted::Yes } else { Deleted::HasOffers })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_short_and_plain() {
        for good in ["A", "elko-2", "a.b_c", "0x"] {
            assert!(is_code(good), "{good}");
        }
        let long = "x".repeat(41);
        for bad in ["", "-a", "a b", "é", "a/b", long.as_str()] {
            assert!(!is_code(bad), "{bad}");
        }
    }
}
