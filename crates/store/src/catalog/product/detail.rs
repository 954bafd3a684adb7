//! A product with everything known of it.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use sqlx::FromRow;
use sqlx::types::Json;

use super::row::{COLUMNS, JOINS, ProductRow};
use crate::databases::CatalogDb;

/// A product with everything known of it.
#[derive(Clone, Debug, FromRow)]
pub struct Product {
    /// As lists show it.
    #[sqlx(flatten)]
    pub row: ProductRow,
    /// Plain text or safe HTML.
    pub description: Option<String>,
    /// Manufacturer's part number.
    pub mpn: Option<String>,
    /// Weight of a unit.
    pub weight_kg: Option<Decimal>,
    /// Addresses of pictures.
    pub images: Vec<String>,
    /// Fields that no feed overwrites, by the names of [`catalog::field::Field`].
    pub locked_fields: Vec<String>,
    /// The best offer as the last run found it.
    pub best_offer_id: Option<i64>,
    /// The run that made it.
    pub created_run: Option<i64>,
    /// The record that it was made from.
    pub created_record: Option<i64>,
    /// Who wrote a field, where it wasn't its owner's feed.
    pub(crate) field_sources: Json<Value>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A field that a person stands behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The field.
    pub field: String,
    /// Who.
    pub by: Option<String>,
    /// Since when.
    pub at: Option<DateTime<Utc>>,
}

impl Product {
    /// Who locked which fields, and when.
    pub fn locks(&self) -> Vec<Lock> {
        let lock = |field: &String| {
            let source = self.field_sources.0.get(field);
            let by = source.and_then(|source| source.get("by")).and_then(Value::as_str).map(Into::into);
            let at = source.and_then(|source| source.get("at")).and_then(Value::as_str);
            Lock { field: field.clone(), by, at: at.and_then(|at| at.parse().ok()) }
        };
        self.locked_fields.iter().map(lock).collect()
    }
}

/// A product by its id.
pub async fn get(db: &CatalogDb, id: i64) -> sqlx::Result<Option<Product>> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "select {COLUMNS}, p.description, p.mpn, p.weight_kg, coalesce(p.images, '{{}}') as images,
           coalesce(p.locked_fields, '{{}}') as locked_fields, p.best_offer_id, p.created_run, p.created_record,
           coalesce(p.field_sources, '{{}}') as field_sources, p.created_at
         from products p {JOINS} where p.id = $1"
    )))
    .bind(id)
    .fetch_optional(db.pool())
    .await
}

/// The id of the product with that SKU, that GTIN-14, a supplier's number, or that id, in this order; also of one that an
/// undo took out.
pub async fn find(db: &CatalogDb, text: &str, gtin: Option<&str>) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar(
        "select id from (
           select id, 1 as rank from products where sku = $1
           union all select id, 2 from products where gtin = $2
           union all select product_id, 3 from offers where supplier_sku = $1
           union all select id, 4 from products where id = $3
           union all select id, 5 from removed_products where sku = $1 or gtin = $2 or id = $3) found
         order by rank, id limit 1",
    )
    .bind(text)
    .bind(gtin)
    .bind(text.parse::<i64>().ok())
    .fetch_optional(db.pool())
    .await
}
