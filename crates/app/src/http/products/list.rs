//! The product list.

use std::sync::Arc;

use axum::extract::State;
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use store::catalog::product::{Cursor, ListQuery, Listing, Position, Sort};
use utoipa::{IntoParams, ToSchema};

use super::filter::ProductQuery;
use super::view::ProductRow;
use crate::auth::extract::Viewer;
use crate::http::AppState;
use crate::http::error::{ApiError, Code, Result};
use crate::http::input::{Errors, Validate, ValidatedQuery};
use crate::http::page::{Meta, Paging};

/// In which order.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SortQuery {
    /// `name`, `best_cost`, `stock` or `updated_at`; with `-` in front the largest first. What isn't known comes last
    /// either way. Left out: by name, the product whose SKU was searched for in front.
    #[param(example = "-updated_at")]
    sort: Option<String>,
}

impl Validate for SortQuery {
    fn validate(&self, errors: &mut Errors) {
        if self.sort.as_deref().is_some_and(|sort| Sort::parse(sort).is_none()) {
            errors.add("sort", format!("must be one of {}", Sort::NAMES.join(", ")));
        }
    }
}

/// What a page of products says about the whole list.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductsMeta {
    #[serde(flatten)]
    meta: Meta,
    /// Nothing has the words that were searched for: these are products spelled like them.
    similar: bool,
}

/// A page of products.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductsPage {
    /// The products.
    data: Vec<ProductRow>,
    /// The whole list.
    meta: ProductsMeta,
}

/// Products by filter and search. Totals beyond 10,000 may be estimates (`meta.total_exact`); deep pages cost what the
/// first one does with `cursor`.
#[utoipa::path(get, path = "/products", tag = "products", security(("bearer" = ["viewer"])),
    params(ProductQuery, SortQuery, Paging), responses((status = 200, body = ProductsPage)))]
pub(super) async fn list_products(
    State(state): State<AppState>,
    Extension(listing): Extension<Arc<Listing>>,
    _: Viewer,
    ValidatedQuery(filter): ValidatedQuery<ProductQuery>,
    ValidatedQuery(sort): ValidatedQuery<SortQuery>,
    paging: Paging,
) -> Result<Json<ProductsPage>> {
    let sort = sort.sort.as_deref().and_then(Sort::parse);
    let position = match &paging.cursor {
        Some(cursor) => Position::After(
            Cursor::decode(cursor, sort.unwrap_or_default())
                .map_err(|error| ApiError::new(Code::BadRequest, format!("{error}.")))?,
        ),
        None => Position::Page(i64::from(paging.page)),
    };
    let query = ListQuery { filter: filter.into(), sort, position, per_page: paging.limit() };
    let page = listing.page(&state.dbs.catalog, &query).await?;
    let mut meta = Meta::new(&paging, page.total).cursor(page.next.as_ref().map(Cursor::encode));
    if !page.total_exact {
        meta = meta.estimated();
    }
    let data = page.rows.into_iter().map(ProductRow::from).collect();
    Ok(Json(ProductsPage { data, meta: ProductsMeta { meta, similar: page.similar } }))
}
