//! Profiles: how a supplier's files are read and what they may do, version by version.

#![expect(
    clippy::option_option,
    reason = "a currency can be left out, be null, or have a value: three things"
)]

use std::collections::HashMap;

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use catalog::mapping::Mapping;
use catalog::policy::Policies;
use catalog::profile::exchange::{Exported, strict};
use catalog::structure::Structure;
use catalog::transform::Transform;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::catalog::supplier;
use store::imports::profile::{self, StoredProfile};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Code, Result};
use super::imports::{check_policies, check_transforms};
use super::input::{Errors, Id, Validate, ValidatedJson, ValidatedQuery};
use super::page::Data;
use super::products::edit::given;
use crate::auth::extract::{UserRole, Viewer};
use crate::import::ProfileError;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_supplier_profiles))
        .routes(routes!(import_profile))
        .routes(routes!(update_profile))
        .routes(routes!(get_profile_version))
        .routes(routes!(diff_profile))
        .routes(routes!(restore_profile))
        .routes(routes!(export_profile))
}

impl From<ProfileError> for ApiError {
    fn from(error: ProfileError) -> Self {
        match error {
            ProfileError::NotFound => Self::not_found("profile"),
            ProfileError::Invalid(refused) => Self::invalid(refused.path, refused.message),
            ProfileError::Database(error) => error.into(),
        }
    }
}

/// The supplier, profile and version of a path. What can't be one is nothing that exists: 404.
struct Named {
    supplier_id: i64,
    name: String,
    version: Option<i32>,
}

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let missing = || ApiError::from(Code::NotFound);
        let Id(supplier_id) = Id::from_request_parts(parts, state).await?;
        let Path(path): Path<HashMap<String, String>> =
            Path::from_request_parts(parts, state).await.map_err(|_| missing())?;
        let version =
            path.get("version").map(|version| version.parse()).transpose().map_err(|_| missing())?;
        let name = path.get("name").cloned().ok_or_else(missing)?;
        Ok(Self { supplier_id, name, version })
    }
}

/// How a supplier's files are read and what they may do; every version is kept.
#[derive(Debug, Serialize, ToSchema)]
struct Profile {
    /// Its id.
    id: i64,
    /// Its name; a supplier may have several.
    name: String,
    /// Its version, from 1.
    version: i32,
    /// Whether the next file is read with it.
    is_current: bool,
    /// When this version was made.
    created_at: DateTime<Utc>,
    /// Who made it.
    created_by: Option<String>,
    /// How a file is laid out.
    #[schema(value_type = Object)]
    structure: Structure,
    /// Which column is which field.
    #[schema(value_type = Object)]
    mapping: Mapping,
    /// What is done to the values, in order.
    #[schema(value_type = Vec<Object>)]
    transforms: Vec<Transform>,
    /// What files may do, and when a person looks first.
    #[schema(value_type = Object)]
    policies: Policies,
    /// Currency of prices that name none; null: the supplier's.
    default_currency: Option<String>,
}

fn view(stored: StoredProfile, is_current: bool) -> Profile {
    let profile = stored.profile.0;
    Profile {
        id: stored.id,
        name: stored.name,
        version: stored.version,
        is_current,
        created_at: stored.created_at,
        created_by: stored.created_by,
        structure: profile.structure,
        mapping: profile.mapping,
        transforms: profile.transforms,
        policies: profile.policies,
        default_currency: profile.default_currency,
    }
}

async fn require_supplier(state: &AppState, id: i64) -> Result<()> {
    supplier::get(&state.dbs.catalog, id).await?.map(drop).ok_or_else(|| ApiError::not_found("supplier"))
}

/// A supplier's profiles, newest version first.
#[utoipa::path(get, path = "/suppliers/{id}/profiles", tag = "profiles", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path)), responses((status = 200, body = Data<Profile>)))]
async fn list_supplier_profiles(
    State(state): State<AppState>,
    _: Viewer,
    Id(id): Id,
) -> Result<Json<Data<Profile>>> {
    require_supplier(&state, id).await?;
    let profiles = profile::of_supplier(&state.dbs.imports, id).await?;
    let mut newest: HashMap<(i64, String), i32> = HashMap::new();
    for profile in &profiles {
        let version = newest.entry((profile.feed_id, profile.name.clone())).or_default();
        *version = profile.version.max(*version);
    }
    let seen = |profile: StoredProfile| {
        let is_current = newest.get(&(profile.feed_id, profile.name.clone())) == Some(&profile.version);
        view(profile, is_current)
    };
    Ok(Json(Data { data: profiles.into_iter().map(seen).collect() }))
}

/// One version of a profile.
#[utoipa::path(get, path = "/suppliers/{id}/profiles/{name}/versions/{version}", tag = "profiles",
    security(("bearer" = ["viewer"])), params(("id" = i64, Path), ("name" = String, Path), ("version" = i32, Path)),
    responses((status = 200, body = Profile)))]
async fn get_profile_version(State(state): State<AppState>, _: Viewer, path: Named) -> Result<Json<Profile>> {
    let found = state.importer.profile_version(path.supplier_id, &path.name, path.version).await?;
    let newest = state.importer.profile_version(path.supplier_id, &path.name, None).await?;
    let is_current = newest.version == found.version;
    Ok(Json(view(found, is_current)))
}

/// Which versions are compared.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DiffQuery {
    /// The earlier one.
    from: i32,
    /// The later one.
    to: i32,
}

impl Validate for DiffQuery {}

/// A difference between two versions.
#[derive(Debug, Serialize, ToSchema)]
struct ProfileChange {
    /// Where: `mapping.price.source`, `transforms[1]`, `policies.absent`.
    path: String,
    /// What it was; null where it wasn't there.
    #[schema(value_type = Option<Object>)]
    before: Option<Value>,
    /// What it is; null where it is gone.
    #[schema(value_type = Option<Object>)]
    after: Option<Value>,
}

/// What differs between two versions of a profile.
#[derive(Debug, Serialize, ToSchema)]
struct ProfileDiff {
    /// The earlier version.
    from: i32,
    /// The later version.
    to: i32,
    /// What is different; empty where they decide the same.
    changes: Vec<ProfileChange>,
}

/// What differs between two versions of a profile.
#[utoipa::path(get, path = "/suppliers/{id}/profiles/{name}/diff", tag = "profiles", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path), ("name" = String, Path), DiffQuery), responses((status = 200, body = ProfileDiff)))]
async fn diff_profile(
    State(state): State<AppState>,
    _: Viewer,
    path: Named,
    ValidatedQuery(query): ValidatedQuery<DiffQuery>,
) -> Result<Json<ProfileDiff>> {
    let importer = &state.importer;
    let from = importer.profile_version(path.supplier_id, &path.name, Some(query.from)).await?;
    let to = importer.profile_version(path.supplier_id, &path.name, Some(query.to)).await?;
    let changes = from.profile.0.changes(&to.profile.0);
    let view = |change: catalog::profile::Change| ProfileChange {
        path: change.path,
        before: change.before,
        after: change.after,
    };
    Ok(Json(ProfileDiff { from: query.from, to: query.to, changes: changes.into_iter().map(view).collect() }))
}

/// Which version comes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RestoreInput {
    /// Its number.
    version: i32,
}

impl Validate for RestoreInput {}

/// Bring a version back: the next version is equal to it.
#[utoipa::path(post, path = "/suppliers/{id}/profiles/{name}/restore", tag = "profiles",
    security(("bearer" = ["user"])), params(("id" = i64, Path), ("name" = String, Path)), request_body = RestoreInput,
    responses((status = 200, body = Profile)))]
async fn restore_profile(
    State(state): State<AppState>,
    UserRole(principal): UserRole,
    path: Named,
    ValidatedJson(input): ValidatedJson<RestoreInput>,
) -> Result<Json<Profile>> {
    let by = &principal.user.email;
    let restored = state.importer.restore_profile(path.supplier_id, &path.name, input.version, by).await?;
    Ok(Json(view(restored, true)))
}

/// What changes of a profile. What is left out stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProfileInput {
    /// How a file is laid out.
    #[schema(value_type = Option<Object>)]
    structure: Option<Value>,
    /// Which columns hold which fields, all of them.
    #[schema(value_type = Option<Object>)]
    mapping: Option<Value>,
    /// What is done to the values, all steps in order.
    #[schema(value_type = Option<Vec<Object>>)]
    transforms: Option<Value>,
    /// What files may do, all policies: one that is left out is the usual one.
    #[schema(value_type = Option<Object>)]
    policies: Option<Value>,
    /// Currency of prices that name none; null: the supplier's.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    default_currency: Option<Option<String>>,
}

impl Validate for ProfileInput {
    fn validate(&self, errors: &mut Errors) {
        if let Some(Some(code)) = &self.default_currency
            && catalog::value::currency::code(code).is_none_or(|known| known != code)
        {
            errors.add("default_currency", "must be a currency's code such as EUR");
        }
    }
}

/// The parts of a changed profile, each fully understood.
struct Changed {
    structure: Option<Structure>,
    mapping: Option<Mapping>,
    transforms: Option<Vec<Transform>>,
    policies: Option<Policies>,
    default_currency: Option<Option<String>>,
}

impl Changed {
    fn read(input: ProfileInput) -> Result<Self> {
        fn part<T: serde::de::DeserializeOwned + Serialize>(
            given: Option<Value>,
            path: &str,
        ) -> Result<Option<T>> {
            let read = given.map(|value| strict(&value, path)).transpose();
            read.map_err(|refused| ApiError::from(ProfileError::Invalid(refused)))
        }
        let changed = Self {
            structure: part(input.structure, "structure")?,
            mapping: part(input.mapping, "mapping")?,
            transforms: part(input.transforms, "transforms")?,
            policies: part(input.policies, "policies")?,
            default_currency: input.default_currency,
        };
        let mut errors = Errors::default();
        if let Some(transforms) = &changed.transforms {
            check_transforms(transforms, &mut errors);
        }
        if let Some(policies) = &changed.policies {
            check_policies(policies, &mut errors);
        }
        errors.done()?;
        Ok(changed)
    }

    fn apply(self, profile: &mut catalog::profile::Profile) {
        if let Some(structure) = self.structure {
            profile.structure = structure;
        }
        if let Some(mapping) = self.mapping {
            profile.mapping = mapping;
        }
        if let Some(transforms) = self.transforms {
            profile.transforms = transforms;
        }
        if let Some(policies) = self.policies {
            profile.policies = policies;
        }
        if let Some(currency) = self.default_currency {
            profile.default_currency = currency;
        }
    }
}

/// Change a profile: the next version. A profile that isn't there yet is made, if structure and mapping are given.
#[utoipa::path(put, path = "/suppliers/{id}/profiles/{name}", tag = "profiles", security(("bearer" = ["user"])),
    params(("id" = i64, Path), ("name" = String, Path)), request_body = ProfileInput,
    responses((status = 200, body = Profile)))]
async fn update_profile(
    State(state): State<AppState>,
    UserRole(principal): UserRole,
    path: Named,
    ValidatedJson(input): ValidatedJson<ProfileInput>,
) -> Result<Json<Profile>> {
    require_supplier(&state, path.supplier_id).await?;
    let changed = Changed::read(input)?;
    let (importer, by) = (&state.importer, &principal.user.email);
    let is_there = match importer.profile_version(path.supplier_id, &path.name, None).await {
        Ok(_) => true,
        Err(ProfileError::NotFound) => false,
        Err(error) => return Err(error.into()),
    };
    let saved = match (is_there, &changed.structure, &changed.mapping) {
        (false, Some(structure), Some(mapping)) => {
            let mut profile = catalog::profile::Profile::new(structure.clone(), mapping.clone(), None);
            changed.apply(&mut profile);
            importer.keep_as(path.supplier_id, &path.name, &profile, by).await?
        }
        _ => {
            importer
                .change_profile(path.supplier_id, &path.name, |profile| changed.apply(profile), by)
                .await?
        }
    };
    Ok(Json(view(saved, true)))
}

/// The newest version of a profile as a file, for `POST /suppliers/{id}/profiles/import`.
#[utoipa::path(get, path = "/suppliers/{id}/profiles/{name}/export", tag = "profiles", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path), ("name" = String, Path)), responses((status = 200, body = Object)))]
async fn export_profile(State(state): State<AppState>, _: Viewer, path: Named) -> Result<Json<Exported>> {
    let found = state.importer.profile_version(path.supplier_id, &path.name, None).await?;
    Ok(Json(Exported::new(found.name, found.profile.0)))
}

/// An exported profile.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
struct Document(Value);

impl Validate for Document {}

/// Take an exported profile in, as the next version of the profile of its name.
#[utoipa::path(post, path = "/suppliers/{id}/profiles/import", tag = "profiles", security(("bearer" = ["user"])),
    params(("id" = i64, Path)), request_body = Object, responses((status = 201, body = Profile)))]
async fn import_profile(
    State(state): State<AppState>,
    UserRole(principal): UserRole,
    Id(id): Id,
    ValidatedJson(Document(document)): ValidatedJson<Document>,
) -> Result<(StatusCode, Json<Profile>)> {
    require_supplier(&state, id).await?;
    let saved = state.importer.import_profile(id, &document, &principal.user.email).await?;
    Ok((StatusCode::CREATED, Json(view(saved, true))))
}
