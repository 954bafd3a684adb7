//! The web UI, compiled into the binary from `web/dist`.
//!
//! Vite names what is under `/assets/` by its content: that may be kept for ever. Everything else is asked for
//! again each time, with an ETag so that the answer is short. An address that is no file is a page of the UI,
//! which routes by itself; a missing asset is a 404, never a page that a browser would try to run as a script.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use rust_embed::RustEmbed;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::error::{ApiError, Code};
use crate::config::App;

/// In a debug build the folder is read at run time; it need not exist (`cargo check` needs no Node).
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Dist;

/// A file of the UI.
struct Asset {
    bytes: std::borrow::Cow<'static, [u8]>,
}

/// Where the files come from; tests have their own.
type Files = fn(&str) -> Option<Asset>;

fn dist(path: &str) -> Option<Asset> {
    Dist::get(path).map(|file| Asset { bytes: file.data })
}

/// What the UI asks for first.
#[derive(Debug, Clone, Serialize)]
pub struct UiConfig {
    /// Where the API is, as the browser reaches it.
    api_url: String,
    version: String,
    app_name: String,
    demo: bool,
}

impl UiConfig {
    /// For these settings.
    pub fn new(app: &App, demo: bool) -> Self {
        Self {
            api_url: app.public_api_url.clone().unwrap_or_else(|| "/api/v1".to_owned()),
            version: app.version.clone(),
            app_name: app.name.clone(),
            demo,
        }
    }
}

/// `GET /config.json`: tells the UI where the API is.
pub async fn get_ui_config(State(config): State<Arc<UiConfig>>) -> Response {
    ([(header::CACHE_CONTROL, "no-cache")], Json(config.as_ref().clone())).into_response()
}

/// Everything that is no other route.
pub async fn serve_ui(request: Request) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ApiError::from(Code::MethodNotAllowed).into_response();
    }
    answer(request.uri().path(), request.headers(), dist)
}

fn answer(path: &str, headers: &HeaderMap, files: Files) -> Response {
    if path == "/api" || path.starts_with("/api/") {
        return ApiError::from(Code::NoRoute).into_response();
    }
    let path = path.trim_start_matches('/');
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    if path.is_empty() || path == "index.html" || !is_file {
        return index(headers, files);
    }
    match find(path, headers, files) {
        Some(response) => response,
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn index(headers: &HeaderMap, files: Files) -> Response {
    find("index.html", headers, files)
        .unwrap_or_else(|| (StatusCode::SERVICE_UNAVAILABLE, Html(NOT_BUILT)).into_response())
}

const NOT_BUILT: &str = "<!doctype html><title>Suppliers-Import</title><h1>The web UI is not part of this build</h1>\
    <p>Build it with <code>npm ci && npm run build</code> in <code>web/</code>, then build the server again. \
    The API works: see <a href=\"/docs\">/docs</a>.</p>";

fn find(path: &str, headers: &HeaderMap, files: Files) -> Option<Response> {
    let plain = files(path)?;
    let etag = format!("\"{}\"", short_hash(&plain.bytes));
    let immutable = path.starts_with("assets/");
    let mut response =
        if headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes() == etag.as_bytes()) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let (asset, encoding) = encoded(path, plain, headers, files);
            let mut response = asset.bytes.into_response();
            if let Some(encoding) = encoding {
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
            response
        };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    let control = if immutable { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(control));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.extend(HeaderValue::from_str(&etag).map(|etag| (header::ETAG, etag)));
    Some(response)
}

/// The form compressed when the UI was built, if there is one that the client takes.
fn encoded(path: &str, plain: Asset, headers: &HeaderMap, files: Files) -> (Asset, Option<&'static str>) {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts = |name: &str| {
        accepted.split(',').any(|part| {
            let mut pieces = part.split(';').map(str::trim);
            pieces.next() == Some(name) && !pieces.any(|piece| matches!(piece, "q=0" | "q=0.0"))
        })
    };
    for (encoding, suffix) in [("br", ".br"), ("gzip", ".gz")] {
        if accepts(encoding)
            && let Some(asset) = files(&format!("{path}{suffix}"))
        {
            return (asset, Some(encoding));
        }
    }
    (plain, None)
}

fn short_hash(bytes: &[u8]) -> String {
    use std::fmt::Write;
    Sha256::digest(bytes).iter().take(12).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The few kinds of file that a UI is made of; a browser is never left to guess.
fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(path: &str) -> Option<Asset> {
        let text = match path {
            "index.html" => "<html>",
            "assets/app-1a2b.js" => "plain",
            "assets/app-1a2b.js.br" => "brotli",
            "favicon.svg" => "<svg>",
            _ => return None,
        };
        Some(Asset { bytes: text.as_bytes().into() })
    }

    fn get(path: &str, headers: &[(header::HeaderName, &str)]) -> Response {
        let headers =
            headers.iter().map(|(name, value)| (name.clone(), value.parse().expect("a value"))).collect();
        answer(path, &headers, files)
    }

    fn header(response: &Response, name: header::HeaderName) -> &str {
        response.headers().get(name).map_or("", |value| value.to_str().expect("text"))
    }

    #[test]
    fn hashed_assets_are_kept_and_pages_are_asked_for_again() {
        let asset = get("/assets/app-1a2b.js", &[]);
        assert_eq!(header(&asset, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(header(&asset, header::CONTENT_TYPE), "text/javascript; charset=utf-8");
        for page in ["/", "/index.html", "/products/12", "/imports"] {
            let page = get(page, &[]);
            assert_eq!(page.status(), StatusCode::OK);
            assert_eq!(header(&page, header::CACHE_CONTROL), "no-cache");
            assert_eq!(header(&page, header::CONTENT_TYPE), "text/html; charset=utf-8");
        }
    }

    #[test]
    fn the_compressed_form_is_sent_to_who_takes_it() {
        let encoding = |accepts| {
            let response = get("/assets/app-1a2b.js", &[(header::ACCEPT_ENCODING, accepts)]);
            header(&response, header::CONTENT_ENCODING).to_owned()
        };
        assert_eq!(encoding("gzip, deflate, br"), "br");
        assert_eq!(encoding("gzip"), "", "there is no .gz");
        assert_eq!(encoding("br;q=0"), "");
    }

    #[test]
    fn an_unchanged_page_is_not_sent_again() {
        let etag = header(&get("/", &[]), header::ETAG).to_owned();
        assert_eq!(get("/", &[(header::IF_NONE_MATCH, &etag)]).status(), StatusCode::NOT_MODIFIED);
        assert_eq!(get("/", &[(header::IF_NONE_MATCH, "\"other\"")]).status(), StatusCode::OK);
    }

    #[test]
    fn what_is_missing_is_missing() {
        assert_eq!(get("/assets/gone.js", &[]).status(), StatusCode::NOT_FOUND);
        let api = get("/api/v1/nothing", &[]);
        assert_eq!(api.status(), StatusCode::NOT_FOUND);
        assert_eq!(api.extensions().get::<ApiError>().map(|error| error.code), Some(Code::NoRoute));
        let no_ui = answer("/", &HeaderMap::new(), |_| None);
        assert_eq!(no_ui.status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
