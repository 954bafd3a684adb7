//! The product list: filters, sorts, both ways of paging, totals, search.

use store::catalog::product::{
    Cursor, ListQuery, Listing, Position, ProductFilter, ProductPage, ProductStatus, Sort,
};
use store::databases::{CatalogDb, Database};
use testkit::TestDbs;

use crate::sample::{self, Sample};

async fn catalog() -> TestDbs {
    TestDbs::only(&[Database::Catalog]).await
}

fn query(filter: ProductFilter, sort: &str, position: Position, per_page: i64) -> ListQuery {
    ListQuery { filter, sort: Sort::parse(sort), position, per_page }
}

async fn page(db: &CatalogDb, query: &ListQuery) -> ProductPage {
    Listing::default().page(db, query).await.expect("a page")
}

async fn search(db: &CatalogDb, q: &str) -> Vec<i64> {
    let filter = ProductFilter { q: Some(q.to_owned()), ..ProductFilter::default() };
    let found = page(db, &query(filter, "", Position::Page(1), 20)).await;
    assert!(!found.similar, "{q} is spelled as it should be");
    found.rows.iter().map(|row| row.id).collect()
}

async fn count(db: &CatalogDb, filter: ProductFilter) -> i64 {
    let found = page(db, &query(filter, "", Position::Page(1), 1)).await;
    assert!(found.total_exact);
    found.total
}

#[tokio::test]
async fn filters_narrow_the_list() {
    let dbs = catalog().await;
    let db = &dbs.catalog;
    let supplier = testkit::builders::supplier(db, "ONE").await;
    let brand = sample::brand(db, "Bosch").await;
    let tools = sample::category(db, "Tools", None).await;
    let drills = sample::category(db, "Tools/Drills", Some(tools)).await;
    let first = sample::product(
        db,
        Sample {
            sku: "A1",
            name: "Drill",
            gtin: Some("04006381333931"),
            brand: Some(brand),
            category: Some(drills),
            cost: Some("12.5"),
            stock: Some(3),
            ..Sample::default()
        },
    )
    .await;
    let second = sample::product(
        db,
        Sample { sku: "A2", name: "Hammer", category: Some(tools), status: 2, ..Sample::default() },
    )
    .await;
    sample::offer(db, supplier, second, "X2", "1", None).await;

    let all = || ProductFilter::default();
    assert_eq!(count(db, all()).await, 2);
    assert_eq!(count(db, ProductFilter { supplier_id: Some(supplier), ..all() }).await, 1);
    assert_eq!(count(db, ProductFilter { brand_id: Some(brand), ..all() }).await, 1);
    assert_eq!(count(db, ProductFilter { brand_id: Some(brand + 1), ..all() }).await, 0);
    assert_eq!(
        count(db, ProductFilter { category_id: Some(tools), ..all() }).await,
        2,
        "what is below counts"
    );
    assert_eq!(count(db, ProductFilter { category_id: Some(drills), ..all() }).await, 1);
    assert_eq!(count(db, ProductFilter { status: Some(ProductStatus::Discontinued), ..all() }).await, 1);
    assert_eq!(count(db, ProductFilter { has_ean: Some(true), ..all() }).await, 1);
    assert_eq!(count(db, ProductFilter { has_ean: Some(false), ..all() }).await, 1);
    assert_eq!(count(db, ProductFilter { in_stock: Some(true), ..all() }).await, 1);
    assert_eq!(count(db, ProductFilter { in_stock: Some(false), ..all() }).await, 1);

    let found =
        page(db, &query(ProductFilter { brand_id: Some(brand), ..all() }, "", Position::Page(1), 20)).await;
    let row = &found.rows[0];
    assert_eq!((row.id, row.ean().as_deref()), (first, Some("4006381333931")));
    assert_eq!((row.brand.as_deref(), row.category.as_deref()), (Some("Bosch"), Some("Tools/Drills")));
    assert_eq!(row.best_cost.map(|cost| cost.to_string()).as_deref(), Some("12.5000"));
    assert_eq!(row.best_supplier_code.as_deref(), Some("ONE"));
}

#[tokio::test]
async fn a_search_finds_words_numbers_and_what_is_spelled_like_them() {
    let dbs = catalog().await;
    let db = &dbs.catalog;
    let drill = sample::product(
        db,
        Sample {
            sku: "GSB-13",
            name: "Schlagbohrmaschine Bosch grün",
            gtin: Some("04006381333931"),
            ..Sample::default()
        },
    )
    .await;
    let screw =
        sample::product(db, Sample { sku: "12345678", name: "Vis à bois M4 100%", ..Sample::default() })
            .await;
    let long = sample::product(db, Sample { sku: "GSB-130", name: "Aufsatz", ..Sample::default() }).await;

    assert_eq!(search(db, "BOHRMASCHINE Grun").await, [drill], "anywhere, any case, accents or not");
    assert_eq!(search(db, "bohrmaschine vis").await, [] as [i64; 0], "every word has to be there");
    assert_eq!(search(db, "m4").await, [screw]);
    assert_eq!(search(db, "4 bois").await, [] as [i64; 0], "a short word begins a word");
    assert_eq!(search(db, "100%").await, [screw]);
    assert_eq!(search(db, "1_0").await, [] as [i64; 0], "no wildcards");
    assert_eq!(search(db, "4006381333931").await, [drill]);
    assert_eq!(search(db, "4006 3813").await, [drill], "the beginning of a GTIN");
    assert_eq!(search(db, "12345678").await, [screw]);
    assert_eq!(search(db, "gsb-13").await, [drill, long], "the very number first, whatever the names");
    assert_eq!(search(db, "a'b\\ \u{0} \"").await, [] as [i64; 0]);

    let filter = ProductFilter { q: Some("Schlagbormaschine".into()), ..ProductFilter::default() };
    let found = page(db, &query(filter, "", Position::Page(1), 20)).await;
    assert!(found.similar);
    assert_eq!(found.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [drill]);
}

/// The ids in the order that a list promises, by the plainest of statements.
async fn expected(db: &CatalogDb, condition: &str, sort: &str) -> Vec<i64> {
    let (column, direction) = sort.strip_prefix('-').map_or((sort, "asc"), |column| (column, "desc"));
    let column = if column == "name" { "name collate \"C\"" } else { column };
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
        "select id from products where {condition} order by {column} {direction} nulls last, id {direction}"
    )))
    .fetch_all(db.pool())
    .await
    .expect("ids")
}

fn ids(page: &ProductPage) -> Vec<i64> {
    page.rows.iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn every_sort_pages_through_everything_once_by_cursor() {
    let dbs = catalog().await;
    let db = &dbs.catalog;
    sample::many(db, 400).await;
    for sort in Sort::NAMES {
        for (filter, condition) in [
            (ProductFilter::default(), "true"),
            (ProductFilter { supplier_id: Some(2), ..ProductFilter::default() }, "id % 3 = 0"),
        ] {
            let expected = expected(db, condition, sort).await;
            let mut seen = Vec::new();
            let mut position = Position::Page(1);
            loop {
                let found = page(db, &query(filter.clone(), sort, position, 37)).await;
                assert_eq!((found.total, found.total_exact), (expected.len() as i64, true), "{sort}");
                seen.extend(ids(&found));
                let Some(next) = found.next else { break };
                let next = Cursor::decode(&next.encode(), Sort::parse(sort).expect("a sort"))
                    .expect("its own cursor");
                position = Position::After(next);
            }
            assert_eq!(seen, expected, "{sort} {condition}");
        }
    }
}

/// More than is ever counted or kept, so that each of the ways to find a page is gone: along the index, along it
/// in vain and then sorted (brand 2's names all lie behind brand 1's), and past the last known key.
#[tokio::test]
async fn long_lists_are_the_same_by_every_way() {
    let dbs = catalog().await;
    let db = &dbs.catalog;
    sample::many(db, 50_000).await;
    let brand = |id| ProductFilter { brand_id: Some(id), ..ProductFilter::default() };
    for (filter, condition) in [
        (ProductFilter::default(), "true"),
        (brand(1), "brand_id = 1"),
        (brand(2), "brand_id = 2"),
        (ProductFilter { supplier_id: Some(1), ..ProductFilter::default() }, "id % 3 <> 0"),
        (ProductFilter { q: Some("z 99".into()), ..ProductFilter::default() }, "name like 'z 99%'"),
    ] {
        for sort in ["name", "-name", "best_cost", "-best_cost", "-stock", "updated_at"] {
            let expected = expected(db, condition, sort).await;
            let pages = expected.len() as i64 / 100;
            for number in [1, 2, 30, pages * 9 / 10, pages] {
                let number = number.max(1);
                let found = page(db, &query(filter.clone(), sort, Position::Page(number), 100)).await;
                let from = (number as usize - 1) * 100;
                let wanted = &expected[from.min(expected.len())..(from + 100).min(expected.len())];
                assert_eq!(ids(&found), wanted, "{sort}, page {number}, {condition}");
                let Some(next) = found.next else { continue };
                let found = page(db, &query(filter.clone(), sort, Position::After(next), 50)).await;
                let wanted = &expected[from + 100..(from + 150).min(expected.len())];
                assert_eq!(ids(&found), wanted, "{sort}, after page {number}, {condition}");
            }
        }
    }
    let first = |filter| query(filter, "name", Position::Page(1), 10);
    let everything = page(db, &first(ProductFilter::default())).await;
    assert_eq!(
        (everything.total, everything.total_exact),
        (50_000, true),
        "the suppliers' runs have counted them"
    );
    let supplier = page(db, &first(ProductFilter { supplier_id: Some(1), ..ProductFilter::default() })).await;
    assert_eq!(
        (supplier.total, supplier.total_exact),
        (33_334, false),
        "as many offers as products, but for twins"
    );
    let estimated = page(db, &first(brand(1))).await;
    assert!(!estimated.total_exact && (20_000..30_000).contains(&estimated.total), "{}", estimated.total);
    let beyond = page(db, &query(brand(1), "name", Position::Page(100_000), 100)).await;
    assert!(beyond.rows.is_empty() && beyond.next.is_none());
}

#[tokio::test]
async fn what_is_remembered_is_forgotten_when_the_catalogue_changes() {
    let dbs = catalog().await;
    let db = &dbs.catalog;
    let listing = Listing::default();
    let everything = query(ProductFilter::default(), "name", Position::Page(1), 10);
    assert_eq!(listing.page(db, &everything).await.expect("a page").total, 0);
    sample::product(db, Sample { sku: "A1", name: "Drill", ..Sample::default() }).await;
    sample::run(db, "insert into applied_runs (run_id, supplier_id, applied_at) values (7, 1, now())").await;
    assert_eq!(listing.page(db, &everything).await.expect("a page").total, 1);
    sample::run(db, "update products set name = 'Hammer'").await;
    let rows = listing.page(db, &everything).await.expect("a page").rows;
    assert_eq!(rows[0].name, "Hammer", "rows are never remembered");
}
