//! What clients send, checked before a handler sees it: JSON bodies, query parameters, ids in paths.
//!
//! A wrong value is answered with 422 and the path of each wrong field.

use std::collections::HashMap;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use serde::de::DeserializeOwned;

use super::error::{ApiError, Code, FieldError};

/// What a request's values must fulfil beyond their types.
pub trait Validate {
    /// Notes what is wrong. Nothing, unless said otherwise.
    fn validate(&self, errors: &mut Errors) {
        let _ = errors;
    }
}

/// What is wrong with a request, field by field.
#[derive(Debug, Default)]
pub struct Errors(Vec<FieldError>);

impl Errors {
    /// Notes a wrong field.
    pub fn add(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError { path: path.into(), message: message.into() });
    }

    /// A text that must be there and not be longer than that many characters.
    pub fn text(&mut self, path: &str, text: &str, longest: usize) {
        if text.trim().is_empty() {
            self.add(path, "must not be empty");
        } else if text.chars().count() > longest {
            self.add(path, format!("must not be longer than {longest} characters"));
        } else if text.contains(|c: char| c.is_control() && c != '\n' && c != '\t') {
            self.add(path, "must not hold control characters");
        }
    }

    /// The same for a text that may be left out.
    pub fn optional_text(&mut self, path: &str, text: Option<&str>, longest: usize) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.text(path, text, longest);
        }
    }

    /// An e-mail address, as loosely as a browser checks it.
    pub fn email(&mut self, path: &str, email: &str) {
        let sound = email.len() <= 254
            && !email.contains(|c: char| c.is_whitespace() || c.is_control())
            && email.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty() && !domain.is_empty() && !domain.contains('@') && !domain.starts_with('.')
            });
        if !sound {
            self.add(path, "must be an e-mail address");
        }
    }

    /// Nothing, or all that is wrong.
    pub fn done(self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(ApiError::invalid_fields(self.0)) }
    }
}

/// A JSON body.
#[derive(Debug)]
pub struct ValidatedJson<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Validate> FromRequest<S> for ValidatedJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        require_json(request.headers())?;
        let body =
            Bytes::from_request(request, state).await.map_err(|_| ApiError::from(Code::PayloadTooLarge))?;
        json(&body).map(Self)
    }
}

/// Refuses a body that doesn't say it is JSON: a page of another origin can't send one that does unasked.
pub fn require_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/json") || kind.ends_with("+json") {
        return Ok(());
    }
    Err(ApiError::new(Code::UnsupportedMediaType, "Send application/json."))
}

/// Reads and checks a JSON text: a body, or one part of a multipart body.
pub fn json<T: DeserializeOwned + Validate>(text: &[u8]) -> Result<T, ApiError> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value: T = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if inner.is_data() {
            let (path, message) = located(&path, &without_position(&inner.to_string()));
            ApiError::invalid(path, message)
        } else {
            ApiError::new(Code::InvalidJson, format!("The body is not JSON: {inner}."))
        }
    })?;
    reader
        .end()
        .map_err(|error| ApiError::new(Code::InvalidJson, format!("The body is not JSON: {error}.")))?;
    let mut errors = Errors::default();
    value.validate(&mut errors);
    errors.done()?;
    Ok(value)
}

/// A missing field is reported at the object that lacks it; clients want it at the field.
fn located(path: &str, message: &str) -> (String, String) {
    let path = if path == "." { "" } else { path };
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    match missing {
        Some(field) if path.is_empty() => (field.to_owned(), "is missing".to_owned()),
        Some(field) => (format!("{path}.{field}"), "is missing".to_owned()),
        None => (path.to_owned(), message.to_owned()),
    }
}

/// serde_json appends " at line 1 column 7": of no use beside the path.
fn without_position(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(before, _)| before).to_owned()
}

/// Query parameters. `page`, `per_page` and `cursor` are [`super::page::Paging`]'s.
#[derive(Debug)]
pub struct ValidatedQuery<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Validate> FromRequestParts<S> for ValidatedQuery<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        // An empty parameter (`?q=&supplier_id=`), as forms send it, is one that was left out.
        let query = parts.uri.query().unwrap_or_default();
        let given = url::form_urlencoded::parse(query.as_bytes()).filter(|(_, value)| !value.is_empty());
        let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish();
        let reader = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(text.as_bytes()));
        let value: T = serde_path_to_error::deserialize(reader)
            .map_err(|error| ApiError::invalid(error.path().to_string(), error.into_inner().to_string()))?;
        let mut errors = Errors::default();
        value.validate(&mut errors);
        errors.done()?;
        Ok(Self(value))
    }
}

/// The `{id}` of a path. What isn't a number is nothing that exists: 404.
#[derive(Debug, Clone, Copy)]
pub struct Id(pub i64);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let missing = || ApiError::from(Code::NotFound);
        let Path(path): Path<HashMap<String, String>> =
            Path::from_request_parts(parts, state).await.map_err(|_| missing())?;
        path.get("id").and_then(|id| id.parse().ok()).filter(|id| *id > 0).map(Self).ok_or_else(missing)
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    struct Order {
        lines: Vec<Line>,
    }

    #[derive(Debug, Deserialize)]
    struct Line {
        pieces: u32,
    }

    impl Validate for Order {
        fn validate(&self, errors: &mut Errors) {
            for (at, line) in self.lines.iter().enumerate().filter(|(_, line)| line.pieces == 0) {
                errors.add(format!("lines[{at}].pieces"), format!("must not be {}", line.pieces));
            }
        }
    }

    #[test]
    fn a_wrong_field_is_named_by_its_path() {
        let wrong = json::<Order>(br#"{"lines":[{"pieces":1},{"pieces":"x"}]}"#).expect_err("not a number");
        assert_eq!(wrong.code, Code::Invalid);
        assert_eq!(wrong.errors[0].path, "lines[1].pieces");
        assert!(!wrong.errors[0].message.contains("line 1"), "{:?}", wrong.errors);
        let wrong = json::<Order>(br#"{"lines":[{"pieces":0}]}"#).expect_err("zero");
        assert_eq!(wrong.errors[0].path, "lines[0].pieces");
        let wrong = json::<Order>(br#"{"lines":[{}]}"#).expect_err("missing");
        assert_eq!(wrong.errors[0].path, "lines[0].pieces");
        assert_eq!(json::<Order>(b"{").expect_err("cut off").code, Code::InvalidJson);
        assert_eq!(json::<Order>(br#"{"lines":[]} x"#).expect_err("more").code, Code::InvalidJson);
        assert!(json::<Order>(br#"{"lines":[{"pieces":2}]}"#).is_ok());
    }

    #[derive(Debug, Deserialize)]
    struct Filter {
        supplier_id: Option<i64>,
        in_stock: Option<bool>,
    }

    impl Validate for Filter {}

    async fn filter(query: &str) -> Result<Filter, ApiError> {
        let (mut parts, ()) =
            axum::http::Request::get(format!("/x?{query}")).body(()).expect("a request").into_parts();
        ValidatedQuery::from_request_parts(&mut parts, &()).await.map(|query| query.0)
    }

    #[tokio::test]
    async fn query_parameters_are_named_too_and_empty_ones_count_as_left_out() {
        let sound = filter("supplier_id=7&in_stock=&other=x").await.expect("sound");
        assert_eq!((sound.supplier_id, sound.in_stock), (Some(7), None));
        let wrong = filter("supplier_id=seven").await.expect_err("not a number");
        assert_eq!(wrong.errors[0].path, "supplier_id");
    }

    #[test]
    fn e_mails_are_checked_loosely() {
        let is_wrong = |email: &str| {
            let mut errors = Errors::default();
            errors.email("email", email);
            !errors.0.is_empty()
        };
        for wrong in ["", "a", "@b", "a@", "a@b@c", "a b@c"] {
            assert!(is_wrong(wrong), "{wrong}");
        }
        assert!(!is_wrong("admin@localhost") && !is_wrong("ann.o'neil+x@example.co.uk"));
    }
}
