//! One span and one line per request. What every line logged on the way belongs to is in the span.

use std::time::Instant;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use tracing::{Instrument, Span, field};

use super::request_id::RequestId;

/// The layer.
pub async fn trace(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    // The path without its query, which may hold what somebody searched for.
    let span = tracing::info_span!(
        "request",
        http.method = %request.method(),
        http.path = request.uri().path(),
        request.id = id.0,
        user.id = field::Empty,
    );
    let start = Instant::now();
    let watched = is_watched(request.uri().path());
    let response = next.run(request).instrument(span.clone()).await;
    let (status, milliseconds) = (response.status().as_u16(), start.elapsed().as_millis() as u64);
    log(&span, status, milliseconds, watched);
    response
}

/// What machines ask every few seconds is of no interest while it works.
fn is_watched(path: &str) -> bool {
    matches!(path, "/health" | "/ready" | "/metrics" | "/api/v1/health") || path.starts_with("/assets/")
}

fn log(span: &Span, status: u16, milliseconds: u64, watched: bool) {
    let _inside = span.enter();
    if watched && status < 400 {
        tracing::debug!(http.status = status, duration_ms = milliseconds, "request done");
    } else {
        tracing::info!(http.status = status, duration_ms = milliseconds, "request done");
    }
}
