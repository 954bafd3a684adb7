//! Logging in and out, and one's own account.

use std::time::Duration;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use store::core::login_throttle::{self, Policy};
use store::core::session::{self, NewSession, RotateError};
use store::core::user::{self, Locale, ProfileChange, Theme};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::address::client_address;
use super::error::{ApiError, Code, Result};
use super::input::{self, Errors, Validate, ValidatedJson};
use super::users::{LocaleName, ThemeName, User};
use crate::auth::extract::Viewer;
use crate::auth::principal::Credential;
use crate::auth::{opaque, password};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(log_in))
        .routes(routes!(refresh_tokens))
        .routes(routes!(log_out))
        .routes(routes!(get_me, update_me))
        .routes(routes!(change_password))
}

/// Who wants in.
#[derive(Debug, Deserialize, ToSchema)]
struct Login {
    /// The account's e-mail, in any case.
    email: String,
    /// The password.
    #[schema(value_type = String, format = Password)]
    password: SecretString,
}

impl Validate for Login {
    fn validate(&self, errors: &mut Errors) {
        errors.text("email", &self.email, 254);
        if secrecy::ExposeSecret::expose_secret(&self.password).len() > password::LONGEST {
            errors.add("password", "is too long");
        }
    }
}

/// What to send with later requests.
#[derive(Debug, Serialize, ToSchema)]
struct Tokens {
    /// For `Authorization: Bearer`.
    access_token: String,
    /// For `POST /auth/refresh`; good once.
    refresh_token: String,
    /// Always `bearer`.
    #[schema(value_type = String)]
    token_type: &'static str,
    /// Seconds until the access token ends.
    expires_in: i64,
}

/// A refresh token.
#[derive(Debug, Deserialize, ToSchema)]
struct RefreshToken {
    /// The one that came last.
    refresh_token: String,
}

impl Validate for RefreshToken {
    fn validate(&self, errors: &mut Errors) {
        errors.text("refresh_token", &self.refresh_token, 200);
    }
}

/// Log in with e-mail and password.
#[utoipa::path(post, path = "/auth/login", tag = "auth", request_body = Login, responses((status = 200, body = Tokens)))]
async fn log_in(State(state): State<AppState>, request: Request) -> Result<Json<Tokens>> {
    let (parts, body) = request.into_parts();
    input::require_json(&parts.headers)?;
    let address = client_address(&parts);
    let agent = parts.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
    let body =
        axum::body::to_bytes(body, 16 * 1024).await.map_err(|_| ApiError::from(Code::PayloadTooLarge))?;
    let login: Login = input::json(&body)?;
    let db = &state.dbs.core;
    let now = state.clock.now();
    if let Some(until) = login_throttle::attempt(db, &login.email, &address, &Policy::default(), now).await? {
        let wait = (until - now).to_std().unwrap_or(Duration::from_secs(1));
        return Err(ApiError::from(Code::TooManyAttempts).retry_after(wait));
    }
    let known = user::by_email(db, &login.email).await?;
    let hash = known.as_ref().map(|known| known.password_hash.clone());
    let matches = password::verify(login.password, hash).await?;
    let user = known.map(|known| known.user).filter(|user| matches && user.is_active);
    let user = user.ok_or(Code::InvalidCredentials)?;
    login_throttle::succeeded(db, &login.email, &address).await?;
    let refresh_token = opaque::refresh_token();
    let new = NewSession {
        user_id: user.id,
        token_hash: &state.token_hasher.hash(&refresh_token),
        expires_at: now + state.config.security.refresh_token_life,
        address: Some(&address),
        user_agent: agent,
    };
    let session_id = session::open(db, &new, now).await?;
    tokens(&state, &user, session_id, refresh_token)
}

fn tokens(
    state: &AppState,
    user: &user::User,
    session_id: i64,
    refresh_token: String,
) -> Result<Json<Tokens>> {
    let access_token = state.tokens.issue(user.id, session_id, user.role, state.clock.now())?;
    Ok(Json(Tokens { access_token, refresh_token, token_type: "bearer", expires_in: state.tokens.seconds() }))
}

/// Exchange a refresh token for new tokens.
///
/// The old refresh token is worthless afterwards. If it is used again, the session is ended for everybody who
/// holds one of its tokens: `refresh_reused`.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth", request_body = RefreshToken, responses((status = 200, body = Tokens)))]
async fn refresh_tokens(
    State(state): State<AppState>,
    ValidatedJson(old): ValidatedJson<RefreshToken>,
) -> Result<Json<Tokens>> {
    let now = state.clock.now();
    let refresh_token = opaque::refresh_token();
    let (old, new) = (state.token_hasher.hash(&old.refresh_token), state.token_hasher.hash(&refresh_token));
    let expires_at = now + state.config.security.refresh_token_life;
    let rotated =
        session::rotate(&state.dbs.core, &old, &new, expires_at, now).await.map_err(|error| match error {
            RotateError::Reused { user_id, session_id } => {
                tracing::warn!(
                    user.id = user_id,
                    session.id = session_id,
                    "a refresh token was used twice: session ended"
                );
                ApiError::from(Code::RefreshReused)
            }
            RotateError::Database(error) => error.into(),
            RotateError::Unknown | RotateError::Expired | RotateError::Revoked | RotateError::Inactive => {
                ApiError::from(Code::InvalidRefreshToken)
            }
        })?;
    tokens(&state, &rotated.user, rotated.session_id, refresh_token)
}

/// End the session. An unknown token is no error.
#[utoipa::path(post, path = "/auth/logout", tag = "auth", request_body = RefreshToken, responses((status = 204)))]
async fn log_out(
    State(state): State<AppState>,
    ValidatedJson(token): ValidatedJson<RefreshToken>,
) -> Result<StatusCode> {
    session::close(&state.dbs.core, &state.token_hasher.hash(&token.refresh_token), state.clock.now())
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who am I?
#[utoipa::path(get, path = "/auth/me", tag = "auth", security(("bearer" = ["viewer"])), responses((status = 200, body = User)))]
async fn get_me(Viewer(principal): Viewer) -> Json<User> {
    Json(principal.user.into())
}

/// What everybody may change about themselves.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MyChange {
    /// My name.
    name: Option<String>,
    /// The UI's language.
    #[schema(value_type = Option<LocaleName>)]
    locale: Option<Locale>,
    /// The UI's colours.
    #[schema(value_type = Option<ThemeName>)]
    theme: Option<Theme>,
}

impl Validate for MyChange {
    fn validate(&self, errors: &mut Errors) {
        if let Some(name) = &self.name {
            errors.text("name", name, 200);
        }
    }
}

/// Change my name, language or colours.
#[utoipa::path(patch, path = "/auth/me", tag = "auth", request_body = MyChange, security(("bearer" = ["viewer"])), responses((status = 200, body = User)))]
async fn update_me(
    State(state): State<AppState>,
    Viewer(principal): Viewer,
    ValidatedJson(change): ValidatedJson<MyChange>,
) -> Result<Json<User>> {
    let change = ProfileChange { name: change.name, locale: change.locale, theme: change.theme };
    let user = user::update_profile(&state.dbs.core, principal.user.id, &change, state.clock.now()).await?;
    Ok(Json(user.into()))
}

/// A new password.
#[derive(Debug, Deserialize, ToSchema)]
struct PasswordChange {
    /// The present one.
    #[schema(value_type = String, format = Password)]
    current_password: SecretString,
    /// The new one: at least 10 characters.
    #[schema(value_type = String, format = Password)]
    new_password: SecretString,
}

impl Validate for PasswordChange {}

/// Change my password. Ends all my other sessions.
#[utoipa::path(post, path = "/auth/password", tag = "auth", request_body = PasswordChange, security(("bearer" = ["viewer"])), responses((status = 204)))]
async fn change_password(
    State(state): State<AppState>,
    Viewer(principal): Viewer,
    ValidatedJson(change): ValidatedJson<PasswordChange>,
) -> Result<StatusCode> {
    let Credential::Session(session_id) = principal.credential else {
        return Err(ApiError::new(
            Code::Forbidden,
            "A password is changed by a person, not with an API key.",
        ));
    };
    let db = &state.dbs.core;
    let new_password = secrecy::ExposeSecret::expose_secret(&change.new_password);
    if let Some(weakness) = password::weakness(new_password, &principal.user.email) {
        return Err(ApiError::invalid("new_password", weakness));
    }
    let known = user::credentials(db, principal.user.id).await?.map(|known| known.password_hash);
    if !password::verify(change.current_password, known).await? {
        return Err(ApiError::invalid("current_password", "is not your present password"));
    }
    let hash = password::hash(change.new_password).await?;
    let (actor, now) = (principal.actor(), state.clock.now());
    user::set_password(db, principal.user.id, &hash, Some(session_id), &actor, now).await?;
    Ok(StatusCode::NO_CONTENT)
}
