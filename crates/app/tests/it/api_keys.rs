use serde_json::json;
use store::core::user::Role;

use crate::test_app::TestApp;

#[tokio::test]
async fn a_key_is_shown_once_and_works_as_a_token() {
    let app = TestApp::new().await;
    let user = app.logged_in(Role::User).await;
    let made = user.post("/api-keys", json!({ "name": "ERP" })).await;
    assert_eq!(made.status, 201);
    let key = made.body["key"].as_str().expect("the key");
    assert!(key.starts_with(made.body["prefix"].as_str().expect("a prefix")), "{made:?}");
    let program = app.anonymous().with_token(key);
    assert_eq!(program.get("/auth/me").await.body["email"], "user@example.com");
    let listed = user.get("/api-keys").await;
    assert!(!listed.text.contains(key), "the key is shown once only");
    assert_eq!(listed.body["data"][0]["user_email"], "user@example.com");
    assert_eq!(user.delete(&format!("/api-keys/{}", made.body["id"])).await.status, 204);
    assert_eq!(program.get("/auth/me").await.status, 401);
}

#[tokio::test]
async fn a_key_can_do_no_more_than_its_owner_nor_make_keys() {
    let app = TestApp::new().await;
    let manager = app.logged_in(Role::Manager).await;
    let refused = manager.post("/api-keys", json!({ "name": "x", "role": "admin" })).await;
    assert_eq!(refused.wrong_fields(), ["role"]);
    let made = manager.post("/api-keys", json!({ "name": "x", "role": "viewer" })).await;
    let program = app.anonymous().with_token(made.body["key"].as_str().expect("the key"));
    assert_eq!(program.get("/auth/me").await.body["role"], "viewer");
    assert_eq!(program.post("/suppliers", json!({})).await.status, 403);
    assert_eq!(program.post("/api-keys", json!({ "name": "another" })).await.status, 403);
    let change = json!({ "current_password": "x", "new_password": "blue-lamp-77" });
    assert_eq!(program.post("/auth/password", change).await.status, 403);
}

#[tokio::test]
async fn everybody_sees_their_own_keys_and_an_administrator_all() {
    let app = TestApp::new().await;
    let (user, viewer, admin) = (
        app.logged_in(Role::User).await,
        app.logged_in(Role::Viewer).await,
        app.logged_in(Role::Admin).await,
    );
    let made = user.post("/api-keys", json!({ "name": "mine" })).await;
    let path = format!("/api-keys/{}", made.body["id"]);
    assert_eq!(viewer.get("/api-keys").await.body["meta"]["total"], 0);
    assert_eq!(viewer.delete(&path).await.status, 404);
    assert_eq!(admin.get("/api-keys").await.body["meta"]["total"], 1);
    assert_eq!(admin.delete(&path).await.status, 204);
}
