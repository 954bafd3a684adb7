//! The UI's address: files, pages, configuration. (What is served from `web/dist` is tested beside the code.)

use app::http;
use store::clock::Clock;

use crate::test_app::{TestApp, config, send};

#[tokio::test]
async fn the_ui_learns_where_the_api_is() {
    let app = TestApp::new().await;
    let answer = app.fetch("/config.json").await;
    assert_eq!(answer.header("cache-control"), "no-cache");
    assert_eq!(answer.body["api_url"], "/api/v1");
    assert_eq!((&answer.body["app_name"], &answer.body["demo"]), (&"Suppliers-Import".into(), &false.into()));
}

#[tokio::test]
async fn the_role_frontend_needs_no_database() {
    let data = tempfile::tempdir().expect("a folder");
    let config = config(data.path(), &[("NEXT_PUBLIC_API_URL", "https://api.shop.example/api/v1/")]);
    let localhost = "127.0.0.1".parse().expect("an address");
    let listener = http::Listener::bind(localhost, 0, "FRONTEND_PORT").await.expect("a port");
    let address = listener.address();
    let stop = tokio_util::sync::CancellationToken::new();
    let serving =
        tokio::spawn(http::serve(listener, http::ui_router(&config, &Clock::system(), false), stop.clone()));
    store::tls::install_crypto_provider();
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let get = async |path: &str| send(client.get(format!("http://{address}{path}"))).await;
    assert_eq!(get("/config.json").await.body["api_url"], "https://api.shop.example/api/v1");
    assert_eq!(get("/health").await.body["status"], "healthy");
    assert_eq!(get("/api/v1/users").await.code(), "no_such_route");
    assert_eq!(get("/assets/gone.js").await.status, 404);
    stop.cancel();
    serving.await.expect("ended").expect("served");
}

#[tokio::test]
async fn the_api_is_documented_without_another_server() {
    let app = TestApp::new().await;
    let page = app.fetch("/docs").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let script = app.fetch("/docs/docs.js").await;
    assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    for text in [&page.text, &script.text] {
        assert!(!text.contains("https://"), "the page loads nothing from elsewhere");
    }
    let document = app.anonymous().get("/openapi.json").await;
    assert_eq!(document.body["openapi"], "3.1.0");
    assert_eq!(document.body["servers"][0]["url"], "/api/v1");
}
