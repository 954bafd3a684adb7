//! One product: a person's edits, where its values come from, its history, its facets, its line in an export.

use std::collections::BTreeMap;

use chrono::Duration;
use store::catalog::export::{BATCH, Export};
use store::catalog::facet;
use store::catalog::history::{self, EventKind};
use store::catalog::offer;
use store::catalog::product::edit::{self, EditError, ProductEdit};
use store::catalog::product::{self, ListQuery, Listing, Position, ProductFilter, ProductStatus};
use store::databases::{CatalogDb, Database};
use testkit::TestDbs;

use crate::sample::{self, Sample, minute};

async fn drill(db: &CatalogDb) -> i64 {
    let brand = sample::brand(db, "Bosch").await;
    sample::product(db, Sample { sku: "A1", name: "Drill", brand: Some(brand), ..Sample::default() }).await
}

#[tokio::test]
async fn an_edit_is_a_locked_change_with_a_name() {
    let dbs = TestDbs::only(&[Database::Catalog]).await;
    let db = &dbs.catalog;
    let id = drill(db).await;
    let wanted = ProductEdit {
        name: Some("Percussion drill".into()),
        brand: Some(Some("MAKITA".into())),
        category: Some(Some(" Tools / Drills ".into())),
        mpn: Some(Some("hp-2070 F".into())),
        weight_kg: Some(Some("2.5".parse().expect("a number"))),
        status: Some(ProductStatus::Active),
        ..ProductEdit::default()
    };
    edit::edit(db, id, &wanted, "ann@example.com", Some(minute(0)), minute(1)).await.expect("to edit");

    let product = product::get(db, id).await.expect("to look").expect("the product");
    assert_eq!(product.row.name, "Percussion drill");
    assert_eq!(product.row.brand.as_deref(), Some("MAKITA"));
    assert_eq!(product.row.category.as_deref(), Some("Tools/Drills"));
    assert_eq!(product.row.updated_at, minute(1));
    assert_eq!(product.locked_fields, ["brand", "category", "mpn", "name", "status", "weight"]);
    let (key, parent): (String, Option<i64>) = sqlx::query_as(
        "select p.mpn_key, c.parent_id from products p join categories c on c.id = p.category_id where p.id = $1",
    )
    .bind(id)
    .fetch_one(db.pool())
    .await
    .expect("the row");
    assert_eq!((key.as_str(), parent.is_some()), ("hp2070f", true));

    let events = history::events(db, id, 10).await.expect("events");
    assert_eq!(events.len(), 1, "what was active before is locked without a change");
    let event = &events[0];
    assert_eq!(
        (event.by.as_deref(), event.run_id, event.kind),
        (Some("ann@example.com"), None, EventKind::Updated)
    );
    let after = serde_json::to_string(&event.after.0).expect("JSON");
    assert!(!event.after.0.contains_key("status"), "{after}");
    assert_eq!(
        (&event.before.0["name"], &event.after.0["name"]),
        (&"Drill".into(), &"Percussion drill".into())
    );
    assert_eq!(
        (&event.before.0["mpn"], &event.after.0["weight"]),
        (&serde_json::Value::Null, &"2.5000".into())
    );

    let filter = ProductFilter { q: Some("hp-2070 makita".into()), ..ProductFilter::default() };
    let query = ListQuery { filter, sort: None, position: Position::Page(1), per_page: 5 };
    assert_eq!(
        Listing::default().page(db, &query).await.expect("a page").total,
        1,
        "searches know it at once"
    );
}

#[tokio::test]
async fn an_edit_of_what_somebody_else_changed_is_refused() {
    let dbs = TestDbs::only(&[Database::Catalog]).await;
    let db = &dbs.catalog;
    let id = drill(db).await;
    let wanted = ProductEdit { brand: Some(None), ..ProductEdit::default() };
    let late = edit::edit(db, id, &wanted, "ann", Some(minute(-1)), minute(1)).await;
    assert!(matches!(late, Err(EditError::ChangedSince(at)) if at == minute(0)), "{late:?}");
    let missing = edit::edit(db, id + 1, &wanted, "ann", None, minute(1)).await;
    assert!(matches!(missing, Err(EditError::NotFound)), "{missing:?}");
    assert_eq!(product::get(db, id).await.expect("to look").expect("it").row.brand.as_deref(), Some("Bosch"));

    edit::edit(db, id, &wanted, "ann", None, minute(1)).await.expect("to edit");
    let product = product::get(db, id).await.expect("to look").expect("it");
    assert_eq!((product.row.brand, product.locked_fields), (None, vec!["brand".to_owned()]));
    edit::unlock(db, id, &["brand".to_owned()], minute(2)).await.expect("to unlock");
    assert!(product::get(db, id).await.expect("to look").expect("it").locked_fields.is_empty());
    assert!(matches!(edit::unlock(db, id + 1, &[], minute(2)).await, Err(EditError::NotFound)));
}

#[tokio::test]
async fn every_value_knows_where_it_comes_from() {
    let dbs = TestDbs::only(&[Database::Catalog]).await;
    let db = &dbs.catalog;
    let id = drill(db).await;
    sample::run(
        db,
        format!(
            "update products set mpn = 'M', weight_kg = 1, field_sources = '{{\"weight\": {{\"run\": 8, \"record\": 5}}}}'
             where id = {id}"
        ),
    )
    .await;
    sample::run(
        db,
        format!(
            "insert into changes (run_id, at, kind, supplier_id, offer_id, product_id, record, before, after) values
             (9, '2026-01-01', 2, 1, 1, {id}, 4, '{{\"mpn\": null}}', '{{\"mpn\": \"L\"}}'),
             (10, '2026-01-02', 2, 1, 1, {id}, 6, '{{\"mpn\": \"L\", \"price\": \"1\"}}', '{{\"mpn\": \"M\", \"price\": \"2\"}}')"
        ),
    )
    .await;
    let product = product::get(db, id).await.expect("to look").expect("it");
    let origins = history::origins(db, &product, None).await.expect("origins");
    let runs: BTreeMap<&str, (Option<i64>, Option<i64>)> =
        origins.iter().map(|(field, origin)| (field.as_str(), (origin.run_id, origin.record))).collect();
    let expected = [
        ("brand", (Some(7), Some(3))),
        ("mpn", (Some(10), Some(6))),
        ("name", (Some(7), Some(3))),
        ("weight", (Some(8), Some(5))),
    ];
    assert_eq!(runs, BTreeMap::from(expected));
}

#[tokio::test]
async fn histories_are_complete_from_their_beginning() {
    let dbs = TestDbs::only(&[Database::Catalog]).await;
    let db = &dbs.catalog;
    let supplier = testkit::builders::supplier(db, "ONE").await;
    let id = drill(db).await;
    let moved = sample::offer(db, supplier, id, "X1", "12", Some(5)).await;
    let still = sample::offer(db, supplier, id, "X2", "30", None).await;
    for month in [minute(0), minute(0) + Duration::days(31)] {
        sqlx::query("select ensure_history_partitions($1)")
            .bind(month)
            .execute(db.pool())
            .await
            .expect("partitions");
    }
    for (at, before, cost, run) in [(10, "10", "11", 8_i64), (20, "11", "12", 9)] {
        sqlx::query("insert into price_history values ($1, $2, $3::numeric, $4::numeric, 'EUR', $5)")
            .bind(moved)
            .bind(minute(at))
            .bind(before)
            .bind(cost)
            .bind(run)
            .execute(db.pool())
            .await
            .expect("a price");
    }
    sqlx::query("insert into stock_history values ($1, $2, null, 5, 9)")
        .bind(moved)
        .bind(minute(20))
        .execute(db.pool())
        .await
        .expect("a stock");

    let series = |points: &[history::PricePoint], offer| {
        let own = points.iter().filter(|point| point.offer_id == offer);
        own.map(|point| (point.at, point.cost.map(|cost| cost.normalize().to_string()), point.run_id))
            .collect::<Vec<_>>()
    };
    let some = |text: &str| Some(text.to_owned());
    let all = history::prices(db, id, minute(-100)).await.expect("prices");
    let whole = [
        (minute(0), some("10"), Some(7)),
        (minute(10), some("11"), Some(8)),
        (minute(20), some("12"), Some(9)),
    ];
    assert_eq!(series(&all, moved), whole);
    assert_eq!(series(&all, still), [(minute(0), some("30"), Some(7))]);
    let late = history::prices(db, id, minute(15)).await.expect("prices");
    assert_eq!(series(&late, moved), [(minute(15), some("11"), None), (minute(20), some("12"), Some(9))]);
    let after = history::prices(db, id, minute(25)).await.expect("prices");
    assert_eq!(series(&after, moved), [(minute(25), some("12"), None)]);

    let stocks = history::stocks(db, id, minute(-100)).await.expect("stocks");
    let moved: Vec<_> =
        stocks.iter().filter(|point| point.offer_id == moved).map(|p| (p.at, p.stock)).collect();
    assert_eq!(moved, [(minute(0), None), (minute(20), Some(5))]);

    let kinds: Vec<_> =
        history::events(db, id, 10).await.expect("events").iter().map(|event| event.kind).collect();
    assert_eq!(kinds, [EventKind::Created, EventKind::Created], "two offers came");
    let offers = offer::of_product(db, id).await.expect("offers");
    let shown: Vec<_> = offers.iter().map(|offer| offer.supplier_sku.as_str()).collect();
    assert_eq!(shown, ["X1", "X2"]);
    assert_eq!(offer::best(&offers, None, "EUR").map(|best| best.0), Some(offers[0].id));
}

#[tokio::test]
async fn facets_count_what_else_could_be_chosen() {
    let dbs = TestDbs::only(&[Database::Catalog]).await;
    let db = &dbs.catalog;
    sample::many(db, 300).await;
    let only_one = ProductFilter { brand_id: Some(1), ..ProductFilter::default() };
    let facets = facet::facets(db, &only_one).await.expect("facets");
    let brands: Vec<_> = facets.brands.iter().map(|brand| (brand.name.as_str(), brand.count)).collect();
    assert_eq!(brands, [("Anker", 150), ("Zirkel", 150)], "the brand's own filter doesn't narrow brands");
    let suppliers: Vec<_> = facets.suppliers.iter().map(|supplier| supplier.count).collect();
    assert_eq!(suppliers, [100, 50]);
    assert!(facets.categories.is_empty());
}

#[tokio::test]
async fn facets_of_long_lists_are_estimated_from_a_sample() {
    let dbs = TestDbs::only(&[Database::Catalog]).await;
    let db = &dbs.catalog;
    sample::many(db, 60_000).await;
    let facets = facet::facets(db, &ProductFilter::default()).await.expect("facets");
    for brand in facets.brands {
        assert!((25_000..35_000).contains(&brand.count), "{brand:?}");
    }
}

#[tokio::test]
async fn an_export_has_every_product_once() {
    let dbs = TestDbs::only(&[Database::Catalog]).await;
    let db = &dbs.catalog;
    sample::many(db, 2 * BATCH + 100).await;
    for (filter, expected) in [
        (ProductFilter::default(), 2 * BATCH + 100),
        (ProductFilter { brand_id: Some(1), ..ProductFilter::default() }, BATCH + 50),
        (ProductFilter { brand_id: Some(3), ..ProductFilter::default() }, 0),
    ] {
        let mut export = Export::new(db, &filter).await.expect("an export");
        let mut ids = Vec::new();
        loop {
            let batch = export.next_batch().await.expect("a batch");
            assert!(batch.len() as i64 <= BATCH);
            if batch.is_empty() {
                break;
            }
            ids.extend(batch.iter().map(|row| row.id));
        }
        assert!(ids.is_sorted());
        ids.dedup();
        assert_eq!(ids.len() as i64, expected);
    }
}
