//! Folding later changes back, and adding offers up.

use std::collections::HashMap;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde_json::Value;
use sqlx::types::Json;

use super::{Base, Later};
use crate::catalog::offer::Offer;
use crate::catalog::product::{Product, ProductStatus};

/// Of every product and offer, what the values were, where they changed later.
pub(super) struct Folded<'a> {
    products: HashMap<i64, HashMap<&'a str, &'a Value>>,
    exact: HashMap<i64, HashMap<&'a str, &'a Value>>,
    offers: HashMap<i64, HashMap<&'a str, &'a Value>>,
    sources: HashMap<i64, (i64, i64)>,
}

/// The fields of changes that are an offer's; `status` is one of them where the change names an offer.
const OF_OFFERS: [&str; 8] =
    ["price", "currency", "retail_price", "stock", "moq", "pack", "lead_time", "status"];
/// What `exact` has the very value of.
const EXACT: [&str; 3] = ["brand", "category", "images"];

impl<'a> Folded<'a> {
    /// Folds changes in the order in which they were made: the first one after the moment says what was there.
    pub fn new(later: &'a [Later]) -> Self {
        let mut folded = Self {
            products: HashMap::new(),
            exact: HashMap::new(),
            offers: HashMap::new(),
            sources: HashMap::new(),
        };
        for change in later {
            for (field, value) in &change.before.0 {
                let field = field.as_str();
                match change.offer_id.filter(|_| OF_OFFERS.contains(&field)) {
                    Some(offer) => {
                        folded.offers.entry(offer).or_default().entry(field).or_insert(value);
                    }
                    None => folded.product_value(change, field, value),
                }
            }
            folded.source(change);
        }
        folded
    }

    fn product_value(&mut self, change: &'a Later, field: &'a str, value: &'a Value) {
        let known = self.products.entry(change.product_id).or_default();
        if known.contains_key(field) {
            return;
        }
        known.insert(field, value);
        if EXACT.contains(&field)
            && let Some(Json(exact)) = &change.exact
            && let Some(value) = exact.get("before").and_then(|before| before.get(field))
        {
            self.exact.entry(change.product_id).or_default().insert(field, value);
        }
    }

    /// Where an offer's values came from: a run's change remembers it, an undo took it back from its run.
    fn source(&mut self, change: &'a Later) {
        let Some(offer) = change.offer_id else { return };
        let source = match change.kind {
            2 => change.prior_run.zip(change.prior_record),
            4 if change.before.keys().any(|field| OF_OFFERS.contains(&field.as_str())) => {
                change.run_id.zip(change.record)
            }
            _ => None,
        };
        if let Some(source) = source {
            self.sources.entry(offer).or_insert(source);
        }
    }

    /// An offer as it was.
    pub fn offer(&self, mut offer: Offer) -> Offer {
        if let Some((run_id, record)) = self.sources.get(&offer.id) {
            (offer.run_id, offer.record) = (*run_id, *record);
        }
        let Some(values) = self.offers.get(&offer.id) else { return offer };
        set(values, "price", &mut offer.cost);
        set(values, "retail_price", &mut offer.retail_price);
        set(values, "currency", &mut offer.currency);
        set(values, "stock", &mut offer.stock);
        set(values, "moq", &mut offer.moq);
        set(values, "pack", &mut offer.pack);
        set(values, "lead_time", &mut offer.lead_time_days);
        if let Some(status) = values.get("status") {
            offer.is_active = status.as_str() == Some("active");
        }
        offer
    }

    /// A product as it was, apart from what its offers add up to.
    pub fn product(&mut self, base: Base) -> Product {
        let mut product = Product {
            row: base.row,
            description: base.description,
            mpn: base.mpn,
            weight_kg: base.weight_kg,
            images: base.images,
            locked_fields: base.locked_fields,
            best_offer_id: None,
            created_run: base.created_run,
            created_record: base.created_record,
            field_sources: base.field_sources,
            created_at: base.created_at,
        };
        let id = product.row.id;
        let Some(values) = self.products.get(&id) else { return product };
        if let Some(name) = values.get("name").and_then(|name| name.as_str()) {
            name.clone_into(&mut product.row.name);
        }
        set(values, "description", &mut product.description);
        set(values, "mpn", &mut product.mpn);
        set(values, "weight", &mut product.weight_kg);
        set(values, "ean", &mut product.row.gtin);
        let none = HashMap::new();
        let exact = self.exact.get(&id).unwrap_or(&none);
        if values.contains_key("brand") {
            set(values, "brand", &mut product.row.brand);
            product.row.brand_id = exact.get("brand").and_then(|id| id.as_i64());
        }
        if values.contains_key("category") {
            set(values, "category", &mut product.row.category);
            product.row.category_id = exact.get("category").and_then(|id| id.as_i64());
        }
        if let Some(images) = values.get("images") {
            let list = match exact.get("images") {
                Some(Value::Array(list)) => {
                    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
                }
                Some(_) => Vec::new(),
                None => images.as_str().unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
            };
            product.images = list;
            product.row.image = product.images.first().cloned();
        }
        product
    }
}

/// Sets a value to what it was, where a later change says what.
fn set<T: FromStr>(values: &HashMap<&str, &Value>, field: &str, to: &mut Option<T>) {
    if let Some(value) = values.get(field) {
        *to = value.as_str().and_then(|text| text.parse().ok());
    }
}

/// What a product's offers add up to.
#[derive(Debug, Default)]
pub(super) struct Totals {
    offers: i32,
    stock: Option<i32>,
    best: Option<i64>,
    cost: Option<Decimal>,
    currency: Option<String>,
    retail_price: Option<Decimal>,
}

impl Totals {
    /// By the rule of `apply::SUMMARISE`.
    pub fn of(offers: &[Offer], currency: &str) -> Self {
        let active = || offers.iter().filter(|offer| offer.is_active);
        let best = active().min_by_key(|offer| {
            (
                offer.currency.as_deref() != Some(currency),
                offer.stock.is_none_or(|stock| stock <= 0),
                offer.cost.is_none(),
                offer.cost,
                offer.id,
            )
        });
        let known = active().filter_map(|offer| offer.stock).map(i64::from);
        let stock = known.fold(None, |sum: Option<i64>, stock| Some(sum.unwrap_or(0) + stock));
        Self {
            offers: active().count() as i32,
            stock: stock.map(|stock| stock.min(i64::from(i32::MAX)) as i32),
            best: best.map(|best| best.id),
            cost: best.and_then(|best| best.cost),
            currency: best.and_then(|best| best.currency.clone()),
            retail_price: best
                .and_then(|best| best.retail_price)
                .or_else(|| active().filter_map(|offer| offer.retail_price).min()),
        }
    }
}

/// Writes what the offers add up to, and the product's status: a person's last word where there was one, else whether
/// anybody sold it.
pub(super) fn settle(product: &mut Product, totals: &Totals, decided: Option<&str>) {
    product.best_offer_id = totals.best;
    let row = &mut product.row;
    row.offers = totals.offers;
    row.stock = totals.stock;
    row.best_cost = totals.cost;
    row.best_currency.clone_from(&totals.currency);
    row.retail_price = totals.retail_price;
    row.best_supplier_id = None;
    let sold = if totals.offers == 0 { ProductStatus::Discontinued } else { ProductStatus::Active };
    row.status = decided.and_then(ProductStatus::parse).unwrap_or(sold);
}
