//! Extractors that a handler can't forget: the principal only comes through one of them, with the role checked.
//!
//! `async fn delete_supplier(Manager(principal): Manager, …)` is refused with 401 without a good token and with
//! 403 below the role. Every route's role is written down once more in `tests/it/roles.rs`.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;

use super::principal::{Principal, authenticate};
use super::role::Role;
use crate::http::AppState;
use crate::http::address::client_address;
use crate::http::error::{ApiError, Code};

/// Who holds the request's token. Asked once per request, by whichever layer or handler needs it first.
pub async fn principal_of(parts: &mut Parts, state: &AppState) -> Result<Principal, ApiError> {
    if let Some(principal) = parts.extensions.get::<Principal>() {
        return Ok(principal.clone());
    }
    let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim())
        .ok_or_else(|| {
            ApiError::new(Code::Unauthorized, "Send `Authorization: Bearer` and an access token.")
        })?;
    let mut principal = authenticate(state, token).await?;
    principal.address = Some(client_address(parts));
    tracing::Span::current().record("user.id", principal.user.id);
    parts.extensions.insert(principal.clone());
    Ok(principal)
}

async fn at_least(role: Role, parts: &mut Parts, state: &AppState) -> Result<Principal, ApiError> {
    let principal = principal_of(parts, state).await?;
    if principal.role() >= role {
        Ok(principal)
    } else {
        let has = principal.role();
        Err(ApiError::new(
            Code::Forbidden,
            format!("This needs the role {role} or a higher one; yours is {has}."),
        ))
    }
}

macro_rules! extractors {
    ($($(#[$doc:meta])* $name:ident = $role:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Clone)]
            pub struct $name(pub Principal);

            impl FromRequestParts<AppState> for $name {
                type Rejection = ApiError;

                async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
                    at_least(Role::$role, parts, state).await.map($name)
                }
            }
        )*
    };
}

extractors! {
    /// Anybody who has logged in.
    Viewer = Viewer;
    /// A user or more.
    UserRole = User;
    /// A manager or more.
    Manager = Manager;
    /// An administrator.
    Admin = Admin;
}
