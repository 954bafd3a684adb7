//! Keys for programs. Everybody has their own; an administrator sees all.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::core::api_key::{self, NewApiKey};
use store::core::user::Role;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Code, Result};
use super::input::{Errors, Id, Validate, ValidatedJson};
use super::page::{Page, Paging};
use crate::auth::Principal;
use crate::auth::extract::Viewer;
use crate::auth::opaque;
use crate::auth::role::RoleName;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_api_keys, create_api_key)).routes(routes!(delete_api_key))
}

/// A key, without itself.
#[derive(Debug, Serialize, ToSchema)]
struct ApiKey {
    /// Its id.
    id: i64,
    /// What its owner calls it.
    name: String,
    /// Its first letters, to tell it by.
    prefix: String,
    /// What it may do, as long as its owner may too.
    #[schema(value_type = RoleName)]
    role: Role,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    last_used_at: Option<DateTime<Utc>>,
    /// Its owner.
    user_id: i64,
    /// Its owner's e-mail.
    user_email: String,
}

impl From<api_key::ApiKey> for ApiKey {
    fn from(key: api_key::ApiKey) -> Self {
        Self {
            id: key.id,
            name: key.name,
            prefix: key.prefix,
            role: key.role,
            created_at: key.created_at,
            last_used_at: key.last_used_at,
            user_id: key.user_id,
            user_email: key.user_email,
        }
    }
}

/// Whose keys somebody sees: an administrator everybody's.
fn scope(principal: &Principal) -> Option<i64> {
    (principal.role() < Role::Admin).then_some(principal.user.id)
}

/// Keys, the newest first.
#[utoipa::path(get, path = "/api-keys", tag = "api-keys", security(("bearer" = ["viewer"])), params(Paging),
    responses((status = 200, body = Page<ApiKey>)))]
async fn list_api_keys(
    State(state): State<AppState>,
    Viewer(principal): Viewer,
    paging: Paging,
) -> Result<Json<Page<ApiKey>>> {
    let (keys, total) =
        api_key::list(&state.dbs.core, scope(&principal), paging.limit(), paging.offset()).await?;
    Ok(Json(Page::new(keys.into_iter().map(ApiKey::from).collect(), &paging, total)))
}

/// A new key.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ApiKeyInput {
    /// What to call it.
    name: String,
    /// What it may do: no more than its owner; left out: the same.
    #[schema(value_type = Option<RoleName>)]
    role: Option<Role>,
}

impl Validate for ApiKeyInput {
    fn validate(&self, errors: &mut Errors) {
        errors.text("name", &self.name, 200);
    }
}

/// The new key.
#[derive(Debug, Serialize, ToSchema)]
struct CreatedApiKey {
    #[serde(flatten)]
    api_key: ApiKey,
    /// The key itself, shown this once.
    key: String,
}

/// Make a key. It is shown this once.
#[utoipa::path(post, path = "/api-keys", tag = "api-keys", request_body = ApiKeyInput, security(("bearer" = ["viewer"])),
    responses((status = 201, body = CreatedApiKey)))]
async fn create_api_key(
    State(state): State<AppState>,
    Viewer(principal): Viewer,
    ValidatedJson(input): ValidatedJson<ApiKeyInput>,
) -> Result<(StatusCode, Json<CreatedApiKey>)> {
    if principal.is_api_key() {
        return Err(ApiError::new(Code::Forbidden, "A key can't make keys: log in with a password."));
    }
    let role = input.role.unwrap_or(principal.role());
    if role > principal.role() {
        return Err(ApiError::invalid(
            "role",
            format!("must not be higher than your own ({})", principal.role()),
        ));
    }
    let key = opaque::api_key();
    let new = NewApiKey {
        user_id: principal.user.id,
        name: &input.name,
        role,
        prefix: &key[..opaque::SHOWN],
        hash: &state.token_hasher.hash(&key),
    };
    let made = api_key::create(&state.dbs.core, &new, &principal.actor(), state.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(CreatedApiKey { api_key: made.into(), key })))
}

/// Delete a key. It stops working at once.
#[utoipa::path(delete, path = "/api-keys/{id}", tag = "api-keys", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path)), responses((status = 204)))]
async fn delete_api_key(
    State(state): State<AppState>,
    Viewer(principal): Viewer,
    Id(id): Id,
) -> Result<StatusCode> {
    let owner = scope(&principal);
    let was_there =
        api_key::delete(&state.dbs.core, id, owner, &principal.actor(), state.clock.now()).await?;
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(ApiError::not_found("API key")) }
}
