//! The first page: what needs somebody, what changed, how large the catalogue is.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use store::catalog::figures::{self, Figures};
use store::catalog::{applied, change};
use store::imports::run_list::{self, RunFilter};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::AppState;
use super::error::Result;
use super::imports::{ImportDay, last_days};
use super::run_view::Run;
use crate::auth::extract::Viewer;

/// Failed imports are shown for so many days.
const FAILED_DAYS: i64 = 7;
/// Imports and suppliers that are listed at most.
const LISTED: i64 = 8;

/// The routes.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(get_dashboard))
}

/// What changed in the last day.
#[derive(Debug, Serialize, ToSchema)]
struct ChangesOfADay {
    /// New articles.
    created: i64,
    /// Articles with a changed value.
    updated: i64,
    /// Articles that became dearer.
    price_up: i64,
    /// Articles that became cheaper.
    price_down: i64,
    /// Articles that ran out of stock.
    stock_out: i64,
}

/// A price that moved much.
#[derive(Debug, Serialize, ToSchema)]
struct PriceMove {
    /// The product.
    product_id: i64,
    /// Its name.
    name: String,
    /// The supplier.
    supplier_code: Option<String>,
    /// The field: `price`.
    field: String,
    /// Before.
    before: Option<String>,
    /// After.
    after: Option<String>,
    /// Change in percent.
    percent: f64,
}

/// How fresh a supplier's data are.
#[derive(Debug, Serialize, ToSchema)]
struct Freshness {
    /// The supplier.
    id: i64,
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// When its last import came.
    last_run_at: Option<DateTime<Utc>>,
    /// Its offers.
    offers: i64,
}

/// The first page.
#[derive(Debug, Serialize, ToSchema)]
struct Dashboard {
    /// Products in the catalogue.
    products: i64,
    /// Offers in the catalogue.
    offers: i64,
    /// Suppliers.
    suppliers: i64,
    /// Brands.
    brands: i64,
    /// Products with a GTIN.
    products_with_ean: i64,
    /// Products that a supplier has in stock.
    products_in_stock: i64,
    /// Imports that wait for a person, and recent failures.
    needs_me: Vec<Run>,
    /// Imports at work.
    active: Vec<Run>,
    /// The last imports.
    last_runs: Vec<Run>,
    /// What changed in the last 24 hours.
    changes_24h: ChangesOfADay,
    /// The biggest price moves of the last 24 hours.
    biggest_moves: Vec<PriceMove>,
    /// Imports per day by outcome, 30 days.
    runs_per_day: Vec<ImportDay>,
    /// Suppliers, those silent for longest first.
    suppliers_freshness: Vec<Freshness>,
}

/// The first page.
#[utoipa::path(get, path = "/dashboard", tag = "dashboard", security(("bearer" = ["viewer"])),
    responses((status = 200, body = Dashboard)))]
async fn get_dashboard(State(state): State<AppState>, _: Viewer) -> Result<Json<Dashboard>> {
    let (catalog, imports) = (&state.dbs.catalog, &state.dbs.imports);
    let now = state.clock.now();
    let yesterday = now - TimeDelta::days(1);
    let listed = RunFilter::default();
    let (figures, since, moves, last, needs_me, active, runs_per_day, freshness) = tokio::try_join!(
        async { Ok(figures::get(catalog, now).await?) },
        async { Ok(applied::since(catalog, yesterday).await?) },
        async { Ok(change::biggest_moves(catalog, yesterday, LISTED).await?) },
        async { Ok(run_list::list(imports, &listed, LISTED, 0).await?) },
        async { Ok(run_list::needing_attention(imports, now - TimeDelta::days(FAILED_DAYS), 50).await?) },
        async { Ok(run_list::current(imports, None).await?) },
        last_days(&state, 30),
        freshness(&state),
    )?;
    let Figures { products, offers, suppliers, brands, products_with_ean, products_in_stock } = figures;
    let views = |runs: Vec<store::imports::run::Run>| runs.into_iter().map(Run::from).collect::<Vec<_>>();
    Ok(Json(Dashboard {
        products,
        offers,
        suppliers,
        brands,
        products_with_ean,
        products_in_stock,
        needs_me: views(needs_me),
        active: views(active),
        last_runs: views(last.0),
        changes_24h: ChangesOfADay {
            created: since.created,
            updated: since.updated,
            price_up: since.price_up,
            price_down: since.price_down,
            stock_out: since.stock_out,
        },
        biggest_moves: moves.into_iter().map(price_move).collect(),
        runs_per_day,
        suppliers_freshness: freshness,
    }))
}

fn price_move(moved: change::Move) -> PriceMove {
    PriceMove {
        product_id: moved.product_id,
        name: moved.name,
        supplier_code: moved.supplier_code,
        field: "price".to_owned(),
        before: moved.before,
        after: moved.after,
        percent: f64::from(moved.price_move) * 100.0,
    }
}

async fn freshness(state: &AppState) -> Result<Vec<Freshness>> {
    let suppliers = figures::active_suppliers(&state.dbs.catalog).await?;
    let ids: Vec<i64> = suppliers.iter().map(|supplier| supplier.id).collect();
    let runs = run_list::last_of_suppliers(&state.dbs.imports, &ids).await?;
    let mut freshness: Vec<Freshness> = suppliers
        .into_iter()
        .map(|supplier| Freshness {
            last_run_at: runs.iter().find(|run| run.supplier_id == supplier.id).map(|run| run.created_at),
            id: supplier.id,
            code: supplier.code,
            name: supplier.name,
            offers: supplier.offers,
        })
        .collect();
    freshness.sort_by_key(|supplier| supplier.last_run_at);
    freshness.truncate(LISTED as usize * 3);
    Ok(freshness)
}
