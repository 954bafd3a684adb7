//! A small catalogue for tests: rows in plain SQL, so that a test of one thing doesn't lean on the code of another.

use chrono::{DateTime, Duration, Utc};
use sqlx::AssertSqlSafe;
use store::catalog::search::fold;
use store::databases::CatalogDb;

/// A moment of the past, some minutes after the other ones.
pub fn minute(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_760_000_000, 0).expect("a time") + Duration::minutes(minutes)
}

/// Runs a statement.
pub async fn run(db: &CatalogDb, sql: impl Into<String>) {
    let sql = sql.into();
    sqlx::query(AssertSqlSafe(sql.clone()))
        .execute(db.pool())
        .await
        .unwrap_or_else(|error| panic!("{error}: {sql}"));
}

/// A product to insert.
#[derive(Default)]
pub struct Sample {
    pub sku: &'static str,
    pub name: &'static str,
    pub gtin: Option<&'static str>,
    pub brand: Option<i64>,
    pub category: Option<i64>,
    pub cost: Option<&'static str>,
    pub stock: Option<i32>,
    pub status: i16,
}

/// Inserts a product of supplier 1's with what a search looks at; answers with its id.
pub async fn product(db: &CatalogDb, sample: Sample) -> i64 {
    let id: i64 = sqlx::query_scalar(
        "insert into products (sku, name, gtin, brand_id, category_id, best_cost, best_currency, stock, status,
           owner_supplier_id, best_supplier_id, offers, created_run, created_record, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6::numeric, 'EUR', $7, $8, 1, 1, 1, 7, 3, $9, $9) returning id",
    )
    .bind(sample.sku)
    .bind(sample.name)
    .bind(sample.gtin)
    .bind(sample.brand)
    .bind(sample.category)
    .bind(sample.cost)
    .bind(sample.stock)
    .bind(if sample.status == 0 { 1 } else { sample.status })
    .bind(minute(0))
    .fetch_one(db.pool())
    .await
    .expect("a product");
    sqlx::query("insert into product_search (product_id, words) values ($1, $2)")
        .bind(id)
        .bind(fold(&format!("{} {}", sample.name, sample.sku)))
        .execute(db.pool())
        .await
        .expect("its words");
    id
}

/// Inserts an offer; answers with its id.
pub async fn offer(
    db: &CatalogDb,
    supplier: i64,
    product: i64,
    sku: &str,
    cost: &str,
    stock: Option<i32>,
) -> i64 {
    sqlx::query_scalar(
        "insert into offers (supplier_id, supplier_sku, product_id, cost, currency, stock, record_hash, created_run,
           created_record, run_id, record, created_at, updated_at)
         values ($1, $2, $3, $4::numeric, 'EUR', $5, 0, 7, 3, 7, 3, $6, $6) returning id",
    )
    .bind(supplier)
    .bind(sku)
    .bind(product)
    .bind(cost)
    .bind(stock)
    .bind(minute(0))
    .fetch_one(db.pool())
    .await
    .expect("an offer")
}

/// A brand; answers with its id.
pub async fn brand(db: &CatalogDb, name: &str) -> i64 {
    sqlx::query_scalar("insert into brands (name, name_key) values ($1, $2) returning id")
        .bind(name)
        .bind(fold(name))
        .fetch_one(db.pool())
        .await
        .expect("a brand")
}

/// A category; answers with its id.
pub async fn category(db: &CatalogDb, path: &str, parent: Option<i64>) -> i64 {
    sqlx::query_scalar(
        "insert into categories (path, path_key, name, parent_id) values ($1, $2, $3, $4) returning id",
    )
    .bind(path)
    .bind(fold(path))
    .bind(path.rsplit('/').next())
    .bind(parent)
    .fetch_one(db.pool())
    .await
    .expect("a category")
}

/// So many products in two brands, 1 and 2, half each: names of the first begin with `a`, of the second with `z`. Every
/// fifth has no cost, every seventh no stock; suppliers 1 and 2 share the offers by threes. Statistics are up to date.
pub async fn many(db: &CatalogDb, count: i64) {
    for name in ["Anker", "Zirkel"] {
        brand(db, name).await;
    }
    for code in ["ONE", "TWO"] {
        testkit::builders::supplier(db, code).await;
    }
    run(
        db,
        format!(
            "insert into products (id, sku, name, brand_id, best_cost, best_currency, stock, created_at, updated_at)
             select n, 'K' || n, (array['z', 'a'])[1 + n % 2] || ' ' || (n * 7919 % 1000), 2 - n % 2,
               case when n % 5 <> 0 then (n * 31 % 977)::numeric / 10 end, 'EUR',
               case when n % 7 <> 0 then (n * 17 % 50)::int end, now(), timestamptz '2026-01-01' + n % 1009 * interval '1 h'
             from generate_series(1, {count}) n"
        ),
    )
    .await;
    run(
        db,
        "insert into offers (supplier_id, supplier_sku, product_id, record_hash, created_run, created_record, run_id,
           record, created_at, updated_at)
         select case when id % 3 = 0 then 2 else 1 end, sku, id, 0, 1, 1, 1, 1, now(), now() from products",
    )
    .await;
    run(db, "insert into product_search select id, lower(name || ' ' || sku) from products").await;
    run(db, "update suppliers s set offers = n, products = n from (select supplier_id, count(*) as n from offers group by 1) o
         where o.supplier_id = s.id")
        .await;
    run(db, "analyze").await;
}
