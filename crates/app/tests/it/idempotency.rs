use reqwest::Method;
use serde_json::{Value, json};
use store::core::user::Role;

use crate::test_app::{Answer, Client, TestApp, send};

async fn post(client: &Client, key: &str, body: &Value) -> Answer {
    send(client.request(Method::POST, "/users").header("idempotency-key", key).json(body)).await
}

#[tokio::test]
async fn a_request_sent_twice_is_done_once_and_answered_the_same() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let body = json!({ "email": "new@example.com", "name": "New", "role": "user" });
    let (first, second) = (post(&admin, "k1", &body).await, post(&admin, "k1", &body).await);
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    assert_eq!(first.text, second.text, "even the generated password");
    assert_eq!((first.header("idempotent-replayed"), second.header("idempotent-replayed")), ("", "true"));
    assert_eq!(second.header("content-type"), "application/json");
    assert_eq!(admin.get("/users").await.body["meta"]["total"], 2);
}

#[tokio::test]
async fn a_key_belongs_to_one_request_of_one_account() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let body = |name: &str| json!({ "email": format!("{name}@example.com"), "name": name, "role": "user" });
    post(&admin, "k1", &body("a")).await;
    let other = post(&admin, "k1", &body("b")).await;
    assert_eq!((other.status.as_u16(), other.code()), (409, "idempotency_key_reused"));
    app.user("second@example.com", Role::Admin).await;
    let second = app.log_in("second@example.com").await;
    assert_eq!(post(&second, "k1", &body("b")).await.status, 201);
    assert_eq!(post(&admin, "", &body("c")).await.wrong_fields(), ["Idempotency-Key"]);
}

#[tokio::test]
async fn a_refused_request_may_be_mended_and_sent_again() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let wrong = post(&admin, "k1", &json!({ "email": "x", "name": "X", "role": "user" })).await;
    assert_eq!(wrong.status, 422);
    let right = post(&admin, "k1", &json!({ "email": "x@example.com", "name": "X", "role": "user" })).await;
    assert_eq!(right.status, 201);
}
