//! `/metrics`: what Prometheus asks for. Requests by route and status, database pools, and what other parts of the
//! program count with the `metrics` macros.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use store::databases::Database;

use super::AppState;

const DURATION: &str = "http_request_duration_seconds";
const BUCKETS: [f64; 12] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The recorder of this process. A process has one, however many servers a test starts in it.
fn recorder() -> Option<&'static PrometheusHandle> {
    static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    let install = || {
        let builder =
            PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(DURATION.into()), &BUCKETS);
        let handle = builder.ok()?.install_recorder().ok()?;
        metrics::describe_histogram!(DURATION, metrics::Unit::Seconds, "How long requests took.");
        metrics::describe_gauge!("database_pool_connections", "Connections of a pool by state.");
        metrics::describe_gauge!("live_sockets", "Open WebSockets.");
        Some(handle)
    };
    RECORDER.get_or_init(install).as_ref()
}

/// Starts keeping figures. What is counted before is lost.
pub fn install() {
    recorder();
}

/// The layer that times requests, by the route's pattern: ids in labels would never end.
pub async fn measure(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let status = response.status().as_str().to_owned();
    metrics::histogram!(DURATION, "method" => method, "route" => route, "status" => status)
        .record(start.elapsed().as_secs_f64());
    response
}

/// `GET /metrics`
pub async fn get_metrics(State(state): State<AppState>) -> Response {
    let Some(recorder) = recorder().filter(|_| state.config.monitoring.metrics) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    for database in Database::ALL {
        let pool = state.dbs.pool(database);
        let idle = pool.num_idle() as f64;
        let gauge = |state: &'static str| metrics::gauge!("database_pool_connections", "database" => database.short(), "state" => state);
        gauge("idle").set(idle);
        gauge("used").set((f64::from(pool.size()) - idle).max(0.0));
        gauge("max").set(f64::from(pool.options().get_max_connections()));
    }
    metrics::gauge!("build_info", "version" => state.config.app.version.clone()).set(1.0);
    recorder.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], recorder.render()).into_response()
}
