//! Products as they were: at a time, or when a run was in the catalogue.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::catalog::as_of::{self, Order, Query};
use store::catalog::{history, product};
use utoipa::{IntoParams, ToSchema};

use super::detail::catalogue_currency;
use super::view::ProductRow;
use crate::auth::extract::Viewer;
use crate::http::AppState;
use crate::http::error::{ApiError, Result};
use crate::http::input::{Errors, Validate, ValidatedQuery};
use crate::http::page::{Meta, Paging};

/// The moment that is shown.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct AsOf {
    /// When.
    pub at: DateTime<Utc>,
    /// Right after this import was applied, where it was asked for by that.
    pub run_id: Option<i64>,
}

/// Finds the moment that was asked for: a time, or when a run was in the catalogue. None where neither was.
pub async fn moment(
    state: &AppState,
    at: Option<DateTime<Utc>>,
    run_id: Option<i64>,
) -> Result<Option<AsOf>> {
    match (at, run_id) {
        (_, Some(run_id)) => {
            let at = as_of::moment_of_run(&state.dbs.catalog, run_id).await?.ok_or_else(|| {
                ApiError::invalid("run", "there is no such import, or it never reached the catalogue")
            })?;
            Ok(Some(AsOf { at, run_id: Some(run_id) }))
        }
        (Some(at), None) => Ok(Some(AsOf { at, run_id: None })),
        (None, None) => Ok(None),
    }
}

/// The moment of a product's page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct MomentQuery {
    /// As it was at this time.
    pub as_of: Option<DateTime<Utc>>,
    /// As it was right after this import was applied.
    pub as_of_run: Option<i64>,
}

impl Validate for MomentQuery {}

/// Which products, and when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AsOfQuery {
    /// At this time.
    at: Option<DateTime<Utc>>,
    /// Right after this import was applied.
    run: Option<i64>,
    /// Words of the name or number that they had, or a GTIN.
    q: Option<String>,
    /// With an offer of this supplier then.
    supplier_id: Option<i64>,
    /// `name`, `-name` or `id`.
    #[param(example = "name")]
    sort: Option<String>,
}

impl Validate for AsOfQuery {
    fn validate(&self, errors: &mut Errors) {
        if self.at.is_none() && self.run.is_none() {
            errors.add("at", "give a time, or an import as `run`");
        }
        if self.sort.as_deref().is_some_and(|sort| Order::parse(sort).is_none()) {
            errors.add("sort", format!("must be one of {}", Order::NAMES.join(", ")));
        }
    }
}

/// What a page of the past says about the whole list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AsOfMeta {
    #[serde(flatten)]
    meta: Meta,
    /// The moment that is shown.
    as_of: AsOf,
}

/// A page of products as they were.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AsOfPage {
    /// The products.
    data: Vec<ProductRow>,
    /// The whole list.
    meta: AsOfMeta,
}

/// The list as it was at a time, or after an import: products that were there, with what they and their offers said then.
#[utoipa::path(get, path = "/products/as-of", tag = "products", security(("bearer" = ["viewer"])),
    params(AsOfQuery, Paging), responses((status = 200, body = AsOfPage)))]
pub(super) async fn list_products_as_of(
    State(state): State<AppState>,
    _: Viewer,
    ValidatedQuery(query): ValidatedQuery<AsOfQuery>,
    paging: Paging,
) -> Result<Json<AsOfPage>> {
    let as_of = moment(&state, query.at, query.run)
        .await?
        .ok_or_else(|| ApiError::invalid("at", "give a time, or an import as `run`"))?;
    let wanted = Query {
        q: query.q,
        supplier_id: query.supplier_id,
        order: query.sort.as_deref().and_then(Order::parse).unwrap_or_default(),
        limit: paging.limit(),
        offset: paging.offset(),
    };
    let currency = catalogue_currency(&state).await?;
    let (rows, total) = as_of::list(&state.dbs.catalog, as_of.at, &wanted, &currency).await?;
    let meta = AsOfMeta { meta: Meta::new(&paging, total), as_of };
    Ok(Json(AsOfPage { data: rows.into_iter().map(ProductRow::from).collect(), meta }))
}

/// A product with its offers as they were, and where the values came from by then.
pub(super) async fn then(
    state: &AppState,
    id: i64,
    as_of: AsOf,
    currency: &str,
) -> Result<(product::Product, Vec<store::catalog::offer::Offer>, Origins)> {
    let db = &state.dbs.catalog;
    let then =
        as_of::product(db, id, as_of.at, currency).await?.ok_or_else(|| ApiError::not_found("product"))?;
    let origins = history::origins(db, &then.product, Some(as_of.at)).await?;
    Ok((then.product, then.offers, origins))
}

type Origins = std::collections::BTreeMap<String, history::Origin>;
