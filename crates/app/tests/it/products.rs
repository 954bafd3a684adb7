use chrono::Duration;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use store::catalog::search::fold;
use store::core::user::Role;

use crate::test_app::{Client, TestApp, start_time};

/// Products, offers and the runs that brought them: `Drill` (two suppliers, in stock), `Hammer` (one, sold out) and
/// `Saw` (none any more).
pub async fn catalogue(app: &TestApp) {
    let catalog = [
        "insert into suppliers (code, name) values ('ONE', 'First'), ('TWO', 'Second')".to_owned(),
        "insert into brands (name, name_key) values ('Bosch', 'bosch')".to_owned(),
        "insert into categories (path, path_key, name) values ('Tools', 'tools', 'Tools')".to_owned(),
        "insert into categories (path, path_key, name, parent_id) values ('Tools/Drills', 'tools/drills', 'Drills', 1)"
            .to_owned(),
        format!(
            "insert into products (id, gtin, sku, name, brand_id, category_id, weight_kg, images, status,
               owner_supplier_id, offers, best_offer_id, best_supplier_id, best_cost, best_currency, stock, retail_price,
               created_run, created_record, created_at, updated_at)
             values
               (1, '04006381333931', 'A1', 'Drill', 1, 2, 2.5, array['https://img.example/1.jpg'], 1, 1, 2, 2, 2, 12.5,
                'EUR', 9, 20, 1, 4, '{at}', '{at}'),
               (2, null, 'A2', 'Hammer', null, 1, null, null, 1, 1, 1, 3, 1, 3, 'EUR', 0, null, 1, 5, '{at}', '{at}'),
               (3, null, 'A3', '=Saw', null, null, null, null, 2, 1, 0, null, null, null, null, null, null, 1, 6, '{at}',
                '{at}')",
            at = start_time() - Duration::days(10)
        ),
        format!(
            "insert into offers (id, supplier_id, supplier_sku, product_id, cost, currency, stock, record_hash, created_run,
               created_record, run_id, record, created_at, updated_at)
             values (1, 1, 'A1', 1, 13, 'EUR', 4, 0, 1, 4, 1, 4, '{at}', '{at}'),
               (2, 2, 'X1', 1, 12.5, 'EUR', 5, 0, 2, 1, 2, 1, '{at}', '{at}'),
               (3, 1, 'A2', 2, 3, 'EUR', 0, 0, 1, 5, 1, 5, '{at}', '{at}')",
            at = start_time() - Duration::days(10)
        ),
        "select setval('products_id_seq', 10), setval('offers_id_seq', 10)".to_owned(),
    ];
    for sql in catalog {
        sqlx::query(AssertSqlSafe(sql)).execute(app.dbs.catalog.pool()).await.expect("a row");
    }
    for (id, words) in [(1, "Drill Bosch A1 X1"), (2, "Hammer A2"), (3, "=Saw A3")] {
        sqlx::query("insert into product_search (product_id, words) values ($1, $2)")
            .bind(i64::from(id))
            .bind(fold(words))
            .execute(app.dbs.catalog.pool())
            .await
            .expect("words");
    }
    let imports = [
        "insert into feeds (supplier_id) values (1), (2)".to_owned(),
        format!("insert into files (sha256, size, object_key) values ('{}', 1, 'k')", "0".repeat(64)),
        format!(
            "insert into runs (feed_id, supplier_id, supplier_code, supplier_name, file_sha256, file_name, file_size, mode,
               status, source, created_at)
             values (1, 1, 'ONE', 'First', '{hash}', 'first.csv', 1, 'apply', 'done', 'upload', '{at}'),
               (2, 2, 'TWO', 'Second', '{hash}', 'second.csv', 1, 'apply', 'done', 'upload', '{at}')",
            hash = "0".repeat(64),
            at = start_time() - Duration::days(10)
        ),
    ];
    for sql in imports {
        sqlx::query(AssertSqlSafe(sql)).execute(app.dbs.imports.pool()).await.expect("a row");
    }
}

async fn names(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(&format!("/products{query}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let rows = answer.body["data"].as_array().expect("rows");
    rows.iter().map(|row| row["name"].as_str().expect("a name").to_owned()).collect()
}

#[tokio::test]
async fn the_list_is_filtered_sorted_and_paged() {
    let app = TestApp::new().await;
    catalogue(&app).await;
    let client = app.logged_in(Role::Viewer).await;
    assert_eq!(names(&client, "").await, ["=Saw", "Drill", "Hammer"]);
    assert_eq!(
        names(&client, "?sort=-best_cost").await,
        ["Drill", "Hammer", "=Saw"],
        "unknown costs come last"
    );
    assert_eq!(names(&client, "?sort=best_cost").await, ["Hammer", "Drill", "=Saw"]);
    assert_eq!(names(&client, "?q=bosch").await, ["Drill"]);
    assert_eq!(names(&client, "?q=4006381333931").await, ["Drill"]);
    assert_eq!(names(&client, "?supplier_id=2").await, ["Drill"]);
    assert_eq!(names(&client, "?category_id=1").await, ["Drill", "Hammer"]);
    assert_eq!(names(&client, "?status=discontinued&in_stock=").await, ["=Saw"]);
    assert_eq!(names(&client, "?has_ean=false&in_stock=false").await, ["=Saw", "Hammer"]);

    let page = client.get("/products?per_page=2").await.body;
    assert_eq!((&page["meta"]["total"], &page["meta"]["total_pages"]), (&json!(3), &json!(2)));
    assert_eq!((&page["meta"]["total_exact"], &page["meta"]["similar"]), (&json!(true), &json!(false)));
    let cursor = page["meta"]["next_cursor"].as_str().expect("a cursor");
    let next = client.get(&format!("/products?per_page=2&cursor={cursor}")).await.body;
    assert_eq!((&next["data"][0]["name"], &next["meta"]["next_cursor"]), (&json!("Hammer"), &Value::Null));
    assert_eq!(names(&client, "?per_page=2&page=2").await, ["Hammer"]);

    let similar = client.get("/products?q=hamer").await.body;
    assert_eq!((&similar["data"][0]["name"], &similar["meta"]["similar"]), (&json!("Hammer"), &json!(true)));
}

#[tokio::test]
async fn wrong_questions_are_told() {
    let app = TestApp::new().await;
    let client = app.logged_in(Role::Viewer).await;
    for (query, field) in [
        ("sort=price", "sort"),
        ("status=gone", "status"),
        ("supplier_id=x", "supplier_id"),
        ("per_page=101", "per_page"),
        ("q=a%01b", "q"),
    ] {
        let wrong = client.get(&format!("/products?{query}")).await;
        assert_eq!((wrong.status.as_u16(), wrong.wrong_fields()), (422, vec![field]), "{query}");
    }
    for query in ["cursor=nonsense", "cursor=e30&sort=stock"] {
        let wrong = client.get(&format!("/products?{query}")).await;
        assert_eq!((wrong.status.as_u16(), wrong.code()), (400, "bad_request"), "{query}");
    }
    for path in ["/products/99", "/products/99/offers", "/products/99/history"] {
        assert_eq!(client.get(path).await.code(), "not_found", "{path}");
    }
    assert_eq!(client.get("/products/99/history?days=0").await.wrong_fields(), ["days"]);
}

#[tokio::test]
async fn a_product_says_where_everything_comes_from() {
    let app = TestApp::new().await;
    catalogue(&app).await;
    let client = app.logged_in(Role::Viewer).await;
    let product = client.get("/products/1").await.body;
    assert_eq!((&product["ean"], &product["gtin"]), (&json!("4006381333931"), &json!("04006381333931")));
    assert_eq!((&product["best_cost"], &product["weight_kg"]), (&json!("12.5000"), &json!("2.5000")));
    assert_eq!((&product["margin"], &product["brand"]["name"]), (&json!(0.375), &json!("Bosch")));
    assert_eq!(
        (&product["category"]["path"], &product["image"]),
        (&json!("Tools/Drills"), &product["images"][0])
    );
    let offers = product["offers"].as_array().expect("offers");
    let seen: Vec<_> = offers
        .iter()
        .map(|offer| {
            (offer["supplier"]["code"].as_str().unwrap_or(""), &offer["is_best"], &offer["best_reason"])
        })
        .collect();
    assert_eq!(
        seen,
        [("TWO", &json!(true), &json!("lowest_in_stock")), ("ONE", &json!(false), &Value::Null)]
    );
    assert_eq!(client.get("/products/1/offers").await.body["data"], product["offers"]);

    let origin = |field: &str| {
        let origin = &product["origins"][field];
        (origin["file_name"].as_str(), origin["record"].as_i64(), origin["supplier"].as_str())
    };
    assert_eq!(origin("name"), (Some("first.csv"), Some(4), Some("ONE")));
    assert_eq!(origin("price"), (Some("second.csv"), Some(1), Some("TWO")));
    assert_eq!(product["origins"]["mpn"], Value::Null, "what has no value has no origin");

    let history = client.get("/products/1/history?days=30").await.body;
    assert_eq!(history["prices"].as_array().map(Vec::len), Some(2));
    assert_eq!(
        (&history["prices"][0]["cost"], &history["prices"][0]["run_id"]),
        (&json!("13.0000"), &json!(1))
    );
    assert_eq!(
        (&history["stocks"][1]["stock"], &history["stocks"][1]["supplier_code"]),
        (&json!(5), &json!("TWO"))
    );
    assert_eq!(history["changes"][0]["kind"], "created");
}

#[tokio::test]
async fn a_manager_corrects_a_product_and_gives_it_back() {
    let app = TestApp::new().await;
    catalogue(&app).await;
    let client = app.logged_in(Role::Manager).await;
    let before = client.get("/products/1").await.body;
    let edit = json!({
        "name": " Percussion drill ", "brand": null, "category": "Tools/Percussion", "weight_kg": "2.75",
        "description": "<b>Strong</b><script>alert(1)</script>", "status": "archived", "if_updated_at": before["updated_at"],
    });
    let edited = client.patch("/products/1", edit.clone()).await;
    assert_eq!(edited.status, 200, "{edited:?}");
    let product = edited.body;
    assert_eq!((&product["name"], &product["brand"]), (&json!("Percussion drill"), &Value::Null));
    assert_eq!(
        (&product["category"]["path"], &product["weight_kg"]),
        (&json!("Tools/Percussion"), &json!("2.7500"))
    );
    assert_eq!((&product["description"], &product["status"]), (&json!("<b>Strong</b>"), &json!("archived")));
    let locked = json!(["brand", "category", "description", "name", "status", "weight"]);
    assert_eq!(product["locked_fields"], locked);
    assert_eq!(product["origins"]["name"]["by"], "manager@example.com");

    let late = client.patch("/products/1", edit).await;
    assert_eq!((late.status.as_u16(), late.code()), (409, "conflict"));
    assert!(
        late.body["detail"].as_str().is_some_and(|detail| detail.starts_with("The product was changed at"))
    );

    let history = client.get("/products/1/history").await.body;
    let change = &history["changes"][0];
    assert_eq!((&change["by"], &change["run_id"]), (&json!("manager@example.com"), &Value::Null));
    let brand = json!({ "field": "brand", "before": "Bosch", "after": null });
    assert!(change["fields"].as_array().is_some_and(|fields| fields.contains(&brand)), "{change}");

    let unlocked = client.post("/products/1/unlock", json!({ "fields": ["name", "weight"] })).await.body;
    assert_eq!(unlocked["locked_fields"], json!(["brand", "category", "description", "status"]));
    assert_eq!(unlocked["name"], "Percussion drill");

    let wrong = json!({ "name": " ", "weight_kg": "-1", "mpn": "" });
    assert_eq!(client.patch("/products/1", wrong).await.wrong_fields(), ["name", "mpn", "weight_kg"]);
    assert_eq!(client.patch("/products/1", json!({ "price": "1" })).await.status, 422);
    assert_eq!(
        client.post("/products/1/unlock", json!({ "fields": ["price"] })).await.wrong_fields(),
        ["fields[0]"]
    );
    assert_eq!(client.patch("/products/99", json!({ "name": "x" })).await.code(), "not_found");
}

#[tokio::test]
async fn brands_categories_facets_and_the_palette_know_the_catalogue() {
    let app = TestApp::new().await;
    catalogue(&app).await;
    let client = app.logged_in(Role::Viewer).await;
    let brands = client.get("/brands?q=BOS&sort=-name").await.body;
    assert_eq!(brands["data"], json!([{ "id": 1, "name": "Bosch", "products": 1 }]));
    let categories = client.get("/categories?parent_id=0").await.body;
    let tools = json!({ "id": 1, "path": "Tools", "name": "Tools", "parent_id": null, "products": 2 });
    assert_eq!(categories["data"], json!([tools]));

    let facets = client.get("/facets?q=drill").await.body;
    assert_eq!(facets["brands"], json!([{ "id": 1, "name": "Bosch", "count": 1 }]));
    assert_eq!(facets["suppliers"].as_array().map(Vec::len), Some(2));

    let found = client.get("/search?q=first").await.body;
    assert_eq!(
        (&found["suppliers"][0]["code"], &found["imports"][0]["file_name"]),
        (&json!("ONE"), &json!("first.csv"))
    );
    let found = client.get("/search?q=drill").await.body;
    assert_eq!((&found["products"][0]["ean"], &found["imports"]), (&json!("4006381333931"), &json!([])));
    let nothing = json!({ "products": [], "suppliers": [], "imports": [] });
    assert_eq!(client.get("/search?q=").await.body, nothing);
}
