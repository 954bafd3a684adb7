//! The fields of an article that a supplier's columns are mapped to.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A field of a supplier's article. The order is the order in which mappings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The supplier's own article number: the key of an offer.
    SupplierSku,
    /// What the article is called.
    Name,
    /// Longer text, possibly HTML.
    Description,
    /// GTIN-8, -12, -13 or -14.
    Ean,
    /// Manufacturer's brand.
    Brand,
    /// Category path; levels are separated by `/`, `>` or given in several columns.
    Category,
    /// What we pay: the supplier's cost, net.
    Price,
    /// What an end customer is expected to pay (RRP, list price).
    RetailPrice,
    /// ISO 4217 code of the prices.
    Currency,
    /// Pieces in stock, or a word for it.
    Stock,
    /// Addresses of pictures.
    Images,
    /// Weight of a unit.
    Weight,
    /// Manufacturer's part number.
    Mpn,
    /// Least number of units that can be ordered.
    Moq,
    /// Units in a pack or carton.
    Pack,
    /// Days until delivery.
    LeadTime,
}

impl Field {
    /// Every field, in the order in which mappings are shown.
    pub const ALL: [Self; 16] = [
        Self::SupplierSku,
        Self::Name,
        Self::Description,
        Self::Ean,
        Self::Brand,
        Self::Category,
        Self::Price,
        Self::RetailPrice,
        Self::Currency,
        Self::Stock,
        Self::Images,
        Self::Weight,
        Self::Mpn,
        Self::Moq,
        Self::Pack,
        Self::LeadTime,
    ];

    /// The field's name in mappings, JSON and issues.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SupplierSku => "supplier_sku",
            Self::Name => "name",
            Self::Description => "description",
            Self::Ean => "ean",
            Self::Brand => "brand",
            Self::Category => "category",
            Self::Price => "price",
            Self::RetailPrice => "retail_price",
            Self::Currency => "currency",
            Self::Stock => "stock",
            Self::Images => "images",
            Self::Weight => "weight",
            Self::Mpn => "mpn",
            Self::Moq => "moq",
            Self::Pack => "pack",
            Self::LeadTime => "lead_time",
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no field's name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "there is no field {0:?}; the fields are: supplier_sku, name, description, ean, brand, category, price, retail_price, currency, stock, images, weight, mpn, moq, pack, lead_time"
)]
pub struct UnknownField(pub String);

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|field| field.as_str() == name)
            .ok_or_else(|| UnknownField(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_parses_back() {
        for field in Field::ALL {
            assert_eq!(field.as_str().parse(), Ok(field));
            assert_eq!(serde_json::to_value(field).unwrap(), field.as_str());
        }
        assert_eq!("Name".parse::<Field>(), Err(UnknownField("Name".into())));
    }
}
