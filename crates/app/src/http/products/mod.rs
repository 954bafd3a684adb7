//! Products: the list, one product with everything known of it, both as they are and as they were; a person's edits.

pub mod as_of;
pub mod detail;
pub(super) mod edit;
pub mod filter;
mod history;
mod list;
pub mod provenance;
pub mod view;

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
        .routes(routes!(as_of::list_products_as_of))
        .routes(routes!(provenance::get_provenance))
        .routes(routes!(detail::get_product, edit::update_product))
        .routes(routes!(edit::unlock_product))
        .routes(routes!(detail::list_offers))
        .routes(routes!(history::get_product_history))
        .layer(Extension(Arc::new(Listing::default())))
}
