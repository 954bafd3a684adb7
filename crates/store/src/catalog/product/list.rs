//! The product list: a page of products by filter and sort, and how many there are.
//!
//! A page is found in two steps, ids first and then their rows, and the first step is cached under the state of the
//! catalogue (the last change and the last applied run), so that what is shown is never older than the catalogue.
//!
//! How ids are found depends on how many products match, which the planner estimates without looking at any:
//!
//! - **few** (up to [`KEPT`]): all ids are fetched once and kept; every page and sort of them is then cheap.
//! - **many**: a walk along the index of the sort, which a page of frequent products ends after a few steps.
//! - **in between**, or many that lie unluckily (a brand whose products all start with the same letter, sorted by name:
//!   437 ms for the planner's own choice among 1,000,000 products): the walk is given up after `WINDOW` products, and
//!   what matches is sorted instead (about 1 µs a product).

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use moka::future::Cache;
use serde::Serialize;
use sqlx::QueryBuilder;

use super::cursor::{Cursor, Key, Sort};
use super::filter::{ProductFilter, Resolved};
use super::row::{self, ProductRow};
use super::walk::Finder;
use crate::catalog::search::Terms;
use crate::databases::CatalogDb;

/// Totals up to here are exact.
const COUNTED: i64 = 10_000;
/// So many ids are kept for a filter.
const KEPT: usize = 2_000;
/// For how long a page is kept at most: what a search finds may lag behind the catalogue's state.
const KEPT_FOR: Duration = Duration::from_secs(5);

/// Which page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// By its number, from 1. A deep page costs a walk over the index to it.
    Page(i64),
    /// What follows the end of another page; costs what the first page does.
    After(Cursor),
}

/// What a caller asks for.
#[derive(Clone, Debug, Serialize)]
pub struct ListQuery {
    /// Which products.
    pub filter: ProductFilter,
    /// In which order; None is by name, with products whose SKU is what was searched for in front.
    pub sort: Option<Sort>,
    /// Which page.
    pub position: Position,
    /// How many products a page has.
    pub per_page: i64,
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct ProductPage {
    /// The products.
    pub rows: Vec<ProductRow>,
    /// How many there are on all pages.
    pub total: i64,
    /// Whether that is counted; otherwise it is estimated.
    pub total_exact: bool,
    /// Where the next page begins; None on the last.
    pub next: Option<Cursor>,
    /// Nothing had the words, so these are products spelled like them.
    pub similar: bool,
}

/// The ids of a page.
#[derive(Debug)]
struct IdPage {
    ids: Vec<i64>,
    next: Option<Cursor>,
}

/// What a filter matches.
#[derive(Debug)]
struct Matched {
    filter: Resolved,
    total: i64,
    exact: bool,
    similar: bool,
    /// All of them, where they are few.
    ids: Option<Vec<i64>>,
}

/// What the catalogue's state is recognised by: both are written by every transaction that changes it.
type Stamp = (Option<i64>, Option<DateTime<Utc>>);

/// The list of one catalogue, with what it remembers.
#[derive(Clone, Debug)]
pub struct Listing {
    pages: Cache<String, Arc<IdPage>>,
    matched: Cache<String, Arc<Matched>>,
}

impl Default for Listing {
    fn default() -> Self {
        Self {
            pages: Cache::builder().max_capacity(4_000).time_to_live(KEPT_FOR).build(),
            matched: Cache::builder().max_capacity(400).time_to_live(KEPT_FOR).build(),
        }
    }
}

impl Listing {
    /// A page of products.
    pub async fn page(&self, db: &CatalogDb, query: &ListQuery) -> sqlx::Result<ProductPage> {
        let stamp: Stamp = sqlx::query_as(
            // An undo that only takes out what a run made changes no value.
            "select (select max(id) from changes), greatest((select max(applied_at) from applied_runs),
               (select max(greatest(at, reverted_at)) from undos))",
        )
        .fetch_one(db.pool())
        .await?;
        let matched = self
            .matched
            .try_get_with(key(&(&stamp, &query.filter)), async {
                find(db, &query.filter).await.map(Arc::new)
            })
            .await
            .map_err(unshared)?;
        let page = self
            .pages
            .try_get_with(key(&(&stamp, query)), async { page_of(db, &matched, query).await.map(Arc::new) })
            .await
            .map_err(unshared)?;
        let (total, total_exact) = settled_total(&matched, query, &page);
        let rows = row::by_ids(db, &page.ids).await?;
        Ok(ProductPage { rows, total, total_exact, next: page.next.clone(), similar: matched.similar })
    }
}

fn key(parts: &impl Serialize) -> String {
    // Only texts, numbers and dates go in.
    serde_json::to_string(parts).unwrap_or_default()
}

/// Whoever waited for the same query gets the same error.
fn unshared(shared: Arc<sqlx::Error>) -> sqlx::Error {
    Arc::try_unwrap(shared).unwrap_or_else(|shared| match &*shared {
        sqlx::Error::PoolTimedOut => sqlx::Error::PoolTimedOut,
        sqlx::Error::PoolClosed => sqlx::Error::PoolClosed,
        sqlx::Error::Io(error) => sqlx::Error::Io(std::io::Error::new(error.kind(), error.to_string())),
        other => sqlx::Error::Protocol(other.to_string()),
    })
}

/// The total as the page proves it: a page that isn't full is the last one.
fn settled_total(matched: &Matched, query: &ListQuery, page: &IdPage) -> (i64, bool) {
    match query.position {
        Position::Page(number) if page.next.is_none() && (number == 1 || !page.ids.is_empty()) => {
            ((number - 1) * query.per_page + page.ids.len() as i64, true)
        }
        _ => (matched.total, matched.exact),
    }
}

async fn find(db: &CatalogDb, filter: &ProductFilter) -> sqlx::Result<Matched> {
    let resolved = Resolved::new(db, filter).await?;
    let matched = measure(db, resolved, filter).await?;
    if matched.total == 0
        && let Some(similar) = matched.filter.clone().similar(db).await?
    {
        return Ok(Matched { similar: true, ..measure(db, similar, filter).await? });
    }
    Ok(matched)
}

/// Counts what is countable at a low price and estimates the rest.
async fn measure(db: &CatalogDb, filter: Resolved, asked: &ProductFilter) -> sqlx::Result<Matched> {
    let estimate = if filter.is_narrow() { 0 } else { filter.estimate(db).await? };
    if estimate > 2 * COUNTED {
        let (total, exact) = known_total(db, asked).await?.unwrap_or((estimate, false));
        return Ok(Matched { filter, total, exact, similar: false, ids: None });
    }
    let mut sql = QueryBuilder::new("select p.id from products p where true");
    filter.push_conditions(&mut sql);
    sql.push(" limit ").push_bind(COUNTED + 1);
    let ids: Vec<i64> = sql.build_query_scalar().persistent(false).fetch_all(db.pool()).await?;
    let found = ids.len() as i64;
    let exact = found <= COUNTED;
    let total = if exact { found } else { estimate.max(found) };
    let ids = (ids.len() <= KEPT).then_some(ids);
    Ok(Matched { filter, total, exact, similar: false, ids })
}

/// Totals that the transactions which apply runs keep: of all products, since each was made by one supplier's run; and of
/// a supplier's offers, which are its products but for those that it offers under two numbers.
async fn known_total(db: &CatalogDb, asked: &ProductFilter) -> sqlx::Result<Option<(i64, bool)>> {
    if asked.is_empty() {
        let all: Option<i64> =
            sqlx::query_scalar("select sum(products)::bigint from suppliers").fetch_one(db.pool()).await?;
        return Ok(all.map(|total| (total, true)));
    }
    let Some(supplier) = asked.only_supplier() else { return Ok(None) };
    let offers: Option<i64> = sqlx::query_scalar("select offers from suppliers where id = $1")
        .bind(supplier)
        .fetch_optional(db.pool())
        .await?;
    Ok(offers.map(|total| (total, false)))
}

async fn page_of(db: &CatalogDb, matched: &Matched, query: &ListQuery) -> sqlx::Result<IdPage> {
    let sort = query.sort.unwrap_or_default();
    let first =
        if query.sort.is_none() { called_exactly(db, matched, &query.filter).await? } else { Vec::new() };
    let finder = Finder {
        db,
        filter: &matched.filter,
        total: matched.total,
        ids: matched.ids.as_deref(),
        sort,
        without: &first,
    };
    let shown = first.len() as i64;
    // One more than the page shows whether another follows.
    let (mut ids, wanted, rows) = match &query.position {
        Position::Page(1) => {
            let wanted = (query.per_page - shown).max(0);
            (first.clone(), wanted, finder.rows(None, 0, wanted + 1).await?)
        }
        Position::Page(number) => {
            let offset = ((number - 1).saturating_mul(query.per_page) - shown).max(0);
            (Vec::new(), query.per_page, finder.rows(None, offset, query.per_page + 1).await?)
        }
        Position::After(cursor) => {
            (Vec::new(), query.per_page, finder.rows(Some(cursor), 0, query.per_page + 1).await?)
        }
    };
    let more = rows.len() as i64 > wanted;
    let rows: Vec<(i64, Key)> = rows.into_iter().take(wanted as usize).collect();
    let next = rows.last().filter(|_| more).map(|(id, key)| Cursor { sort, key: key.clone(), id: *id });
    ids.extend(rows.iter().map(|(id, _)| *id));
    Ok(IdPage { ids, next })
}

/// The products whose SKU is exactly what was searched for: whoever types one wants that product first.
async fn called_exactly(db: &CatalogDb, matched: &Matched, filter: &ProductFilter) -> sqlx::Result<Vec<i64>> {
    let q: String = filter.q.as_deref().unwrap_or("").trim().chars().filter(|&c| c != '\0').collect();
    if matched.similar || Terms::parse(Some(&q)) == Terms::None {
        return Ok(Vec::new());
    }
    let spellings = vec![q.to_uppercase(), q.to_lowercase(), q];
    let mut sql = QueryBuilder::new("select p.id from products p where true");
    matched.filter.push_conditions(&mut sql);
    sql.push(" and p.sku = any(").push_bind(spellings).push(") order by p.id limit 5");
    sql.build_query_scalar().persistent(false).fetch_all(db.pool()).await
}
