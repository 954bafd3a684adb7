//! The HTTP API: all routes on this page, who may call them beside their handlers.
//!
//! A noun has a file. At its top is `pub fn routes() -> OpenApiRouter<AppState>`, then come the types of its requests
//! and responses (`ToSchema`, every field described: the UI's client is generated from them), then handlers named
//! `<verb>_<noun>`. A handler receives
//!
//! - who asks, with the role checked, through an extractor of [`crate::auth::extract`];
//! - what they send through [`input::ValidatedJson`], [`input::ValidatedQuery`], [`input::Id`], [`page::Paging`],
//!
//! calls one function of the store, and answers `Result<Json<T>>`; errors are [`error::ApiError`]s. `users.rs` is a
//! complete example. To add a noun: declare it below, merge its routes in [`api`], and say in
//! `tests/it/roles.rs` who may call them; a test fails until that is done.

pub mod address;
mod api_keys;
mod auth;
pub mod error;
pub mod headers;
pub mod health;
pub mod idempotency;
pub mod input;
mod limits;
pub mod metrics;
pub mod openapi;
pub mod page;
mod problem;
mod request_id;
pub mod run_view;
mod serve;
pub mod settings;
pub mod state;
mod trace;
pub mod users;
mod web;
mod ws;

use axum::routing::get;
use axum::{Router, middleware};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;

pub use self::serve::{Listener, serve};
pub use self::state::AppState;

/// Everything under `/api/v1` that the OpenAPI document describes.
pub fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::base())
        .merge(auth::routes())
        .merge(users::routes())
        .merge(api_keys::routes())
        .merge(settings::routes())
        .merge(health::routes())
}

/// What a listener serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Serves {
    /// The API alone: the role `api`.
    Api,
    /// The UI alone: the role `frontend`.
    Ui,
    /// Both on one address: `up`, so that the browser needs no second origin.
    Both,
}

/// A listener's whole router.
pub fn router(state: &AppState, serves: Serves) -> Router {
    let mut router = Router::new().route("/health", get(health::get_health));
    if serves != Serves::Ui {
        let (api, _) = api().split_for_parts();
        router = router
            .nest("/api/v1", api)
            .route("/api/v1/openapi.json", get(openapi::get_openapi))
            .route("/api/v1/ws", get(ws::open_socket))
            .route("/docs", get(openapi::get_docs))
            .route("/docs/docs.js", get(openapi::get_docs_script))
            .route("/ready", get(health::get_ready))
            .route("/metrics", get(metrics::get_metrics));
    }
    if serves != Serves::Api {
        router = router.route("/config.json", get(web::ui_config));
    }
    // The first of these layers is the innermost.
    let with = |state: &AppState| state.clone();
    let router = router
        .layer(middleware::from_fn_with_state(with(state), idempotency::do_once))
        .layer(middleware::from_fn_with_state(with(state), limits::limit))
        .layer(middleware::from_fn(metrics::measure));
    let router = match serves {
        Serves::Api => router.fallback(problem::no_route),
        Serves::Ui | Serves::Both => router.fallback(web::serve_ui),
    };
    router
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(middleware::from_fn(problem::write_problems))
        .layer(CompressionLayer::new())
        .layer(headers::cross_origin(&state.config))
        .layer(middleware::from_fn_with_state(with(state), headers::set_security_headers))
        .layer(middleware::from_fn(trace::trace))
        .layer(middleware::from_fn(request_id::give_request_id))
        .with_state(state.clone())
}
