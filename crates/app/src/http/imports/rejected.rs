//! The rejected records of an import: out as a file, and corrected in again.

use axum::body::Body;
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::response::Response;
use store::imports::child::ChildFile;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::action::{Moved, moved};
use super::find;
use super::result::attachment;
use super::upload::{broken, file_name};
use crate::auth::extract::{UserRole, Viewer};
use crate::http::AppState;
use crate::http::error::{ApiError, Code, Result};
use crate::http::input::Id;
use crate::http::run_view::Run;
use crate::import::{CompleteError, Incoming, RejectedError};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(download_rejected)).routes(routes!(complete_import))
}

impl From<RejectedError> for ApiError {
    fn from(error: RejectedError) -> Self {
        match error {
            RejectedError::NotRead => Self::new(Code::WrongState, error.to_string()),
            RejectedError::Database(error) => error.into(),
            RejectedError::Read(_) => Self::internal(error),
        }
    }
}

impl From<CompleteError> for ApiError {
    fn from(error: CompleteError) -> Self {
        match error {
            CompleteError::NotFound => Self::not_found("import"),
            CompleteError::WrongState(_) => Self::new(Code::WrongState, error.to_string()),
            CompleteError::Unfit(error) => error.into(),
            CompleteError::File(error) => error.into(),
            CompleteError::Database(error) => error.into(),
        }
    }
}

/// The rejected records as a file: the columns of the original, then line and reason. Corrected, it completes the
/// import.
#[utoipa::path(get, path = "/imports/{id}/errors.csv", tag = "imports", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path)), responses((status = 200, content_type = "text/csv", body = String)))]
async fn download_rejected(State(state): State<AppState>, _: Viewer, Id(id): Id) -> Result<Response> {
    let run = find(&state, id).await?;
    let pieces = state.importer.rejected_csv(&run).await?;
    let name = format!("import-{id}-rejected.csv");
    Ok(attachment(Body::from_stream(ReceiverStream::new(pieces)), "text/csv; charset=utf-8", &name))
}

/// The corrected file of an import's rejected records.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes a multipart body in the OpenAPI document")]
struct CompleteForm {
    /// The file: the columns of the original, in whatever order, delimiter and encoding; `_line` and `_reason` may
    /// be there or not.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

/// Complete an import with the corrected file of its rejected records: they become an import of their own, read as
/// the first one was.
#[utoipa::path(post, path = "/imports/{id}/rejected", tag = "imports", security(("bearer" = ["user"])),
    params(("id" = i64, Path)), request_body(content = CompleteForm, content_type = "multipart/form-data"),
    responses((status = 202, body = Run)))]
async fn complete_import(
    State(state): State<AppState>,
    UserRole(principal): UserRole,
    Id(id): Id,
    request: Request,
) -> Moved {
    find(&state, id).await?;
    let mut multipart = Multipart::from_request(request, &())
        .await
        .map_err(|error| ApiError::new(Code::BadRequest, error.body_text()))?;
    let mut received: Option<Incoming> = None;
    while let Some(field) = multipart.next_field().await.map_err(|error| broken(&error))? {
        let part = field.name().unwrap_or_default().to_owned();
        if part != "file" {
            return Err(ApiError::invalid(part, "is not known: the only part is file"));
        }
        let name = file_name(field.file_name());
        let incoming = state.importer.receive(&name, field).await?;
        state.importer.store(&incoming).await?;
        received = Some(incoming);
    }
    let received =
        received.ok_or_else(|| ApiError::invalid("file", "is missing: send the file in this part"))?;
    let file = ChildFile { sha256: &received.sha256, name: &received.name, size: received.size as i64 };
    let source = if principal.is_api_key() { "api" } else { "upload" };
    let run = state.importer.complete(id, file, Some(&principal.user.email), source, true).await?;
    moved(&state, run).await
}
