//! Requests that are too large, of the wrong kind, or for nothing.

use reqwest::Method;
use serde_json::json;
use store::core::user::Role;

use crate::test_app::{TestApp, send};

#[tokio::test]
async fn a_body_has_a_largest_size() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let name = "x".repeat(2 * 1024 * 1024);
    let refused =
        admin.post("/users", json!({ "email": "a@example.com", "name": name, "role": "user" })).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (413, "payload_too_large"));
}

#[tokio::test]
async fn a_body_is_json_and_says_so() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let refused = send(admin.request(Method::PATCH, "/settings").body("a=b")).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (415, "unsupported_media_type"));
    let request =
        admin.request(Method::PATCH, "/settings").header("content-type", "application/json").body("{");
    let refused = send(request).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (400, "invalid_json"));
    let login = app.request(Method::POST, "/api/v1/auth/login").body(r#"{"email":"a@b","password":"c"}"#);
    assert_eq!(send(login).await.status, 415, "a form of another page can't log in");
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_with_the_request_s_id() {
    let app = TestApp::new().await;
    let missing = app.anonymous().get("/nothing").await;
    assert_eq!((missing.status.as_u16(), missing.code()), (404, "no_such_route"));
    assert_eq!(missing.header("content-type"), "application/problem+json");
    assert_eq!(missing.body["request_id"], missing.header("x-request-id"));
    let wrong = app.anonymous().delete("/health").await;
    assert_eq!((wrong.status.as_u16(), wrong.code()), (405, "method_not_allowed"));
    assert_eq!(wrong.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn a_request_keeps_the_id_that_a_proxy_gave_it_unless_it_is_odd() {
    let app = TestApp::new().await;
    let id = async |given: &str| {
        let request = app.request(Method::GET, "/health").header("x-request-id", given);
        send(request).await.header("x-request-id").to_owned()
    };
    assert_eq!(id("abc-123").await, "abc-123");
    assert_eq!(id("<script>").await.len(), 16);
    assert_eq!(id(&"x".repeat(65)).await.len(), 16);
}

#[tokio::test]
async fn every_response_says_what_a_browser_may_do_with_it() {
    let app = TestApp::with(&[("APP_URL", "https://shop.example")]).await;
    let answer = app.anonymous().get("/health").await;
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("x-frame-options"), "DENY");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"));
    let page = app.fetch("/docs").await;
    assert!(page.header("content-security-policy").contains("script-src 'self'"), "{page:?}");
}

#[tokio::test]
async fn only_allowed_origins_may_read_answers() {
    let app = TestApp::with(&[("ALLOWED_ORIGINS", "https://shop.example")]).await;
    let preflight = async |origin: &str| {
        let request = app
            .request(Method::OPTIONS, "/api/v1/users")
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "authorization,idempotency-key");
        send(request).await
    };
    let allowed = preflight("https://shop.example").await;
    assert_eq!(allowed.status, 200);
    assert_eq!(allowed.header("access-control-allow-origin"), "https://shop.example");
    assert!(allowed.header("access-control-allow-headers").contains("idempotency-key"));
    assert_eq!(preflight("https://evil.example").await.header("access-control-allow-origin"), "");
}
