//! The catalogue as it was: products and their offers at a moment of the past.
//!
//! Nothing is kept for it. What there is now, or was when an undo took it out, is folded back: of each value the
//! `before` of the earliest change after the moment. What offers add up to (the best of them, the stock) is added up
//! from the offers as they were, by the rule that applying has (`apply::SUMMARISE`).

mod fold;
mod list;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use sqlx::FromRow;
use sqlx::types::Json;

pub use list::{Order, Query, list};

use super::offer::Offer;
use super::product::{Product, ProductRow};
use super::search::fold as folded;
use crate::databases::CatalogDb;
use fold::{Folded, Totals};

/// A product as it was, with its offers.
#[derive(Clone, Debug)]
pub struct Then {
    /// The product.
    pub product: Product,
    /// Its offers: those for sale first, then by cost.
    pub offers: Vec<Offer>,
}

/// When a run's effect was in the catalogue; None for a run that never was.
pub async fn moment_of_run(db: &CatalogDb, run_id: i64) -> sqlx::Result<Option<DateTime<Utc>>> {
    sqlx::query_scalar("select applied_at from applied_runs where run_id = $1 and not cancelled")
        .bind(run_id)
        .fetch_optional(db.pool())
        .await
}

/// A product as it was; None where it wasn't there.
pub async fn product(
    db: &CatalogDb,
    id: i64,
    at: DateTime<Utc>,
    currency: &str,
) -> sqlx::Result<Option<Then>> {
    Ok(products(db, &[id], at, currency).await?.pop())
}

/// A row of the product as it is, or was when it went.
#[derive(FromRow)]
struct Base {
    #[sqlx(flatten)]
    row: ProductRow,
    description: Option<String>,
    mpn: Option<String>,
    weight_kg: Option<Decimal>,
    images: Vec<String>,
    locked_fields: Vec<String>,
    created_run: Option<i64>,
    created_record: Option<i64>,
    field_sources: Json<Value>,
    created_at: DateTime<Utc>,
}

#[derive(FromRow)]
struct OfferBase {
    #[sqlx(flatten)]
    offer: Offer,
    product_id: i64,
}

/// A change after the moment.
#[derive(FromRow)]
pub(super) struct Later {
    product_id: i64,
    offer_id: Option<i64>,
    kind: i16,
    run_id: Option<i64>,
    record: Option<i64>,
    prior_run: Option<i64>,
    prior_record: Option<i64>,
    before: Json<Map<String, Value>>,
    exact: Option<Json<Value>>,
}

/// The last things before the moment.
#[derive(FromRow)]
struct Earlier {
    product_id: i64,
    offer_id: Option<i64>,
    at: DateTime<Utc>,
    status: Option<String>,
}

/// It wasn't there: an undo had taken it out and no revert had brought it in again.
fn gone(table: &str, id: &str) -> String {
    format!(
        "exists (select 1 from removed_{table} x join undos u on u.id = x.undo_id
                 where x.id = {id} and u.at <= $2 and (x.restored_at is null or x.restored_at > $2))"
    )
}

/// Products as they were, in the order of the ids; those that weren't there are left out.
pub(super) async fn products(
    db: &CatalogDb,
    ids: &[i64],
    at: DateTime<Utc>,
    currency: &str,
) -> sqlx::Result<Vec<Then>> {
    let mut offers: HashMap<i64, Vec<Offer>> = HashMap::new();
    let later = later(db, ids, at).await?;
    let earlier = earlier(db, ids, at).await?;
    let mut folds = Folded::new(&later);
    for OfferBase { offer, product_id } in offer_bases(db, ids, at).await? {
        let mut offer = folds.offer(offer);
        let changed =
            earlier.iter().filter(|change| change.offer_id == Some(offer.id)).map(|change| change.at);
        offer.updated_at = changed.max().unwrap_or(offer.created_at);
        offers.entry(product_id).or_default().push(offer);
    }
    let mut then = Vec::new();
    for base in bases(db, ids, at).await? {
        let id = base.row.id;
        let mut offers = offers.remove(&id).unwrap_or_default();
        offers.sort_by_key(|offer| (!offer.is_active, offer.cost.is_none(), offer.cost, offer.id));
        let totals = Totals::of(&offers, currency);
        let mut product = folds.product(base);
        let decided = earlier
            .iter()
            .filter(|change| change.product_id == id && change.offer_id.is_none())
            .find_map(|change| change.status.as_deref());
        fold::settle(&mut product, &totals, decided);
        let moments = earlier.iter().filter(|change| change.product_id == id).map(|change| change.at);
        product.row.updated_at =
            moments.chain(offers.iter().map(|offer| offer.created_at)).max().unwrap_or(product.created_at);
        product.locked_fields = product
            .locks()
            .into_iter()
            .filter(|lock| lock.at.is_none_or(|locked| locked <= at))
            .map(|lock| lock.field)
            .collect();
        then.push(Then { product, offers });
    }
    name_brands(db, &mut then).await?;
    let place: HashMap<i64, usize> = ids.iter().enumerate().map(|(place, id)| (*id, place)).collect();
    then.sort_by_key(|then| place.get(&then.product.row.id).copied());
    Ok(then)
}

/// Columns of a [`Base`], of `p` with its brand `b` and category `c`.
const COLUMNS: &str =
    "p.id, p.sku, p.name, p.gtin, p.brand_id, b.name as brand, p.category_id, c.path as category,
    p.images[1] as image, p.status, p.offers, p.best_cost, p.best_currency::text, p.best_supplier_id,
    null::text as best_supplier_code, null::text as best_supplier_name, p.stock, p.retail_price, p.updated_at,
    p.description, p.mpn, p.weight_kg, coalesce(p.images, '{}') as images,
    coalesce(p.locked_fields, '{}') as locked_fields, p.created_run, p.created_record,
    coalesce(p.field_sources, '{}') as field_sources, p.created_at";

/// Brands and categories, those too that undos took out.
const NAMES: &str = "left join lateral (select id, name from brands where id = p.brand_id
      union all select id, name from removed_brands where id = p.brand_id limit 1) b on true
    left join lateral (select id, path from categories where id = p.category_id
      union all select id, path from removed_categories where id = p.category_id limit 1) c on true";

async fn bases(db: &CatalogDb, ids: &[i64], at: DateTime<Utc>) -> sqlx::Result<Vec<Base>> {
    sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "select {COLUMNS} from products p {NAMES} where p.id = any($1) and p.created_at <= $2 and not {gone}
         union all
         select {COLUMNS} from (select distinct on (r.id) r.* from removed_products r
                                where r.id = any($1) and not exists (select 1 from products n where n.id = r.id)
                                order by r.id, r.undo_id desc) p {NAMES}
         where p.created_at <= $2 and not {gone}",
        gone = gone("products", "p.id"),
    )))
    .bind(ids)
    .bind(at)
    .fetch_all(db.pool())
    .await
}

async fn offer_bases(db: &CatalogDb, ids: &[i64], at: DateTime<Utc>) -> sqlx::Result<Vec<OfferBase>> {
    let columns =
        "o.id, o.supplier_id, coalesce(s.code, '?') as supplier_code, coalesce(s.name, '?') as supplier_name,
        o.supplier_sku, o.cost, o.currency::text, o.retail_price, o.stock, o.moq, o.pack, o.lead_time_days,
        o.status = 1 as is_active, o.run_id, o.record, o.created_at, o.updated_at, o.product_id";
    sqlx::query_as(sqlx::AssertSqlSafe(format!(
        "select {columns} from offers o left join suppliers s on s.id = o.supplier_id
         where o.product_id = any($1) and o.created_at <= $2 and not {gone}
         union all
         select {columns} from (select distinct on (r.id) r.* from removed_offers r
                                where r.product_id = any($1) and not exists (select 1 from offers n where n.id = r.id)
                                order by r.id, r.undo_id desc) o left join suppliers s on s.id = o.supplier_id
         where o.created_at <= $2 and not {gone}",
        gone = gone("offers", "o.id"),
    )))
    .bind(ids)
    .bind(at)
    .fetch_all(db.pool())
    .await
}

async fn later(db: &CatalogDb, ids: &[i64], at: DateTime<Utc>) -> sqlx::Result<Vec<Later>> {
    sqlx::query_as(
        "select product_id, offer_id, kind, run_id, record, prior_run, prior_record, before, exact from changes
         where product_id = any($1) and at > $2 order by id",
    )
    .bind(ids)
    .bind(at)
    .fetch_all(db.pool())
    .await
}

/// Of each product and offer the last change before the moment, and a person's last word on the product's status.
async fn earlier(db: &CatalogDb, ids: &[i64], at: DateTime<Utc>) -> sqlx::Result<Vec<Earlier>> {
    sqlx::query_as(
        "select product_id, offer_id, max(at) as at,
           (array_agg(after ->> 'status' order by id desc)
              filter (where after ? 'status' and offer_id is null and run_id is null))[1] as status
         from changes where product_id = any($1) and at <= $2 group by product_id, offer_id",
    )
    .bind(ids)
    .bind(at)
    .fetch_all(db.pool())
    .await
}

/// Finds the ids of brands and categories, and the suppliers of the best offers, by what the products said then.
async fn name_brands(db: &CatalogDb, then: &mut [Then]) -> sqlx::Result<()> {
    let missing =
        |id: Option<i64>, name: &Option<String>| name.as_deref().filter(|_| id.is_none()).map(folded);
    let brands: Vec<String> =
        then.iter().filter_map(|then| missing(then.product.row.brand_id, &then.product.row.brand)).collect();
    let categories: Vec<String> = then
        .iter()
        .filter_map(|then| missing(then.product.row.category_id, &then.product.row.category))
        .collect();
    let found = async |sql: &'static str, keys: Vec<String>| -> sqlx::Result<HashMap<String, i64>> {
        if keys.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<(String, i64)> = sqlx::query_as(sql).bind(keys).fetch_all(db.pool()).await?;
        Ok(rows.into_iter().collect())
    };
    let brands = found(
        "select name_key, id from removed_brands where name_key = any($1)
         union all select name_key, id from brands where name_key = any($1)",
        brands,
    )
    .await?;
    let categories = found(
        "select path_key, id from removed_categories where path_key = any($1)
         union all select path_key, id from categories where path_key = any($1)",
        categories,
    )
    .await?;
    for Then { product, offers } in then {
        let row = &mut product.row;
        if let Some(key) = missing(row.brand_id, &row.brand) {
            row.brand_id = brands.get(&key).copied();
        }
        if let Some(key) = missing(row.category_id, &row.category) {
            row.category_id = categories.get(&key).copied();
        }
        if let Some(best) = product.best_offer_id.and_then(|id| offers.iter().find(|offer| offer.id == id)) {
            row.best_supplier_id = Some(best.supplier_id);
            row.best_supplier_code = Some(best.supplier_code.clone());
            row.best_supplier_name = Some(best.supplier_name.clone());
        }
    }
    Ok(())
}
