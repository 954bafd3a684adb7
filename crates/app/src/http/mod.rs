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
mod brands;
mod categories;
mod dashboard;
pub mod error;
mod export;
mod expressions;
mod facets;
pub mod headers;
pub mod health;
pub mod idempotency;
mod imports;
pub mod input;
mod jobs;
mod limits;
pub mod metrics;
pub mod openapi;
pub mod page;
mod problem;
pub(crate) mod products;
mod profiles;
mod rates;
mod request_id;
pub mod run_view;
mod search;
mod serve;
pub mod settings;
pub mod state;
mod suppliers;
mod trace;
pub(crate) mod undos;
pub mod users;
mod value_maps;
mod web;
mod ws;

use std::sync::Arc;

use axum::routing::get;
use axum::{Router, middleware};
use store::clock::Clock;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;

pub use self::serve::{Listener, serve};
pub use self::state::{AppState, Stores};
use crate::config::Config;

/// Everything under `/api/v1` that the OpenAPI document describes.
pub fn api() -> OpenApiRouter<AppState> {
    OpenApiRouter::with_openapi(openapi::base())
        .merge(auth::routes())
        .merge(users::routes())
        .merge(api_keys::routes())
        .merge(settings::routes())
        .merge(suppliers::routes())
        .merge(undos::routes())
        .merge(profiles::routes())
        .merge(products::routes())
        .merge(expressions::routes())
        .merge(rates::routes())
        .merge(value_maps::routes())
        .merge(brands::routes())
        .merge(categories::routes())
        .merge(facets::routes())
        .merge(export::routes())
        .merge(search::routes())
        .merge(imports::routes())
        .merge(dashboard::routes())
        .merge(jobs::routes())
        .merge(health::routes())
}

/// The API's router; with the UI on the same address for `up`, so that the browser needs no second origin.
pub fn router(state: &AppState, with_ui: bool) -> Router {
    let (api, _) = api().split_for_parts();
    let with_state = || state.clone();
    let router = Router::new()
        .nest("/api/v1", api)
        .route("/api/v1/openapi.json", get(openapi::get_openapi))
        .route("/api/v1/ws", get(ws::open_socket))
        .route("/docs", get(openapi::get_docs))
        .route("/docs/docs.js", get(openapi::get_docs_script))
        .route("/ready", get(health::get_ready))
        .route("/metrics", get(metrics::get_metrics))
        // Of these layers the first is the innermost.
        .layer(middleware::from_fn_with_state(with_state(), idempotency::do_once))
        .layer(middleware::from_fn_with_state(with_state(), limits::limit))
        .layer(middleware::from_fn(metrics::measure))
        .with_state(with_state());
    let router = if with_ui {
        router.merge(ui_routes(&state.config, state.demo))
    } else {
        router.fallback(problem::no_route)
    };
    with_common_layers(router, &state.config, &state.clock)
}

/// The UI's router, for the role `frontend`: it needs no database.
pub fn ui_router(config: &Config, clock: &Clock, demo: bool) -> Router {
    with_common_layers(ui_routes(config, demo), config, clock)
}

fn ui_routes(config: &Config, demo: bool) -> Router {
    let ui_config = Arc::new(web::UiConfig::new(&config.app, demo));
    Router::new().route("/config.json", get(web::get_ui_config)).fallback(web::serve_ui).with_state(ui_config)
}

fn with_common_layers(router: Router, config: &Config, clock: &Clock) -> Router {
    let health = get(health::get_plain_health).with_state((config.app.version.clone(), clock.clone()));
    let security = headers::SecurityHeaders::new(config);
    router
        .route("/health", health)
        .layer(CatchPanicLayer::custom(problem::after_panic))
        .layer(middleware::from_fn(problem::write_problems))
        .layer(CompressionLayer::new())
        .layer(headers::cross_origin(config))
        .layer(middleware::from_fn_with_state(security, headers::set_security_headers))
        .layer(middleware::from_fn(trace::trace))
        .layer(middleware::from_fn(request_id::give_request_id))
}
