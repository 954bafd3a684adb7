//! Facets: what the products of a list have in common, to narrow it further.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::{Extension, Json};
use moka::future::Cache;
use serde::Serialize;
use store::catalog::facet::{self, FacetValue as Row};
use store::catalog::product::ProductFilter;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Result};
use super::input::ValidatedQuery;
use super::products::filter::ProductQuery;
use crate::auth::extract::Viewer;

type Counted = Cache<ProductFilter, Arc<facet::Facets>>;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    let counted: Counted = Cache::builder().max_capacity(1_000).time_to_live(Duration::from_secs(30)).build();
    OpenApiRouter::new().routes(routes!(get_facets)).layer(Extension(counted))
}

/// A value and how many products have it.
#[derive(Debug, Serialize, ToSchema)]
struct FacetValue {
    /// The brand's, category's or supplier's id.
    id: i64,
    /// Its name; a category's path.
    name: String,
    /// Products; an estimate where there are many.
    count: i64,
}

/// The most frequent values of a list of products. Each facet leaves its own filter out.
#[derive(Debug, Serialize, ToSchema)]
struct Facets {
    /// Brands, at most 20.
    brands: Vec<FacetValue>,
    /// Categories, at most 20; each without those below it.
    categories: Vec<FacetValue>,
    /// Suppliers, at most 20.
    suppliers: Vec<FacetValue>,
}

/// Brands, categories and suppliers of the products that pass a filter. May be half a minute old.
#[utoipa::path(get, path = "/facets", tag = "products", security(("bearer" = ["viewer"])),
    params(ProductQuery), responses((status = 200, body = Facets)))]
async fn get_facets(
    State(state): State<AppState>,
    Extension(counted): Extension<Counted>,
    _: Viewer,
    ValidatedQuery(query): ValidatedQuery<ProductQuery>,
) -> Result<Json<Facets>> {
    let filter = ProductFilter::from(query);
    let found = counted
        .try_get_with(filter.clone(), async {
            facet::facets(&state.dbs.catalog, &filter).await.map(Arc::new).map_err(ApiError::from)
        })
        .await
        .map_err(|error| ApiError::clone(&error))?;
    let seen = |rows: &[Row]| {
        let value = |row: &Row| FacetValue { id: row.id, name: row.name.clone(), count: row.count };
        rows.iter().map(value).collect()
    };
    Ok(Json(Facets {
        brands: seen(&found.brands),
        categories: seen(&found.categories),
        suppliers: seen(&found.suppliers),
    }))
}
