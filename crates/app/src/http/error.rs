//! What goes wrong with a request, as the client is told: one table of codes, one type, problem+json (RFC 9457).
//!
//! A handler returns an [`ApiError`]; the [`super::problem`] layer, which knows the request's id, writes the
//! body. What happened inside is the error's *cause*: it is logged there, once, and is never part of a response.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// What a handler returns.
pub type Result<T, E = ApiError> = std::result::Result<T, E>;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:ident, $code:literal, $title:literal;)*) => {
        /// Every kind of problem: its stable code, its status, its title.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Code {
            $($(#[$doc])* $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The status, the code as clients see it, the title.
            pub const fn row(self) -> (StatusCode, &'static str, &'static str) {
                match self {
                    $(Self::$name => (StatusCode::$status, $code, $title),)*
                }
            }
        }
    };
}

codes! {
    /// Neither of the more precise ones.
    BadRequest = BAD_REQUEST, "bad_request", "The request can't be understood";
    /// The body is not JSON.
    InvalidJson = BAD_REQUEST, "invalid_json", "The body is not JSON";
    /// An uploaded file without content.
    EmptyFile = BAD_REQUEST, "empty_file", "The file is empty";
    /// No token, or one that is not valid (any more).
    Unauthorized = UNAUTHORIZED, "unauthorized", "Log in first";
    /// Unknown e-mail, wrong password or disabled account: which one is not told.
    InvalidCredentials = UNAUTHORIZED, "invalid_credentials", "The e-mail or the password is wrong";
    /// An expired, revoked or made-up refresh token.
    InvalidRefreshToken = UNAUTHORIZED, "invalid_refresh_token", "The session has ended";
    /// A refresh token came a second time: somebody has a copy, so the whole session was ended.
    RefreshReused = UNAUTHORIZED, "refresh_reused", "The session was ended because its token was used twice";
    /// The role is too low.
    Forbidden = FORBIDDEN, "forbidden", "Your role does not allow this";
    /// There is no such thing.
    NotFound = NOT_FOUND, "not_found", "Not found";
    /// There is no such address.
    NoRoute = NOT_FOUND, "no_such_route", "There is nothing at this address";
    /// The address exists, the method doesn't.
    MethodNotAllowed = METHOD_NOT_ALLOWED, "method_not_allowed", "This address does not know the method";
    /// Something else is already as it would be.
    Conflict = CONFLICT, "conflict", "This does not fit with what is there";
    /// A run can't do this in its state.
    WrongState = CONFLICT, "wrong_state", "Not possible in the present state";
    /// Nothing of a run is left that could go back.
    NothingToUndo = CONFLICT, "nothing_to_undo", "Nothing can be undone";
    /// Another supplier has the code.
    CodeTaken = CONFLICT, "code_taken", "Another supplier has this code";
    /// Another user has the e-mail.
    EmailTaken = CONFLICT, "email_taken", "Another user has this e-mail";
    /// A supplier with offers can't be deleted.
    SupplierHasOffers = CONFLICT, "supplier_has_offers", "The supplier still has offers";
    /// Somebody must be able to administer.
    LastAdmin = CONFLICT, "last_admin", "The last administrator can't be disabled or demoted";
    /// The same Idempotency-Key with another request.
    IdempotencyKeyReused = CONFLICT, "idempotency_key_reused", "The idempotency key was used for another request";
    /// The request with the same Idempotency-Key is still at work.
    IdempotencyInProgress = CONFLICT, "idempotency_in_progress", "The same request is still being worked on";
    /// The upload token is unknown or has expired.
    UploadGone = GONE, "upload_gone", "The uploaded file is no longer kept";
    /// The body is longer than allowed.
    PayloadTooLarge = PAYLOAD_TOO_LARGE, "payload_too_large", "The request is too large";
    /// The file is larger than allowed.
    FileTooLarge = PAYLOAD_TOO_LARGE, "file_too_large", "The file is too large";
    /// The body is of a kind that the address doesn't take.
    UnsupportedMediaType = UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "The body is of the wrong kind";
    /// A picture, a PDF, a program …
    NotATable = UNSUPPORTED_MEDIA_TYPE, "not_a_table", "The file does not hold records";
    /// Fields are wrong; `errors` says which.
    Invalid = UNPROCESSABLE_ENTITY, "invalid", "Some values are not valid";
    /// No supplier with that code or id.
    UnknownSupplier = UNPROCESSABLE_ENTITY, "unknown_supplier", "There is no such supplier";
    /// The file can't be read: broken archive, truncated workbook, malformed XML …
    UnreadableFile = UNPROCESSABLE_ENTITY, "unreadable_file", "The file can't be read";
    /// Too many failed logins.
    TooManyAttempts = TOO_MANY_REQUESTS, "too_many_attempts", "Too many failed attempts";
    /// Something failed here. What, is in the log.
    Internal = INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side";
    /// A database or store doesn't answer.
    Unavailable = SERVICE_UNAVAILABLE, "unavailable", "A part of the system does not answer; try again soon";
    /// It took too long.
    Timeout = GATEWAY_TIMEOUT, "timeout", "It took too long";
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field: `email`, `mapping.price.source`.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

/// A problem, told to the client.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// Its kind.
    pub code: Code,
    /// One sentence about this very case; the title if there is none.
    pub detail: Option<Cow<'static, str>>,
    /// For [`Code::Invalid`]: what is wrong with which field.
    pub errors: Vec<FieldError>,
    /// When trying again makes sense.
    pub retry_after: Option<Duration>,
    /// What happened inside; only logged.
    pub cause: Option<Arc<anyhow::Error>>,
}

impl ApiError {
    /// A problem of that kind, with a sentence about this very case.
    pub fn new(code: Code, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: Some(detail.into()), ..Self::from(code) }
    }

    /// There is no such thing: `ApiError::not_found("supplier")`.
    pub fn not_found(what: &str) -> Self {
        Self::new(Code::NotFound, format!("There is no such {what}."))
    }

    /// One field is wrong.
    pub fn invalid(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::invalid_fields(vec![FieldError { path: path.into(), message: message.into() }])
    }

    /// Several fields are wrong.
    pub fn invalid_fields(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::from(Code::Invalid) }
    }

    /// Something failed here; the client learns no more than that.
    pub fn internal(cause: impl Into<anyhow::Error>) -> Self {
        Self::from(Code::Internal).because(cause)
    }

    /// Adds what happened inside, for the log.
    #[must_use]
    pub fn because(mut self, cause: impl Into<anyhow::Error>) -> Self {
        self.cause = Some(Arc::new(cause.into()));
        self
    }

    /// Adds when trying again makes sense.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.code.row().0
    }
}

impl From<Code> for ApiError {
    fn from(code: Code) -> Self {
        Self { code, detail: None, errors: Vec::new(), retry_after: None, cause: None }
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(cause: anyhow::Error) -> Self {
        Self::internal(cause)
    }
}

/// What a violated constraint means to the client.
const CONSTRAINTS: &[(&str, Code)] = &[
    ("users_email_key", Code::EmailTaken),
    ("users_email_lower", Code::EmailTaken),
    ("suppliers_code_key", Code::CodeTaken),
    ("suppliers_code_lower", Code::CodeTaken),
    ("offers_supplier_id_fkey", Code::SupplierHasOffers),
];

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        let code = match &error {
            sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::Io(_)
            | sqlx::Error::Tls(_) => Code::Unavailable,
            sqlx::Error::Database(database) => {
                let constraint = database.constraint().unwrap_or_default();
                let known = CONSTRAINTS.iter().find(|(name, _)| *name == constraint);
                match (known, database.code().as_deref()) {
                    (Some((_, code)), _) => *code,
                    // Statement timeout, lock timeout.
                    (None, Some("57014" | "55P03")) => Code::Timeout,
                    // The server refuses the account or has no such database: nothing that a client could mend.
                    (None, Some(state)) if state.starts_with("28") || state == "3D000" => Code::Unavailable,
                    // Shutting down, starting up, too many connections.
                    (None, Some(state)) if state.starts_with("57P") || state.starts_with("53") => {
                        Code::Unavailable
                    }
                    _ => Code::Internal,
                }
            }
            _ => Code::Internal,
        };
        let told = Self::from(code);
        if told.status().is_server_error() { told.because(error) } else { told }
    }
}

impl IntoResponse for ApiError {
    /// Only the status; the body is written by [`super::problem`], which knows the request's id.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// The body of every error (RFC 9457, `application/problem+json`).
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Where the kind of problem is described.
    #[serde(rename = "type")]
    pub kind: String,
    /// The kind of problem, in words.
    #[schema(value_type = String)]
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The kind of problem, for programs. Never changes.
    #[schema(value_type = String, example = "not_found")]
    pub code: &'static str,
    /// This very case.
    pub detail: String,
    /// What is wrong with which field (status 422).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The request's id, to be named when asking for help.
    pub request_id: String,
}

impl Problem {
    /// The body for an error.
    pub fn new(error: &ApiError, request_id: String) -> Self {
        let (status, code, title) = error.code.row();
        let detail = match (&error.detail, error.errors.first()) {
            (Some(detail), _) => detail.clone().into_owned(),
            (None, Some(first)) => format!("{}: {}", first.path, first.message),
            (None, None) => format!("{title}."),
        };
        Self {
            kind: format!("/docs#error-{code}"),
            title,
            status: status.as_u16(),
            code,
            detail,
            errors: error.errors.clone(),
            request_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_errors() {
        let codes: HashSet<_> = Code::ALL.iter().map(|code| code.row().1).collect();
        assert_eq!(codes.len(), Code::ALL.len());
        for code in Code::ALL {
            let status = code.row().0;
            assert!(status.is_client_error() || status.is_server_error(), "{code:?}");
        }
    }

    #[test]
    fn what_happened_inside_is_not_told() {
        let error = ApiError::internal(anyhow::anyhow!("password of db is hunter2"));
        let body = serde_json::to_string(&Problem::new(&error, "r1".into())).expect("JSON");
        insta::assert_snapshot!(body, @r##"{"type":"/docs#error-internal","title":"Something went wrong on our side","status":500,"code":"internal","detail":"Something went wrong on our side.","request_id":"r1"}"##);
    }

    #[test]
    fn a_busy_pool_is_temporary() {
        assert_eq!(ApiError::from(sqlx::Error::PoolTimedOut).status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(ApiError::from(sqlx::Error::RowNotFound).status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
}
