//! Settings of the whole installation, changed while everything runs. (What a deployment sets is in
//! [`crate::config`].)

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use store::core::setting;
use store::core::user::Locale;
use store::databases::CoreDb;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Result};
use super::input::{Errors, Validate, ValidatedJson};
use super::users::LocaleName;
use crate::auth::extract::{Admin, Viewer};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_settings, update_settings))
}

/// Settings of the whole installation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Settings {
    /// The currency that figures of the catalogue are shown in (ISO 4217).
    pub catalogue_currency: String,
    /// The UI's language before somebody chose one.
    #[schema(value_type = LocaleName)]
    pub default_locale: Locale,
    /// For how many days suppliers' files are kept; null: for ever.
    pub keep_files_days: Option<i64>,
}

impl Settings {
    /// The settings in force.
    pub async fn load(db: &CoreDb) -> sqlx::Result<Self> {
        let set = setting::all(db).await?;
        let text = |key: &str| set.get(key).and_then(Value::as_str);
        Ok(Self {
            catalogue_currency: text("catalogue_currency").unwrap_or("EUR").to_owned(),
            default_locale: if text("default_locale") == Some("en") { Locale::En } else { Locale::Fr },
            keep_files_days: set.get("keep_files_days").and_then(Value::as_i64),
        })
    }
}

/// Settings to change; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SettingsPatch {
    /// The currency that figures of the catalogue are shown in (ISO 4217).
    catalogue_currency: Option<String>,
    /// The UI's language before somebody chose one.
    #[schema(value_type = Option<LocaleName>)]
    default_locale: Option<Locale>,
    /// For how many days suppliers' files are kept, 1 to 3650; null: for ever.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    #[expect(clippy::option_option, reason = "left out and null are two different wishes")]
    keep_files_days: Option<Option<i64>>,
}

/// Tells null from left out.
#[expect(clippy::option_option, reason = "left out and null are two different wishes")]
fn given<'de, D: Deserializer<'de>>(value: D) -> std::result::Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(value).map(Some)
}

impl Validate for SettingsPatch {
    fn validate(&self, errors: &mut Errors) {
        let currency = self.catalogue_currency.as_deref();
        if currency.is_some_and(|code| code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()))
        {
            errors.add("catalogue_currency", "must be a currency's code such as EUR");
        }
        if self.keep_files_days.flatten().is_some_and(|days| !(1..=3650).contains(&days)) {
            errors.add("keep_files_days", "must be from 1 to 3650, or null");
        }
    }
}

/// The settings.
#[utoipa::path(get, path = "/settings", tag = "settings", security(("bearer" = ["viewer"])),
    responses((status = 200, body = Settings)))]
async fn get_settings(State(state): State<AppState>, _: Viewer) -> Result<Json<Settings>> {
    Ok(Json(Settings::load(&state.dbs.core).await?))
}

/// Change settings.
#[utoipa::path(patch, path = "/settings", tag = "settings", request_body = SettingsPatch, security(("bearer" = ["admin"])),
    responses((status = 200, body = Settings)))]
async fn update_settings(
    State(state): State<AppState>,
    Admin(principal): Admin,
    ValidatedJson(patch): ValidatedJson<SettingsPatch>,
) -> Result<Json<Settings>> {
    let mut values = BTreeMap::new();
    let mut set = |key: &str, value: Option<Value>| values.extend(value.map(|value| (key.to_owned(), value)));
    set("catalogue_currency", patch.catalogue_currency.map(Value::from));
    set("default_locale", patch.default_locale.map(|locale| serde_json::json!(locale)));
    set("keep_files_days", patch.keep_files_days.map(Value::from));
    setting::set(&state.dbs.core, &values, &principal.actor(), state.clock.now())
        .await
        .map_err(ApiError::from)?;
    Ok(Json(Settings::load(&state.dbs.core).await?))
}
