//! What became of a product: its offers' prices and stocks over time, every change, and where each value comes from.
//!
//! The histories hold changes only. What an offer had at the beginning of a period is the `before` of the period's
//! first change, or what it has today where there was none.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value};
use sqlx::FromRow;
use sqlx::types::Json;

use super::product::Product;
use crate::databases::CatalogDb;

/// So many points of a product's offers are shown, the latest ones.
const POINTS: i64 = 20_000;

/// From when on an offer had a cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
pub struct PricePoint {
    /// The offer.
    pub offer_id: i64,
    /// Its supplier.
    pub supplier_code: String,
    /// From when on.
    pub at: DateTime<Utc>,
    /// What we paid from then on.
    pub cost: Option<Decimal>,
    /// In what.
    pub currency: Option<String>,
    /// The run that brought it; None for a period's beginning, which no run is shown for.
    pub run_id: Option<i64>,
}

/// From when on an offer had so many pieces in stock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, FromRow)]
pub struct StockPoint {
    /// The offer.
    pub offer_id: i64,
    /// Its supplier.
    pub supplier_code: String,
    /// From when on.
    pub at: DateTime<Utc>,
    /// Pieces from then on.
    pub stock: Option<i32>,
    /// The run that brought it; None for a period's beginning.
    pub run_id: Option<i64>,
}

/// What costs a product's offers had since a time, each series complete from its beginning.
pub async fn prices(db: &CatalogDb, product_id: i64, since: DateTime<Utc>) -> sqlx::Result<Vec<PricePoint>> {
    sqlx::query_as(
        "with offer as materialized (
           select o.*, coalesce(s.code, '?') as code, greatest(o.created_at, $2) as start
           from offers o left join suppliers s on s.id = o.supplier_id where o.product_id = $1)
         select * from (
           select o.id as offer_id, o.code as supplier_code, h.at, h.cost, h.currency::text, h.run_id
           from offer o join price_history h on h.offer_id = o.id and h.at >= $2
           union all
           select o.id, o.code, o.start, case when f.at is null then o.cost else f.before end,
             coalesce(f.currency, o.currency)::text, case when o.start = o.created_at then o.created_run end
           from offer o left join lateral (
             select at, before, currency from price_history h
             where h.offer_id = o.id and h.at >= $2 order by at limit 1) f on true
           order by at desc limit $3) point
         order by offer_id, at",
    )
    .bind(product_id)
    .bind(since)
    .bind(POINTS)
    .fetch_all(db.pool())
    .await
}

/// What stocks a product's offers had since a time, each series complete from its beginning.
pub async fn stocks(db: &CatalogDb, product_id: i64, since: DateTime<Utc>) -> sqlx::Result<Vec<StockPoint>> {
    sqlx::query_as(
        "with offer as materialized (
           select o.*, coalesce(s.code, '?') as code, greatest(o.created_at, $2) as start
           from offers o left join suppliers s on s.id = o.supplier_id where o.product_id = $1)
         select * from (
           select o.id as offer_id, o.code as supplier_code, h.at, h.stock, h.run_id
           from offer o join stock_history h on h.offer_id = o.id and h.at >= $2
           union all
           select o.id, o.code, o.start, case when f.at is null then o.stock else f.before end,
             case when o.start = o.created_at then o.created_run end
           from offer o left join lateral (
             select at, before from stock_history h
             where h.offer_id = o.id and h.at >= $2 order by at limit 1) f on true
           order by at desc limit $3) point
         order by offer_id, at",
    )
    .bind(product_id)
    .bind(since)
    .bind(POINTS)
    .fetch_all(db.pool())
    .await
}

/// What happened to a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// It was made, or an offer was attached to it.
    Created,
    /// Values changed.
    Updated,
    /// An offer went off sale.
    Discontinued,
    /// A run was taken back.
    Undone,
}

impl EventKind {
    /// The kind's name in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Discontinued => "discontinued",
            Self::Undone => "undone",
        }
    }
}

impl From<i16> for EventKind {
    fn from(code: i16) -> Self {
        match code {
            1 => Self::Created,
            3 => Self::Discontinued,
            4 => Self::Undone,
            _ => Self::Updated,
        }
    }
}

/// Something that happened to a product, with who did it.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Event {
    /// When.
    pub at: DateTime<Utc>,
    /// The run; None where a person did it.
    pub run_id: Option<i64>,
    /// The person.
    pub by: Option<String>,
    /// The record in the run's file.
    pub record: Option<i64>,
    /// What.
    #[sqlx(try_from = "i16")]
    pub kind: EventKind,
    /// Whose offer it was about.
    pub supplier_code: Option<String>,
    /// Values before, by field.
    pub before: Json<Map<String, Value>>,
    /// Values after, by field.
    pub after: Json<Map<String, Value>>,
}

/// The latest things that happened to a product, newest first: changes, and when it and its offers came.
pub async fn events(db: &CatalogDb, product_id: i64, limit: i64) -> sqlx::Result<Vec<Event>> {
    sqlx::query_as(
        "select e.at, e.run_id, e.by, e.record, e.kind, s.code as supplier_code, e.before, e.after from (
           (select c.at, c.run_id, c.by, c.record, c.kind, c.supplier_id, c.before, c.after, c.id
            from changes c where c.product_id = $1 order by c.id desc limit $2)
           union all
           (select o.created_at, o.created_run, null, o.created_record, 1::smallint, o.supplier_id,
              '{}', jsonb_build_object('supplier_sku', o.supplier_sku), 0
            from offers o where o.product_id = $1 order by o.id desc limit $2)) e
         left join suppliers s on s.id = e.supplier_id
         order by e.at desc, e.id desc limit $2",
    )
    .bind(product_id)
    .bind(limit)
    .fetch_all(db.pool())
    .await
}

/// Who put a value where it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The run; None where a person did it.
    pub run_id: Option<i64>,
    /// The record in the run's file.
    pub record: Option<i64>,
    /// The person.
    pub by: Option<String>,
    /// When; None where only the run is remembered.
    pub at: Option<DateTime<Utc>>,
}

#[derive(FromRow)]
struct FieldChange {
    field: String,
    run_id: Option<i64>,
    by: Option<String>,
    record: Option<i64>,
    at: DateTime<Utc>,
}

/// Where each value of a product comes from, or came from at a moment of the past: the last change of the field; else
/// what the product remembers of it; else the record that made the product. Only fields that have a value are in it.
pub async fn origins(
    db: &CatalogDb,
    product: &Product,
    at: Option<DateTime<Utc>>,
) -> sqlx::Result<BTreeMap<String, Origin>> {
    let mut fields = fields_with_values(product);
    let changed: Vec<FieldChange> = sqlx::query_as(
        "select distinct on (field) field, c.run_id, c.by, c.record, c.at
         from changes c cross join lateral jsonb_object_keys(c.after) field
         where c.product_id = $1 and field = any($2) and ($3::timestamptz is null or c.at <= $3)
         order by field, c.id desc",
    )
    .bind(product.row.id)
    .bind(&fields)
    .bind(at)
    .fetch_all(db.pool())
    .await?;
    let mut origins = BTreeMap::new();
    for change in changed {
        let FieldChange { field, run_id, by, record, at } = change;
        origins.insert(field, Origin { run_id, record, by, at: Some(at) });
    }
    for lock in product.locks() {
        // A person stands behind a value that was there already.
        if let Some(origin) = origins.get_mut(&lock.field)
            && lock.at.is_some_and(|at| origin.at.is_some_and(|changed| changed < at))
        {
            *origin = Origin { run_id: None, record: None, by: lock.by, at: lock.at };
        }
    }
    fields.retain(|field| !origins.contains_key(*field));
    for field in fields {
        let origin = remembered(product.field_sources.0.get(field)).unwrap_or(Origin {
            run_id: product.created_run,
            record: product.created_record,
            by: None,
            at: Some(product.created_at),
        });
        origins.insert(field.to_owned(), origin);
    }
    Ok(origins)
}

fn fields_with_values(product: &Product) -> Vec<&'static str> {
    let mut fields = vec!["name"];
    for (field, has) in [
        ("description", product.description.is_some()),
        ("ean", product.row.gtin.is_some()),
        ("brand", product.row.brand_id.is_some()),
        ("category", product.row.category_id.is_some()),
        ("mpn", product.mpn.is_some()),
        ("weight", product.weight_kg.is_some()),
        ("images", !product.images.is_empty()),
    ] {
        if has {
            fields.push(field);
        }
    }
    fields
}

fn remembered(source: Option<&Value>) -> Option<Origin> {
    let source = source?.as_object()?;
    let origin = Origin {
        run_id: source.get("run").and_then(Value::as_i64),
        record: source.get("record").and_then(Value::as_i64),
        by: source.get("by").and_then(Value::as_str).map(Into::into),
        at: source.get("at").and_then(|at| serde_json::from_value(at.clone()).ok()),
    };
    (origin.run_id.is_some() || origin.by.is_some()).then_some(origin)
}
