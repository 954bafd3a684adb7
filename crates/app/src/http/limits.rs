//! How long a request may take and how large its body may be: one table of the exceptions, one rule for the rest.
//!
//! Uploads and downloads last as long as the file is large and the line is slow; a socket lasts as long as the
//! page is open. Everything else that takes half a minute has gone wrong.

use std::time::Duration;

use axum::extract::{DefaultBodyLimit, MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::AppState;
use super::error::{ApiError, Code};

/// How long an ordinary request may take.
const ORDINARY_TIME: Duration = Duration::from_secs(30);
/// How large an ordinary body may be.
const ORDINARY_BODY: usize = 1024 * 1024;
/// What a multipart body has beside the file: boundaries and small fields.
const BESIDE_THE_FILE: u64 = 1024 * 1024;

/// Requests that take a file.
const UPLOADS: [&str; 3] = ["/api/v1/imports", "/api/v1/imports/inspect", "/api/v1/imports/{id}/rejected"];

/// Requests that may have to read a whole file again.
const READINGS: [&str; 2] =
    ["/api/v1/imports/{id}/corrections", "/api/v1/imports/{id}/corrections/{correction_id}"];

/// Requests that answer with a stream.
const STREAMS: [&str; 4] =
    ["/api/v1/ws", "/api/v1/products/export", "/api/v1/imports/{id}/errors.csv", "/api/v1/imports/{id}/file"];

/// The layer. It has to be inside the router, where the matched path is known.
pub async fn limit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let is_upload = *request.method() == Method::POST && UPLOADS.contains(&route);
    let has_no_end = is_upload || STREAMS.contains(&route) || READINGS.contains(&route);
    if is_upload {
        let largest = state.config.imports.max_upload_bytes.saturating_add(BESIDE_THE_FILE);
        DefaultBodyLimit::max(usize::try_from(largest).unwrap_or(usize::MAX)).apply(&mut request);
    } else {
        DefaultBodyLimit::max(ORDINARY_BODY).apply(&mut request);
    }
    if has_no_end {
        return next.run(request).await;
    }
    match tokio::time::timeout(ORDINARY_TIME, next.run(request)).await {
        Ok(response) => response,
        Err(_) => ApiError::from(Code::Timeout).into_response(),
    }
}
