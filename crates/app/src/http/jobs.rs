//! Background work: the queue, its dead letters, who does it.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use store::imports::job::{self, JobFilter};
use store::imports::worker;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Code, Result};
use super::input::{Errors, Id, Validate, ValidatedQuery};
use super::page::{Data, Meta, Paging};
use crate::auth::extract::{Manager, UserRole};

/// A worker that has been silent for so many seconds is taken off the list.
const SILENT_SECONDS: i64 = 60;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_jobs))
        .routes(routes!(list_workers))
        .routes(routes!(retry_job))
        .routes(routes!(cancel_job))
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Waits for a worker, or for its time.
    Queued,
    /// A worker has it.
    Running,
    /// Done.
    Done,
    /// Failed in a way that trying again can't mend.
    Failed,
    /// Used up its attempts.
    Dead,
    /// A person cancelled it.
    Cancelled,
}

impl JobStatus {
    const ALL: [(&str, Self); 6] = [
        ("queued", Self::Queued),
        ("running", Self::Running),
        ("done", Self::Done),
        ("failed", Self::Failed),
        ("dead", Self::Dead),
        ("cancelled", Self::Cancelled),
    ];

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, status)| status)
    }
}

/// A unit of background work.
#[derive(Debug, Serialize, ToSchema)]
pub struct Job {
    /// Its id.
    pub id: i64,
    /// What it does.
    pub kind: String,
    /// Where it stands.
    pub status: JobStatus,
    /// The import it works on, where it is one.
    pub run_id: Option<i64>,
    /// How often it was started.
    pub attempts: i32,
    /// After how many it is dead.
    pub max_attempts: i32,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// Who works, or worked last, on it.
    pub worker: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When its last attempt began.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
    /// Not before.
    pub run_after: DateTime<Utc>,
}

impl From<job::Job> for Job {
    fn from(job: job::Job) -> Self {
        Self {
            id: job.id,
            // The column's check constraint allows these names only.
            status: JobStatus::parse(&job.status).unwrap_or(JobStatus::Failed),
            kind: job.kind,
            run_id: job.run_id,
            attempts: job.attempts,
            max_attempts: job.max_attempts,
            last_error: job.last_error,
            worker: job.worker,
            created_at: job.created_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
            run_after: job.run_after,
        }
    }
}

/// Which jobs.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct JobQuery {
    /// queued, running, done, failed, dead or cancelled.
    status: Option<String>,
    /// What it does.
    kind: Option<String>,
}

impl Validate for JobQuery {
    fn validate(&self, errors: &mut Errors) {
        if self.status.as_deref().is_some_and(|status| JobStatus::parse(status).is_none()) {
            errors.add("status", "must be queued, running, done, failed, dead or cancelled");
        }
    }
}

/// How many jobs are in a status.
#[derive(Debug, Serialize, ToSchema)]
struct StatusCount {
    /// The status.
    status: JobStatus,
    /// How many.
    count: i64,
}

/// About the page, and about all jobs.
#[derive(Debug, Serialize, ToSchema)]
struct JobMeta {
    #[serde(flatten)]
    meta: Meta,
    /// Jobs by status.
    by_status: Vec<StatusCount>,
}

/// A page of jobs.
#[derive(Debug, Serialize, ToSchema)]
struct JobPage {
    /// The jobs, newest first.
    data: Vec<Job>,
    /// About the page.
    meta: JobMeta,
}

/// Jobs, newest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", security(("bearer" = ["user"])), params(JobQuery, Paging),
    responses((status = 200, body = JobPage)))]
async fn list_jobs(
    State(state): State<AppState>,
    _: UserRole,
    ValidatedQuery(query): ValidatedQuery<JobQuery>,
    paging: Paging,
) -> Result<Json<JobPage>> {
    let imports = &state.dbs.imports;
    let filter = JobFilter { status: query.status, kind: query.kind };
    let (jobs, total) = job::list(imports, &filter, paging.limit(), paging.offset()).await?;
    let by_status = job::count_by_status(imports)
        .await?
        .into_iter()
        .filter_map(|(status, count)| Some(StatusCount { status: JobStatus::parse(&status)?, count }))
        .collect();
    let data = jobs.into_iter().map(Job::from).collect();
    Ok(Json(JobPage { data, meta: JobMeta { meta: Meta::new(&paging, total), by_status } }))
}

/// A process that does background work.
#[derive(Debug, Serialize, ToSchema)]
struct Worker {
    /// Role, host and process.
    name: String,
    /// `worker`, `beat` or `up`.
    role: String,
    /// The host it runs on.
    host: String,
    /// When it started.
    started_at: DateTime<Utc>,
    /// Its last sign of life.
    seen_at: DateTime<Utc>,
    /// Jobs it has in hand.
    running: i32,
}

/// Who does background work.
#[utoipa::path(get, path = "/jobs/workers", tag = "jobs", security(("bearer" = ["user"])),
    responses((status = 200, body = Data<Worker>)))]
async fn list_workers(State(state): State<AppState>, _: UserRole) -> Result<Json<Data<Worker>>> {
    let since = state.clock.now() - TimeDelta::seconds(SILENT_SECONDS);
    let workers = worker::list(&state.dbs.imports, since).await?;
    let data = workers
        .into_iter()
        .map(|worker| Worker {
            name: worker.name,
            role: worker.role,
            host: worker.host,
            started_at: worker.started_at,
            seen_at: worker.seen_at,
            running: worker.running,
        })
        .collect();
    Ok(Json(Data { data }))
}

async fn wrong_state(state: &AppState, id: i64) -> ApiError {
    match job::get(&state.dbs.imports, id).await {
        Ok(Some(job)) => ApiError::new(Code::WrongState, format!("The job is {}.", job.status)),
        Ok(None) => ApiError::not_found("job"),
        Err(error) => error.into(),
    }
}

/// Try a failed, dead or cancelled job again.
#[utoipa::path(post, path = "/jobs/{id}/retry", tag = "jobs", security(("bearer" = ["manager"])),
    params(("id" = i64, Path)), responses((status = 200, body = Job)))]
async fn retry_job(State(state): State<AppState>, _: Manager, Id(id): Id) -> Result<Json<Job>> {
    let Some(job) = job::retry(&state.dbs.imports, id, state.clock.now()).await? else {
        return Err(wrong_state(&state, id).await);
    };
    state.jobs.dispatch().await;
    Ok(Json(job.into()))
}

/// Cancel a job that waits or runs. The job of an import is cancelled with its import.
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "jobs", security(("bearer" = ["manager"])),
    params(("id" = i64, Path)), responses((status = 200, body = Job)))]
async fn cancel_job(State(state): State<AppState>, _: Manager, Id(id): Id) -> Result<Json<Job>> {
    let imports = &state.dbs.imports;
    let job = job::get(imports, id).await?.filter(|job| matches!(job.status.as_str(), "queued" | "running"));
    let Some(job) = job else { return Err(wrong_state(&state, id).await) };
    // A job that went without its import would only be made again.
    if let (job::RUN, Some(run_id)) = (job.kind.as_str(), job.run_id) {
        state.importer.cancel(run_id).await?;
    }
    match job::cancel(imports, id, state.clock.now()).await? {
        Some(job) => Ok(Json(job.into())),
        None => Err(wrong_state(&state, id).await),
    }
}
