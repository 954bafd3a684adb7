//! Products for a file: every product that passes a filter, in batches, each starting by index where the last one ended.
//!
//! No transaction is open while a slow client reads, and no more than one batch is in memory. A product that changes
//! meanwhile comes as it is when its batch is read; none comes twice, none that was there all the time is left out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::{FromRow, QueryBuilder};

use super::product::filter::Resolved;
use super::product::{ProductFilter, ProductStatus, row};
use crate::databases::CatalogDb;

/// Products in a batch.
pub const BATCH: i64 = 2_000;

/// A product as files have it.
#[derive(Clone, Debug, FromRow)]
pub struct ExportRow {
    /// Its id.
    pub id: i64,
    /// Our number.
    pub sku: String,
    /// GTIN-14.
    pub gtin: Option<String>,
    /// Its name.
    pub name: String,
    /// Its brand.
    pub brand: Option<String>,
    /// Its category's path.
    pub category: Option<String>,
    /// Manufacturer's part number.
    pub mpn: Option<String>,
    /// Its status.
    #[sqlx(try_from = "i16")]
    pub status: ProductStatus,
    /// How many offers it has.
    pub offers: i32,
    /// The best offer's cost.
    pub best_cost: Option<Decimal>,
    /// In what.
    pub best_currency: Option<String>,
    /// Whose the best offer is.
    pub best_supplier: Option<String>,
    /// Pieces in stock.
    pub stock: Option<i32>,
    /// What an end customer is expected to pay.
    pub retail_price: Option<Decimal>,
    /// Weight of a unit.
    pub weight_kg: Option<Decimal>,
    /// Addresses of pictures.
    pub images: Vec<String>,
    /// Plain text or safe HTML.
    pub description: Option<String>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
}

impl ExportRow {
    /// The GTIN in its usual, shortest spelling.
    pub fn ean(&self) -> Option<String> {
        self.gtin.as_deref().map(row::ean)
    }
}

/// An export under way.
#[derive(Debug)]
pub struct Export {
    db: CatalogDb,
    filter: Resolved,
    last_id: i64,
    done: bool,
    exported: Arc<AtomicU64>,
}

impl Export {
    /// Begins an export of what passes a filter, in the order of ids.
    pub async fn new(db: &CatalogDb, filter: &ProductFilter) -> sqlx::Result<Self> {
        let filter = Resolved::new(db, filter).await?;
        Ok(Self { db: db.clone(), filter, last_id: 0, done: false, exported: Arc::default() })
    }

    /// How many products have been read by now: for whoever shows progress.
    pub fn exported(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.exported)
    }

    /// The next batch; an empty one is the end.
    pub async fn next_batch(&mut self) -> sqlx::Result<Vec<ExportRow>> {
        if self.done {
            return Ok(Vec::new());
        }
        let mut sql = QueryBuilder::new(
            "select p.id, p.sku, p.gtin, p.name, b.name as brand, c.path as category, p.mpn, p.status, p.offers,
               p.best_cost, p.best_currency::text, s.code as best_supplier, p.stock, p.retail_price, p.weight_kg,
               coalesce(p.images, '{}') as images, p.description, p.updated_at
             from (select * from products p where p.id > ",
        );
        sql.push_bind(self.last_id);
        self.filter.push_conditions(&mut sql);
        sql.push(format_args!(" order by p.id limit {BATCH}) p "));
        sql.push(row::JOINS);
        sql.push(" order by p.id");
        let rows: Vec<ExportRow> = sql.build_query_as().persistent(false).fetch_all(self.db.pool()).await?;
        self.exported.fetch_add(rows.len() as u64, Ordering::Relaxed);
        self.done = (rows.len() as i64) < BATCH;
        if let Some(last) = rows.last() {
            self.last_id = last.id;
        }
        Ok(rows)
    }
}
