//! How large the catalogue is. What would need a scan is counted at most every half minute, by one query for all
//! who ask, and is remembered in the process.

use std::sync::LazyLock;
use std::time::Duration;

use chrono::{DateTime, Utc};
use moka::future::Cache;

use crate::databases::CatalogDb;

/// For how long counted figures are good.
const GOOD_FOR: Duration = Duration::from_secs(30);

/// Figures of the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Figures {
    /// Products.
    pub products: i64,
    /// Offers.
    pub offers: i64,
    /// Suppliers.
    pub suppliers: i64,
    /// Brands.
    pub brands: i64,
    /// Products with a GTIN.
    pub products_with_ean: i64,
    /// Products that a supplier has in stock.
    pub products_in_stock: i64,
}

/// A database, and the last run that changed anything there.
type Moment = (String, Option<DateTime<Utc>>);

/// The slow ones: products with a GTIN, products in stock.
static COUNTED: LazyLock<Cache<Moment, (i64, i64)>> =
    LazyLock::new(|| Cache::builder().max_capacity(64).time_to_live(GOOD_FOR).build());

/// The figures now.
pub async fn get(db: &CatalogDb, now: DateTime<Utc>) -> sqlx::Result<Figures> {
    let (products, offers, suppliers): (i64, i64, i64) = sqlx::query_as(
        "select coalesce(sum(products), 0)::bigint, coalesce(sum(offers), 0)::bigint, count(*) from suppliers",
    )
    .fetch_one(db.pool())
    .await?;
    let brands: i64 = sqlx::query_scalar("select count(*) from brands").fetch_one(db.pool()).await?;
    let last: Option<DateTime<Utc>> = sqlx::query_scalar(
        "select greatest((select max(applied_at) from applied_runs where applied_at <= $1),
               (select max(greatest(at, reverted_at)) from undos))",
    )
    .bind(now)
    .fetch_one(db.pool())
    .await?;
    let options = db.pool().connect_options();
    let server = options
        .get_socket()
        .map_or_else(|| options.get_host().to_owned(), |socket| socket.display().to_string());
    let database = format!("{server}:{}/{}", options.get_port(), options.get_database().unwrap_or_default());
    let counted = COUNTED
        .try_get_with((database, last), async {
            let with_ean: i64 = sqlx::query_scalar("select count(*) from products where gtin is not null")
                .fetch_one(db.pool())
                .await?;
            let in_stock: i64 = sqlx::query_scalar("select count(*) from products where stock > 0")
                .fetch_one(db.pool())
                .await?;
            Ok::<_, sqlx::Error>((with_ean, in_stock))
        })
        .await;
    let (products_with_ean, products_in_stock) = match counted {
        Ok(counted) => counted,
        Err(error) => return Err(sqlx::Error::Protocol(error.to_string())),
    };
    Ok(Figures { products, offers, suppliers, brands, products_with_ean, products_in_stock })
}

/// A supplier, briefly.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct SupplierBrief {
    /// Its id.
    pub id: i64,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its offers.
    pub offers: i64,
}

/// Every active supplier.
pub async fn active_suppliers(db: &CatalogDb) -> sqlx::Result<Vec<SupplierBrief>> {
    sqlx::query_as(
        "select id, code, name, offers from suppliers where is_active order by name, id limit 1000",
    )
    .fetch_all(db.pool())
    .await
}
