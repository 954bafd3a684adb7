//! How a file differs from what its supplier's profile was made for, and what a person says to it.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::field::Field;
use catalog::inspect::drift::{Drift, Kind, Place};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::extract::UserRole;
use crate::http::AppState;
use crate::http::error::{ApiError, Result};
use crate::http::input::{Errors, Id, Validate, ValidatedJson};
use crate::http::run_view::Run;
use crate::import::DriftError;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(settle_import_drift))
}

/// A column.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceView {
    /// Its header, or its path inside a record.
    source: String,
    /// Its 0-based index, for tables.
    index: Option<usize>,
}

impl From<&Place> for PlaceView {
    fn from(place: &Place) -> Self {
        Self { source: place.source.clone(), index: place.index }
    }
}

/// What happened to a column.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DriftKind {
    /// It isn't there any more.
    Gone,
    /// It has another name.
    Renamed,
    /// It stands elsewhere.
    Moved,
    /// Its values are of another kind or size.
    Changed,
}

/// How the column of a field differs from what the profile was made for.
#[derive(Debug, Serialize, ToSchema)]
pub struct DriftView {
    /// The field.
    field: String,
    /// What happened: gone, renamed, moved, or changed in kind or size of its values.
    kind: DriftKind,
    /// The column as the profile knows it.
    was: PlaceView,
    /// The column that takes its place; null where none does.
    now: Option<PlaceView>,
    /// How certain that is, 0 to 1.
    confidence: f32,
    /// Why, in words.
    reason: String,
    /// Whether it was mended without asking.
    certain: bool,
}

/// Drift as clients see it; none where there is none.
pub fn drift_view(drift: &[Drift]) -> Option<Vec<DriftView>> {
    let view = |drift: &Drift| DriftView {
        field: drift.field.as_str().to_owned(),
        kind: match drift.kind {
            Kind::Gone => DriftKind::Gone,
            Kind::Renamed => DriftKind::Renamed,
            Kind::Moved => DriftKind::Moved,
            Kind::Changed => DriftKind::Changed,
        },
        was: (&drift.was).into(),
        now: drift.now.as_ref().map(PlaceView::from),
        confidence: drift.confidence,
        reason: drift.reason.clone(),
        certain: drift.certain,
    };
    (!drift.is_empty()).then(|| drift.iter().map(view).collect())
}

/// What a person says to drift: `true` for what is proposed, or the columns of some fields; null for none.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DriftInput {
    /// `true`, or columns by field: `{"price": "Prix net", "brand": null}`; what isn't named is as proposed.
    accept: Accepted,
}

/// All that is proposed, or other columns.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
enum Accepted {
    /// All that is proposed.
    All(bool),
    /// Columns by field.
    Columns(BTreeMap<String, Option<String>>),
}

impl Validate for DriftInput {
    fn validate(&self, errors: &mut Errors) {
        match &self.accept {
            Accepted::All(true) => {}
            Accepted::All(false) => {
                errors.add("accept", "must be true, or the columns by field: to stop, cancel the import");
            }
            Accepted::Columns(columns) => {
                for name in columns.keys() {
                    if let Err(error) = name.parse::<Field>() {
                        errors.add(format!("accept.{name}"), error.to_string());
                    }
                }
            }
        }
    }
}

impl From<DriftError> for ApiError {
    fn from(error: DriftError) -> Self {
        match error {
            DriftError::Action(error) => error.into(),
            DriftError::NoColumn { field, .. } => Self::invalid(format!("accept.{field}"), error.to_string()),
        }
    }
}

impl Accepted {
    /// The columns that are other than proposed.
    fn columns(self) -> BTreeMap<Field, Option<String>> {
        match self {
            Self::All(_) => BTreeMap::new(),
            Self::Columns(columns) => {
                columns.into_iter().filter_map(|(name, column)| Some((name.parse().ok()?, column))).collect()
            }
        }
    }
}

/// Say which columns take the place of those that changed: an import that drift holds goes on, and the mapping
/// becomes the profile's next version once it is applied.
#[utoipa::path(post, path = "/imports/{id}/drift", tag = "imports", security(("bearer" = ["user"])),
    params(("id" = i64, Path)), request_body = DriftInput, responses((status = 202, body = Run)))]
async fn settle_import_drift(
    State(state): State<AppState>,
    _: UserRole,
    Id(id): Id,
    ValidatedJson(input): ValidatedJson<DriftInput>,
) -> Result<(StatusCode, Json<Run>)> {
    let moved = state.importer.settle_drift(id, &input.accept.columns()).await?;
    state.jobs.dispatch().await;
    Ok((StatusCode::ACCEPTED, Json(moved.into())))
}
