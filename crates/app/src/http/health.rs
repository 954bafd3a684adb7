//! Is it alive, is it ready, what is wrong.
//!
//! `/health` answers without touching anything: whoever restarts the process must not restart it because a
//! database is down. `/ready` is for the load balancer. `/multidb/health` is for people and monitors: every
//! service, each asked at the same time as the others and given up after a few seconds.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use store::clock::Clock;
use store::databases::Database;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;

/// How long a service may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a load balancer waits at most.
const SHORT_PATIENCE: Duration = Duration::from_secs(2);

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_health)).routes(routes!(get_multidb_health))
}

/// The process is alive.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Always `healthy`.
    #[schema(value_type = String)]
    status: &'static str,
    /// The version.
    version: String,
    /// Now.
    timestamp: DateTime<Utc>,
}

impl Health {
    fn now(version: &str, clock: &Clock) -> Self {
        Self { status: HEALTHY, version: version.to_owned(), timestamp: clock.now() }
    }
}

/// Whether the process is alive. Touches no database.
#[utoipa::path(get, path = "/health", tag = "health", responses((status = 200, body = Health)))]
async fn get_health(State(state): State<AppState>) -> Json<Health> {
    Json(Health::now(&state.config.app.version, &state.clock))
}

/// `GET /health`, for a listener without a state.
pub async fn get_plain_health(State((version, clock)): State<(String, Clock)>) -> Json<Health> {
    Json(Health::now(&version, &clock))
}

/// Whether requests should be sent here.
#[derive(Debug, Serialize)]
pub struct Ready {
    status: &'static str,
    services: serde_json::Map<String, serde_json::Value>,
}

/// `GET /ready`: 503 while the process stops, and while a database that every request needs doesn't answer.
pub async fn get_ready(State(state): State<AppState>) -> (StatusCode, Json<Ready>) {
    let mut services = serde_json::Map::new();
    let needed = [Database::Core, Database::Catalog, Database::Imports];
    let state = &state;
    let asked = needed.map(async |database| (database, state_of(state, database, SHORT_PATIENCE).await));
    let mut is_ready = !state.stop.is_cancelled();
    for (database, answer) in futures_util::future::join_all(asked).await {
        is_ready &= answer == HEALTHY;
        services.insert(database.short().to_owned(), answer.into());
    }
    let (code, status) =
        if is_ready { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready") };
    (code, Json(Ready { status, services }))
}

const HEALTHY: &str = "healthy";

async fn state_of(state: &AppState, database: Database, patience: Duration) -> String {
    word(state.dbs.ping_one(database, patience).await)
}

fn word(answer: Result<Duration, impl std::fmt::Display>) -> String {
    match answer {
        Ok(_) => HEALTHY.to_owned(),
        Err(why) => format!("unhealthy: {why}"),
    }
}

/// Each service: `healthy`, or `unhealthy: why`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Services {
    /// `db_catalog`.
    catalog: String,
    /// `db_imports`.
    imports: String,
    /// `db_media`.
    media: String,
    /// `db_code2asin`.
    code2asin: String,
    /// `db_analytics`.
    analytics: String,
    /// The shared cache; healthy when none is configured.
    redis: String,
    /// Where files are kept: S3 or a folder.
    minio: String,
}

/// The state of every service.
#[derive(Debug, Serialize, ToSchema)]
pub struct MultidbHealth {
    /// `healthy` if all are, else `degraded`.
    #[schema(value_type = String)]
    status: &'static str,
    /// Each service.
    services: Services,
}

/// The state of every service.
#[utoipa::path(get, path = "/multidb/health", tag = "health", responses((status = 200, body = MultidbHealth)))]
async fn get_multidb_health(State(state): State<AppState>) -> Json<MultidbHealth> {
    let ask = |database| state_of(&state, database, PATIENCE);
    let (catalog, imports, media, code2asin, analytics, redis, minio) = tokio::join!(
        ask(Database::Catalog),
        ask(Database::Imports),
        ask(Database::Media),
        ask(Database::Code2asin),
        ask(Database::Analytics),
        async { word(state.cache.ping(PATIENCE).await.unwrap_or(Ok(Duration::ZERO))) },
        async { word(state.objects.ping(PATIENCE).await) },
    );
    let services = Services { catalog, imports, media, code2asin, analytics, redis, minio };
    let all = [
        &services.catalog,
        &services.imports,
        &services.media,
        &services.code2asin,
        &services.analytics,
        &services.redis,
        &services.minio,
    ];
    let status = if all.iter().all(|service| *service == HEALTHY) { HEALTHY } else { "degraded" };
    Json(MultidbHealth { status, services })
}
