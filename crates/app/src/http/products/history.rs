//! What became of a product.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Duration, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::catalog::history::{self, Event, EventKind};
use store::catalog::product;
use utoipa::{IntoParams, ToSchema};

use super::detail::files_of;
use crate::auth::extract::Viewer;
use crate::http::AppState;
use crate::http::error::{ApiError, Result};
use crate::http::input::{Errors, Id, Validate, ValidatedQuery};

/// So many changes are shown, the latest ones.
const CHANGES: i64 = 200;

/// How far back.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct HistoryQuery {
    /// Days of prices and stocks.
    #[param(default = 90, minimum = 1, maximum = 3650)]
    days: Option<i64>,
}

impl Validate for HistoryQuery {
    fn validate(&self, errors: &mut Errors) {
        if self.days.is_some_and(|days| !(1..=3650).contains(&days)) {
            errors.add("days", "must be a whole number from 1 to 3650");
        }
    }
}

/// From when on an offer had a cost.
#[derive(Debug, Serialize, ToSchema)]
struct PricePoint {
    /// The offer.
    offer_id: i64,
    /// Its supplier.
    supplier_code: String,
    /// From when on.
    at: DateTime<Utc>,
    /// What we paid from then on.
    #[schema(value_type = Option<String>, example = "12.5000")]
    cost: Option<Decimal>,
    /// In what.
    currency: Option<String>,
    /// The run that brought it; null where the period begins.
    run_id: Option<i64>,
}

/// From when on an offer had so many pieces in stock.
#[derive(Debug, Serialize, ToSchema)]
struct StockPoint {
    /// The offer.
    offer_id: i64,
    /// Its supplier.
    supplier_code: String,
    /// From when on.
    at: DateTime<Utc>,
    /// Pieces from then on.
    stock: Option<i32>,
    /// The run that brought it; null where the period begins.
    run_id: Option<i64>,
}

/// What happened: the product or an offer of it came, values changed, an offer went off sale, a run was taken back.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProductEventKind)]
enum Kind {
    Created,
    Updated,
    Discontinued,
    Undone,
}

/// A value before and after.
#[derive(Debug, Serialize, ToSchema)]
struct FieldChange {
    /// The field: `name`, `price`, `stock` …
    field: String,
    /// Before.
    before: Option<String>,
    /// After.
    after: Option<String>,
}

/// Something that happened to a product.
#[derive(Debug, Serialize, ToSchema)]
struct ProductEvent {
    /// When.
    at: DateTime<Utc>,
    /// The run; null where a person did it.
    run_id: Option<i64>,
    /// The person.
    by: Option<String>,
    /// The run's file.
    file_name: Option<String>,
    /// The record in it, from 1.
    record: Option<i64>,
    /// Whose offer it was about.
    supplier_code: Option<String>,
    /// What.
    kind: Kind,
    /// Before and after.
    fields: Vec<FieldChange>,
}

/// What became of a product.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProductHistory {
    /// What its offers cost, each series complete from the period's beginning.
    prices: Vec<PricePoint>,
    /// What its offers had in stock, each series complete from the period's beginning.
    stocks: Vec<StockPoint>,
    /// The latest things that happened to it, newest first.
    changes: Vec<ProductEvent>,
}

/// Prices and stocks over time, and what changed.
#[utoipa::path(get, path = "/products/{id}/history", tag = "products", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path), HistoryQuery), responses((status = 200, body = ProductHistory)))]
pub(super) async fn get_product_history(
    State(state): State<AppState>,
    _: Viewer,
    Id(id): Id,
    ValidatedQuery(query): ValidatedQuery<HistoryQuery>,
) -> Result<Json<ProductHistory>> {
    let db = &state.dbs.catalog;
    product::get(db, id).await?.ok_or_else(|| ApiError::not_found("product"))?;
    let since = state.clock.now() - Duration::days(query.days.unwrap_or(90));
    let prices = history::prices(db, id, since).await?;
    let stocks = history::stocks(db, id, since).await?;
    let events = history::events(db, id, CHANGES).await?;
    let files = files_of(&state, events.iter().filter_map(|event| event.run_id)).await?;
    let changes = events.into_iter().map(|event| {
        let file = event.run_id.and_then(|id| files.get(&id));
        seen(event, file.map(|file| file.name.clone()))
    });
    Ok(Json(ProductHistory {
        changes: changes.collect(),
        prices: prices
            .into_iter()
            .map(|point| PricePoint {
                offer_id: point.offer_id,
                supplier_code: point.supplier_code,
                at: point.at,
                cost: point.cost,
                currency: point.currency,
                run_id: point.run_id,
            })
            .collect(),
        stocks: stocks
            .into_iter()
            .map(|point| StockPoint {
                offer_id: point.offer_id,
                supplier_code: point.supplier_code,
                at: point.at,
                stock: point.stock,
                run_id: point.run_id,
            })
            .collect(),
    }))
}

fn seen(event: Event, file_name: Option<String>) -> ProductEvent {
    let text = |value: Option<&Value>| match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    let (before, after) = (&event.before.0, &event.after.0);
    let mut fields: Vec<&String> =
        before.keys().chain(after.keys().filter(|key| !before.contains_key(*key))).collect();
    fields.sort_unstable();
    ProductEvent {
        fields: fields
            .into_iter()
            .map(|field| FieldChange {
                field: field.clone(),
                before: text(before.get(field)),
                after: text(after.get(field)),
            })
            .collect(),
        at: event.at,
        run_id: event.run_id,
        by: event.by,
        file_name,
        record: event.record,
        supplier_code: event.supplier_code,
        kind: match event.kind {
            EventKind::Created => Kind::Created,
            EventKind::Updated => Kind::Updated,
            EventKind::Discontinued => Kind::Discontinued,
            EventKind::Undone => Kind::Undone,
        },
    }
}
