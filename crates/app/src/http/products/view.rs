//! Products and offers as clients see them. Money and weights are texts: a JSON number is a float in too many places.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use store::catalog::offer::{self, BestReason};
use store::catalog::product::{self, ProductRow as Row};
use utoipa::ToSchema;

use super::as_of::AsOf;
use super::filter::StatusName;
use crate::http::run_view::SupplierRef;

/// A brand, by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct BrandRef {
    /// Its id.
    pub id: i64,
    /// Its name.
    pub name: String,
}

/// A category, by path.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CategoryRef {
    /// Its id.
    pub id: i64,
    /// Names from the top down, joined by `/`.
    pub path: String,
}

/// What lists and a product's own page both show of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductSummary {
    /// Its id.
    pub id: i64,
    /// Our number.
    pub sku: String,
    /// Its name.
    pub name: String,
    /// GTIN-14.
    pub gtin: Option<String>,
    /// The GTIN in its usual, shortest spelling.
    pub ean: Option<String>,
    /// Its brand.
    pub brand: Option<BrandRef>,
    /// Its category.
    pub category: Option<CategoryRef>,
    /// Address of its first picture.
    pub image: Option<String>,
    /// Where it stands.
    pub status: StatusName,
    /// The best offer's cost.
    #[schema(value_type = Option<String>, example = "12.5000")]
    pub best_cost: Option<Decimal>,
    /// In what.
    pub best_currency: Option<String>,
    /// Whose the best offer is.
    pub best_supplier: Option<SupplierRef>,
    /// Pieces in stock at all suppliers; null where none of them says.
    pub stock: Option<i32>,
    /// What an end customer is expected to pay.
    #[schema(value_type = Option<String>, example = "19.9000")]
    pub retail_price: Option<Decimal>,
    /// What of the retail price is left when the cost is paid, as a share of it; negative at a loss.
    pub margin: Option<f64>,
    /// When something of it changed last.
    pub updated_at: DateTime<Utc>,
}

impl From<Row> for ProductSummary {
    fn from(row: Row) -> Self {
        Self {
            ean: row.ean(),
            margin: row.margin(),
            brand: row.brand_id.zip(row.brand).map(|(id, name)| BrandRef { id, name }),
            category: row.category_id.zip(row.category).map(|(id, path)| CategoryRef { id, path }),
            best_supplier: row
                .best_supplier_id
                .zip(row.best_supplier_code)
                .zip(row.best_supplier_name)
                .map(|((id, code), name)| SupplierRef { id, code, name }),
            id: row.id,
            sku: row.sku,
            name: row.name,
            gtin: row.gtin,
            image: row.image,
            status: row.status.into(),
            best_cost: row.best_cost,
            best_currency: row.best_currency,
            stock: row.stock,
            retail_price: row.retail_price,
            updated_at: row.updated_at,
        }
    }
}

/// A product as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProductRow {
    #[serde(flatten)]
    summary: ProductSummary,
    /// How many offers it has.
    offers: i32,
}

impl From<Row> for ProductRow {
    fn from(row: Row) -> Self {
        Self { offers: row.offers, summary: row.into() }
    }
}

/// A product with everything known of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Product {
    /// As lists show it.
    #[serde(flatten)]
    pub summary: ProductSummary,
    /// Plain text or safe HTML.
    pub description: Option<String>,
    /// Manufacturer's part number.
    pub mpn: Option<String>,
    /// Weight of a unit.
    #[schema(value_type = Option<String>, example = "2.5000")]
    pub weight_kg: Option<Decimal>,
    /// Addresses of pictures.
    pub images: Vec<String>,
    /// Fields that no feed overwrites, since a person wrote them.
    pub locked_fields: Vec<String>,
    /// Who locked them, and when.
    pub locks: Vec<FieldLock>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Its offers: those for sale first, then by cost.
    pub offers: Vec<Offer>,
    /// Where each value comes from, by field: `name`, `description`, `ean`, `brand`, `category`, `mpn`, `weight`,
    /// `images`, and of the best offer `price`, `retail_price` and `stock`.
    pub origins: BTreeMap<String, Origin>,
    /// The moment that is shown; null for the present.
    pub as_of: Option<AsOf>,
}

/// A field that no feed overwrites.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldLock {
    /// The field.
    pub field: String,
    /// Who wrote it.
    pub by: Option<String>,
    /// When.
    pub at: Option<DateTime<Utc>>,
}

/// Who put a value where it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Origin {
    /// The run; null where a person wrote it.
    pub run_id: Option<i64>,
    /// The run's file.
    pub file_name: Option<String>,
    /// The record in it, from 1.
    pub record: Option<i64>,
    /// The code of the file's supplier.
    pub supplier: Option<String>,
    /// The person.
    pub by: Option<String>,
    /// When.
    pub at: Option<DateTime<Utc>>,
}

/// Whether a supplier still sells an article.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferStatus {
    Active,
    Discontinued,
}

/// Why an offer is the best one: there is no other; the lowest cost of those in stock; the lowest cost, none is in
/// stock; in stock, none has a cost that can be compared.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = BestReason)]
pub enum BestReasonName {
    OnlyOffer,
    LowestInStock,
    LowestCost,
    InStock,
}

impl From<BestReason> for BestReasonName {
    fn from(reason: BestReason) -> Self {
        match reason {
            BestReason::OnlyOffer => Self::OnlyOffer,
            BestReason::LowestInStock => Self::LowestInStock,
            BestReason::LowestCost => Self::LowestCost,
            BestReason::InStock => Self::InStock,
        }
    }
}

/// A supplier's article.
#[derive(Debug, Serialize, ToSchema)]
pub struct Offer {
    /// Its id.
    pub id: i64,
    /// Whose it is.
    pub supplier: SupplierRef,
    /// The supplier's number for it.
    pub supplier_sku: String,
    /// What we pay for a unit.
    #[schema(value_type = Option<String>, example = "12.5000")]
    pub cost: Option<Decimal>,
    /// In what.
    pub currency: Option<String>,
    /// What an end customer is expected to pay.
    #[schema(value_type = Option<String>, example = "19.9000")]
    pub retail_price: Option<Decimal>,
    /// Pieces in stock.
    pub stock: Option<i32>,
    /// The least that can be ordered.
    pub moq: Option<i32>,
    /// Units in a pack.
    pub pack: Option<i32>,
    /// Days until delivery.
    pub lead_time_days: Option<i32>,
    /// Whether the supplier still sells it.
    pub status: OfferStatus,
    /// Whether it is the best of its product's.
    pub is_best: bool,
    /// Why.
    pub best_reason: Option<BestReasonName>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
    /// The run that wrote the present values.
    pub run_id: i64,
    /// The record that they came from, from 1.
    pub record: i64,
}

/// A product's offers with the best one marked.
pub fn offers(product: &product::Product, offers: Vec<offer::Offer>, currency: &str) -> Vec<Offer> {
    let best = offer::best(&offers, product.best_offer_id, currency);
    let seen = |offer: offer::Offer| {
        let reason = best.filter(|(id, _)| *id == offer.id).map(|(_, reason)| reason.into());
        Offer {
            supplier: SupplierRef {
                id: offer.supplier_id,
                code: offer.supplier_code,
                name: offer.supplier_name,
            },
            status: if offer.is_active { OfferStatus::Active } else { OfferStatus::Discontinued },
            is_best: reason.is_some(),
            best_reason: reason,
            id: offer.id,
            supplier_sku: offer.supplier_sku,
            cost: offer.cost,
            currency: offer.currency,
            retail_price: offer.retail_price,
            stock: offer.stock,
            moq: offer.moq,
            pack: offer.pack,
            lead_time_days: offer.lead_time_days,
            updated_at: offer.updated_at,
            run_id: offer.run_id,
            record: offer.record,
        }
    };
    offers.into_iter().map(seen).collect()
}
