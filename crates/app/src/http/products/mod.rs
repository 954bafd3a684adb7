//! Products: the list, one product with everything known of it, a person's edits.

mod detail;
pub(super) mod edit;
pub mod filter;
mod history;
mod list;
mod view;

use std::sync::Arc;

use axum::Extension;
use store::catalog::product::Listing;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list::list_products))
        .routes(routes!(detail::get_product, edit::update_product))
        .routes(routes!(edit::unlock_product))
        .routes(routes!(detail::list_offers))
        .routes(routes!(history::get_product_history))
        .layer(Extension(Arc::new(Listing::default())))
}
