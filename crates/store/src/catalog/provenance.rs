//! Where every value comes from: of a product and its offers each value they had, who put it there, and when.
//!
//! Read from `changes`. The oldest value of a field is the one that the product or offer was made with: the `before`
//! of the field's first change, or what there is today.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::FromRow;
use sqlx::types::Json;

use super::offer::{self, Offer};
use super::product::{self, Product};
use crate::databases::CatalogDb;

/// So many changes of a product are looked at, the latest ones.
const CHANGES: i64 = 5_000;

/// How a value came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// A file of the product's owner, or of the offer's supplier.
    File,
    /// Another supplier's file filled a gap.
    Gap,
    /// A person wrote it.
    Person,
    /// A person decided what a supplier's brand or category is called here.
    ValueMap,
    /// A run was taken back, or that was reverted.
    Undo,
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The value; None where it was removed.
    pub value: Option<String>,
    /// When it came.
    pub at: DateTime<Utc>,
    /// The person.
    pub by: Option<String>,
    /// The run: whose file, or which one was taken back.
    pub run_id: Option<i64>,
    /// The record in its file.
    pub record: Option<i64>,
    /// How.
    pub how: How,
}

/// Values of one field, newest first.
pub type Fields = BTreeMap<String, Vec<Origin>>;

/// Where the values of a product and its offers come from.
#[derive(Clone, Debug)]
pub struct Provenance {
    /// The product's own.
    pub fields: Fields,
    /// Its offers, with theirs.
    pub offers: Vec<(Offer, Fields)>,
}

#[derive(FromRow)]
struct Change {
    offer_id: Option<i64>,
    kind: i16,
    at: DateTime<Utc>,
    by: Option<String>,
    run_id: Option<i64>,
    record: Option<i64>,
    supplier_id: Option<i64>,
    value_map: Option<i64>,
    before: Json<Map<String, Value>>,
    after: Json<Map<String, Value>>,
}

/// The fields of a change that are its offer's.
const OF_OFFERS: [&str; 8] =
    ["price", "currency", "retail_price", "stock", "moq", "pack", "lead_time", "status"];

/// Where a product's values, and its offers', come from; None where there is no such product.
pub async fn of_product(db: &CatalogDb, id: i64) -> sqlx::Result<Option<Provenance>> {
    let Some(product) = product::get(db, id).await? else { return Ok(None) };
    let owner: Option<i64> = sqlx::query_scalar("select owner_supplier_id from products where id = $1")
        .bind(id)
        .fetch_optional(db.pool())
        .await?
        .flatten();
    let changes: Vec<Change> = sqlx::query_as(
        "select * from (select id, offer_id, kind, at, by, run_id, record, supplier_id, value_map, before, after
           from changes where product_id = $1 order by id desc limit $2) c order by id",
    )
    .bind(id)
    .bind(CHANGES)
    .fetch_all(db.pool())
    .await?;
    let mut fields = Fields::new();
    let made = Origin {
        value: None,
        at: product.created_at,
        by: None,
        run_id: product.created_run,
        record: product.created_record,
        how: How::File,
    };
    let own: Vec<&Change> = changes.iter().collect();
    for (field, value) in values(&product) {
        let is_own = |change: &&&Change| change.offer_id.is_none() || !OF_OFFERS.contains(&field);
        let changes: Vec<&Change> = own.iter().filter(is_own).copied().collect();
        fields.insert(field.to_owned(), origins(field, value, &made, &changes, owner));
    }
    for lock in product.locks() {
        // A person stands behind a value that was there already.
        let Some(origins) = fields.get_mut(&lock.field) else { continue };
        let Some(at) = lock.at.filter(|at| origins.first().is_none_or(|last| last.at < *at)) else {
            continue;
        };
        let value = origins.first().and_then(|last| last.value.clone());
        origins.insert(0, Origin { value, at, by: lock.by, run_id: None, record: None, how: How::Person });
    }
    fields.retain(|_, origins| !origins.is_empty());
    let mut offers = Vec::new();
    for offer in offer::of_product(db, id).await? {
        offers.push((offer.clone(), of_offer(db, &offer, &changes).await?));
    }
    Ok(Some(Provenance { fields, offers }))
}

async fn of_offer(db: &CatalogDb, offer: &Offer, changes: &[Change]) -> sqlx::Result<Fields> {
    let (created_run, created_record): (i64, i64) =
        sqlx::query_as("select created_run, created_record from offers where id = $1")
            .bind(offer.id)
            .fetch_optional(db.pool())
            .await?
            .unwrap_or((offer.run_id, offer.record));
    let made = Origin {
        value: None,
        at: offer.created_at,
        by: None,
        run_id: Some(created_run),
        record: Some(created_record),
        how: How::File,
    };
    let changes: Vec<&Change> = changes.iter().filter(|change| change.offer_id == Some(offer.id)).collect();
    let text = |number: Option<i32>| number.map(|number| number.to_string());
    let status = if offer.is_active { "active" } else { "discontinued" };
    let values = [
        ("price", offer.cost.map(|cost| cost.to_string())),
        ("currency", offer.currency.clone()),
        ("retail_price", offer.retail_price.map(|price| price.to_string())),
        ("stock", text(offer.stock)),
        ("moq", text(offer.moq)),
        ("pack", text(offer.pack)),
        ("lead_time", text(offer.lead_time_days)),
        ("status", Some(status.to_owned())),
    ];
    let mut fields = Fields::new();
    for (field, value) in values {
        fields.insert(field.to_owned(), origins(field, value, &made, &changes, Some(offer.supplier_id)));
    }
    fields.retain(|_, origins| !origins.is_empty());
    Ok(fields)
}

/// The values that a product has now, by field.
fn values(product: &Product) -> [(&'static str, Option<String>); 9] {
    let images = (!product.images.is_empty()).then(|| product.images.join(" "));
    [
        ("name", Some(product.row.name.clone())),
        ("description", product.description.clone()),
        ("ean", product.row.gtin.clone()),
        ("brand", product.row.brand.clone()),
        ("category", product.row.category.clone()),
        ("mpn", product.mpn.clone()),
        ("weight", product.weight_kg.map(|weight| weight.to_string())),
        ("images", images),
        ("status", Some(product.row.status.as_str().to_owned())),
    ]
}

/// The values of a field, newest first: of `changes`, oldest first, and the one that it was made with.
fn origins(
    field: &str,
    present: Option<String>,
    made: &Origin,
    changes: &[&Change],
    owner: Option<i64>,
) -> Vec<Origin> {
    let mut first = None;
    let mut origins = Vec::new();
    for change in changes {
        let Some(after) = change.after.0.get(field) else { continue };
        first.get_or_insert_with(|| change.before.0.get(field).and_then(text));
        origins.push(Origin {
            value: text(after),
            at: change.at,
            by: change.by.clone(),
            run_id: change.run_id,
            record: change.record,
            how: match change {
                Change { kind: 4, .. } => How::Undo,
                Change { run_id: None, value_map: Some(_), .. } => How::ValueMap,
                Change { run_id: None, .. } => How::Person,
                change if change.supplier_id != owner => How::Gap,
                _ => How::File,
            },
        });
    }
    origins.reverse();
    if let Some(value) = first.unwrap_or(present) {
        origins.push(Origin { value: Some(value), ..made.clone() });
    }
    origins
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}
