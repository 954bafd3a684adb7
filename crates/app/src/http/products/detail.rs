//! One product with everything known of it, and its offers.

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::extract::State;
use store::catalog::{history, offer, product};
use store::imports::run_list;

use super::as_of::{self, AsOf, MomentQuery};
use super::view::{self, FieldLock, Offer, Origin, Product};
use crate::auth::extract::Viewer;
use crate::http::AppState;
use crate::http::error::{ApiError, Result};
use crate::http::input::{Id, ValidatedQuery};
use crate::http::page::Data;
use crate::http::settings::Settings;

/// A product with its offers and where each of its values comes from; with `as_of` or `as_of_run` as it was then.
#[utoipa::path(get, path = "/products/{id}", tag = "products", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path), MomentQuery), responses((status = 200, body = Product)))]
pub(super) async fn get_product(
    State(state): State<AppState>,
    _: Viewer,
    Id(id): Id,
    ValidatedQuery(query): ValidatedQuery<MomentQuery>,
) -> Result<Json<Product>> {
    match as_of::moment(&state, query.as_of, query.as_of_run).await? {
        Some(moment) => product_as_of(&state, id, moment).await.map(Json),
        None => whole_product(&state, id).await.map(Json),
    }
}

/// A product's offers: those for sale first, then by cost.
#[utoipa::path(get, path = "/products/{id}/offers", tag = "products", security(("bearer" = ["viewer"])),
    params(("id" = i64, Path)), responses((status = 200, body = Data<Offer>)))]
pub(super) async fn list_offers(
    State(state): State<AppState>,
    _: Viewer,
    Id(id): Id,
) -> Result<Json<Data<Offer>>> {
    let product =
        product::get(&state.dbs.catalog, id).await?.ok_or_else(|| ApiError::not_found("product"))?;
    let offers = offer::of_product(&state.dbs.catalog, id).await?;
    let currency = catalogue_currency(&state).await?;
    Ok(Json(Data { data: view::offers(&product, offers, &currency) }))
}

/// A product as `GET /products/{id}` answers.
pub async fn whole_product(state: &AppState, id: i64) -> Result<Product> {
    let db = &state.dbs.catalog;
    let product = product::get(db, id).await?.ok_or_else(|| ApiError::not_found("product"))?;
    let offers = offer::of_product(db, id).await?;
    let currency = catalogue_currency(state).await?;
    let origins = history::origins(db, &product, None).await?;
    seen(state, product, offers, origins, &currency, None).await
}

/// The same as it was at a moment.
pub async fn product_as_of(state: &AppState, id: i64, moment: AsOf) -> Result<Product> {
    let currency = catalogue_currency(state).await?;
    let (product, offers, origins) = as_of::then(state, id, moment, &currency).await?;
    seen(state, product, offers, origins, &currency, Some(moment)).await
}

async fn seen(
    state: &AppState,
    product: product::Product,
    offers: Vec<offer::Offer>,
    mut origins: BTreeMap<String, history::Origin>,
    currency: &str,
    as_of: Option<AsOf>,
) -> Result<Product> {
    if let Some(best) = product.best_offer_id.and_then(|id| offers.iter().find(|offer| offer.id == id)) {
        for (field, has) in [
            ("price", best.cost.is_some()),
            ("retail_price", best.retail_price.is_some()),
            ("stock", best.stock.is_some()),
        ] {
            if has {
                let origin = history::Origin {
                    run_id: Some(best.run_id),
                    record: Some(best.record),
                    by: None,
                    at: Some(best.updated_at),
                };
                origins.insert(field.to_owned(), origin);
            }
        }
    }
    Ok(Product {
        origins: named(state, origins).await?,
        offers: view::offers(&product, offers, currency),
        locks: product
            .locks()
            .into_iter()
            .map(|lock| FieldLock { field: lock.field, by: lock.by, at: lock.at })
            .collect(),
        as_of,
        description: product.description,
        mpn: product.mpn,
        weight_kg: product.weight_kg,
        images: product.images,
        locked_fields: product.locked_fields,
        created_at: product.created_at,
        summary: product.row.into(),
    })
}

/// Adds the files' names, which another database knows: one question for all.
async fn named(
    state: &AppState,
    origins: BTreeMap<String, history::Origin>,
) -> Result<BTreeMap<String, Origin>> {
    let files = files_of(state, origins.values().filter_map(|origin| origin.run_id)).await?;
    let named = |(field, origin): (String, history::Origin)| {
        let file = origin.run_id.and_then(|id| files.get(&id));
        let origin = Origin {
            run_id: origin.run_id,
            file_name: file.map(|file| file.name.clone()),
            record: origin.record,
            supplier: file.map(|file| file.supplier_code.clone()),
            by: origin.by,
            at: origin.at,
        };
        (field, origin)
    };
    Ok(origins.into_iter().map(named).collect())
}

/// The file of a run.
pub(super) struct RunFile {
    pub name: String,
    pub supplier_code: String,
}

/// The files of runs, by their ids.
pub(super) async fn files_of(
    state: &AppState,
    runs: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, RunFile>> {
    let mut ids: Vec<i64> = runs.collect();
    ids.sort_unstable();
    ids.dedup();
    let runs = run_list::by_ids(&state.dbs.imports, &ids).await?;
    let file = |run: store::imports::run::Run| {
        (run.id, RunFile { name: run.file_name, supplier_code: run.supplier_code })
    };
    Ok(runs.into_iter().map(file).collect())
}

/// The currency in which offers are compared.
pub(super) async fn catalogue_currency(state: &AppState) -> Result<String> {
    Ok(Settings::load(&state.dbs.core).await?.catalogue_currency)
}
