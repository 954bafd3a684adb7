use serde_json::json;
use store::core::user::Role;

use crate::test_app::{PASSWORD, TestApp};

#[tokio::test]
async fn an_administrator_makes_accounts() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let made =
        admin.post("/users", json!({ "email": "new@example.com", "name": "New", "role": "manager" })).await;
    assert_eq!(made.status, 201);
    let password = made.body["password"].as_str().expect("a generated password");
    let login = json!({ "email": "new@example.com", "password": password });
    assert_eq!(app.anonymous().post("/auth/login", login).await.status, 200);
    let given = json!({ "email": "b@example.com", "name": "B", "role": "viewer", "password": PASSWORD });
    let made = admin.post("/users", given).await;
    assert_eq!((made.status.as_u16(), &made.body["password"]), (201, &json!(null)));
    assert_eq!(admin.get(&format!("/users/{}", made.body["id"])).await.body["email"], "b@example.com");
    assert_eq!(admin.get("/users/999999").await.code(), "not_found");
    assert_eq!(admin.get("/users/x").await.code(), "not_found");
}

#[tokio::test]
async fn what_is_wrong_with_an_account_is_told_field_by_field() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let wrong =
        admin.post("/users", json!({ "email": "x", "name": " ", "role": "user", "password": "short" })).await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (422, "invalid"));
    assert_eq!(wrong.wrong_fields(), ["email", "name", "password"]);
    let wrong = admin.post("/users", json!({ "email": "x@example.com", "name": "X", "role": "king" })).await;
    assert_eq!(wrong.wrong_fields(), ["role"]);
    let wrong = admin.post("/users", json!({ "email": "x@example.com", "role": "user" })).await;
    assert_eq!(wrong.wrong_fields(), ["name"]);
    let taken = json!({ "email": "ADMIN@example.com", "name": "X", "role": "user" });
    let taken = admin.post("/users", taken).await;
    assert_eq!((taken.status.as_u16(), taken.code()), (409, "email_taken"));
}

#[tokio::test]
async fn accounts_are_listed_by_page_and_found_by_name() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    for number in 0..4 {
        app.user(&format!("buyer{number}@example.com"), Role::User).await;
    }
    let page = admin.get("/users?per_page=2&page=2").await.body;
    assert_eq!(page["data"].as_array().map(Vec::len), Some(2));
    insta::assert_json_snapshot!(page["meta"], @r#"
    {
      "page": 2,
      "per_page": 2,
      "total": 5,
      "total_pages": 3,
      "total_exact": true,
      "next_cursor": null
    }
    "#);
    let found = admin.get("/users?q=BUYER3").await.body;
    assert_eq!(found["meta"]["total"], 1);
    assert_eq!(admin.get("/users?per_page=1000").await.wrong_fields(), ["per_page"]);
}

#[tokio::test]
async fn who_loses_rights_loses_them_at_once() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let user = app.user("buyer@example.com", Role::Manager).await;
    let buyer = app.log_in("buyer@example.com").await;
    let path = format!("/users/{}", user.id);
    let changed = admin.patch(&path, json!({ "role": "viewer", "name": "Less" })).await;
    assert_eq!((changed.status.as_u16(), &changed.body["role"]), (200, &json!("viewer")));
    assert_eq!(buyer.get("/auth/me").await.status, 401);
    let buyer = app.log_in("buyer@example.com").await;
    admin.patch(&path, json!({ "is_active": false })).await;
    assert_eq!(buyer.get("/auth/me").await.status, 401);
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let id = admin.get("/auth/me").await.body["id"].clone();
    for change in [json!({ "role": "viewer" }), json!({ "is_active": false })] {
        let refused = admin.patch(&format!("/users/{id}"), change).await;
        assert_eq!((refused.status.as_u16(), refused.code()), (409, "last_admin"));
    }
    app.user("second@example.com", Role::Admin).await;
    assert_eq!(admin.patch(&format!("/users/{id}"), json!({ "role": "viewer" })).await.status, 200);
}

#[tokio::test]
async fn a_reset_password_is_generated_and_ends_the_sessions() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let user = app.user("buyer@example.com", Role::User).await;
    let buyer = app.log_in("buyer@example.com").await;
    let reset = admin.post(&format!("/users/{}/reset-password", user.id), json!({})).await;
    assert_eq!(reset.status, 200);
    assert_eq!(buyer.get("/auth/me").await.status, 401);
    let login = json!({ "email": "buyer@example.com", "password": reset.body["password"] });
    assert_eq!(app.anonymous().post("/auth/login", login).await.status, 200);
}
