//! Taking an import back: what that would do, asking for it, and what was done.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use store::catalog::undo::{self, Preview, Scope, UndoError};
use store::imports::run_action;
use store::imports::undo_request::{self, Asked};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::find;
use crate::auth::extract::{Manager, Viewer};
use crate::http::AppState;
use crate::http::error::{ApiError, Code, Result};
use crate::http::input::{Errors, Id, Validate, ValidatedQuery, json, require_json};
use crate::http::page::Data;
use crate::http::run_view::Run;
use crate::http::undos::{KeptValue, Undo, UndoScope, sentence};

/// So many of the things that stay are shown beforehand.
const EXAMPLES: i64 = 50;
/// So many offers or products may be named in one undo.
const MOST: usize = 10_000;
/// Up to so many records an undo of everything is tried out before it is accepted.
const TRIED: i64 = 20_000;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(preview_undo, undo_import)).routes(routes!(list_undos))
}

/// What of the import; what is left out limits nothing.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ScopeQuery {
    /// Only these fields, separated by commas.
    #[param(example = "price,stock")]
    fields: Option<String>,
    /// Only what is about these offers: ids, separated by commas.
    offers: Option<String>,
    /// Only what is about these products: ids, separated by commas.
    products: Option<String>,
}

fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

impl ScopeQuery {
    fn scope(&self) -> UndoScope {
        let ids = |text: &Option<String>| {
            text.as_ref().map(|text| parts(text).filter_map(|id| id.parse().ok()).collect())
        };
        UndoScope {
            fields: self.fields.as_ref().map(|text| parts(text).map(str::to_owned).collect()),
            offers: ids(&self.offers),
            products: ids(&self.products),
        }
    }
}

impl Validate for ScopeQuery {
    fn validate(&self, errors: &mut Errors) {
        for (name, ids) in [("offers", &self.offers), ("products", &self.products)] {
            if ids.as_deref().is_some_and(|ids| parts(ids).any(|id| id.parse::<i64>().is_err())) {
                errors.add(name, "must be ids, separated by commas");
                return;
            }
        }
        self.scope().validate(errors);
    }
}

impl Validate for UndoScope {
    fn validate(&self, errors: &mut Errors) {
        if let Some(fields) = &self.fields {
            if fields.is_empty() {
                errors.add("fields", "must name a field, or be left out");
            }
            let known: Vec<_> = Scope::field_names().collect();
            for (at, _) in fields.iter().enumerate().filter(|(_, field)| !known.contains(&field.as_str())) {
                errors.add(format!("fields[{at}]"), format!("must be one of {}", known.join(", ")));
            }
        }
        for (name, ids) in [("offers", &self.offers), ("products", &self.products)] {
            match ids.as_ref().map(Vec::len) {
                Some(0) => errors.add(name, "must have an id, or be left out"),
                Some(count) if count > MOST => errors.add(name, format!("must be at most {MOST} ids")),
                _ => {}
            }
        }
    }
}

/// How many values of a field would go back.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
struct RestoredField {
    /// The field.
    field: String,
    /// How many.
    count: i64,
}

/// What would stay.
#[derive(Debug, Default, Serialize, ToSchema)]
struct KeptPreview {
    /// How many values, offers and products.
    count: i64,
    /// The first of them.
    examples: Vec<KeptValue>,
}

/// What an undo would do.
#[derive(Debug, Default, Serialize, ToSchema)]
struct UndoPreview {
    /// Whether it is possible now.
    allowed: bool,
    /// Why not.
    reason: Option<String>,
    /// Records of which something would go back.
    restores: i64,
    /// Values that would go back, by field, most frequent first.
    by_field: Vec<RestoredField>,
    /// Offers that would go.
    removes_offers: i64,
    /// Products that would go.
    removes_products: i64,
    /// Offers that would be on sale again.
    brings_back: i64,
    /// What would stay, since something came later.
    kept: KeptPreview,
}

impl UndoPreview {
    fn refused(reason: String) -> Self {
        Self { reason: Some(reason), ..Self::default() }
    }
}

impl From<Preview> for UndoPreview {
    fn from(preview: Preview) -> Self {
        Self {
            allowed: !preview.is_empty(),
            reason: preview.is_empty().then(|| sentence(&UndoError::Nothing)),
            restores: preview.restores,
            by_field: serde_json::from_value(preview.by_field).unwrap_or_default(),
            removes_offers: preview.removes_offers,
            removes_products: preview.removes_products,
            brings_back: preview.brings_back,
            kept: KeptPreview {
                count: preview.kept,
                examples: preview.examples.into_iter().map(KeptValue::from).collect(),
            },
        }
    }
}

/// What taking an import back, or a part of it, would do. Nothing is changed.
#[utoipa::path(get, path = "/imports/{id}/undo", tag = "imports", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path), ScopeQuery), responses((status = 200, body = UndoPreview)))]
async fn preview_undo(
    State(state): State<AppState>,
    _: Viewer,
    Id(id): Id,
    ValidatedQuery(query): ValidatedQuery<ScopeQuery>,
) -> Result<Json<UndoPreview>> {
    let run = find(&state, id).await?;
    if !undo_request::open(&state.dbs.imports, id).await?.is_empty() {
        return Ok(Json(UndoPreview::refused(sentence(&undo_request::AskError::Busy))));
    }
    match undo::preview(&state.dbs.catalog, id, &query.scope().into(), EXAMPLES).await {
        Ok(preview) if run_action::allowed(&run).undo => Ok(Json(preview.into())),
        Ok(_) => Ok(Json(UndoPreview::refused(sentence(&undo_request::AskError::WrongState(run.status()))))),
        Err(UndoError::Database(error)) => Err(error.into()),
        Err(refused) => Ok(Json(UndoPreview::refused(sentence(&refused)))),
    }
}

/// Take an import back: its values go back where nothing came later, what it made is taken out. Without a body
/// everything; with one, only that part. What stays is listed at `/undos/{id}/kept`.
#[utoipa::path(post, path = "/imports/{id}/undo", tag = "imports", request_body = Option<UndoScope>,
    security(("bearer" = ["manager"])), params(("id" = i64, Path)), responses((status = 202, body = Run)))]
async fn undo_import(
    State(state): State<AppState>,
    Manager(principal): Manager,
    Id(id): Id,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Run>)> {
    let scope: Scope = if body.is_empty() {
        Scope::default()
    } else {
        require_json(&headers)?;
        json::<UndoScope>(&body)?.into()
    };
    let run = find(&state, id).await?;
    if run_action::allowed(&run).undo {
        // A large undo says so itself when it finds nothing.
        let records = run.counts.created + run.counts.updated + run.counts.discontinued;
        if (!scope.is_whole() || records <= TRIED)
            && undo::preview(&state.dbs.catalog, id, &scope, 0).await?.is_empty()
        {
            return Err(UndoError::Nothing.into());
        }
    } else if run.status() == store::imports::run::Status::Done {
        return Err(ApiError::new(Code::NothingToUndo, "The import changed nothing in the catalogue."));
    }
    let asked = Asked { scope, by: Some(principal.user.email), revert: None };
    let (run, _) = undo_request::ask(&state.dbs.imports, id, &asked, state.clock.now()).await?;
    state.jobs.dispatch().await;
    Ok((StatusCode::ACCEPTED, Json(run.into())))
}

/// The undos of an import, newest first.
#[utoipa::path(get, path = "/imports/{id}/undos", tag = "imports", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path)), responses((status = 200, body = Data<Undo>)))]
async fn list_undos(State(state): State<AppState>, _: Viewer, Id(id): Id) -> Result<Json<Data<Undo>>> {
    find(&state, id).await?;
    let done = undo::of_run(&state.dbs.catalog, id).await?;
    let open = undo_request::open(&state.dbs.imports, id).await?;
    // Between the catalogue's step and the job's end both tell of it.
    let running =
        open.iter().filter_map(Undo::running).filter(|undo| done.iter().all(|done| done.id != undo.id));
    let data: Vec<Undo> = running.collect();
    Ok(Json(Data { data: data.into_iter().chain(done.into_iter().map(Undo::from)).collect() }))
}
