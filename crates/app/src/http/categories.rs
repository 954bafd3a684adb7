//! Categories: the tree that suppliers' files name.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::{Extension, Json};
use moka::future::Cache;
use serde::{Deserialize, Serialize};
use store::catalog::category::{self, CategoryFilter, CategoryRow};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::{ApiError, Result};
use super::input::{Errors, Validate, ValidatedQuery};
use super::page::{Page, Paging};
use crate::auth::extract::Viewer;

/// Pages that were counted lately, by what was asked for.
type Counted = Cache<(CategoryFilter, i64, i64), Arc<(Vec<CategoryRow>, i64)>>;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    // The few categories at the top hold the whole catalogue: to count them takes 0.3 s at 1,000,000 products.
    let counted: Counted = Cache::builder().max_capacity(500).time_to_live(Duration::from_secs(30)).build();
    OpenApiRouter::new().routes(routes!(list_categories)).layer(Extension(counted))
}

/// A category.
#[derive(Debug, Serialize, ToSchema)]
struct Category {
    /// Its id.
    id: i64,
    /// Names from the top down to it, joined by `/`.
    path: String,
    /// Its own name.
    name: String,
    /// What it is in; null at the top.
    parent_id: Option<i64>,
    /// Products in it and below it; may be half a minute old.
    products: i64,
}

impl From<&CategoryRow> for Category {
    fn from(row: &CategoryRow) -> Self {
        Self {
            id: row.id,
            path: row.path.clone(),
            name: row.name.clone(),
            parent_id: row.parent_id,
            products: row.products,
        }
    }
}

/// Which categories.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CategoryQuery {
    /// Part of the path.
    q: Option<String>,
    /// Directly in this one; 0 for those at the top.
    parent_id: Option<i64>,
}

impl Validate for CategoryQuery {
    fn validate(&self, errors: &mut Errors) {
        errors.optional_text("q", self.q.as_deref(), 200);
    }
}

/// Categories by path.
#[utoipa::path(get, path = "/categories", tag = "products", security(("bearer" = ["viewer"])),
    params(CategoryQuery, Paging), responses((status = 200, body = Page<Category>)))]
async fn list_categories(
    State(state): State<AppState>,
    Extension(counted): Extension<Counted>,
    _: Viewer,
    ValidatedQuery(query): ValidatedQuery<CategoryQuery>,
    paging: Paging,
) -> Result<Json<Page<Category>>> {
    let filter = CategoryFilter { q: query.q, parent_id: query.parent_id };
    let (limit, offset) = (paging.limit(), paging.offset());
    let found = counted
        .try_get_with((filter.clone(), limit, offset), async {
            category::list(&state.dbs.catalog, &filter, limit, offset)
                .await
                .map(Arc::new)
                .map_err(ApiError::from)
        })
        .await
        .map_err(|error| ApiError::clone(&error))?;
    Ok(Json(Page::new(found.0.iter().map(Category::from).collect(), &paging, found.1)))
}
