//! Headers that every response has: what a browser may do with it, and who may read it from another origin.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::cors::{AllowOrigin, CorsLayer};

use super::request_id;
use crate::config::{App, Config, Environment};

/// What the UI may load. Pictures come from suppliers' servers; styles are set by the components themselves.
fn policy_of_pages(app: &App) -> String {
    let mut connect = String::from("'self'");
    if let Some(url) = app.public_api_url.as_deref().and_then(|url| url::Url::parse(url).ok()) {
        let origin = url.origin().ascii_serialization();
        let socket = origin.replacen("http", "ws", 1);
        for source in [origin, socket] {
            connect.push(' ');
            connect.push_str(&source);
        }
    }
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https: http:; \
         font-src 'self' data:; connect-src {connect}; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; \
         form-action 'self'; frame-ancestors 'none'"
    )
}

const POLICY_OF_DATA: &str = "default-src 'none'; frame-ancestors 'none'";

/// The values that are the same for every response of this process.
#[derive(Debug, Clone)]
pub struct SecurityHeaders {
    pages: HeaderValue,
    transport: Option<HeaderValue>,
}

impl SecurityHeaders {
    /// For these settings.
    pub fn new(config: &Config) -> Self {
        let policy = policy_of_pages(&config.app);
        // Only who is reached over HTTPS may demand it.
        let is_https = config.app.url.as_ref().is_some_and(|url| url.scheme() == "https");
        Self {
            pages: HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(POLICY_OF_DATA)),
            transport: is_https.then(|| HeaderValue::from_static("max-age=31536000; includeSubDomains")),
        }
    }
}

/// The layer that sets them.
pub async fn set_security_headers(
    State(security): State<SecurityHeaders>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let is_page =
        headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let policy = if is_page { security.pages.clone() } else { HeaderValue::from_static(POLICY_OF_DATA) };
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
    );
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    if let Some(transport) = &security.transport {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, transport.clone());
    }
    // What the API says is for the one who asked.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Which pages on other origins may call the API: `ALLOWED_ORIGINS`, and in development the UI's own port.
pub fn cross_origin(config: &Config) -> CorsLayer {
    let app = &config.app;
    let mut origins = app.allowed_origins.clone();
    if origins.is_empty() && app.environment == Environment::Development {
        origins =
            ["localhost", "127.0.0.1"].map(|host| format!("http://{host}:{}", app.frontend_port)).into();
    }
    let allowed = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok()))
    };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::PUT, Method::DELETE])
        .allow_headers([
            header::AUTHORIZATION,
            header::CONTENT_TYPE,
            HeaderName::from_static("idempotency-key"),
            request_id::HEADER,
        ])
        .expose_headers([request_id::HEADER, header::RETRY_AFTER, header::CONTENT_DISPOSITION])
        .max_age(Duration::from_hours(1))
}
