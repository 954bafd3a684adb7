use chrono::TimeDelta;
use serde_json::json;
use store::core::user::Role;

use crate::test_app::{PASSWORD, TestApp};

fn login(email: &str, password: &str) -> serde_json::Value {
    json!({ "email": email, "password": password })
}

#[tokio::test]
async fn a_login_gives_tokens_and_who_one_is() {
    let app = TestApp::new().await;
    app.user("Buyer@Example.com", Role::User).await;
    let answer = app.anonymous().post("/auth/login", login("buyer@example.COM", PASSWORD)).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.body["token_type"], "bearer");
    assert_eq!(answer.body["expires_in"], 7200);
    let client = app.anonymous().with_token(answer.body["access_token"].as_str().expect("a token"));
    let me = client.get("/auth/me").await;
    insta::assert_json_snapshot!(me.body, { ".id" => 0, ".created_at" => "…", ".last_login_at" => "…" }, @r#"
    {
      "id": 0,
      "email": "Buyer@Example.com",
      "name": "Test",
      "role": "user",
      "is_active": true,
      "locale": "en",
      "theme": "system",
      "created_at": "…",
      "last_login_at": "…"
    }
    "#);
}

#[tokio::test]
async fn an_unknown_e_mail_a_wrong_password_and_a_disabled_account_look_the_same() {
    let app = TestApp::new().await;
    let admin = app.logged_in(Role::Admin).await;
    let gone = app.user("gone@example.com", Role::User).await;
    admin.patch(&format!("/users/{}", gone.id), json!({ "is_active": false })).await;
    for (email, password) in [
        ("nobody@example.com", PASSWORD),
        ("admin@example.com", "wrong password"),
        ("gone@example.com", PASSWORD),
    ] {
        let answer = app.anonymous().post("/auth/login", login(email, password)).await;
        assert_eq!((answer.status.as_u16(), answer.code()), (401, "invalid_credentials"), "{email}");
        assert_eq!(answer.body["detail"], "The e-mail or the password is wrong.");
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_and_ends_by_itself() {
    let app = TestApp::new().await;
    app.user("buyer@example.com", Role::User).await;
    let anonymous = app.anonymous();
    for _ in 0..5 {
        assert_eq!(
            anonymous.post("/auth/login", login("buyer@example.com", "guess guess")).await.status,
            401
        );
    }
    let refused = anonymous.post("/auth/login", login("buyer@example.com", PASSWORD)).await;
    assert_eq!((refused.status.as_u16(), refused.code()), (429, "too_many_attempts"));
    assert!(refused.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 60), "{refused:?}");
    app.clock.advance(TimeDelta::hours(1));
    assert_eq!(anonymous.post("/auth/login", login("buyer@example.com", PASSWORD)).await.status, 200);
}

#[tokio::test]
async fn an_access_token_ends_and_a_refresh_token_carries_on() {
    let app = TestApp::new().await;
    app.user("buyer@example.com", Role::User).await;
    let first = app.anonymous().post("/auth/login", login("buyer@example.com", PASSWORD)).await.body;
    let client = app.anonymous().with_token(first["access_token"].as_str().expect("a token"));
    app.clock.advance(TimeDelta::minutes(119));
    assert_eq!(client.get("/auth/me").await.status, 200);
    app.clock.advance(TimeDelta::minutes(1));
    assert_eq!(client.get("/auth/me").await.status, 401);
    let second =
        app.anonymous().post("/auth/refresh", json!({ "refresh_token": first["refresh_token"] })).await;
    assert_eq!(second.status, 200);
    let client = client.with_token(second.body["access_token"].as_str().expect("a token"));
    assert_eq!(client.get("/auth/me").await.status, 200);
}

#[tokio::test]
async fn a_refresh_token_used_twice_ends_the_session() {
    let app = TestApp::new().await;
    app.user("buyer@example.com", Role::User).await;
    let first = app.anonymous().post("/auth/login", login("buyer@example.com", PASSWORD)).await.body;
    let refresh = async |token: &serde_json::Value| {
        app.anonymous().post("/auth/refresh", json!({ "refresh_token": token })).await
    };
    let second = refresh(&first["refresh_token"]).await;
    assert_eq!(second.status, 200);
    let thief = refresh(&first["refresh_token"]).await;
    assert_eq!((thief.status.as_u16(), thief.code()), (401, "refresh_reused"));
    let owner = refresh(&second.body["refresh_token"]).await;
    assert_eq!((owner.status.as_u16(), owner.code()), (401, "invalid_refresh_token"));
    let client = app.anonymous().with_token(second.body["access_token"].as_str().expect("a token"));
    assert_eq!(client.get("/auth/me").await.status, 401, "the access token ends with its session");
}

#[tokio::test]
async fn logging_out_ends_the_session_at_once() {
    let app = TestApp::new().await;
    app.user("buyer@example.com", Role::User).await;
    let tokens = app.anonymous().post("/auth/login", login("buyer@example.com", PASSWORD)).await.body;
    let client = app.anonymous().with_token(tokens["access_token"].as_str().expect("a token"));
    let refresh = json!({ "refresh_token": tokens["refresh_token"] });
    assert_eq!(app.anonymous().post("/auth/logout", refresh.clone()).await.status, 204);
    assert_eq!(client.get("/auth/me").await.status, 401);
    assert_eq!(app.anonymous().post("/auth/refresh", refresh).await.code(), "invalid_refresh_token");
    assert_eq!(app.anonymous().post("/auth/logout", json!({ "refresh_token": "unknown" })).await.status, 204);
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let app = TestApp::new().await;
    app.user("buyer@example.com", Role::User).await;
    let (here, elsewhere) = (app.log_in("buyer@example.com").await, app.log_in("buyer@example.com").await);
    let change = |current: &str, new: &str| json!({ "current_password": current, "new_password": new });
    let wrong = here.post("/auth/password", change("not my password", "blue-lamp-77")).await;
    assert_eq!(wrong.wrong_fields(), ["current_password"]);
    let weak = here.post("/auth/password", change(PASSWORD, "short")).await;
    assert_eq!(weak.wrong_fields(), ["new_password"]);
    assert_eq!(here.post("/auth/password", change(PASSWORD, "blue-lamp-77")).await.status, 204);
    assert_eq!(here.get("/auth/me").await.status, 200);
    assert_eq!(elsewhere.get("/auth/me").await.status, 401);
    assert_eq!(
        app.anonymous().post("/auth/login", login("buyer@example.com", "blue-lamp-77")).await.status,
        200
    );
}

#[tokio::test]
async fn what_ended_long_ago_is_forgotten() {
    let app = TestApp::new().await;
    app.user("buyer@example.com", Role::User).await;
    app.anonymous().post("/auth/login", login("buyer@example.com", PASSWORD)).await;
    app.anonymous().post("/auth/login", login("buyer@example.com", "wrong password")).await;
    let forget = async || app::auth::housekeeping::forget(&app.state).await.expect("forgotten");
    assert_eq!(forget().await, 0);
    app.clock.advance(TimeDelta::days(61));
    assert_eq!(forget().await, 3, "a session, and the failures of an e-mail and an address");
}

#[tokio::test]
async fn everybody_chooses_their_own_name_language_and_colours() {
    let app = TestApp::new().await;
    let client = app.logged_in(Role::Viewer).await;
    let changed = client.patch("/auth/me", json!({ "name": "Zoë", "locale": "fr", "theme": "dark" })).await;
    assert_eq!(changed.status, 200);
    assert_eq!(changed.body["name"], "Zoë");
    assert_eq!((&changed.body["locale"], &changed.body["theme"]), (&json!("fr"), &json!("dark")));
    let refused = client.patch("/auth/me", json!({ "theme": "pink" })).await;
    assert_eq!((refused.status.as_u16(), refused.wrong_fields()), (422, vec!["theme"]));
    let refused = client.patch("/auth/me", json!({ "role": "admin" })).await;
    assert_eq!(refused.status, 422, "one's role is not one's own to change");
}
