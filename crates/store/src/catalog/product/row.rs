//! A product as lists show it.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Serialize;
use sqlx::FromRow;

use super::ProductStatus;
use crate::databases::CatalogDb;

/// A product with the names of what it belongs to.
#[derive(Clone, Debug, Serialize, FromRow)]
pub struct ProductRow {
    /// Its id.
    pub id: i64,
    /// Our number.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// GTIN-14.
    pub gtin: Option<String>,
    /// Its brand.
    pub brand_id: Option<i64>,
    /// Its brand's name.
    pub brand: Option<String>,
    /// Its category.
    pub category_id: Option<i64>,
    /// Its category's path.
    pub category: Option<String>,
    /// Address of its first picture.
    pub image: Option<String>,
    /// Its status.
    #[sqlx(try_from = "i16")]
    pub status: ProductStatus,
    /// How many suppliers offer it, under how many numbers.
    pub offers: i32,
    /// The best offer's cost.
    pub best_cost: Option<Decimal>,
    /// The currency of it.
    pub best_currency: Option<String>,
    /// The best offer's supplier.
    pub best_supplier_id: Option<i64>,
    /// Its code.
    pub best_supplier_code: Option<String>,
    /// Its name.
    pub best_supplier_name: Option<String>,
    /// Pieces in stock at all suppliers; None where none of them says.
    pub stock: Option<i32>,
    /// What an end customer is expected to pay.
    pub retail_price: Option<Decimal>,
    /// When something of it changed last.
    pub updated_at: DateTime<Utc>,
}

impl ProductRow {
    /// The GTIN in its usual, shortest spelling.
    pub fn ean(&self) -> Option<String> {
        self.gtin.as_deref().map(ean)
    }

    /// What of the retail price is left when the cost is paid, as a share of it; negative at a loss.
    pub fn margin(&self) -> Option<f64> {
        let (retail, cost) = (self.retail_price?, self.best_cost?);
        if retail <= Decimal::ZERO {
            return None;
        }
        (retail - cost).checked_div(retail)?.round_dp(4).to_f64()
    }
}

/// A GTIN-14 in its usual, shortest spelling.
pub fn ean(gtin: &str) -> String {
    catalog::value::gtin::Gtin::parse(gtin)
        .map_or_else(|_| gtin.to_owned(), |gtin| gtin.shortest().to_owned())
}

/// The columns of a [`ProductRow`], from `products p` and [`JOINS`].
pub(crate) const COLUMNS: &str = "p.id, p.sku, p.name, p.gtin, p.brand_id, b.name as brand, p.category_id,
    c.path as category, p.images[1] as image, p.status, p.offers, p.best_cost, p.best_currency::text,
    p.best_supplier_id, s.code as best_supplier_code, s.name as best_supplier_name, p.stock, p.retail_price,
    p.updated_at";

/// What [`COLUMNS`] needs beside `products p`.
pub(crate) const JOINS: &str = "left join brands b on b.id = p.brand_id
    left join categories c on c.id = p.category_id
    left join suppliers s on s.id = p.best_supplier_id";

/// Products by their ids, in the order of the ids.
pub(crate) async fn by_ids(db: &CatalogDb, ids: &[i64]) -> sqlx::Result<Vec<ProductRow>> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from unnest($1::bigint[]) with ordinality wanted (id, place)
         join products p on p.id = wanted.id {JOINS} order by wanted.place"
    )))
    .bind(ids)
    .fetch_all(db.pool())
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gtin_is_spelled_as_on_the_package() {
        assert_eq!(ean("03000000000014"), "3000000000014");
        assert_eq!(ean("00036000291452"), "036000291452");
        assert_eq!(ean("00000096385074"), "96385074");
        assert_eq!(ean("13000000000011"), "13000000000011");
    }
}
