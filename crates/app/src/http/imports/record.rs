//! One record of an import's file: what it says, and what became of each value.

use axum::Json;
use axum::extract::{Path, State};
use catalog::issue::Issue;
use catalog::profile::Profile;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::find;
use super::preview::ArticleView;
use crate::auth::extract::Viewer;
use crate::http::AppState;
use crate::http::error::{ApiError, Code, Result};
use crate::import::{FieldTrace, TraceError};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_record))
}

/// A cell of the file.
#[derive(Debug, Serialize, ToSchema)]
struct Cell {
    /// The column's header, or the path inside a record.
    column: String,
    /// What it says; repeated nodes on a line each.
    value: String,
}

/// Something wrong with the record.
#[derive(Debug, Serialize, ToSchema)]
struct RecordIssue {
    /// Which field, where it is one.
    field: Option<String>,
    /// What is wrong, as a stable code.
    code: String,
    /// `info`, `warning` or `error`.
    severity: String,
    /// The raw value.
    raw: String,
}

impl From<Issue> for RecordIssue {
    fn from(issue: Issue) -> Self {
        Self {
            field: issue.field.map(|field| field.as_str().to_owned()),
            code: issue.code.as_str().to_owned(),
            severity: issue.severity.as_str().to_owned(),
            raw: issue.raw,
        }
    }
}

/// A step of the profile that was taken on a value.
#[derive(Debug, Serialize, ToSchema)]
struct StepTaken {
    /// Which of the profile's steps, from 0.
    index: usize,
    /// What it does.
    op: String,
    /// The value before.
    before: Option<String>,
    /// The value after.
    after: Option<String>,
    /// Why it failed.
    error: Option<String>,
}

/// A name that was looked up among the supplier's values.
#[derive(Debug, Serialize, ToSchema)]
struct NameMapped {
    /// What the file calls it.
    from: Option<String>,
    /// What it is called here; null: nothing.
    to: Option<String>,
}

/// How a field of the article came about.
#[derive(Debug, Serialize, ToSchema)]
struct FieldSteps {
    /// Which.
    field: String,
    /// The columns that it is mapped to.
    source: Option<String>,
    /// What they say.
    raw: Option<String>,
    /// The steps that were taken on it, in order.
    transforms: Vec<StepTaken>,
    /// What was decided about the name.
    value_map: Option<NameMapped>,
    /// What it came to.
    value: Option<String>,
}

/// A record of an import's file.
#[derive(Debug, Serialize, ToSchema)]
struct RecordView {
    /// 1-based number among the file's data records.
    record: u64,
    /// 1-based line or row; 0 where the format has none.
    line: u64,
    /// What the file says.
    cells: Vec<Cell>,
    /// What it came to; null where it was rejected.
    article: Option<ArticleView>,
    /// What was wrong.
    issues: Vec<RecordIssue>,
    /// How each field came about.
    steps: Vec<FieldSteps>,
}

fn steps(field: FieldTrace, profile: &Profile) -> FieldSteps {
    let op = |index: usize| profile.transforms.get(index).map_or("", |step| step.op.as_str()).to_owned();
    FieldSteps {
        field: field.field.as_str().to_owned(),
        source: field.source,
        raw: field.raw,
        transforms: field
            .steps
            .into_iter()
            .map(|taken| StepTaken {
                index: taken.index,
                op: op(taken.index),
                before: taken.before,
                after: taken.after,
                error: taken.error,
            })
            .collect(),
        value_map: field.mapped.map(|(from, to)| NameMapped { from, to }),
        value: field.value,
    }
}

impl From<TraceError> for ApiError {
    fn from(error: TraceError) -> Self {
        match error {
            TraceError::NotRead => Self::new(Code::WrongState, error.to_string()),
            TraceError::NoRecord => Self::not_found("record"),
            TraceError::Fetch(error) => error.into(),
            TraceError::Read(_) | TraceError::Profile(_) => {
                Self::new(Code::UnreadableFile, error.to_string())
            }
            TraceError::Database(error) => error.into(),
            TraceError::Stopped => Self::internal(error),
        }
    }
}

/// A record of an import's file as it was read, and what became of each value: column, steps, value map.
#[utoipa::path(get, path = "/imports/{id}/records/{record}", tag = "imports", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path), ("record" = u64, Path)), responses((status = 200, body = RecordView)))]
async fn get_record(
    State(state): State<AppState>,
    _: Viewer,
    Path((id, record)): Path<(String, String)>,
) -> Result<Json<RecordView>> {
    let (Ok(id), Ok(record)) = (id.parse::<i64>(), record.parse::<u64>()) else {
        return Err(ApiError::not_found("record"));
    };
    let run = find(&state, id).await?;
    let trace = state.importer.trace(&run, record).await?;
    let profile = run.profile.as_ref().map(|profile| &profile.0);
    Ok(Json(RecordView {
        record,
        line: trace.line,
        cells: trace.cells.into_iter().map(|(column, value)| Cell { column, value }).collect(),
        article: trace.article.as_ref().map(ArticleView::from),
        issues: trace.issues.into_iter().map(RecordIssue::from).collect(),
        steps: profile
            .map(|profile| trace.fields.into_iter().map(|field| steps(field, profile)).collect())
            .unwrap_or_default(),
    }))
}
