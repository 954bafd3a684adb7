//! Brands.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use store::catalog::brand::{self, BrandRow};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::Result;
use super::input::{Errors, Validate, ValidatedQuery};
use super::page::{Page, Paging};
use crate::auth::extract::Viewer;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_brands))
}

/// A brand.
#[derive(Debug, Serialize, ToSchema)]
struct Brand {
    /// Its id.
    id: i64,
    /// Its name as it was first written.
    name: String,
    /// Its products.
    products: i64,
}

impl From<BrandRow> for Brand {
    fn from(row: BrandRow) -> Self {
        Self { id: row.id, name: row.name, products: row.products }
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
enum Order {
    /// By name.
    #[serde(rename = "name")]
    Name,
    /// By name, backwards.
    #[serde(rename = "-name")]
    NameDescending,
}

/// Which brands.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct BrandQuery {
    /// Part of the name.
    q: Option<String>,
    /// In which order; by name unless said otherwise.
    #[param(inline)]
    sort: Option<Order>,
}

impl Validate for BrandQuery {
    fn validate(&self, errors: &mut Errors) {
        errors.optional_text("q", self.q.as_deref(), 200);
    }
}

/// Brands.
#[utoipa::path(get, path = "/brands", tag = "products", security(("bearer" = ["viewer"])),
    params(BrandQuery, Paging), responses((status = 200, body = Page<Brand>)))]
async fn list_brands(
    State(state): State<AppState>,
    _: Viewer,
    ValidatedQuery(query): ValidatedQuery<BrandQuery>,
    paging: Paging,
) -> Result<Json<Page<Brand>>> {
    let descending = query.sort == Some(Order::NameDescending);
    let (brands, total) =
        brand::list(&state.dbs.catalog, query.q.as_deref(), descending, paging.limit(), paging.offset())
            .await?;
    Ok(Json(Page::new(brands.into_iter().map(Brand::from).collect(), &paging, total)))
}
