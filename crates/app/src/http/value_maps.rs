//! What suppliers call brands and categories, and what those are called here: the queue of new names, and decisions.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use catalog::value_map::Kind;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::catalog::supplier;
use store::catalog::value_map::decide::{self, DecideError, NewDecision, Wanted};
use store::catalog::value_map::{self, State as Decided, ValueFilter, ValueRow};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Result};
use super::input::{Errors, Id, Validate, ValidatedJson, ValidatedQuery};
use super::page::{Data, Meta, Paging};
use super::run_view::SupplierRef;
use crate::auth::extract::{UserRole, Viewer};

/// The most decisions in one request.
const MOST_ITEMS: usize = 1_000;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_value_maps, put_value_maps)).routes(routes!(delete_value_map))
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ValueKind {
    /// A brand.
    Brand,
    /// A category's path.
    Category,
}

impl From<ValueKind> for Kind {
    fn from(kind: ValueKind) -> Self {
        match kind {
            ValueKind::Brand => Self::Brand,
            ValueKind::Category => Self::Category,
        }
    }
}

/// What was decided about a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ValueState {
    /// Nothing yet: a file brought it for the first time.
    Unmapped,
    /// It is another name of a brand or category.
    Mapped,
    /// It is a brand or category of its own.
    Accepted,
    /// It says nothing: the field stays empty.
    Ignored,
}

impl From<ValueState> for Decided {
    fn from(state: ValueState) -> Self {
        match state {
            ValueState::Unmapped => Self::Unmapped,
            ValueState::Mapped => Self::Mapped,
            ValueState::Accepted => Self::Accepted,
            ValueState::Ignored => Self::Ignored,
        }
    }
}

/// A brand or category.
#[derive(Debug, Serialize, ToSchema)]
struct Target {
    /// Its id.
    id: i64,
    /// Its name or path.
    name: String,
}

/// A brand or category that a value is like.
#[derive(Debug, Serialize, ToSchema)]
struct Suggestion {
    /// Its id.
    id: i64,
    /// Its name or path.
    name: String,
    /// How alike, 0 to 1.
    score: f32,
}

/// A supplier's value and what was decided about it.
#[derive(Debug, Serialize, ToSchema)]
struct ValueMap {
    /// Its id.
    id: i64,
    /// What it is.
    kind: ValueKind,
    /// For whose files it was decided; null: for every supplier's.
    supplier: Option<SupplierRef>,
    /// As the file says it.
    value: String,
    /// What was decided.
    state: ValueState,
    /// The brand or category that it stands for.
    target: Option<Target>,
    /// Of a value without a decision, what it is most like.
    suggestion: Option<Suggestion>,
    /// Products that have it; once it is mapped or ignored, those that this changed.
    products: i64,
    /// The import that brought it.
    first_run_id: Option<i64>,
    /// When it came, or was decided.
    updated_at: DateTime<Utc>,
    /// Who decided.
    by: Option<String>,
}

impl From<ValueRow> for ValueMap {
    fn from(row: ValueRow) -> Self {
        let supplier = row.supplier_id.zip(row.supplier_code).zip(row.supplier_name);
        let suggestion = row.suggestion_id.zip(row.suggestion_name).zip(row.suggestion_score);
        Self {
            id: row.id,
            kind: if row.kind == "brand" { ValueKind::Brand } else { ValueKind::Category },
            supplier: supplier.map(|((id, code), name)| SupplierRef { id, code, name }),
            value: row.value,
            state: match row.state.as_str() {
                "mapped" => ValueState::Mapped,
                "accepted" => ValueState::Accepted,
                "ignored" => ValueState::Ignored,
                _ => ValueState::Unmapped,
            },
            target: row.target_id.zip(row.target_name).map(|(id, name)| Target { id, name }),
            suggestion: suggestion.map(|((id, name), score)| Suggestion { id, name, score }),
            products: row.products,
            first_run_id: row.first_run_id,
            updated_at: row.updated_at,
            by: row.by,
        }
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
enum Order {
    /// Those that most products have first.
    #[serde(rename = "-products")]
    Products,
    /// By the value.
    #[serde(rename = "value")]
    Value,
}

/// Which values.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ValueQuery {
    /// Only brands, or only categories.
    #[param(inline)]
    kind: Option<ValueKind>,
    /// Only in this state.
    #[param(inline)]
    state: Option<ValueState>,
    /// Decided for this supplier's files.
    supplier_id: Option<i64>,
    /// Part of the value.
    q: Option<String>,
    /// In which order; those that most products have first unless said otherwise.
    #[param(inline)]
    sort: Option<Order>,
}

impl Validate for ValueQuery {
    fn validate(&self, errors: &mut Errors) {
        errors.optional_text("q", self.q.as_deref(), 200);
    }
}

/// What a page of values says about the whole list.
#[derive(Debug, Serialize, ToSchema)]
struct ValueMeta {
    #[serde(flatten)]
    meta: Meta,
    /// How many there are in each state, whatever state is asked for.
    by_state: BTreeMap<String, i64>,
}

/// A page of values.
#[derive(Debug, Serialize, ToSchema)]
struct ValuePage {
    /// The values.
    data: Vec<ValueMap>,
    /// The whole list.
    meta: ValueMeta,
}

/// Suppliers' brands and categories and what was decided about them.
#[utoipa::path(get, path = "/value-maps", tag = "products", security(("bearer" = ["viewer"])),
    params(ValueQuery, Paging), responses((status = 200, body = ValuePage)))]
async fn list_value_maps(
    State(state): State<AppState>,
    _: Viewer,
    ValidatedQuery(query): ValidatedQuery<ValueQuery>,
    paging: Paging,
) -> Result<Json<ValuePage>> {
    let filter = ValueFilter {
        kind: query.kind.map(Kind::from),
        state: query.state.map(Decided::from),
        supplier_id: query.supplier_id,
        q: query.q,
        by_products: query.sort != Some(Order::Value),
    };
    let (rows, by_state) =
        value_map::list(&state.dbs.catalog, &filter, paging.limit(), paging.offset()).await?;
    let counted = by_state.iter().filter(|(state, _)| filter.state.is_none_or(|wanted| wanted == *state));
    let total = counted.map(|(_, count)| count).sum();
    let by_state = by_state.into_iter().map(|(state, count)| (state.as_str().to_owned(), count)).collect();
    Ok(Json(ValuePage {
        data: rows.into_iter().map(ValueMap::from).collect(),
        meta: ValueMeta { meta: Meta::new(&paging, total), by_state },
    }))
}

/// A decision. What it is about is told by kind, supplier and value.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecisionInput {
    /// The value's id, if it has one; kind, supplier and value have to be told all the same.
    #[serde(default)]
    #[expect(dead_code, reason = "clients may send a row back as they got it")]
    id: Option<i64>,
    /// What it is.
    kind: ValueKind,
    /// For whose files; null or left out: for every supplier's.
    #[serde(default)]
    supplier_id: Option<i64>,
    /// As the file says it.
    value: String,
    /// The brand or category that it stands for.
    #[serde(default)]
    target_id: Option<i64>,
    /// Its name or path; one that doesn't exist is made.
    #[serde(default)]
    target_name: Option<String>,
    /// What is decided.
    state: ValueState,
}

/// Decisions on values.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DecisionsInput {
    /// At most 1,000; all of them are written, or none.
    items: Vec<DecisionInput>,
}

impl Validate for DecisionsInput {
    fn validate(&self, errors: &mut Errors) {
        if self.items.is_empty() || self.items.len() > MOST_ITEMS {
            errors.add("items", format!("must be from 1 to {MOST_ITEMS}"));
        }
        for (index, item) in self.items.iter().enumerate().take(MOST_ITEMS) {
            let path = |field: &str| format!("items[{index}].{field}");
            errors.text(&path("value"), &item.value, 500);
            errors.optional_text(&path("target_name"), item.target_name.as_deref(), 500);
            let name = item.target_name.as_deref().filter(|name| !name.trim().is_empty());
            match (item.state, item.target_id, name) {
                (ValueState::Mapped, None, None) => {
                    errors.add(path("target_id"), "is missing: which brand or category it stands for");
                }
                (ValueState::Mapped, Some(_), Some(_)) => {
                    errors.add(path("target_name"), "must be left out where there is a target_id");
                }
                (ValueState::Mapped, ..) | (_, None, None) => {}
                _ => errors.add(path("target_id"), "must be left out unless the state is mapped"),
            }
        }
    }
}

impl From<DecisionInput> for NewDecision {
    fn from(input: DecisionInput) -> Self {
        let wanted = match (input.state, input.target_id) {
            (ValueState::Mapped, Some(id)) => Wanted::Target(id),
            (ValueState::Mapped, None) => Wanted::Name(input.target_name.unwrap_or_default()),
            (ValueState::Accepted, _) => Wanted::Accepted,
            (ValueState::Ignored, _) => Wanted::Ignored,
            (ValueState::Unmapped, _) => Wanted::Unmapped,
        };
        Self { kind: input.kind.into(), supplier_id: input.supplier_id, value: input.value, wanted }
    }
}

impl From<DecideError> for ApiError {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::NotFound => Self::not_found("value"),
            DecideError::NoTarget(index, kind) => {
                Self::invalid(format!("items[{index}].target_id"), format!("there is no such {kind}"))
            }
            DecideError::Empty(index) => {
                Self::invalid(format!("items[{index}].value"), "must hold a letter or a digit")
            }
            DecideError::Circle(index, name) => Self::invalid(
                format!("items[{index}].target_id"),
                format!("{name:?} is itself mapped to this value: decide that one first"),
            ),
            DecideError::Database(error) => error.into(),
        }
    }
}

/// Decide what values are. The products that have them are put right at once, as the change of the person who asks;
/// fields that somebody edited stay. Files that come later are read accordingly.
#[utoipa::path(put, path = "/value-maps", tag = "products", security(("bearer" = ["user"])),
    request_body = DecisionsInput, responses((status = 200, body = Data<ValueMap>)))]
async fn put_value_maps(
    State(state): State<AppState>,
    UserRole(principal): UserRole,
    ValidatedJson(input): ValidatedJson<DecisionsInput>,
) -> Result<Json<Data<ValueMap>>> {
    for (index, item) in input.items.iter().enumerate() {
        if let Some(id) = item.supplier_id
            && supplier::get(&state.dbs.catalog, id).await?.is_none()
        {
            return Err(ApiError::invalid(
                format!("items[{index}].supplier_id"),
                "there is no such supplier",
            ));
        }
    }
    let decisions: Vec<NewDecision> = input.items.into_iter().map(NewDecision::from).collect();
    let rows =
        decide::decide(&state.dbs.catalog, &decisions, &principal.user.email, state.clock.now()).await?;
    Ok(Json(Data { data: rows.into_iter().map(ValueMap::from).collect() }))
}

/// Forget a decision: the products that it changed have again what their file says.
#[utoipa::path(delete, path = "/value-maps/{id}", tag = "products", security(("bearer" = ["user"])),
    params(("id" = i64, Path)), responses((status = 204)))]
async fn delete_value_map(
    State(state): State<AppState>,
    UserRole(principal): UserRole,
    Id(id): Id,
) -> Result<StatusCode> {
    decide::forget(&state.dbs.catalog, id, &principal.user.email, state.clock.now()).await?;
    Ok(StatusCode::NO_CONTENT)
}
