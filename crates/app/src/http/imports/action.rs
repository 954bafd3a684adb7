//! Moving an import on: approve, cancel, pause, resume, retry, map.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::policy::Policies;
use catalog::transform::Transform;
use serde::Deserialize;
use store::imports::run::Overrides;
use store::imports::run_action::{self, ActionError};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::review;
use super::source::{
    self, MappingInput, StructureInput, check_mapping, check_policies, check_transforms, overrides,
};
use crate::auth::extract::UserRole;
use crate::http::AppState;
use crate::http::error::{ApiError, Code, Result};
use crate::http::input::{Errors, Id, Validate, ValidatedJson};
use crate::http::run_view::Run;
use crate::import::CancelError;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(review::apply_import))
        .routes(routes!(cancel_import))
        .routes(routes!(pause_import))
        .routes(routes!(resume_import))
        .routes(routes!(retry_import))
        .routes(routes!(map_import))
}

impl From<ActionError> for ApiError {
    fn from(error: ActionError) -> Self {
        match error {
            ActionError::NotFound => Self::not_found("import"),
            ActionError::WrongState(_) => Self::new(Code::WrongState, error.to_string()),
            ActionError::Database(error) => error.into(),
        }
    }
}

impl From<CancelError> for ApiError {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::Action(error) => error.into(),
            CancelError::Applied => Self::new(Code::WrongState, error.to_string()),
        }
    }
}

pub(super) type Moved = Result<(StatusCode, Json<Run>)>;

/// Answers with the moved run, whose job is on its way.
pub(super) async fn moved(state: &AppState, run: store::imports::run::Run) -> Moved {
    state.jobs.dispatch().await;
    Ok((StatusCode::ACCEPTED, Json(run.into())))
}

/// Cancel an import that isn't in the catalogue yet: the catalogue stays as it was.
#[utoipa::path(post, path = "/imports/{id}/cancel", tag = "imports", security(("bearer" = ["user"])),
    params(("id" = i64, Path)), responses((status = 202, body = Run)))]
async fn cancel_import(State(state): State<AppState>, _: UserRole, Id(id): Id) -> Moved {
    let run = state.importer.cancel(id).await?;
    moved(&state, run).await
}

/// Pause an import before it reaches the catalogue.
#[utoipa::path(post, path = "/imports/{id}/pause", tag = "imports", security(("bearer" = ["user"])),
    params(("id" = i64, Path)), responses((status = 202, body = Run)))]
async fn pause_import(State(state): State<AppState>, _: UserRole, Id(id): Id) -> Moved {
    let run = run_action::pause(&state.dbs.imports, id, state.clock.now()).await?;
    moved(&state, run).await
}

/// Let a paused import go on.
#[utoipa::path(post, path = "/imports/{id}/resume", tag = "imports", security(("bearer" = ["user"])),
    params(("id" = i64, Path)), responses((status = 202, body = Run)))]
async fn resume_import(State(state): State<AppState>, _: UserRole, Id(id): Id) -> Moved {
    let run = run_action::resume(&state.dbs.imports, id, state.clock.now()).await?;
    moved(&state, run).await
}

/// Try a failed import again, from its stored file.
#[utoipa::path(post, path = "/imports/{id}/retry", tag = "imports", security(("bearer" = ["user"])),
    params(("id" = i64, Path)), responses((status = 202, body = Run)))]
async fn retry_import(State(state): State<AppState>, _: UserRole, Id(id): Id) -> Moved {
    let run = run_action::retry(&state.dbs.imports, id, state.clock.now()).await?;
    moved(&state, run).await
}

/// How to read the file of an import that waits for that.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RunMappingInput {
    /// Which columns hold which fields.
    #[schema(value_type = std::collections::BTreeMap<String, source::SourceInput>)]
    mapping: MappingInput,
    /// What is known better about the file.
    structure: Option<StructureInput>,
    /// Steps that the values take; left out: as said before, else those of the supplier's profile.
    #[schema(value_type = Option<Vec<Object>>)]
    transforms: Option<Vec<Transform>>,
    /// What the file may do; left out: as said before, else the policies of the supplier's profile.
    #[schema(value_type = Option<Object>)]
    policies: Option<Policies>,
}

impl Validate for RunMappingInput {
    fn validate(&self, errors: &mut Errors) {
        check_mapping(&self.mapping, errors);
        if let Some(transforms) = &self.transforms {
            check_transforms(transforms, errors);
        }
        if let Some(policies) = &self.policies {
            check_policies(policies, errors);
        }
    }
}

/// Say which columns hold which fields: an import that waits for that goes on.
#[utoipa::path(post, path = "/imports/{id}/mapping", tag = "imports", security(("bearer" = ["user"])),
    params(("id" = i64, Path)), request_body = RunMappingInput, responses((status = 202, body = Run)))]
async fn map_import(
    State(state): State<AppState>,
    _: UserRole,
    Id(id): Id,
    ValidatedJson(input): ValidatedJson<RunMappingInput>,
) -> Moved {
    let before = super::find(&state, id).await?.overrides();
    let said = Overrides {
        transforms: input.transforms.or(before.transforms),
        policies: input.policies.or(before.policies),
        profile: before.profile,
        ..overrides(input.structure.unwrap_or_default(), Some(source::mapping(&input.mapping)))
    };
    let run = run_action::map(&state.dbs.imports, id, &said, state.clock.now()).await?;
    moved(&state, run).await
}
