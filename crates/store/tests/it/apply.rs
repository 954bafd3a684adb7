//! Applying staged records to a real, migrated catalogue.

use catalog::article::Article;
use catalog::policy::{Absent, Writes};
use store::catalog::applied;
use store::catalog::apply::{Applied, apply, left_by_policy, preview};
use store::catalog::change::{self, ChangeFilter, Kind};
use store::catalog::plan::PlanCounts;
use store::catalog::staging::{self, Staging};

use crate::catalogue::{Catalogue, GTIN, article, with_gtin};

#[tokio::test]
async fn a_first_import_creates_and_the_same_records_never_travel_again() {
    let mut it = Catalogue::new().await;
    let supplier = it.supplier("A").await;
    let mut lamp = with_gtin(article("L-1", "12.50", 3), GTIN);
    lamp.brand = Some("Électro".to_owned());
    lamp.category = Some("Light/Lamps".to_owned());
    lamp.weight_kg = Some("0.1234".parse().unwrap());
    lamp.images = vec!["https://example.com/1.jpg".to_owned(), "https://example.com/2.jpg".to_owned()];
    let file = [lamp, article("L-2", "0.0001", 0), article("L-3", "123456789.9", 7)];

    let first = it.import(supplier, &file).await;
    assert_eq!((first.counts.created, first.counts.new_products, first.skipped), (3, 3, 0));
    assert_eq!(
        it.text(
            "select concat_ws(' ', p.gtin, p.name, b.name, c.path, weight_kg, array_to_string(images, ','), best_cost,
               p.stock, p.offers) from products p join brands b on b.id = brand_id join categories c on c.id = category_id"
        )
        .await,
        "04006381333931 Article L-1 Électro Light/Lamps 0.1234 https://example.com/1.jpg,https://example.com/2.jpg \
         12.5000 3 1"
    );
    assert_eq!(
        it.text("select string_agg(path, ' > ' order by path) from categories").await,
        "Light > Light/Lamps"
    );
    assert_eq!(
        it.text("select string_agg(cost::text, ' ' order by id) from offers").await,
        "12.5000 0.0001 123456789.9000"
    );
    assert_eq!(it.text("select offers || ' ' || products from suppliers").await, "3 3");

    let again = it.import(supplier, &file).await;
    assert_eq!((again.skipped, again.counts), (3, PlanCounts::default()));
}

#[tokio::test]
async fn changes_are_kept_with_before_and_after() {
    let mut it = Catalogue::new().await;
    let supplier = it.supplier("A").await;
    it.import(supplier, &[article("1", "10", 5), article("2", "20", 5), article("3", "30", 5)]).await;
    let mut renamed = article("2", "20", 5);
    renamed.name = Some("Better name".to_owned());
    // Without a stock the record says nothing about it: the stock stays.
    let mut silent = article("3", "30", 5);
    silent.stock = None;
    let second = it.import(supplier, &[article("1", "15", 0), renamed, silent]).await;
    assert_eq!((second.counts.updated, second.counts.unchanged, second.counts.created), (2, 1, 0));
    assert_eq!((second.counts.price_up, second.counts.price_down, second.counts.stock_out), (1, 0, 1));

    let run = applied::get(&it.db, it.run_id).await.unwrap().unwrap();
    let filter = ChangeFilter { kind: Kind::Updated, field: None, biggest_first: true };
    let changes = change::of_run(&it.db, &run, &filter, 10, 0).await.unwrap();
    assert_eq!(changes[0].before, serde_json::json!({"price": "10.0000", "stock": "5"}));
    assert_eq!(changes[0].after, serde_json::json!({"price": "15.0000", "stock": "0"}));
    assert_eq!(changes[1].after, serde_json::json!({"name": "Better name"}));
    assert_eq!(
        run.by_field.unwrap(),
        serde_json::json!([
            {"field": "name", "count": 1, "up": 0, "down": 0},
            {"field": "price", "count": 1, "up": 1, "down": 0},
            {"field": "stock", "count": 1, "up": 0, "down": 1}
        ])
    );
    assert_eq!(
        it.text("select before || ' ' || cost || ' ' || run_id from price_history").await,
        "10.0000 15.0000 2"
    );
    assert_eq!(it.text("select before || ' ' || stock from stock_history").await, "5 0");
    assert_eq!(it.text("select best_cost || ' ' || stock from products where sku = '1'").await, "15.0000 0");
    assert_eq!(
        it.text("select words from product_search w join products p on p.id = product_id where sku = '2'")
            .await,
        "better name 2"
    );
}

#[tokio::test]
async fn an_unknown_stock_stays_unknown() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    let silent = |price: &str| Article { stock: None, ..article("1", price, 0) };
    it.import(a, &[silent("10")]).await;
    it.import(a, &[silent("11")]).await;
    assert_eq!(it.text("select stock::text from products").await, "∅");
}

#[tokio::test]
async fn two_suppliers_meet_at_one_product_and_the_cheaper_in_stock_is_best() {
    let mut it = Catalogue::new().await;
    let (a, b) = (it.supplier("A").await, it.supplier("B").await);
    it.import(a, &[with_gtin(article("a", "10", 5), GTIN)]).await;
    let mut other = with_gtin(article("b", "8", 0), GTIN);
    other.description = Some("only B describes it".to_owned());
    let second = it.import(b, &[other]).await;
    assert_eq!((second.counts.created, second.counts.new_products), (1, 0));
    // A owns the texts; B fills what A leaves open, and its offer is cheaper but not in stock.
    assert_eq!(
        it.text("select concat_ws(' | ', name, description, offers, best_cost, stock, field_sources) from products").await,
        "Article a | only B describes it | 2 | 10.0000 | 5 | {\"description\": {\"run\": 2, \"record\": 1}}"
    );
    let in_stock = it.import(b, &[with_gtin(article("b", "8", 2), GTIN)]).await;
    assert_eq!(in_stock.counts.updated, 1);
    assert_eq!(it.text("select best_cost || ' ' || stock from products").await, "8.0000 7");
    assert_eq!(it.text("select words from product_search").await, "article a a b");
}

#[tokio::test]
async fn records_of_one_new_product_share_it() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    let mpn = |sku: &str, mpn: &str| {
        let mut article = article(sku, "5", 1);
        article.brand = Some("ACME".to_owned());
        article.mpn = Some(mpn.to_owned());
        article
    };
    let file = [
        with_gtin(article("1", "9", 1), GTIN),
        with_gtin(article("2", "7", 1), GTIN),
        mpn("3", "X-100"),
        mpn("4", "x 100"),
        article("5", "1", 1),
    ];
    let result = it.import(a, &file).await;
    assert_eq!((result.counts.created, result.counts.new_products), (5, 3));
    assert_eq!(
        it.text("select offers || ' ' || best_cost || ' ' || stock from products where gtin is not null")
            .await,
        "2 7.0000 2"
    );
    assert_eq!(
        it.text("select string_agg(name || offers, ', ' order by id) from products where gtin is null").await,
        "Article 32, Article 51"
    );
}

#[tokio::test]
async fn a_gtin_that_comes_later_is_filled_in_once_and_never_stolen() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[article("1", "9", 1), article("2", "9", 1)]).await;
    // Both claim it: the first record of the file gets it.
    let result =
        it.import(a, &[with_gtin(article("1", "9", 1), GTIN), with_gtin(article("2", "9", 1), GTIN)]).await;
    assert_eq!((result.counts.updated, result.counts.unchanged), (1, 1));
    assert_eq!(it.text("select sku from products where gtin is not null").await, "1");
    // From now on the second one's claim is a conflict that is told.
    let result = it.import(a, &[with_gtin(article("2", "8", 1), GTIN)]).await;
    assert_eq!((result.counts.updated, result.conflicts), (1, 1));
    // A new record with that GTIN and an old one that claims it now end up together.
    let other = "5449000000996";
    let result =
        it.import(a, &[with_gtin(article("2", "8", 1), other), with_gtin(article("3", "8", 1), other)]).await;
    assert_eq!((result.counts.created, result.counts.new_products), (1, 0));
    assert_eq!(it.text("select offers::text from products where gtin = '05449000000996'").await, "2");
}

#[tokio::test]
async fn what_a_person_locked_stays() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[article("1", "9", 1)]).await;
    sqlx::query("update products set name = 'mine', locked_fields = '{name}'")
        .execute(it.db.pool())
        .await
        .unwrap();
    let mut changed = article("1", "9.5", 1);
    changed.name = Some("theirs".to_owned());
    let result = it.import(a, &[changed]).await;
    assert_eq!(result.counts.updated, 1);
    assert_eq!(it.text("select name || ' ' || best_cost from products").await, "mine 9.5000");
    assert_eq!(it.text("select after::text from changes").await, "{\"price\": \"9.5000\"}");
}

#[tokio::test]
async fn offers_that_a_file_leaves_out_follow_the_policy() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    let both = [article("1", "9", 1), article("2", "9", 4)];
    it.import(a, &both).await;
    assert_eq!(it.import(a, &both[..1]).await.discontinued, 0);
    it.policies.absent = Absent::ZeroStock;
    assert_eq!(it.import(a, &both[..1]).await.discontinued, 1);
    assert_eq!(it.text("select stock || ' ' || status from products where sku = '2'").await, "0 1");
    assert_eq!(it.text("select before || ' ' || stock from stock_history").await, "4 0");
    it.policies.absent = Absent::Discontinue;
    assert_eq!(it.import(a, &both[..1]).await.discontinued, 1);
    assert_eq!(it.text("select offers || ' ' || status from products where sku = '2'").await, "0 2");
    // It is back with the very record it had before: that is a change all the same.
    let back = it.import(a, &both).await;
    assert_eq!((back.skipped, back.counts.updated, back.discontinued), (1, 1, 0));
    assert_eq!(
        it.text("select stock || ' ' || status || ' ' || offers from products where sku = '2'").await,
        "4 1 1"
    );
}

#[tokio::test]
async fn a_policy_leaves_new_or_known_articles_as_they_are() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    let branded = |sku: &str, price: &str| {
        let mut article = article(sku, price, 1);
        article.brand = Some(format!("Brand of {sku}"));
        article.category = Some(format!("Category of {sku}"));
        article
    };
    it.import(a, &[branded("1", "9"), branded("2", "9")]).await;

    it.policies.writes = Writes::Update;
    let update = it.import(a, &[branded("1", "8"), branded("2", "9"), branded("3", "9")]).await.counts;
    assert_eq!((update.created, update.updated, update.unchanged, update.left_by_policy), (0, 1, 1, 1));
    // Not even the brand of an article that isn't wanted is made.
    let made = "select (select count(*) from brands) || ' ' || (select count(*) from categories)
                || ' ' || (select count(*) from products)";
    assert_eq!(it.text(made).await, "2 2 2");
    let note = "select payload -> 'left' ->> 0 from outbox order by id desc limit 1";
    assert_eq!(it.text(note).await, r#"{"line": 4, "record": 3, "supplier_sku": "3"}"#);
    assert_eq!(it.text("select warnings::text from applied_runs order by run_id desc limit 1").await, "1");

    it.policies.writes = Writes::Create;
    let articles = [branded("1", "7"), branded("2", "9"), branded("3", "9")];
    let (staging, _) = it.stage(a, &articles).await;
    let seen = preview(&it.db, staging, a, &it.policies).await.unwrap();
    let left = left_by_policy(&it.db, staging, a, &it.policies).await.unwrap();
    assert_eq!(left.iter().map(|left| left.supplier_sku.as_str()).collect::<Vec<_>>(), ["1"]);
    let create = it.import(a, &articles).await;
    let counts = create.counts;
    assert_eq!((counts.created, counts.updated, counts.unchanged, counts.left_by_policy), (1, 0, 1, 1));
    assert_eq!((create.skipped, seen), (1, counts));
    assert_eq!(it.text("select cost::text from offers where supplier_sku = '1'").await, "8.0000");
    assert_eq!(it.text(made).await, "3 3 3");

    // What was left comes in once the policy lets it.
    it.policies.writes = Writes::Both;
    assert_eq!(it.import(a, &articles).await.counts.updated, 1);
}

#[tokio::test]
async fn a_preview_says_what_applying_does_and_writes_nothing() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[article("1", "9", 1), article("2", "9", 1)]).await;
    let before = it.digest().await;
    let mut new = with_gtin(article("3", "1", 1), GTIN);
    new.brand = Some("New brand".to_owned());
    let (staging, _) = it.stage(a, &[article("1", "8", 1), article("2", "9", 1), new]).await;
    let counts = preview(&it.db, staging, a, &it.policies).await.unwrap();
    assert_eq!((counts.created, counts.updated, counts.new_products), (1, 1, 1));
    assert_eq!(it.digest().await, before);
    let filter = ChangeFilter { kind: Kind::Updated, field: None, biggest_first: false };
    let shown = change::preview(&it.db, staging, &filter, 10, 0).await.unwrap().unwrap();
    assert_eq!(shown[0].after, serde_json::json!({"price": "8.0000"}));
    let applied = apply(&it.db, &it.application(staging, a)).await.unwrap();
    let Applied::Now { counts: done, .. } = applied else { panic!("{applied:?}") };
    assert_eq!(done, counts);
}

#[tokio::test]
async fn a_run_is_applied_or_cancelled_once() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    let (staging, _) = it.stage(a, &[article("1", "9", 1)]).await;
    assert!(matches!(apply(&it.db, &it.application(staging, a)).await.unwrap(), Applied::Now { .. }));
    let digest = it.digest().await;
    assert!(matches!(apply(&it.db, &it.application(staging, a)).await.unwrap(), Applied::Before));
    assert_eq!(it.digest().await, digest);
    assert!(!applied::cancel(&it.db, staging.run_id, a, it.now).await.unwrap());

    let (staging, _) = it.stage(a, &[article("1", "10", 1)]).await;
    assert!(applied::cancel(&it.db, staging.run_id, a, it.now).await.unwrap());
    assert!(matches!(apply(&it.db, &it.application(staging, a)).await.unwrap(), Applied::Cancelled));
    assert_eq!(it.digest().await, digest);
    Staging::drop_all_of_run(&it.db, staging.run_id).await.unwrap();
    assert!(!staging::runs_with_tables(&it.db).await.unwrap().contains(&staging.run_id));
}
