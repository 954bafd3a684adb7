//! Suppliers: who sends the files, and how their files are read.

#![expect(clippy::option_option, reason = "a field can be left out, be null, or have a value: three things")]

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::catalog::supplier::{self, Deleted, NewSupplier, SupplierChange, SupplierSort};
use store::imports::run_list;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Code, Result};
use super::input::{Errors, Id, Validate, ValidatedJson, ValidatedQuery};
use super::page::{Page, Paging};
use super::products::edit::given;
use super::run_view::RunBrief;
use crate::auth::extract::{Manager, Viewer};

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_suppliers, create_supplier)).routes(routes!(
        get_supplier,
        update_supplier,
        delete_supplier
    ))
}

/// A supplier.
#[derive(Debug, Serialize, ToSchema)]
pub struct Supplier {
    /// Its id.
    pub id: i64,
    /// Short name in files, commands and addresses.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What its prices are in unless its files say (ISO 4217).
    pub currency: Option<String>,
    /// Whom to call.
    pub contact_name: Option<String>,
    /// Where to write.
    pub contact_email: Option<String>,
    /// Its website.
    pub website: Option<String>,
    /// Notes of ours.
    pub notes: Option<String>,
    /// Whether we still buy there.
    pub is_active: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
    /// How many articles it offers.
    pub offers: i64,
    /// Its last import.
    pub last_run: Option<RunBrief>,
}

/// Adds the last runs, which another database knows: one question for all.
async fn with_last_runs(state: &AppState, suppliers: Vec<supplier::Supplier>) -> Result<Vec<Supplier>> {
    let ids: Vec<i64> = suppliers.iter().map(|supplier| supplier.id).collect();
    let runs = run_list::last_of_suppliers(&state.dbs.imports, &ids).await?;
    let runs: HashMap<i64, RunBrief> = runs.iter().map(|run| (run.supplier_id, run.into())).collect();
    let seen = |supplier: supplier::Supplier| Supplier {
        last_run: runs.get(&supplier.id).cloned(),
        id: supplier.id,
        code: supplier.code,
        name: supplier.name,
        currency: supplier.currency,
        contact_name: supplier.contact_name,
        contact_email: supplier.contact_email,
        website: supplier.website,
        notes: supplier.notes,
        is_active: supplier.is_active,
        created_at: supplier.created_at,
        updated_at: supplier.updated_at,
        offers: supplier.offers,
    };
    Ok(suppliers.into_iter().map(seen).collect())
}

async fn with_last_run(state: &AppState, supplier: Option<supplier::Supplier>) -> Result<Supplier> {
    let supplier = supplier.ok_or_else(|| ApiError::not_found("supplier"))?;
    with_last_runs(state, vec![supplier]).await?.pop().ok_or_else(|| ApiError::not_found("supplier"))
}

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
enum Order {
    /// By name.
    #[default]
    #[serde(rename = "name")]
    Name,
    /// By name, backwards.
    #[serde(rename = "-name")]
    NameDescending,
    /// By code.
    #[serde(rename = "code")]
    Code,
    /// Most articles first.
    #[serde(rename = "-offers")]
    MostOffers,
    /// Last import first.
    #[serde(rename = "-last_run")]
    LastRun,
}

/// Which suppliers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SupplierQuery {
    /// Part of the code or the name.
    q: Option<String>,
    /// In which order; by name unless said otherwise.
    #[param(inline)]
    sort: Option<Order>,
}

impl Validate for SupplierQuery {
    fn validate(&self, errors: &mut Errors) {
        errors.optional_text("q", self.q.as_deref(), 200);
    }
}

/// Suppliers.
#[utoipa::path(get, path = "/suppliers", tag = "suppliers", security(("bearer" = ["viewer"])),
    params(SupplierQuery, Paging), responses((status = 200, body = Page<Supplier>)))]
async fn list_suppliers(
    State(state): State<AppState>,
    _: Viewer,
    ValidatedQuery(query): ValidatedQuery<SupplierQuery>,
    paging: Paging,
) -> Result<Json<Page<Supplier>>> {
    let order = query.sort.unwrap_or_default();
    let sort = match order {
        Order::Name | Order::LastRun => SupplierSort::Name,
        Order::NameDescending => SupplierSort::NameDescending,
        Order::Code => SupplierSort::Code,
        Order::MostOffers => SupplierSort::MostOffers,
    };
    let mut ids = supplier::ids(&state.dbs.catalog, query.q.as_deref(), sort).await?;
    if order == Order::LastRun {
        let runs = run_list::last_of_suppliers(&state.dbs.imports, &ids).await?;
        let last: HashMap<i64, i64> = runs.iter().map(|run| (run.supplier_id, run.id)).collect();
        ids.sort_by_key(|id| std::cmp::Reverse(last.get(id).copied()));
    }
    let total = ids.len() as i64;
    let page: Vec<i64> =
        ids.into_iter().skip(paging.offset() as usize).take(paging.limit() as usize).collect();
    let suppliers = supplier::by_ids(&state.dbs.catalog, &page).await?;
    Ok(Json(Page::new(with_last_runs(&state, suppliers).await?, &paging, total)))
}

/// A new supplier.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SupplierInput {
    /// Short name, up to 40 of `A-Z a-z 0-9 . _ -`.
    #[schema(example = "electro-nord")]
    code: String,
    /// Its name.
    #[schema(example = "Électro-Nord")]
    name: String,
    /// What its prices are in unless its files say (ISO 4217).
    #[schema(example = "EUR")]
    currency: Option<String>,
    /// Whom to call.
    contact_name: Option<String>,
    /// Where to write.
    contact_email: Option<String>,
    /// Its website.
    website: Option<String>,
    /// Notes of ours.
    notes: Option<String>,
    /// Whether we buy there; yes unless said otherwise.
    is_active: Option<bool>,
}

/// What changes of a supplier. What is left out stays as it is; null removes a value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SupplierPatch {
    /// Short name, up to 40 of `A-Z a-z 0-9 . _ -`.
    code: Option<String>,
    /// Its name.
    name: Option<String>,
    /// What its prices are in unless its files say (ISO 4217).
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    currency: Option<Option<String>>,
    /// Whom to call.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    contact_name: Option<Option<String>>,
    /// Where to write.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    contact_email: Option<Option<String>>,
    /// Its website.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    website: Option<Option<String>>,
    /// Notes of ours.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    notes: Option<Option<String>>,
    /// Whether we still buy there.
    is_active: Option<bool>,
}

fn check_code(errors: &mut Errors, code: &str) {
    if !supplier::is_code(code) {
        errors.add(
            "code",
            "must be 1 to 40 letters, digits, dots, dashes or underscores, a letter or digit first",
        );
    }
}

/// The fields that may be left out; empty ones count as removed.
struct Details<'a> {
    currency: Option<&'a str>,
    contact_name: Option<&'a str>,
    contact_email: Option<&'a str>,
    website: Option<&'a str>,
    notes: Option<&'a str>,
}

impl Details<'_> {
    fn validate(&self, errors: &mut Errors) {
        if let Some(code) = self.currency.filter(|code| !code.is_empty())
            && catalog::value::currency::code(code).is_none_or(|known| known != code)
        {
            errors.add("currency", "must be a currency's code such as EUR");
        }
        errors.optional_text("contact_name", self.contact_name, 200);
        if let Some(email) = self.contact_email.filter(|email| !email.is_empty()) {
            errors.email("contact_email", email);
        }
        if let Some(website) = self.website.filter(|website| !website.is_empty()) {
            let sound = url::Url::parse(website).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
            if !sound || website.len() > 500 {
                errors.add("website", "must be an address that begins with https:// or http://");
            }
        }
        errors.optional_text("notes", self.notes, 10_000);
    }
}

impl Validate for SupplierInput {
    fn validate(&self, errors: &mut Errors) {
        check_code(errors, &self.code);
        errors.text("name", &self.name, 200);
        Details {
            currency: self.currency.as_deref(),
            contact_name: self.contact_name.as_deref(),
            contact_email: self.contact_email.as_deref(),
            website: self.website.as_deref(),
            notes: self.notes.as_deref(),
        }
        .validate(errors);
    }
}

impl Validate for SupplierPatch {
    fn validate(&self, errors: &mut Errors) {
        if let Some(code) = &self.code {
            check_code(errors, code);
        }
        if let Some(name) = &self.name {
            errors.text("name", name, 200);
        }
        Details {
            currency: self.currency.as_ref().and_then(Option::as_deref),
            contact_name: self.contact_name.as_ref().and_then(Option::as_deref),
            contact_email: self.contact_email.as_ref().and_then(Option::as_deref),
            website: self.website.as_ref().and_then(Option::as_deref),
            notes: self.notes.as_ref().and_then(Option::as_deref),
        }
        .validate(errors);
    }
}

/// A text without blanks around it; none where nothing is left.
fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Make a supplier.
#[utoipa::path(post, path = "/suppliers", tag = "suppliers", request_body = SupplierInput, security(("bearer" = ["manager"])),
    params(super::idempotency::Key), responses((status = 201, body = Supplier)))]
async fn create_supplier(
    State(state): State<AppState>,
    _: Manager,
    ValidatedJson(input): ValidatedJson<SupplierInput>,
) -> Result<(StatusCode, Json<Supplier>)> {
    let new = NewSupplier {
        code: input.code,
        name: input.name.trim().to_owned(),
        currency: trimmed(input.currency),
        contact_name: trimmed(input.contact_name),
        contact_email: trimmed(input.contact_email),
        website: trimmed(input.website),
        notes: trimmed(input.notes),
        is_active: input.is_active.unwrap_or(true),
    };
    let made = supplier::create(&state.dbs.catalog, &new, state.clock.now()).await?;
    Ok((StatusCode::CREATED, Json(with_last_run(&state, Some(made)).await?)))
}

/// A supplier.
#[utoipa::path(get, path = "/suppliers/{id}", tag = "suppliers", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path)), responses((status = 200, body = Supplier)))]
async fn get_supplier(State(state): State<AppState>, _: Viewer, Id(id): Id) -> Result<Json<Supplier>> {
    let found = supplier::get(&state.dbs.catalog, id).await?;
    with_last_run(&state, found).await.map(Json)
}

/// Change a supplier.
#[utoipa::path(patch, path = "/suppliers/{id}", tag = "suppliers", request_body = SupplierPatch, security(("bearer" = ["manager"])),
    params(("id" = i64, Path)), responses((status = 200, body = Supplier)))]
async fn update_supplier(
    State(state): State<AppState>,
    _: Manager,
    Id(id): Id,
    ValidatedJson(patch): ValidatedJson<SupplierPatch>,
) -> Result<Json<Supplier>> {
    let change = SupplierChange {
        code: patch.code,
        name: patch.name.map(|name| name.trim().to_owned()),
        currency: patch.currency.map(trimmed),
        contact_name: patch.contact_name.map(trimmed),
        contact_email: patch.contact_email.map(trimmed),
        website: patch.website.map(trimmed),
        notes: patch.notes.map(trimmed),
        is_active: patch.is_active,
    };
    let changed = supplier::update(&state.dbs.catalog, id, &change, state.clock.now()).await?;
    with_last_run(&state, changed).await.map(Json)
}

/// Delete a supplier that offers nothing.
#[utoipa::path(delete, path = "/suppliers/{id}", tag = "suppliers", security(("bearer" = ["manager"])),
    params(("id" = i64, Path)), responses((status = 204)))]
async fn delete_supplier(State(state): State<AppState>, _: Manager, Id(id): Id) -> Result<StatusCode> {
    match supplier::delete(&state.dbs.catalog, id).await? {
        Deleted::Yes => Ok(StatusCode::NO_CONTENT),
        Deleted::HasOffers => Err(ApiError::new(
            Code::SupplierHasOffers,
            "The supplier still has offers. Undo its imports first, or set it inactive.",
        )),
        Deleted::NotFound => Err(ApiError::not_found("supplier")),
    }
}
