//! Accounts: for administrators.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use store::core::user::{self, Locale, NewUser, Role, Theme, UserChange, UserError};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Code, Result};
use super::input::{Errors, Id, Validate, ValidatedJson, ValidatedQuery};
use super::page::{Page, Paging};
use crate::auth::extract::Admin;
use crate::auth::password;
use crate::auth::role::RoleName;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_users, create_user))
        .routes(routes!(get_user, update_user))
        .routes(routes!(reset_password))
}

/// The UI's language.
#[derive(Debug, ToSchema)]
#[schema(as = Locale, rename_all = "lowercase")]
pub enum LocaleName {
    /// French.
    Fr,
    /// English.
    En,
}

/// The UI's colours.
#[derive(Debug, ToSchema)]
#[schema(as = Theme, rename_all = "lowercase")]
pub enum ThemeName {
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// As the machine has it.
    System,
}

/// An account.
#[derive(Debug, Serialize, ToSchema)]
pub struct User {
    /// Its id.
    pub id: i64,
    /// Its e-mail: what its owner logs in with.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// What it may do.
    #[schema(value_type = RoleName)]
    pub role: Role,
    /// Whether it may log in.
    pub is_active: bool,
    /// The UI's language.
    #[schema(value_type = LocaleName)]
    pub locale: Locale,
    /// The UI's colours.
    #[schema(value_type = ThemeName)]
    pub theme: Theme,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last logged in.
    pub last_login_at: Option<DateTime<Utc>>,
}

impl From<user::User> for User {
    fn from(user: user::User) -> Self {
        Self {
            id: user.id,
            email: user.email,
            name: user.name,
            role: user.role,
            is_active: user.is_active,
            locale: user.locale,
            theme: user.theme,
            created_at: user.created_at,
            last_login_at: user.last_login_at,
        }
    }
}

impl From<UserError> for ApiError {
    fn from(error: UserError) -> Self {
        match error {
            UserError::EmailTaken => Code::EmailTaken.into(),
            UserError::LastAdmin => Code::LastAdmin.into(),
            UserError::NotFound => Self::not_found("user"),
            UserError::Database(error) => error.into(),
        }
    }
}

/// Which accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct UserFilter {
    /// Part of the name or the e-mail.
    q: Option<String>,
}

impl Validate for UserFilter {}

/// Accounts, by name.
#[utoipa::path(get, path = "/users", tag = "users", security(("bearer" = ["admin"])), params(UserFilter, Paging),
    responses((status = 200, body = Page<User>)))]
async fn list_users(
    State(state): State<AppState>,
    _: Admin,
    ValidatedQuery(filter): ValidatedQuery<UserFilter>,
    paging: Paging,
) -> Result<Json<Page<User>>> {
    let (users, total) =
        user::list(&state.dbs.core, filter.q.as_deref(), paging.limit(), paging.offset()).await?;
    Ok(Json(Page::new(users.into_iter().map(User::from).collect(), &paging, total)))
}

/// A new account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserInput {
    /// What its owner will log in with.
    email: String,
    /// The person's name.
    name: String,
    /// What it may do.
    #[schema(value_type = RoleName)]
    role: Role,
    /// At least 10 characters; left out: one is generated and shown once.
    #[schema(value_type = Option<String>, format = Password)]
    password: Option<SecretString>,
}

impl Validate for UserInput {
    fn validate(&self, errors: &mut Errors) {
        errors.email("email", &self.email);
        errors.text("name", &self.name, 200);
        let password = self.password.as_ref().map(ExposeSecret::expose_secret);
        if let Some(weakness) = password.and_then(|password| password::weakness(password, &self.email)) {
            errors.add("password", weakness);
        }
    }
}

/// The new account.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedUser {
    #[serde(flatten)]
    user: User,
    /// The generated password, shown this once; null if one was given.
    password: Option<String>,
}

/// Make an account.
#[utoipa::path(post, path = "/users", tag = "users", request_body = UserInput, security(("bearer" = ["admin"])), params(super::idempotency::Key),
    responses((status = 201, body = CreatedUser)))]
async fn create_user(
    State(state): State<AppState>,
    Admin(principal): Admin,
    ValidatedJson(input): ValidatedJson<UserInput>,
) -> Result<(StatusCode, Json<CreatedUser>)> {
    let generated = input.password.is_none().then(password::generate);
    let chosen = input.password.or_else(|| generated.clone()).unwrap_or_else(password::generate);
    let hash = password::hash(chosen).await?;
    let new = NewUser {
        email: &input.email,
        name: &input.name,
        role: input.role,
        password_hash: &hash,
        locale: principal.user.locale,
    };
    let user = user::create(&state.dbs.core, &new, &principal.actor(), state.clock.now()).await?;
    let password = generated.map(|password| password.expose_secret().to_owned());
    Ok((StatusCode::CREATED, Json(CreatedUser { user: user.into(), password })))
}

/// An account.
#[utoipa::path(get, path = "/users/{id}", tag = "users", security(("bearer" = ["admin"])), params(("id" = i64, Path)),
    responses((status = 200, body = User)))]
async fn get_user(State(state): State<AppState>, _: Admin, Id(id): Id) -> Result<Json<User>> {
    let user = user::by_id(&state.dbs.core, id).await?.ok_or_else(|| ApiError::not_found("user"))?;
    Ok(Json(user.into()))
}

/// What an administrator may change.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserPatch {
    /// The person's name.
    name: Option<String>,
    /// What it may do.
    #[schema(value_type = Option<RoleName>)]
    role: Option<Role>,
    /// Whether it may log in.
    is_active: Option<bool>,
}

impl Validate for UserPatch {
    fn validate(&self, errors: &mut Errors) {
        if let Some(name) = &self.name {
            errors.text("name", name, 200);
        }
    }
}

/// Change an account. Who loses rights is logged out everywhere.
#[utoipa::path(patch, path = "/users/{id}", tag = "users", request_body = UserPatch, security(("bearer" = ["admin"])), params(("id" = i64, Path)),
    responses((status = 200, body = User)))]
async fn update_user(
    State(state): State<AppState>,
    Admin(principal): Admin,
    Id(id): Id,
    ValidatedJson(patch): ValidatedJson<UserPatch>,
) -> Result<Json<User>> {
    let change = UserChange { name: patch.name, role: patch.role, is_active: patch.is_active };
    let user = user::update(&state.dbs.core, id, &change, &principal.actor(), state.clock.now()).await?;
    Ok(Json(user.into()))
}

/// A generated password.
#[derive(Debug, Serialize, ToSchema)]
struct NewPassword {
    /// Shown this once.
    password: String,
}

/// Give an account a new, generated password. Ends all its sessions.
#[utoipa::path(post, path = "/users/{id}/reset-password", tag = "users", security(("bearer" = ["admin"])),
    params(("id" = i64, Path)), responses((status = 200, body = NewPassword)))]
async fn reset_password(
    State(state): State<AppState>,
    Admin(principal): Admin,
    Id(id): Id,
) -> Result<Json<NewPassword>> {
    let password = password::generate();
    let hash = password::hash(password.clone()).await?;
    user::set_password(&state.dbs.core, id, &hash, None, &principal.actor(), state.clock.now()).await?;
    Ok(Json(NewPassword { password: password.expose_secret().to_owned() }))
}
