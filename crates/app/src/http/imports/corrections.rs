//! Correcting an import's values: one, or all that say the same.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use catalog::field::Field;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::imports::correction::{self, Correction, NewCorrection};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::find;
use crate::auth::extract::{UserRole, Viewer};
use crate::http::AppState;
use crate::http::error::{ApiError, Code, Result};
use crate::http::input::{Errors, Id, Validate, ValidatedJson};
use crate::http::page::{Page, Paging};
use crate::http::run_view::Run;
use crate::import::{CorrectError, Corrected};

/// The most corrections of one request.
const MOST: usize = 1_000;
/// The longest value, in characters.
const LONGEST: usize = 50_000;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_corrections, correct_import)).routes(routes!(delete_correction))
}

impl From<CorrectError> for ApiError {
    fn from(error: CorrectError) -> Self {
        match error {
            CorrectError::NotFound => Self::not_found("correction"),
            CorrectError::WrongState(_) => Self::new(Code::WrongState, error.to_string()),
            CorrectError::Invalid { path, message } => Self::invalid(path, message),
            CorrectError::Ours(error) => Self::internal(std::io::Error::other(error)),
        }
    }
}

/// What is to be corrected.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectionItem {
    /// The record; left out: every record whose cell says `raw`.
    record: Option<i64>,
    /// The field: `price`, `ean` …
    field: String,
    /// What the file says, as the issue tells it.
    raw: Option<String>,
    /// What counts instead; null: nothing.
    value: Option<String>,
}

/// What is to be corrected.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectionsInput {
    /// Up to 1,000 at once.
    items: Vec<CorrectionItem>,
}

impl Validate for CorrectionsInput {
    fn validate(&self, errors: &mut Errors) {
        if self.items.is_empty() || self.items.len() > MOST {
            errors.add("items", format!("must be 1 to {MOST} corrections"));
        }
        for (index, item) in self.items.iter().enumerate() {
            if let Err(error) = item.field.parse::<Field>() {
                errors.add(format!("items[{index}].field"), error.to_string());
            }
            if item.record.is_none() && item.raw.is_none() {
                errors.add(format!("items[{index}]"), "must name a record, or what the file says (raw)");
            }
            for (name, text) in [("raw", &item.raw), ("value", &item.value)] {
                if text.as_ref().is_some_and(|text| text.chars().count() > LONGEST || text.contains('\0')) {
                    let path = format!("items[{index}].{name}");
                    errors.add(path, format!("must be text of up to {LONGEST} characters"));
                }
            }
        }
    }
}

/// What corrections did.
#[derive(Debug, Serialize, ToSchema)]
struct CorrectionsView {
    /// Records with a corrected value.
    touched: i64,
    /// Of these, those with nothing wrong in the corrected fields any more; null where a new import reads them.
    mended: Option<i64>,
    /// Of these, those with something wrong still; null where a new import reads them.
    still_bad: Option<i64>,
    /// The import, brought up to date; of one that is in the catalogue, the new import of the corrected records.
    run: Run,
}

impl From<Corrected> for CorrectionsView {
    fn from(it: Corrected) -> Self {
        Self {
            touched: it.touched,
            mended: it.mended,
            still_bad: it.mended.map(|mended| it.touched - mended),
            run: it.run.into(),
        }
    }
}

/// Answers with what corrections did: 200 where it is done, 202 where an import is under way.
async fn answer(state: &AppState, corrected: Corrected) -> Response {
    let is_done = corrected.mended.is_some();
    if !is_done {
        state.jobs.dispatch().await;
    }
    let status = if is_done { StatusCode::OK } else { StatusCode::ACCEPTED };
    (status, Json(CorrectionsView::from(corrected))).into_response()
}

/// Correct values of an import: of one that waits only the touched records are checked again; of one that is in
/// the catalogue they become an import of their own.
#[utoipa::path(post, path = "/imports/{id}/corrections", tag = "imports", security(("bearer" = ["user"])),
    params(("id" = i64, Path)), request_body = CorrectionsInput,
    responses((status = 200, body = CorrectionsView), (status = 202, body = CorrectionsView)))]
async fn correct_import(
    State(state): State<AppState>,
    UserRole(principal): UserRole,
    Id(id): Id,
    ValidatedJson(input): ValidatedJson<CorrectionsInput>,
) -> Result<Response> {
    find(&state, id).await?;
    let source = if principal.is_api_key() { "api" } else { "upload" };
    let importer = state.importer.clone();
    // On a task of its own: what has been begun is brought to its end, whoever still waits for the answer.
    let done = tokio::spawn(async move {
        let item = |item: CorrectionItem| {
            let field = item.field.parse().ok()?;
            Some(NewCorrection { record: item.record, field, raw: item.raw, value: item.value })
        };
        let items: Vec<NewCorrection> = input.items.into_iter().filter_map(item).collect();
        importer.correct(id, &items, Some(&principal.user.email), source).await
    });
    let corrected = done.await.map_err(ApiError::internal)??;
    Ok(answer(&state, corrected).await)
}

/// A correction.
#[derive(Debug, Serialize, ToSchema)]
struct CorrectionView {
    /// Its id.
    id: i64,
    /// The record; null: every record whose cell says `raw`.
    record: Option<i64>,
    /// The field.
    field: String,
    /// What the file says.
    raw: Option<String>,
    /// What counts instead; null: nothing.
    value: Option<String>,
    /// The person.
    by: Option<String>,
    /// When.
    at: DateTime<Utc>,
}

impl From<Correction> for CorrectionView {
    fn from(it: Correction) -> Self {
        Self {
            id: it.id,
            record: it.record,
            field: it.field,
            raw: it.raw,
            value: it.value,
            by: it.by,
            at: it.at,
        }
    }
}

/// What was corrected in an import's file, in the order in which it was.
#[utoipa::path(get, path = "/imports/{id}/corrections", tag = "imports", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path), Paging), responses((status = 200, body = Page<CorrectionView>)))]
async fn list_corrections(
    State(state): State<AppState>,
    _: Viewer,
    Id(id): Id,
    paging: Paging,
) -> Result<Json<Page<CorrectionView>>> {
    find(&state, id).await?;
    let imports = &state.dbs.imports;
    let rows = correction::list(imports, id, paging.limit(), paging.offset()).await?;
    let total = correction::count(imports, id).await?;
    Ok(Json(Page::new(rows.into_iter().map(CorrectionView::from).collect(), &paging, total)))
}

/// Take a correction of an import that waits back: its records are as the file says again.
#[utoipa::path(delete, path = "/imports/{id}/corrections/{correction_id}", tag = "imports",
    security(("bearer" = ["user"])), params(("id" = i64, Path), ("correction_id" = i64, Path)),
    responses((status = 200, body = CorrectionsView), (status = 202, body = CorrectionsView)))]
async fn delete_correction(
    State(state): State<AppState>,
    _: UserRole,
    path: std::result::Result<Path<(i64, i64)>, axum::extract::rejection::PathRejection>,
) -> Result<Response> {
    let Path((id, correction_id)) = path.map_err(|_| ApiError::not_found("correction"))?;
    find(&state, id).await?;
    let importer = state.importer.clone();
    let done = tokio::spawn(async move { importer.take_back(id, correction_id).await });
    let corrected = done.await.map_err(ApiError::internal)??;
    Ok(answer(&state, corrected).await)
}
