//! One search over everything: the command palette.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use store::catalog::product::{ListQuery, Listing, Position, ProductFilter};
use store::catalog::search;
use store::imports::run_list::{self, RunFilter};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::Result;
use super::input::{Errors, Validate, ValidatedQuery};
use super::run_view::{RunStatus, SupplierRef};
use crate::auth::extract::Viewer;

/// So many of each kind are shown.
const SHOWN: i64 = 5;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(search_everything)).layer(Extension(Arc::new(Listing::default())))
}

/// What to search for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// A number, a name, a part of one.
    q: Option<String>,
}

impl Validate for SearchQuery {
    fn validate(&self, errors: &mut Errors) {
        errors.optional_text("q", self.q.as_deref(), 200);
    }
}

/// A product that was found.
#[derive(Debug, Serialize, ToSchema)]
struct FoundProduct {
    /// Its id.
    id: i64,
    /// Its name.
    name: String,
    /// Its GTIN in the usual spelling.
    ean: Option<String>,
    /// Our number.
    sku: String,
    /// Address of its first picture.
    image: Option<String>,
}

/// An import that was found.
#[derive(Debug, Serialize, ToSchema)]
struct FoundImport {
    /// Its id.
    id: i64,
    /// The file's name.
    file_name: String,
    /// Where it stands.
    status: RunStatus,
}

/// What was found, at most five of each kind.
#[derive(Debug, Default, Serialize, ToSchema)]
struct Found {
    /// Products, as the list of products would find them.
    products: Vec<FoundProduct>,
    /// Suppliers by code or name.
    suppliers: Vec<SupplierRef>,
    /// Imports by file name, newest first.
    imports: Vec<FoundImport>,
}

/// Search products, suppliers and imports at once.
#[utoipa::path(get, path = "/search", tag = "products", security(("bearer" = ["viewer"])),
    params(SearchQuery), responses((status = 200, body = Found)))]
async fn search_everything(
    State(state): State<AppState>,
    Extension(listing): Extension<Arc<Listing>>,
    _: Viewer,
    ValidatedQuery(query): ValidatedQuery<SearchQuery>,
) -> Result<Json<Found>> {
    let Some(q) = query.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()) else {
        return Ok(Json(Found::default()));
    };
    let products = ListQuery {
        filter: ProductFilter { q: Some(q.clone()), ..ProductFilter::default() },
        sort: None,
        position: Position::Page(1),
        per_page: SHOWN,
    };
    let files = RunFilter { file_name: Some(q.clone()), ..RunFilter::default() };
    let (products, suppliers, runs) = tokio::try_join!(
        listing.page(&state.dbs.catalog, &products),
        search::suppliers(&state.dbs.catalog, &q, SHOWN),
        run_list::list(&state.dbs.imports, &files, SHOWN, 0),
    )?;
    let product = |row: store::catalog::product::ProductRow| FoundProduct {
        ean: row.ean(),
        id: row.id,
        name: row.name,
        sku: row.sku,
        image: row.image,
    };
    Ok(Json(Found {
        products: products.rows.into_iter().map(product).collect(),
        suppliers: suppliers
            .into_iter()
            .map(|row| SupplierRef { id: row.id, code: row.code, name: row.name })
            .collect(),
        imports: runs
            .0
            .into_iter()
            .map(|run| FoundImport { id: run.id, status: run.status().into(), file_name: run.file_name })
            .collect(),
    }))
}
