//! Suppliers, brands and categories.

use store::catalog::category::CategoryFilter;
use store::catalog::supplier::{self, Deleted, NewSupplier, SupplierChange, SupplierSort};
use store::catalog::{brand, category};
use store::databases::Database;
use testkit::TestDbs;

use crate::sample::{self, Sample, minute};

fn new(code: &str, name: &str) -> NewSupplier {
    NewSupplier { code: code.into(), name: name.into(), is_active: true, ..NewSupplier::default() }
}

#[tokio::test]
async fn a_supplier_is_made_changed_and_deleted() {
    let dbs = TestDbs::only(&[Database::Catalog]).await;
    let db = &dbs.catalog;
    let made = supplier::create(
        db,
        &NewSupplier { notes: Some("Call Ann".into()), ..new("elko", "Elko") },
        minute(0),
    )
    .await
    .expect("a supplier");
    assert_eq!(
        (made.code.as_str(), made.notes.as_deref(), made.created_at),
        ("elko", Some("Call Ann"), minute(0))
    );
    let taken =
        supplier::create(db, &new("elko", "Another"), minute(0)).await.expect_err("the code is taken");
    assert_eq!(taken.as_database_error().and_then(|error| error.constraint()), Some("suppliers_code_key"));

    let change = SupplierChange {
        name: Some("Elko SA".into()),
        currency: Some(Some("CHF".into())),
        notes: Some(None),
        ..SupplierChange::default()
    };
    let changed =
        supplier::update(db, made.id, &change, minute(5)).await.expect("to change").expect("the supplier");
    assert_eq!(
        (changed.name.as_str(), changed.currency.as_deref(), &changed.notes),
        ("Elko SA", Some("CHF"), &None)
    );
    assert_eq!((changed.code.as_str(), changed.is_active, changed.updated_at), ("elko", true, minute(5)));
    assert_eq!(supplier::by_code(db, "elko").await.expect("to look"), Some(changed));
    assert!(supplier::update(db, 999, &change, minute(5)).await.expect("to look").is_none());

    let product = sample::product(db, Sample { sku: "A", name: "A", ..Sample::default() }).await;
    sample::offer(db, made.id, product, "X", "1", None).await;
    assert_eq!(supplier::delete(db, made.id).await.expect("to look"), Deleted::HasOffers);
    sample::run(db, "delete from offers").await;
    assert_eq!(supplier::delete(db, made.id).await.expect("to delete"), Deleted::Yes);
    assert_eq!(supplier::delete(db, made.id).await.expect("to look"), Deleted::NotFound);
    assert_eq!(supplier::get(db, made.id).await.expect("to look"), None);
}

#[tokio::test]
async fn suppliers_come_in_the_order_asked_for() {
    let dbs = TestDbs::only(&[Database::Catalog]).await;
    let db = &dbs.catalog;
    let mut made = Vec::new();
    for (code, name) in [("c", "beta"), ("b", "Alpha"), ("a", "Gamma_1")] {
        made.push(supplier::create(db, &new(code, name), minute(0)).await.expect("a supplier").id);
    }
    sample::run(db, "update suppliers set offers = 5 where code = 'a'").await;
    let [beta, alpha, gamma] = made[..] else { panic!("three") };
    let ids = async |q, sort| supplier::ids(db, q, sort).await.expect("ids");
    assert_eq!(ids(None, SupplierSort::Name).await, [alpha, beta, gamma]);
    assert_eq!(ids(None, SupplierSort::NameDescending).await, [gamma, beta, alpha]);
    assert_eq!(ids(None, SupplierSort::Code).await, [gamma, alpha, beta]);
    assert_eq!(ids(None, SupplierSort::MostOffers).await, [gamma, alpha, beta]);
    assert_eq!(ids(Some("PHA"), SupplierSort::Name).await, [alpha]);
    assert_eq!(ids(Some("_"), SupplierSort::Name).await, [gamma], "no wildcards");
    let rows = supplier::by_ids(db, &[gamma, alpha]).await.expect("rows");
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [gamma, alpha]);
}

#[tokio::test]
async fn brands_and_categories_know_how_many_products_they_have() {
    let dbs = TestDbs::only(&[Database::Catalog]).await;
    let db = &dbs.catalog;
    let (bosch, makita) = (sample::brand(db, "Bösch").await, sample::brand(db, "Makita").await);
    let tools = sample::category(db, "Tools", None).await;
    let drills = sample::category(db, "Tools/Drills", Some(tools)).await;
    for (sku, brand, category) in [("1", bosch, drills), ("2", bosch, tools), ("3", makita, drills)] {
        let product =
            Sample { sku, name: sku, brand: Some(brand), category: Some(category), ..Sample::default() };
        sample::product(db, product).await;
    }
    let (rows, total) = brand::list(db, None, false, 10, 0).await.expect("brands");
    assert_eq!(rows.iter().map(|row| (row.id, row.products)).collect::<Vec<_>>(), [(bosch, 2), (makita, 1)]);
    assert_eq!(total, 2);
    let (rows, total) = brand::list(db, Some("BOS"), true, 10, 0).await.expect("brands");
    assert_eq!((rows.len(), total, rows[0].id), (1, 1, bosch));

    let (rows, total) = category::list(db, &CategoryFilter::default(), 10, 0).await.expect("categories");
    assert_eq!(rows.iter().map(|row| (row.id, row.products)).collect::<Vec<_>>(), [(tools, 3), (drills, 2)]);
    assert_eq!(total, 2);
    let top = CategoryFilter { parent_id: Some(0), ..CategoryFilter::default() };
    assert_eq!(category::list(db, &top, 10, 0).await.expect("categories").0[0].id, tools);
    let below = CategoryFilter { parent_id: Some(tools), q: Some("DRI".into()) };
    assert_eq!(category::list(db, &below, 10, 0).await.expect("categories").0[0].id, drills);
}
