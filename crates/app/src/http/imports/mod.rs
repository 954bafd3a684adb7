//! Imports: files on their way into the catalogue.
//!
//! [`upload`] takes files in, [`inspection`] looks at them, [`preview`] shows what they would come to, [`action`] moves runs, [`result`] shows
//! what they did. The list and one run are here.

mod action;
mod corrections;
mod drift;
mod inspection;
mod preview;
mod record;
mod rejected;
mod result;
mod review;
mod source;
mod undo;
mod upload;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use store::imports::run::Status;
use store::imports::run_list::{self, RunFilter};
use store::imports::{child, log, run};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use self::source::{MappingView, StructureView};
pub(super) use self::source::{check_policies, check_transforms};
use super::AppState;
use super::error::{ApiError, Result};
use super::input::{Errors, Id, Validate, ValidatedQuery};
use super::page::{Page, Paging};
use super::run_view::Run;
use crate::auth::extract::Viewer;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_imports, upload::create_import))
        .routes(routes!(inspection::inspect_file))
        .routes(routes!(preview::preview_import))
        .routes(routes!(get_import_stats))
        .routes(routes!(get_import))
        .merge(action::routes())
        .merge(corrections::routes())
        .merge(rejected::routes())
        .merge(drift::routes())
        .merge(record::routes())
        .merge(result::routes())
        .merge(undo::routes())
}

/// Which imports.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ImportFilter {
    /// Of this supplier.
    supplier_id: Option<i64>,
    /// In one of these statuses, separated by commas.
    status: Option<String>,
    /// Whose file's name contains this.
    q: Option<String>,
    /// Received at or after.
    since: Option<DateTime<Utc>>,
    /// Received before.
    until: Option<DateTime<Utc>>,
}

impl ImportFilter {
    fn statuses(&self) -> Option<Vec<Option<Status>>> {
        Some(self.status.as_ref()?.split(',').map(|name| Status::parse(name.trim())).collect())
    }
}

impl Validate for ImportFilter {
    fn validate(&self, errors: &mut Errors) {
        if self.statuses().is_some_and(|statuses| statuses.contains(&None)) {
            let known: Vec<_> = Status::ALL.iter().map(|status| status.as_str()).collect();
            errors.add("status", format!("must be some of {}, separated by commas", known.join(", ")));
        }
    }
}

/// Imports, newest first.
#[utoipa::path(get, path = "/imports", tag = "imports", security(("bearer" = ["viewer"])),
    params(ImportFilter, Paging), responses((status = 200, body = Page<Run>)))]
async fn list_imports(
    State(state): State<AppState>,
    _: Viewer,
    ValidatedQuery(query): ValidatedQuery<ImportFilter>,
    paging: Paging,
) -> Result<Json<Page<Run>>> {
    let filter = RunFilter {
        statuses: query.statuses().map(|statuses| statuses.into_iter().flatten().collect()),
        supplier_id: query.supplier_id,
        file_name: query.q,
        since: query.since,
        until: query.until,
    };
    let (runs, total) = run_list::list(&state.dbs.imports, &filter, paging.limit(), paging.offset()).await?;
    Ok(Json(Page::new(runs.into_iter().map(Run::from).collect(), &paging, total)))
}

/// A line of a run's log. Its text is made by whoever shows it.
#[derive(Debug, Serialize, ToSchema)]
struct LogLine {
    /// When.
    at: DateTime<Utc>,
    /// `info`, `warning` or `error`.
    level: String,
    /// What happened.
    text_code: String,
    /// What the text needs.
    #[schema(value_type = Object)]
    params: serde_json::Value,
}

/// The file of an import.
#[derive(Debug, Serialize, ToSchema)]
struct FileView {
    /// SHA-256 of its content.
    sha256: String,
    /// Its size in bytes.
    size: i64,
    /// Its name as it came.
    name: String,
}

/// An import with everything that its page shows.
#[derive(Debug, Serialize, ToSchema)]
struct RunDetail {
    #[serde(flatten)]
    run: Run,
    /// How its file is laid out, once inspected.
    structure: Option<StructureView>,
    /// Which columns hold which fields, once inspected.
    #[schema(value_type = Option<MappingView>)]
    mapping: Option<MappingView>,
    /// How its file differs from what the profile was made for; null where it doesn't.
    drift: Option<Vec<drift::DriftView>>,
    /// What happened, oldest first.
    log: Vec<LogLine>,
    /// Its file.
    file: FileView,
    /// Who is, or was last, at work on it.
    worker: Option<String>,
    /// How often work on it began.
    attempt: i32,
    /// What a person sees of it before it counts; null where it never stopped for that.
    review: Option<review::ReviewView>,
    /// The imports that brought its rejected records in, corrected.
    completed_by: Vec<i64>,
}

/// An import.
#[utoipa::path(get, path = "/imports/{id}", tag = "imports", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path)), responses((status = 200, body = RunDetail)))]
async fn get_import(State(state): State<AppState>, _: Viewer, Id(id): Id) -> Result<Json<RunDetail>> {
    let row = find(&state, id).await?;
    let log = log::of_run(&state.dbs.imports, id, 500)
        .await?
        .into_iter()
        .map(|line| LogLine { at: line.at, level: line.level, text_code: line.code, params: line.params.0 })
        .collect();
    let profile = row.profile.as_ref().map(|profile| profile.0.clone());
    Ok(Json(RunDetail {
        structure: profile.as_ref().map(|profile| StructureView::from(&profile.structure)),
        mapping: profile.as_ref().map(|profile| source::mapping_view(&profile.mapping)),
        drift: row.drift.as_ref().and_then(|drift| drift::drift_view(&drift.0)),
        log,
        file: FileView { sha256: row.file_sha256.clone(), size: row.file_size, name: row.file_name.clone() },
        worker: row.worker.clone(),
        attempt: row.attempt,
        review: review::review_of(&state, id).await?,
        completed_by: child::completed_by(&state.dbs.imports, id).await?,
        run: row.into(),
    }))
}

async fn find(state: &AppState, id: i64) -> Result<run::Run> {
    run::get(&state.dbs.imports, id).await?.ok_or_else(|| ApiError::not_found("import"))
}

/// For how many days.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct StatsRange {
    /// 1 to 366; 30 if left out.
    days: Option<u32>,
}

impl Validate for StatsRange {
    fn validate(&self, errors: &mut Errors) {
        if self.days.is_some_and(|days| !(1..=366).contains(&days)) {
            errors.add("days", "must be from 1 to 366");
        }
    }
}

/// A day's imports.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ImportDay {
    /// The day (UTC).
    date: NaiveDate,
    /// Ended well.
    done: i64,
    /// The same file as the time before.
    unchanged: i64,
    /// Failed.
    failed: i64,
    /// Waiting for a person.
    held: i64,
    /// Records in all of them.
    records: i64,
}

impl From<run_list::Day> for ImportDay {
    fn from(day: run_list::Day) -> Self {
        Self {
            date: day.date,
            done: day.done,
            unchanged: day.unchanged,
            failed: day.failed,
            held: day.held,
            records: day.records,
        }
    }
}

/// The last days' imports, day by day, today included.
pub(super) async fn last_days(state: &AppState, days: u32) -> Result<Vec<ImportDay>> {
    let today = state.clock.now().date_naive();
    let first = today.checked_sub_days(Days::new(u64::from(days - 1))).unwrap_or(today);
    let days = run_list::per_day(&state.dbs.imports, first, today).await?;
    Ok(days.into_iter().map(ImportDay::from).collect())
}

/// Figures of the last days.
#[derive(Debug, Serialize, ToSchema)]
struct ImportStats {
    /// Every day, oldest first.
    days: Vec<ImportDay>,
}

/// Imports per day by outcome.
#[utoipa::path(get, path = "/imports/stats", tag = "imports", security(("bearer" = ["viewer"])), params(StatsRange),
    responses((status = 200, body = ImportStats)))]
async fn get_import_stats(
    State(state): State<AppState>,
    _: Viewer,
    ValidatedQuery(range): ValidatedQuery<StatsRange>,
) -> Result<Json<ImportStats>> {
    Ok(Json(ImportStats { days: last_days(&state, range.days.unwrap_or(30)).await? }))
}
