use serde_json::json;
use store::core::user::Role;

use crate::test_app::TestApp;

#[tokio::test]
async fn settings_have_defaults_and_change_one_by_one() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let defaults = json!({ "catalogue_currency": "EUR", "default_locale": "fr", "keep_files_days": null });
    assert_eq!(admin.get("/settings").await.body, defaults);
    let changed = admin.patch("/settings", json!({ "keep_files_days": 90, "default_locale": "en" })).await;
    assert_eq!(
        changed.body,
        json!({ "catalogue_currency": "EUR", "default_locale": "en", "keep_files_days": 90 })
    );
    let changed = admin.patch("/settings", json!({ "keep_files_days": null })).await;
    assert_eq!(changed.body["keep_files_days"], json!(null));
}

#[tokio::test]
async fn wrong_settings_are_refused_as_a_whole() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let wrong = json!({ "catalogue_currency": "euro", "keep_files_days": 0, "default_locale": "en" });
    let refused = admin.patch("/settings", wrong).await;
    assert_eq!(refused.wrong_fields(), ["catalogue_currency", "keep_files_days"]);
    assert_eq!(admin.get("/settings").await.body["default_locale"], "fr");
    assert_eq!(admin.patch("/settings", json!({ "colour": "red" })).await.status, 422);
}
