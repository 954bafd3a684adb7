//! The catalogue as it was: against snapshots taken at the time, whatever came after.

use proptest::collection::vec;
use store::catalog::as_of::{self, Order, Query, Then};
use store::catalog::product::edit::ProductEdit;
use store::catalog::provenance::{self, How};
use store::catalog::{offer, product};

use crate::catalogue::{Catalogue, GTIN, article, with_gtin};
use crate::random_history::step;
use crate::undo_always::{catalogue, runner, wait};

/// What is compared of a product: everything but when it changed last, and which run its offers' values are from, which
/// undos of runs below later ones rewrite.
fn seen(then: &Then) -> String {
    let row = &then.product.row;
    let offers: Vec<String> = then
        .offers
        .iter()
        .map(|offer| {
            format!(
                "{} {} {} {:?} {:?} {:?} {:?} {}",
                offer.id,
                offer.supplier_code,
                offer.supplier_sku,
                offer.cost,
                offer.currency,
                offer.retail_price,
                offer.stock,
                offer.is_active
            )
        })
        .collect();
    format!(
        "{} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {:?} {:?} {:?} {:?} {:?}\n{}",
        row.id,
        row.sku,
        row.name,
        row.gtin,
        (row.brand_id, &row.brand),
        (row.category_id, &row.category),
        then.product.description,
        then.product.mpn,
        then.product.weight_kg,
        then.product.images,
        row.image,
        row.status,
        row.offers,
        row.best_cost,
        row.best_currency,
        (row.best_supplier_id, &row.best_supplier_code),
        row.stock,
        row.retail_price,
        offers.join("\n")
    )
}

/// The catalogue as it is.
async fn now(it: &Catalogue) -> Vec<String> {
    let ids: Vec<i64> =
        sqlx::query_scalar("select id from products order by id").fetch_all(it.db.pool()).await.unwrap();
    let mut all = Vec::new();
    for id in ids {
        let product = product::get(&it.db, id).await.unwrap().unwrap();
        let offers = offer::of_product(&it.db, id).await.unwrap();
        all.push(seen(&Then { product, offers }));
    }
    all
}

fn query(q: &str) -> Query {
    Query { q: Some(q.to_owned()), limit: 100, order: Order::Id, ..Query::default() }
}

#[test]
fn every_moment_can_be_seen_again() {
    runner()
        .run(&vec(step(), 1..12), |history| {
            wait(async {
                let mut it = catalogue().await;
                let mut snapshots = Vec::new();
                for step in &history {
                    it.happen(step).await;
                    snapshots.push((it.now, now(&it).await));
                }
                for (number, (at, snapshot)) in snapshots.iter().enumerate() {
                    let all = Query { limit: 100, order: Order::Id, ..Query::default() };
                    let (rows, total) = as_of::list(&it.db, *at, &all, "EUR").await.unwrap();
                    assert_eq!(total as usize, snapshot.len(), "after step {number}");
                    let mut then = Vec::new();
                    for row in rows {
                        let product = as_of::product(&it.db, row.id, *at, "EUR").await.unwrap().unwrap();
                        then.push(seen(&product));
                    }
                    assert_eq!(&then, snapshot, "after step {number}");
                }
            });
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn the_list_of_the_past_is_searched_by_what_things_were_called() {
    let mut it = Catalogue::new().await;
    let (a, b) = (it.supplier("A").await, it.supplier("B").await);
    it.import(a, &[with_gtin(article("1", "10", 1), GTIN), article("2", "20", 1)]).await;
    let first = it.now;
    it.edit("1", ProductEdit { name: Some("Câble".into()), ..ProductEdit::default() }).await;
    let renamed = it.now;
    it.import(b, &[with_gtin(article("b1", "9", 1), GTIN), article("b2", "1", 1)]).await;
    let run = it.run_id;
    let both = it.now;
    it.undo(run).await;
    let names = async |it: &Catalogue, at, query: &Query| {
        let (rows, total) = as_of::list(&it.db, at, query, "EUR").await.unwrap();
        assert_eq!(rows.len(), total as usize);
        rows.into_iter().map(|row| row.name).collect::<Vec<_>>()
    };
    assert_eq!(names(&it, first, &query("article")).await, ["Article 1", "Article 2"]);
    assert_eq!(names(&it, renamed, &query("cable")).await, ["Câble"]);
    assert_eq!(names(&it, first, &query("cable")).await, [""; 0]);
    assert_eq!(names(&it, first, &query(GTIN)).await, ["Article 1"]);
    assert_eq!(names(&it, both, &query("b2")).await, ["Article b2"]);
    assert_eq!(names(&it, it.now, &query("b2")).await, [""; 0]);
    let of_b = Query { supplier_id: Some(b), ..query("") };
    assert_eq!(names(&it, both, &of_b).await, ["Câble", "Article b2"]);
    assert_eq!(names(&it, renamed, &of_b).await, [""; 0]);
    let backwards = Query { order: Order::NameDescending, limit: 100, ..Query::default() };
    assert_eq!(names(&it, both, &backwards).await, ["Câble", "Article b2", "Article 2"]);
    let page = Query { order: Order::Name, limit: 1, offset: 1, ..Query::default() };
    let (rows, total) = as_of::list(&it.db, both, &page, "EUR").await.unwrap();
    assert_eq!((rows[0].name.as_str(), total), ("Article b2", 3));
    assert_eq!(as_of::moment_of_run(&it.db, run).await.unwrap(), Some(both));
    assert_eq!(as_of::moment_of_run(&it.db, 99).await.unwrap(), None);
}

#[tokio::test]
async fn a_value_tells_everybody_who_put_it_there() {
    let mut it = Catalogue::new().await;
    let (a, b) = (it.supplier("A").await, it.supplier("B").await);
    it.import(a, &[with_gtin(article("1", "10", 1), GTIN)]).await;
    let mut other = with_gtin(article("b", "9", 1), GTIN);
    other.description = Some("from B".to_owned());
    it.import(b, &[other]).await;
    it.import(a, &[with_gtin(article("1", "11", 1), GTIN)]).await;
    let run = it.run_id;
    it.edit("1", ProductEdit { name: Some("mine".into()), ..ProductEdit::default() }).await;
    // Standing behind a value that is there already is an origin too.
    let same = Some(Some("from B".to_owned()));
    it.edit("1", ProductEdit { description: same, ..ProductEdit::default() }).await;
    it.undo(run).await;
    let id = it.product("1").await;
    let found = provenance::of_product(&it.db, id).await.unwrap().unwrap();
    let told = |origins: &[provenance::Origin]| -> Vec<(Option<String>, How, Option<i64>)> {
        origins.iter().map(|origin| (origin.value.clone(), origin.how, origin.run_id)).collect()
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        told(&found.fields["name"]),
        [(some("mine"), How::Person, None), (some("Article 1"), How::File, Some(1))]
    );
    assert_eq!(
        told(&found.fields["description"]),
        [(some("from B"), How::Person, None), (some("from B"), How::Gap, Some(2))]
    );
    assert_eq!(told(&found.fields["ean"]), [(some("04006381333931"), How::File, Some(1))]);
    assert!(!found.fields.contains_key("brand"));
    let offers: Vec<_> =
        found.offers.iter().map(|(offer, fields)| (offer.supplier_sku.as_str(), fields)).collect();
    let of = |sku: &str| offers.iter().find(|(number, _)| *number == sku).unwrap().1;
    assert_eq!(
        told(&of("1")["price"]),
        [
            (some("10.0000"), How::Undo, Some(run)),
            (some("11.0000"), How::File, Some(run)),
            (some("10.0000"), How::File, Some(1)),
        ]
    );
    assert_eq!(told(&of("b")["price"]), [(some("9.0000"), How::File, Some(2))]);
    assert_eq!(of("1")["price"][0].by.as_deref(), Some("manager@example.com"));
    assert!(provenance::of_product(&it.db, 99).await.unwrap().is_none());
}
