//! `Idempotency-Key`: a creating POST that is sent twice, because the first answer got lost, is done once.
//!
//! The layer covers the routes below, for requests that carry the header. The first request's answer is kept for a
//! day and given again to the second. Requests count as the same by their body; of an upload, which can't be
//! hashed before it has been received, by its length and file-independent headers.

use axum::body::{Body, Bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use store::core::idempotency::{self, Answer, Begun};
use utoipa::IntoParams;

use super::AppState;
use super::error::{ApiError, Code};
use crate::auth::extract::principal_of;

/// The routes.
const ROUTES: [&str; 4] = ["/api/v1/suppliers", "/api/v1/imports", "/api/v1/users", "/api/v1/api-keys"];
const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

const LONGEST_KEY: usize = 255;
/// The largest request whose body is compared.
const LARGEST_BODY: usize = 1024 * 1024;
/// The largest answer that is kept.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// The header, for the documentation of a handler: `params(idempotency::Key)`.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Header)]
pub struct Key {
    /// Any text of at most 255 characters. The same request with the same key is done once.
    #[param(rename = "Idempotency-Key", required = false)]
    pub idempotency_key: Option<String>,
}

/// The layer.
pub async fn do_once(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
    let key = request.headers().get(HEADER).cloned();
    match key {
        Some(key) if *request.method() == Method::POST && ROUTES.contains(&route.as_str()) => {
            do_once_with(&state, &route, &key, request, next)
                .await
                .unwrap_or_else(IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

async fn do_once_with(
    state: &AppState,
    route: &str,
    key: &HeaderValue,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    let key = key.to_str().ok().filter(|key| (1..=LONGEST_KEY).contains(&key.len()));
    let key =
        key.ok_or_else(|| ApiError::invalid("Idempotency-Key", "must be 1 to 255 visible characters"))?;
    let (mut parts, body) = request.into_parts();
    let principal = principal_of(&mut parts, state).await?;
    let (hash, body) = fingerprint(&parts, body).await?;
    let once = idempotency::Request { user_id: principal.user.id, route, key, hash: &hash };
    match idempotency::begin(&state.dbs.core, &once, state.clock.now()).await? {
        Begun::Replay(answer) => return Ok(replay(answer)),
        Begun::InProgress => return Err(Code::IdempotencyInProgress.into()),
        Begun::Mismatch => return Err(Code::IdempotencyKeyReused.into()),
        Begun::New => {}
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    // What was refused or failed has done nothing: it may be mended and sent again.
    if !response.status().is_success() {
        idempotency::abandon(&state.dbs.core, &once).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, LARGEST_ANSWER).await.map_err(ApiError::internal)?;
    let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let answer = Answer {
        status: parts.status.as_u16().cast_signed(),
        content_type: kind.map(str::to_owned),
        body: body.to_vec(),
    };
    // It is done: that its answer can't be kept is no reason to say otherwise.
    if let Err(error) = idempotency::finish(&state.dbs.core, &once, &answer).await {
        tracing::error!(%error, "can't keep the answer of an idempotent request");
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}

/// What makes two requests the same, and the body to go on with.
async fn fingerprint(parts: &axum::http::request::Parts, body: Body) -> Result<([u8; 32], Body), ApiError> {
    let header = |name| parts.headers.get(name).map(HeaderValue::as_bytes).unwrap_or_default();
    let kind = header(header::CONTENT_TYPE);
    let mut hash = Sha256::new();
    if kind.starts_with(b"multipart/") {
        hash.update(header(header::CONTENT_LENGTH));
        return Ok((hash.finalize().into(), body));
    }
    let bytes: Bytes =
        axum::body::to_bytes(body, LARGEST_BODY).await.map_err(|_| ApiError::from(Code::PayloadTooLarge))?;
    hash.update(kind);
    hash.update([0]);
    hash.update(&bytes);
    Ok((hash.finalize().into(), Body::from(bytes)))
}

fn replay(answer: Answer) -> Response {
    let status = u16::try_from(answer.status).ok().and_then(|status| StatusCode::from_u16(status).ok());
    let mut response = (status.unwrap_or(StatusCode::OK), answer.body).into_response();
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_TYPE);
    if let Some(kind) = answer.content_type.and_then(|kind| HeaderValue::from_str(&kind).ok()) {
        headers.insert(header::CONTENT_TYPE, kind);
    }
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    response
}
