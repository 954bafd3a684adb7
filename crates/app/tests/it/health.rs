use store::core::user::Role;
use store::databases::Database;

use crate::test_app::TestApp;

#[tokio::test]
async fn health_says_version_and_time_on_both_addresses() {
    let app = TestApp::with(&[("APP_VERSION", "3.2.1")]).await;
    for path in ["/health", "/api/v1/health"] {
        let answer = app.fetch(path).await;
        assert_eq!(answer.status, 200);
        assert_eq!((&answer.body["status"], &answer.body["version"]), (&"healthy".into(), &"3.2.1".into()));
        assert!(answer.body["timestamp"].as_str().is_some_and(|time| time.ends_with('Z')), "{answer:?}");
    }
}

#[tokio::test]
async fn every_service_is_reported() {
    let app = TestApp::new().await;
    let answer = app.anonymous().get("/multidb/health").await;
    assert_eq!(answer.body["status"], "healthy");
    let services = answer.body["services"].as_object().expect("services");
    let names: Vec<_> = services.keys().map(String::as_str).collect();
    assert_eq!(names, ["catalog", "imports", "media", "code2asin", "analytics", "redis", "minio"]);
    assert!(services.values().all(|service| service == "healthy"), "{services:?}");
}

#[tokio::test]
async fn a_database_that_is_gone_degrades_health_and_readiness_but_not_life() {
    let app = TestApp::new().await;
    let name = app.dbs.url(Database::Catalog).expose().rsplit('/').next().map(str::to_owned).expect("a name");
    let name = name.split('?').next().expect("a name");
    let sql = sqlx::AssertSqlSafe(format!("drop database {name} with (force)"));
    sqlx::query(sql).execute(app.dbs.core.pool()).await.expect("dropped");
    let answer = app.anonymous().get("/multidb/health").await;
    assert_eq!((answer.status.as_u16(), &answer.body["status"]), (200, &"degraded".into()));
    let catalog = answer.body["services"]["catalog"].as_str().unwrap_or_default();
    assert!(catalog.starts_with("unhealthy: "), "{catalog}");
    assert_eq!(answer.body["services"]["imports"], "healthy");
    assert_eq!(app.fetch("/ready").await.status, 503);
    assert_eq!(app.fetch("/health").await.status, 200);
    let client = app.logged_in(Role::Viewer).await;
    let refused = client.get("/products").await;
    assert_eq!((refused.status.as_u16(), refused.code()), (503, "unavailable"), "{refused:?}");
    assert!(!refused.text.contains(name), "what happened inside is not told: {}", refused.text);
}

#[tokio::test]
async fn metrics_count_requests_by_route_and_can_be_switched_off() {
    app::http::metrics::install();
    let app = TestApp::new().await;
    app.logged_in(Role::Admin).await.get("/users/4711").await;
    let metrics = app.fetch("/metrics").await;
    assert_eq!(metrics.status, 200);
    assert!(metrics.text.contains("http_request_duration_seconds_bucket"), "{}", metrics.text);
    assert!(metrics.text.contains(r#"route="/api/v1/users/{id}""#), "{}", metrics.text);
    assert!(!metrics.text.contains("4711"), "ids in labels never end");
    assert!(
        metrics.text.contains(r#"database_pool_connections{database="core",state="max"} 8"#),
        "{}",
        metrics.text
    );
    let without = TestApp::with(&[("PROMETHEUS_ENABLED", "false")]).await;
    assert_eq!(without.fetch("/metrics").await.status, 404);
}
