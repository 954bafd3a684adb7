//! A running server with databases of its own, and a small client.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use app::auth::password;
use app::config::{self, Config, Sources};
use app::http::{self, AppState, Listener, Stores};
use chrono::{DateTime, Utc};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use store::clock::Clock;
use store::core::audit::Actor;
use store::core::user::{self, Locale, NewUser, Role};
use tempfile::TempDir;
use testkit::TestDbs;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Every account's password.
pub const PASSWORD: &str = "correct horse 42";

/// A running server. It stops with this.
pub struct TestApp {
    /// What the server works on.
    pub state: AppState,
    /// The server's time: move it instead of waiting.
    pub clock: Clock,
    /// The databases.
    pub dbs: TestDbs,
    address: SocketAddr,
    http: reqwest::Client,
    _data: TempDir,
    _server: Stopped,
}

/// Stops the server's tasks with the test.
struct Stopped(Vec<JoinHandle<()>>);

impl Drop for Stopped {
    fn drop(&mut self) {
        self.0.iter().for_each(JoinHandle::abort);
    }
}

/// The time at which tests begin.
pub fn start_time() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("a time")
}

impl TestApp {
    /// With the default settings.
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With these environment variables.
    pub async fn with(variables: &[(&str, &str)]) -> Self {
        store::tls::install_crypto_provider();
        let data = tempfile::tempdir().expect("a folder");
        let config = config(data.path(), variables);
        let dbs = TestDbs::new().await;
        let clock = Clock::manual(start_time());
        let objects = app::stores::open_objects(&config).await.expect("a folder of buckets");
        let stores = Stores { dbs: dbs.databases(), objects, clock: clock.clone() };
        let stop = CancellationToken::new();
        let state = AppState::new(config, stores, false, stop.clone()).await.expect("a state");
        let localhost = "127.0.0.1".parse().expect("an address");
        let listener = Listener::bind(localhost, 0, "API_PORT").await.expect("a port");
        let address = listener.address();
        let router = http::router(&state, true);
        let listening = app::events::listen(state.dbs.imports.clone(), state.events.clone(), stop.clone());
        let serving = tokio::spawn(async move { http::serve(listener, router, stop).await.expect("served") });
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let server = Stopped(vec![serving, tokio::spawn(listening)]);
        Self { state, clock, dbs, address, http, _data: data, _server: server }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// `GET` of a path outside `/api/v1`, without a token.
    pub async fn fetch(&self, path: &str) -> Answer {
        send(self.http.get(self.url(path))).await
    }

    /// A request of a path outside `/api/v1`, to be filled in.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path))
    }

    /// The address of the WebSocket.
    pub fn socket_url(&self) -> String {
        format!("ws://{}/api/v1/ws", self.address)
    }

    /// An account with [`PASSWORD`].
    pub async fn user(&self, email: &str, role: Role) -> user::User {
        let hash = password::hash(PASSWORD.into()).await.expect("hashed");
        let new = NewUser { email, name: "Test", role, password_hash: &hash, locale: Locale::En };
        user::create(&self.dbs.core, &new, &Actor::cli(), self.clock.now()).await.expect("an account")
    }

    /// Somebody who hasn't logged in.
    pub fn anonymous(&self) -> Client {
        Client { base: self.url("/api/v1"), http: self.http.clone(), token: None }
    }

    /// A new account of that role, logged in. Its e-mail is `<role>@example.com`.
    pub async fn logged_in(&self, role: Role) -> Client {
        let email = format!("{role}@example.com");
        self.user(&email, role).await;
        self.log_in(&email).await
    }

    /// Logs an account in.
    pub async fn log_in(&self, email: &str) -> Client {
        let answer =
            self.anonymous().post("/auth/login", json!({ "email": email, "password": PASSWORD })).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let token = answer.body["access_token"].as_str().expect("a token").to_owned();
        self.anonymous().with_token(token)
    }
}

/// Settings for a test: as in development, with files under this folder.
pub fn config(data: &std::path::Path, variables: &[(&str, &str)]) -> Config {
    let environment: BTreeMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let sources = Sources { file: None, data: Some(data.to_owned()) };
    config::load(&sources, &environment).expect("sound settings").config
}

/// A client of the API.
#[derive(Clone)]
pub struct Client {
    base: String,
    http: reqwest::Client,
    token: Option<String>,
}

/// What the server said.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body, if it is JSON; null if not.
    pub body: Value,
    /// The body.
    pub text: String,
}

impl Answer {
    /// The problem's code.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or_default()
    }

    /// A header.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("text"))
    }

    /// The wrong fields.
    pub fn wrong_fields(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
        errors.iter().filter_map(|error| error["path"].as_str()).collect()
    }
}

impl Client {
    /// The same with another token.
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// The token.
    pub fn token(&self) -> &str {
        self.token.as_deref().unwrap_or_default()
    }

    /// A request to be filled in; the path is under `/api/v1`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// `GET`
    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    /// `POST` of JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        send(self.request(Method::POST, path).json(&body)).await
    }

    /// `PATCH` of JSON.
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        send(self.request(Method::PATCH, path).json(&body)).await
    }

    /// `DELETE`
    pub async fn delete(&self, path: &str) -> Answer {
        send(self.request(Method::DELETE, path)).await
    }
}

/// Sends a request.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.expect("a body");
    Answer { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::Null), text }
}
