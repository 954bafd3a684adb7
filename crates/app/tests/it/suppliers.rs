use serde_json::{Value, json};
use store::core::user::Role;

use crate::products::catalogue;
use crate::test_app::TestApp;

#[tokio::test]
async fn a_supplier_is_made_changed_and_deleted() {
    let app = TestApp::new().await;
    let client = app.logged_in(Role::Manager).await;
    let made = client
        .post("/suppliers", json!({ "code": "elko", "name": " Elko ", "currency": "CHF", "website": "", "notes": "Call Ann" }))
        .await;
    assert_eq!(made.status, 201, "{made:?}");
    let supplier = made.body;
    assert_eq!(
        (&supplier["name"], &supplier["website"], &supplier["is_active"]),
        (&json!("Elko"), &Value::Null, &json!(true))
    );
    assert_eq!((&supplier["offers"], &supplier["last_run"]), (&json!(0), &Value::Null));
    let taken = client.post("/suppliers", json!({ "code": "elko", "name": "Other" })).await;
    assert_eq!((taken.status.as_u16(), taken.code()), (409, "code_taken"));

    let path = format!("/suppliers/{}", supplier["id"]);
    let changed = client.patch(&path, json!({ "notes": null, "is_active": false })).await.body;
    assert_eq!(
        (&changed["notes"], &changed["is_active"], &changed["name"]),
        (&Value::Null, &json!(false), &json!("Elko"))
    );
    assert_eq!(client.get(&path).await.body, changed);
    assert_eq!(client.get(&format!("{path}/profiles")).await.body, json!({ "data": [] }));
    assert_eq!(client.delete(&path).await.status, 204);
    assert_eq!(client.delete(&path).await.code(), "not_found");
    assert_eq!(client.get(&format!("{path}/profiles")).await.code(), "not_found");
}

#[tokio::test]
async fn what_is_wrong_with_a_supplier_is_told_field_by_field() {
    let app = TestApp::new().await;
    let client = app.logged_in(Role::Manager).await;
    let wrong = json!({
        "code": "a b", "name": "", "currency": "EURO", "contact_email": "x", "website": "javascript:alert(1)",
    });
    let wrong = client.post("/suppliers", wrong).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(wrong.wrong_fields(), ["code", "name", "currency", "contact_email", "website"]);
    assert_eq!(client.patch("/suppliers/1", json!({ "code": "" })).await.wrong_fields(), ["code"]);
    assert_eq!(client.get("/suppliers?sort=id").await.wrong_fields(), ["sort"]);
}

#[tokio::test]
async fn suppliers_are_listed_with_their_last_import() {
    let app = TestApp::new().await;
    catalogue(&app).await;
    let client = app.logged_in(Role::Manager).await;
    client.post("/suppliers", json!({ "code": "new", "name": "Aaa" })).await;
    let codes = async |query: &str| {
        let body = client.get(&format!("/suppliers{query}")).await.body;
        let rows = body["data"].as_array().expect("rows").iter();
        rows.map(|row| row["code"].as_str().expect("a code").to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(codes("").await, ["new", "ONE", "TWO"]);
    assert_eq!(codes("?sort=-last_run").await, ["TWO", "ONE", "new"]);
    assert_eq!(codes("?sort=-last_run&per_page=1&page=3").await, ["new"]);
    assert_eq!(codes("?q=sec").await, ["TWO"]);
    let one = client.get("/suppliers/1").await.body;
    assert_eq!((&one["last_run"]["status"], &one["last_run"]["id"]), (&json!("done"), &json!(1)));
    let refused = client.delete("/suppliers/1").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (409, "supplier_has_offers"));
}
