//! Every request has an id: the one that a proxy gave it (`X-Request-Id`), or a new one. It is in the response's
//! header, in errors and in every line logged on the way.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use rand::Rng;
use rand::distr::Alphanumeric;

/// The header.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// A request's id, found in its extensions.
#[derive(Debug, Clone, Default)]
pub struct RequestId(pub String);

impl RequestId {
    fn of(request: &Request) -> Self {
        let given = request.headers().get(&HEADER).and_then(|value| value.to_str().ok());
        // It is written to logs: nothing long, nothing strange.
        let sound = given.filter(|id| {
            (1..=64).contains(&id.len())
                && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        });
        Self(sound.map_or_else(Self::random, str::to_owned))
    }

    fn random() -> String {
        rand::rng().sample_iter(Alphanumeric).take(16).map(char::from).collect()
    }
}

/// The layer.
pub async fn give_request_id(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(&request);
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(HEADER, value);
    }
    response
}
