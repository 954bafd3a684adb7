//! The WebSocket, with a client of its own.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use store::core::user::Role;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

use crate::test_app::{Client, TestApp};

/// An open socket.
struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    async fn open(app: &TestApp) -> Self {
        Self(tokio_tungstenite::connect_async(app.socket_url()).await.expect("a socket").0)
    }

    async fn authenticated(app: &TestApp, client: &Client, last_event_id: Option<i64>) -> Self {
        let mut socket = Self::open(app).await;
        socket
            .send(&json!({ "type": "auth", "token": client.token(), "last_event_id": last_event_id }))
            .await;
        assert_eq!(socket.next().await, json!({ "type": "ready" }));
        socket
    }

    async fn send(&mut self, message: &Value) {
        self.0.send(Message::text(message.to_string())).await.expect("sent");
    }

    /// The next message; a close as `{"close": code}`.
    async fn next(&mut self) -> Value {
        loop {
            let next = tokio::time::timeout(Duration::from_secs(20), self.0.next())
                .await
                .expect("a message in time");
            match next.expect("an open socket").expect("a message") {
                Message::Text(text) => return serde_json::from_str(&text).expect("JSON"),
                Message::Close(frame) => {
                    return json!({ "close": frame.map_or(0, |frame| u16::from(frame.code)) });
                }
                _ => {}
            }
        }
    }

    /// The next event of a run in this status, passing over what happened before.
    async fn next_with(&mut self, channel: &str, status: &str) -> Value {
        loop {
            let message = self.next().await;
            if message["channel"] == channel && message["data"]["status"] == status {
                return message;
            }
        }
    }
}

/// A run in the database.
async fn run(app: &TestApp, status: &str) -> i64 {
    let db = app.dbs.imports.pool();
    sqlx::query("insert into feeds (supplier_id) values (1) on conflict do nothing")
        .execute(db)
        .await
        .expect("a feed");
    let sha = "a".repeat(64);
    sqlx::query("insert into files (sha256, size, object_key) values ($1, 3, 'k') on conflict do nothing")
        .bind(&sha)
        .execute(db)
        .await
        .expect("a file");
    sqlx::query_scalar(
        "insert into runs (feed_id, supplier_id, supplier_code, supplier_name, file_sha256, file_name, file_size, mode,
           status, phase, source, created_at)
         values ((select min(id) from feeds), 1, 'ACME', 'Acme', $1, 'a.csv', 3, 'apply', $2, 'stage', 'api', now())
         returning id",
    )
    .bind(&sha)
    .bind(status)
    .fetch_one(db)
    .await
    .expect("a run")
}

async fn move_to(app: &TestApp, id: i64, status: &str) {
    sqlx::query("update runs set status = $2 where id = $1")
        .bind(id)
        .bind(status)
        .execute(app.dbs.imports.pool())
        .await
        .expect("moved");
}

#[tokio::test]
async fn a_subscriber_gets_the_state_and_then_changes() {
    let app = TestApp::new().await;
    let client = app.logged_in(Role::Viewer).await;
    let (moving, done) = (run(&app, "staged").await, run(&app, "done").await);
    let mut socket = Socket::authenticated(&app, &client, None).await;
    socket.send(&json!({ "subscribe": ["imports", format!("import:{done}")] })).await;
    let state = socket.next().await;
    assert_eq!((&state["type"], &state["channel"]), (&json!("state"), &json!("imports")));
    let ids: Vec<_> = state["data"].as_array().expect("runs").iter().map(|run| run["id"].clone()).collect();
    assert_eq!(ids, [json!(moving)], "only what moves");
    let state = socket.next().await;
    assert_eq!(
        (&state["channel"], &state["data"][0]["id"]),
        (&json!(format!("import:{done}")), &json!(done))
    );

    move_to(&app, moving, "applied").await;
    let event = socket.next_with("imports", "applied").await;
    assert_eq!((&event["type"], &event["event"]), (&json!("event"), &json!("run")));
    assert_eq!(event["id"], event["data"]["event_id"]);
    assert_eq!(event["data"]["supplier"]["code"], "ACME");

    socket.send(&json!({ "unsubscribe": ["imports"] })).await;
    socket.send(&json!({ "subscribe": ["jobs"] })).await;
    assert_eq!(socket.next().await, json!({ "type": "state", "channel": "jobs", "data": [] }));
    move_to(&app, done, "undone").await;
    let event = socket.next_with(&format!("import:{done}"), "undone").await;
    assert!(event["id"].as_i64() > state["data"][0]["event_id"].as_i64());
}

#[tokio::test]
async fn a_reconnect_gets_what_changed_meanwhile() {
    let app = TestApp::new().await;
    let client = app.logged_in(Role::Viewer).await;
    let id = run(&app, "staged").await;
    let mut socket = Socket::authenticated(&app, &client, None).await;
    socket.send(&json!({ "subscribe": ["imports"] })).await;
    let seen = socket.next().await["data"][0]["event_id"].as_i64();
    drop(socket);
    move_to(&app, id, "done").await;
    let mut socket = Socket::authenticated(&app, &client, seen).await;
    socket.send(&json!({ "subscribe": ["imports"] })).await;
    let state = socket.next().await;
    assert_eq!((&state["data"][0]["id"], &state["data"][0]["status"]), (&json!(id), &json!("done")));
}

#[tokio::test]
async fn who_is_not_authenticated_is_shown_out() {
    let app = TestApp::new().await;
    for first in
        [json!({ "type": "auth", "token": "made up" }), json!({ "subscribe": ["imports"] }), json!("?")]
    {
        let mut socket = Socket::open(&app).await;
        socket.send(&first).await;
        assert_eq!(socket.next().await, json!({ "close": 4401 }), "{first}");
    }
}

#[tokio::test]
async fn a_wrong_wish_is_told_and_does_no_harm() {
    let app = TestApp::new().await;
    let client = app.logged_in(Role::Viewer).await;
    let mut socket = Socket::authenticated(&app, &client, None).await;
    socket.send(&json!({ "subscribe": ["secrets"] })).await;
    assert_eq!(socket.next().await["code"], "unknown_channel");
    socket.send(&json!([1])).await;
    assert_eq!(socket.next().await["code"], "not_understood");
    socket.send(&json!({ "subscribe": ["imports"] })).await;
    assert_eq!(socket.next().await["type"], "state");
}

#[tokio::test]
async fn a_stopping_server_asks_to_come_back() {
    let app = TestApp::new().await;
    let client = app.logged_in(Role::Viewer).await;
    let mut socket = Socket::authenticated(&app, &client, None).await;
    app.state.stop.cancel();
    assert_eq!(socket.next().await, json!({ "close": 1012 }));
}
