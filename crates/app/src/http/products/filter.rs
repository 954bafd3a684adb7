//! Which products: the query parameters that the list, its facets and the export share.

use serde::Deserialize;
use store::catalog::product::{ProductFilter, ProductStatus};
use utoipa::{IntoParams, ToSchema};

use crate::http::input::{Errors, Validate};

/// Where a product stands: sold by somebody, by nobody any more, or put away by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ProductStatus)]
pub enum StatusName {
    Active,
    Discontinued,
    Archived,
}

impl From<StatusName> for ProductStatus {
    fn from(name: StatusName) -> Self {
        match name {
            StatusName::Active => Self::Active,
            StatusName::Discontinued => Self::Discontinued,
            StatusName::Archived => Self::Archived,
        }
    }
}

impl From<ProductStatus> for StatusName {
    fn from(status: ProductStatus) -> Self {
        match status {
            ProductStatus::Active => Self::Active,
            ProductStatus::Discontinued => Self::Discontinued,
            ProductStatus::Archived => Self::Archived,
        }
    }
}

/// Which products. What is left out doesn't filter.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProductQuery {
    /// A GTIN or the beginning of one, a SKU, or words that the name, brand or numbers contain.
    q: Option<String>,
    /// With an offer of this supplier.
    supplier_id: Option<i64>,
    /// Of this brand.
    brand_id: Option<i64>,
    /// In this category or below it.
    category_id: Option<i64>,
    /// In this status.
    status: Option<StatusName>,
    /// With, or without, a GTIN.
    has_ean: Option<bool>,
    /// With, or without, pieces in stock.
    in_stock: Option<bool>,
}

impl Validate for ProductQuery {
    fn validate(&self, errors: &mut Errors) {
        errors.optional_text("q", self.q.as_deref().map(str::trim), 200);
    }
}

impl From<ProductQuery> for ProductFilter {
    fn from(query: ProductQuery) -> Self {
        Self {
            q: query.q.map(|q| q.trim().to_owned()).filter(|q| !q.is_empty()),
            supplier_id: query.supplier_id,
            brand_id: query.brand_id,
            category_id: query.category_id,
            status: query.status.map(Into::into),
            has_ean: query.has_ean,
            in_stock: query.in_stock,
        }
    }
}
