//! The layer that writes the body of every failed response, so that a client meets one form of error only.
//!
//! It turns an [`ApiError`] into problem+json with the request's id and logs its cause; and it does the same for
//! failures that other layers answer in plain text (no such method, body too large, malformed path …).

use axum::Json;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::{ApiError, Code, Problem};
use super::request_id::RequestId;

/// The layer.
pub async fn write_problems(request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let mut response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let error = match response.extensions_mut().remove::<ApiError>() {
        Some(error) => error,
        None if is_plain(&response) => foreign(status),
        // An error body that a handler wrote itself, such as an unhealthy health report.
        None => return response,
    };
    log(&error);
    let mut told = (status, Json(Problem::new(&error, id.0))).into_response();
    let headers = told.headers_mut();
    // What other layers said in headers (Allow, CORS …) stays.
    for (name, value) in response.headers() {
        if name != header::CONTENT_TYPE && name != header::CONTENT_LENGTH {
            headers.insert(name, value.clone());
        }
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(wait) = error.retry_after {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    told
}

/// The answer to a request for an address that isn't there.
pub async fn no_route() -> ApiError {
    ApiError::from(Code::NoRoute)
}

fn is_plain(response: &Response) -> bool {
    match response.headers().get(header::CONTENT_TYPE) {
        None => true,
        Some(kind) => kind.as_bytes().starts_with(b"text/plain"),
    }
}

fn foreign(status: StatusCode) -> ApiError {
    ApiError::from(match status {
        StatusCode::UNAUTHORIZED => Code::Unauthorized,
        StatusCode::FORBIDDEN => Code::Forbidden,
        StatusCode::NOT_FOUND => Code::NoRoute,
        StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
        StatusCode::PAYLOAD_TOO_LARGE => Code::PayloadTooLarge,
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Code::UnsupportedMediaType,
        StatusCode::UNPROCESSABLE_ENTITY => Code::Invalid,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Code::Timeout,
        StatusCode::SERVICE_UNAVAILABLE => Code::Unavailable,
        status if status.is_server_error() => Code::Internal,
        _ => Code::BadRequest,
    })
}

fn log(error: &ApiError) {
    let (status, code, _) = error.code.row();
    let cause = error.cause.as_deref().map(|cause| format!("{cause:#}"));
    if status.is_server_error() {
        tracing::error!(http.status = status.as_u16(), error.code = code, cause, "request failed");
    } else {
        tracing::debug!(http.status = status.as_u16(), error.code = code, cause, "request refused");
    }
}

/// The answer when a handler panicked: that one request failed, and the process goes on.
#[expect(clippy::needless_pass_by_value, reason = "the layer passes it so")]
pub fn after_panic(panic: Box<dyn std::any::Any + Send>) -> Response {
    let message =
        panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    ApiError::internal(anyhow::anyhow!("a handler panicked: {}", message.unwrap_or("no message")))
        .into_response()
}
