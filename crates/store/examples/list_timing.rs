//! How long the product list and its search take on a big catalogue, without HTTP:
//!
//! ```text
//! cargo run --release -p store --example list_timing -- postgresql:///db_catalog
//! ```
//!
//! `bench/README.md` says how to make the catalogue. Every query is asked once by a list that remembers nothing (*cold*)
//! and then many times over 32 connections by one that does (*warm*).

use std::error::Error;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use sqlx::postgres::PgPoolOptions;
use store::catalog::facet;
use store::catalog::product::{ListQuery, Listing, Position, ProductFilter, ProductStatus, Sort};
use store::databases::CatalogDb;

const CONNECTIONS: usize = 32;
const ROUNDS: usize = 100;

fn queries() -> Vec<(&'static str, ListQuery)> {
    let all = ProductFilter::default;
    let q = |q: &str| ProductFilter { q: Some(q.into()), ..all() };
    let query =
        |filter, sort: &str, position| ListQuery { filter, sort: Sort::parse(sort), position, per_page: 50 };
    let first = |filter, sort| query(filter, sort, Position::Page(1));
    vec![
        ("everything", first(all(), "")),
        ("everything, dearest", first(all(), "-best_cost")),
        ("everything, page 1,000", query(all(), "", Position::Page(1_000))),
        ("everything, page 18,000", query(all(), "", Position::Page(18_000))),
        ("everything, last page by stock", query(all(), "-stock", Position::Page(20_000))),
        ("supplier of a fifth", first(ProductFilter { supplier_id: Some(1), ..all() }, "")),
        ("supplier of 3 %", first(ProductFilter { supplier_id: Some(20), ..all() }, "-updated_at")),
        ("brand of 8 %, by name", first(ProductFilter { brand_id: Some(1), ..all() }, "")),
        ("brand of 8 %, by stock", first(ProductFilter { brand_id: Some(1), ..all() }, "-stock")),
        ("brand of 0.05 %", first(ProductFilter { brand_id: Some(500), ..all() }, "")),
        ("category of a tenth", first(ProductFilter { category_id: Some(1), ..all() }, "")),
        ("category of 0.1 %", first(ProductFilter { category_id: Some(700), ..all() }, "best_cost")),
        ("archived", first(ProductFilter { status: Some(ProductStatus::Archived), ..all() }, "")),
        ("in stock, with EAN", {
            let filter = ProductFilter { in_stock: Some(true), has_ean: Some(true), ..all() };
            first(filter, "best_cost")
        }),
        ("without EAN", first(ProductFilter { has_ean: Some(false), ..all() }, "")),
        ("a GTIN", first(q("3000000123459"), "")),
        ("a GTIN's beginning", first(q("300000012"), "")),
        ("a SKU", first(q("A00123456"), "")),
        ("a word of 5 %", first(q("schraube"), "")),
        (
            "a word of 5 %, in stock",
            first(ProductFilter { in_stock: Some(true), ..q("schraube") }, "best_cost"),
        ),
        ("two words", first(q("stamensis pinsel"), "")),
        ("three words, one short", first(q("schraube verzinkt m8"), "")),
        ("a short word", first(q("m8"), "")),
        ("nothing", first(q("qqqzzz"), "")),
        ("a misspelled word", first(q("staminsis"), "")),
        ("two misspelled words", first(q("perceuse univrselle"), "")),
    ]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("say which database: postgresql://…/db_catalog")?;
    let pool = PgPoolOptions::new().max_connections(30).connect(&url).await?;
    let db = CatalogDb::new(pool);
    println!("{:32} {:>9} {:>9} {:>9} {:>9} {:>10}", "", "cold ms", "again ms", "p50 ms", "p99 ms", "total");
    for (name, query) in queries() {
        let mut cold = Vec::new();
        for _ in 0..2 {
            let start = Instant::now();
            Listing::default().page(&db, &query).await?;
            cold.push(milliseconds(start.elapsed()));
        }
        let listing = Listing::default();
        let total = listing.page(&db, &query).await?.total;
        let ask = async || -> sqlx::Result<Vec<f64>> {
            let mut times = Vec::with_capacity(ROUNDS);
            for _ in 0..ROUNDS {
                let start = Instant::now();
                listing.page(&db, &query).await?;
                times.push(milliseconds(start.elapsed()));
            }
            Ok(times)
        };
        let mut times = try_join_all((0..CONNECTIONS).map(|_| ask())).await?.concat();
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!("{name:32} {:9.1} {:9.1} {:9.1} {:9.1} {total:10}", cold[0], cold[1], at(0.5), at(0.99));
    }
    for (name, filter) in [
        ("facets of everything", ProductFilter::default()),
        ("facets of a word", ProductFilter { q: Some("schraube".into()), ..ProductFilter::default() }),
        ("facets of a brand", ProductFilter { brand_id: Some(1), ..ProductFilter::default() }),
    ] {
        let start = Instant::now();
        facet::facets(&db, &filter).await?;
        println!("{name:32} {:9.1}", milliseconds(start.elapsed()));
    }
    Ok(())
}
