//! Undos: what each did, what it left, and its revert. Asking for one is [`super::imports`]' part.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::catalog::undo::{self, Kept, Reason, Scope, UndoError};
use store::imports::job::Job;
use store::imports::undo_request::{self, AskError, Asked};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Code, Result};
use super::input::Id;
use super::page::{Page, Paging};
use super::run_view::Run;
use crate::auth::extract::{Manager, Viewer};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_kept)).routes(routes!(revert_undo))
}

impl From<AskError> for ApiError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::NotFound => Self::not_found("import"),
            AskError::WrongState(_) | AskError::Busy => Self::new(Code::WrongState, sentence(&error)),
            AskError::Database(error) => error.into(),
        }
    }
}

impl From<UndoError> for ApiError {
    fn from(error: UndoError) -> Self {
        match error {
            UndoError::NoSuchUndo => Self::not_found("undo"),
            UndoError::NotApplied | UndoError::Nothing => Self::new(Code::NothingToUndo, sentence(&error)),
            UndoError::UndoneAlready
            | UndoError::RevertedAlready
            | UndoError::WholeRunUndone
            | UndoError::ForeignId(_) => Self::new(Code::WrongState, sentence(&error)),
            UndoError::Database(error) => error.into(),
        }
    }
}

/// An error as a sentence.
pub(super) fn sentence(error: &dyn std::error::Error) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// What of an import an undo is about; what is left out limits nothing.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoScope {
    /// Only values of these fields: `price`, `stock`, `name` …; `status` is an offer's being on sale. What the import made
    /// then stays.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fields: Option<Vec<String>>,
    /// Only what is about these offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offers: Option<Vec<i64>>,
    /// Only what is about these products; with `offers`, also what is about these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub products: Option<Vec<i64>>,
}

impl From<UndoScope> for Scope {
    fn from(scope: UndoScope) -> Self {
        Self { fields: scope.fields, offers: scope.offers, products: scope.products }
    }
}

impl From<Scope> for UndoScope {
    fn from(scope: Scope) -> Self {
        Self { fields: scope.fields, offers: scope.offers, products: scope.products }
    }
}

/// Where an undo stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UndoStatus {
    /// A worker is at it, or will be soon.
    Running,
    /// It stands.
    Done,
    /// What it took back is in the catalogue again.
    Reverted,
}

/// An undo.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Undo {
    /// Its id.
    pub id: i64,
    /// The import.
    pub run_id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub by: Option<String>,
    /// What of the import; null for all of it.
    pub scope: Option<UndoScope>,
    /// Where it stands.
    pub status: UndoStatus,
    /// Records of which something went back.
    pub restored: i64,
    /// Offers that it took out.
    pub removed_offers: i64,
    /// Products that it took out.
    pub removed_products: i64,
    /// Offers that it put on sale again.
    pub brought_back: i64,
    /// Values, offers and products that it left.
    pub kept: i64,
    /// When it was reverted.
    pub reverted_at: Option<DateTime<Utc>>,
    /// By whom.
    pub reverted_by: Option<String>,
}

impl From<undo::Undo> for Undo {
    fn from(undo: undo::Undo) -> Self {
        Self {
            status: match undo.status() {
                undo::UndoStatus::Done => UndoStatus::Done,
                undo::UndoStatus::Reverted => UndoStatus::Reverted,
            },
            id: undo.id,
            run_id: undo.run_id,
            at: undo.at,
            by: undo.by,
            scope: undo.scope.map(|scope| scope.0.into()),
            restored: undo.restored,
            removed_offers: undo.removed_offers,
            removed_products: undo.removed_products,
            brought_back: undo.brought_back,
            kept: undo.kept,
            reverted_at: undo.reverted_at,
            reverted_by: undo.reverted_by,
        }
    }
}

impl Undo {
    /// One that was asked for and isn't done; None where the job is a revert's.
    pub(super) fn running(job: &Job) -> Option<Self> {
        let asked: Asked = serde_json::from_value(job.args.0.clone()).ok()?;
        if asked.revert.is_some() {
            return None;
        }
        Some(Self {
            id: job.id,
            run_id: job.run_id?,
            at: job.created_at,
            by: asked.by,
            scope: (!asked.scope.is_whole()).then(|| asked.scope.into()),
            status: UndoStatus::Running,
            restored: 0,
            removed_offers: 0,
            removed_products: 0,
            brought_back: 0,
            kept: 0,
            reverted_at: None,
            reverted_by: None,
        })
    }
}

/// Why something was left as it was: a person wrote it since, a later import did, or a person locked it.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeptBecause {
    Edited,
    LaterImport,
    Locked,
}

/// Something that an undo leaves as it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeptValue {
    /// The product.
    pub product_id: Option<i64>,
    /// Its name.
    pub name: String,
    /// The offer, where it is about one.
    pub offer_id: Option<i64>,
    /// The field; `offer` or `product` for a whole one that the import made.
    pub field: String,
    /// What it is.
    pub value: Option<String>,
    /// Why.
    pub because: KeptBecause,
    /// The person.
    pub by: Option<String>,
    /// The later import.
    pub run_id: Option<i64>,
}

impl From<Kept> for KeptValue {
    fn from(kept: Kept) -> Self {
        Self {
            product_id: kept.product_id,
            name: kept.name,
            offer_id: kept.offer_id,
            field: kept.field,
            value: kept.value,
            because: match kept.because {
                Reason::Edited => KeptBecause::Edited,
                Reason::LaterImport => KeptBecause::LaterImport,
                Reason::Locked => KeptBecause::Locked,
            },
            by: kept.by,
            run_id: kept.run_id,
        }
    }
}

/// What an undo left as it was, and why; of a reverted one, what the revert left.
#[utoipa::path(get, path = "/undos/{id}/kept", tag = "imports", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path), Paging), responses((status = 200, body = Page<KeptValue>)))]
async fn list_kept(
    State(state): State<AppState>,
    _: Viewer,
    Id(id): Id,
    paging: Paging,
) -> Result<Json<Page<KeptValue>>> {
    let catalog = &state.dbs.catalog;
    let undo = undo::get(catalog, id).await?.ok_or_else(|| ApiError::not_found("undo"))?;
    let (kept, total) = undo::kept(catalog, &undo, paging.limit(), paging.offset()).await?;
    Ok(Json(Page::new(kept.into_iter().map(KeptValue::from).collect(), &paging, total)))
}

/// Undo an undo: what the import wrote is in the catalogue again, except where something came later.
#[utoipa::path(post, path = "/undos/{id}/revert", tag = "imports", security(("bearer" = ["manager"])),
    params(("id" = i64, Path)), responses((status = 202, body = Run)))]
async fn revert_undo(
    State(state): State<AppState>,
    Manager(principal): Manager,
    Id(id): Id,
) -> Result<(StatusCode, Json<Run>)> {
    let undo = undo::get(&state.dbs.catalog, id).await?.ok_or_else(|| ApiError::not_found("undo"))?;
    if undo.status() == undo::UndoStatus::Reverted {
        return Err(UndoError::RevertedAlready.into());
    }
    let asked = Asked { by: Some(principal.user.email), revert: Some(id), ..Asked::default() };
    let (run, _) = undo_request::ask(&state.dbs.imports, undo.run_id, &asked, state.clock.now()).await?;
    state.jobs.dispatch().await;
    Ok((StatusCode::ACCEPTED, Json(run.into())))
}
