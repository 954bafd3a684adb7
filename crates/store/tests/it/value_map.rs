//! What suppliers call brands and categories: the queue that runs fill, and what decisions do to products.

use catalog::article::Article;
use catalog::value_map::Kind;
use store::catalog::value_map::decide::{DecideError, NewDecision, Wanted, decide, forget};
use store::catalog::value_map::{self, State, ValueFilter, ValueRow, load};

use crate::catalogue::{Catalogue, article};
use crate::sample::{self, minute};

fn of(sku: &str, brand: &str, category: &str) -> Article {
    Article { brand: Some(brand.to_owned()), category: Some(category.to_owned()), ..article(sku, "1", 1) }
}

fn to(supplier_id: Option<i64>, value: &str, wanted: Wanted) -> NewDecision {
    NewDecision { kind: Kind::Brand, supplier_id, value: value.to_owned(), wanted }
}

/// The name that a decision puts in a value's place, as the next file meets it.
async fn mapped(it: &Catalogue, supplier: i64, brand: &str) -> Option<String> {
    let map = load(&it.db, supplier).await.expect("to load");
    let mut article = Article { brand: Some(brand.to_owned()), ..Article::default() };
    map.apply(&mut article);
    article.brand
}

async fn brands(it: &Catalogue) -> String {
    it.text(
        "select string_agg(p.sku || '=' || coalesce(b.name, '-'), ' ' order by p.sku) from products p
         left join brands b on b.id = p.brand_id",
    )
    .await
}

async fn unmapped(it: &Catalogue) -> Vec<ValueRow> {
    let filter = ValueFilter { state: Some(State::Unmapped), ..ValueFilter::default() };
    value_map::list(&it.db, &filter, 100, 0).await.expect("to list").0
}

#[tokio::test]
async fn what_a_run_brings_for_the_first_time_waits_with_a_suggestion() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    sample::brand(&it.db, "Bosch").await;
    it.import(
        a,
        &[
            of("1", "BOSCH GmbH", "Tools/Drills"),
            of("2", "Bosch", "Tools"),
            of("3", "bosch gmbh", "Tools/Drills"),
        ],
    )
    .await;
    let filter = ValueFilter { by_products: true, ..ValueFilter::default() };
    let (rows, by_state) = value_map::list(&it.db, &filter, 10, 0).await.unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.kind.as_str(), row.value.as_str(), row.products, row.suggestion_name.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            ("brand", "BOSCH GmbH", 2, Some("Bosch")),
            ("category", "Tools/Drills", 2, Some("Tools")),
            ("category", "Tools", 1, Some("Tools/Drills"))
        ]
    );
    assert!(rows[0].suggestion_score.is_some_and(|score| (0.4..1.0).contains(&score)));
    assert_eq!(rows[0].first_run_id, Some(it.run_id));
    assert_eq!(by_state[0], (State::Unmapped, 3));

    // The next run brings nothing new.
    it.import(a, &[of("4", "Bosch GMBH", "Tools")]).await;
    assert_eq!(unmapped(&it).await.len(), 3);
    let filter = ValueFilter { kind: Some(Kind::Brand), q: Some("OSCH".into()), ..ValueFilter::default() };
    assert_eq!(value_map::list(&it.db, &filter, 10, 0).await.unwrap().0.len(), 1);
}

#[tokio::test]
async fn mapping_a_value_rewrites_its_products_at_once() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[of("1", "BOSCH GmbH", "T"), of("2", "Bosch", "T"), of("3", "Bosch GmbH", "T")]).await;
    sqlx::query("update products set locked_fields = '{brand}' where sku = '3'")
        .execute(it.db.pool())
        .await
        .unwrap();
    let rows = decide(&it.db, &[to(None, "Bosch gmbh", Wanted::Name("Bosch".into()))], "ann", minute(9))
        .await
        .unwrap();
    assert_eq!(
        (rows[0].state.as_str(), rows[0].target_name.as_deref(), rows[0].products, rows[0].by.as_deref()),
        ("mapped", Some("Bosch"), 1, Some("ann"))
    );
    assert_eq!(rows[0].value, "BOSCH GmbH");
    assert_eq!(brands(&it).await, "1=Bosch 2=Bosch 3=BOSCH GmbH");
    assert_eq!(
        it.text("select by || ' ' || before || ' ' || after || ' ' || (value_map is not null) from changes")
            .await,
        r#"ann {"brand": "BOSCH GmbH"} {"brand": "Bosch"} true"#
    );
    assert_eq!(it.text("select words from product_search where product_id = 1").await, "article 1 bosch 1");
    assert_eq!(mapped(&it, a, "BOSCH  gmbh").await.as_deref(), Some("Bosch"));
    assert_eq!(mapped(&it, a, "Makita").await.as_deref(), Some("Makita"));
    // A locked product keeps its brand, and so the brand stays.
    assert_eq!(it.text("select count(*)::text from brands").await, "2");
    // The same decision again changes nothing.
    decide(&it.db, &[to(None, "Bosch gmbh", Wanted::Target(rows[0].target_id.unwrap()))], "bob", minute(10))
        .await
        .unwrap();
    assert_eq!(it.text("select count(*)::text from changes").await, "1");
}

#[tokio::test]
async fn an_emptied_brand_goes_and_comes_back_when_the_decision_is_forgotten() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[of("1", "Boch", "T"), of("2", "Bosch", "T"), of("3", "Makita", "T")]).await;
    let rows =
        decide(&it.db, &[to(None, "Boch", Wanted::Name("Makita".into()))], "ann", minute(1)).await.unwrap();
    assert_eq!(it.text("select string_agg(name, ' ' order by name) from brands").await, "Bosch Makita");
    // That was wrong: the products of the earlier decision follow, and no others.
    decide(&it.db, &[to(None, "Boch", Wanted::Name("Bosch".into()))], "ann", minute(2)).await.unwrap();
    assert_eq!(brands(&it).await, "1=Bosch 2=Bosch 3=Makita");
    decide(&it.db, &[to(None, "Boch", Wanted::Ignored)], "ann", minute(3)).await.unwrap();
    assert_eq!(brands(&it).await, "1=- 2=Bosch 3=Makita");
    assert_eq!(mapped(&it, a, "boch").await, None);
    forget(&it.db, rows[0].id, "ann", minute(4)).await.unwrap();
    assert_eq!(brands(&it).await, "1=Boch 2=Bosch 3=Makita");
    assert_eq!(mapped(&it, a, "boch").await.as_deref(), Some("boch"));
    assert!(matches!(forget(&it.db, rows[0].id, "ann", minute(5)).await, Err(DecideError::NotFound)));
}

#[tokio::test]
async fn a_suppliers_own_decision_wins() {
    let mut it = Catalogue::new().await;
    let (a, b, c) = (it.supplier("A").await, it.supplier("B").await, it.supplier("C").await);
    for (supplier, sku) in [(a, "a"), (b, "b"), (c, "c")] {
        it.import(supplier, &[of(sku, "HP", "T")]).await;
    }
    decide(
        &it.db,
        &[to(Some(a), "HP", Wanted::Name("Hans Peter".into())), to(Some(b), "HP", Wanted::Accepted)],
        "ann",
        minute(1),
    )
    .await
    .unwrap();
    assert_eq!(brands(&it).await, "a=Hans Peter b=HP c=HP");
    decide(&it.db, &[to(None, "hp", Wanted::Name("Hewlett-Packard".into()))], "ann", minute(2))
        .await
        .unwrap();
    assert_eq!(brands(&it).await, "a=Hans Peter b=HP c=Hewlett-Packard");
    for (supplier, expected) in [(a, "Hans Peter"), (b, "HP"), (c, "Hewlett-Packard")] {
        assert_eq!(mapped(&it, supplier, "HP").await.as_deref(), Some(expected));
    }
    let filter = ValueFilter { supplier_id: Some(a), ..ValueFilter::default() };
    let (rows, _) = value_map::list(&it.db, &filter, 10, 0).await.unwrap();
    assert_eq!((rows.len(), rows[0].supplier_code.as_deref()), (1, Some("A")));
}

#[tokio::test]
async fn chains_are_followed_and_circles_refused() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[of("1", "A1", "T"), of("2", "B2", "T"), of("3", "C3", "T"), of("4", "D4", "T")]).await;
    let map = |value: &str, name: &str| to(None, value, Wanted::Name(name.into()));
    decide(&it.db, &[map("A1", "B2"), map("B2", "C3")], "ann", minute(1)).await.unwrap();
    assert_eq!(brands(&it).await, "1=C3 2=C3 3=C3 4=D4");
    assert_eq!(mapped(&it, a, "A1").await.as_deref(), Some("C3"));
    decide(&it.db, &[map("D4", "B2")], "ann", minute(2)).await.unwrap();
    assert_eq!(mapped(&it, a, "D4").await.as_deref(), Some("C3"));
    let circle = decide(&it.db, &[map("C3", "A1")], "ann", minute(3)).await;
    assert!(matches!(circle, Err(DecideError::Circle(0, _))), "{circle:?}");
    let gone =
        decide(&it.db, &[map("D4", "X"), to(None, "D4", Wanted::Target(99_999))], "ann", minute(4)).await;
    assert!(matches!(gone, Err(DecideError::NoTarget(1, "brand"))), "{gone:?}");
    // All or nothing: the first of both went back too.
    assert_eq!(brands(&it).await, "1=C3 2=C3 3=C3 4=C3");
    assert!(matches!(decide(&it.db, &[map("  ", "X")], "ann", minute(5)).await, Err(DecideError::Empty(0))));
    // A name for itself is a brand of its own.
    let rows = decide(&it.db, &[map("c3", "C3")], "ann", minute(6)).await.unwrap();
    assert_eq!(rows[0].state, "accepted");
}

#[tokio::test]
async fn categories_are_mapped_by_their_path() {
    let mut it = Catalogue::new().await;
    let a = it.supplier("A").await;
    it.import(a, &[of("1", "B", "Outils/Perceuses"), of("2", "B", "Outils")]).await;
    let decision = NewDecision {
        kind: Kind::Category,
        supplier_id: None,
        value: "outils/perceuses".into(),
        wanted: Wanted::Name("Tools/Drills".into()),
    };
    decide(&it.db, &[decision], "ann", minute(1)).await.unwrap();
    assert_eq!(
        it.text("select string_agg(c.path, ' ' order by p.sku) from products p join categories c on c.id = p.category_id").await,
        "Tools/Drills Outils"
    );
}
