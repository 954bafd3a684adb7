//! The catalogue as a file: CSV, Excel, JSON or one JSON object a line, of as many products as there are, in bounded
//! memory.
//!
//! [`document`] writes text formats piece by piece; Excel's format is a zip archive whose directory comes last, so
//! [`workbook`] writes it to a temporary file first. Every value goes through [`cell`], and what a spreadsheet would
//! run as a formula is disarmed there.

pub mod cell;
mod document;
mod stream;
mod workbook;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use store::catalog::export::ExportRow;

use self::cell::Cell;

pub use self::stream::{ExportError, stream};

/// A format of exported files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8 with a byte order mark, which is what Excel needs to see that it is UTF-8.
    #[default]
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// A JSON array.
    Json,
    /// A JSON object a line.
    Ndjson,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Xlsx, Self::Json, Self::Ndjson];

    /// Its name, and the ending of its files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Json => "application/json",
            Self::Ndjson => "application/x-ndjson",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is no format's name.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no format {0:?}: choose csv, xlsx, json or ndjson")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL
            .into_iter()
            .find(|format| format.as_str() == name)
            .ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// The columns, in order.
const COLUMNS: [&str; 18] = [
    "id",
    "sku",
    "ean",
    "name",
    "brand",
    "category",
    "mpn",
    "status",
    "offers",
    "best_cost",
    "best_currency",
    "best_supplier",
    "stock",
    "retail_price",
    "weight_kg",
    "description",
    "images",
    "updated_at",
];

/// A product's values, in the order of [`COLUMNS`].
fn cells(row: &ExportRow) -> [Cell<'_>; COLUMNS.len()] {
    [
        Cell::Integer(row.id),
        Cell::text(&row.sku),
        row.ean().map_or(Cell::Empty, |ean| Cell::Text(Cow::Owned(ean))),
        Cell::text(&row.name),
        Cell::optional(row.brand.as_deref()),
        Cell::optional(row.category.as_deref()),
        Cell::optional(row.mpn.as_deref()),
        Cell::text(row.status.as_str()),
        Cell::Integer(row.offers.into()),
        row.best_cost.map_or(Cell::Empty, Cell::Decimal),
        Cell::optional(row.best_currency.as_deref()),
        Cell::optional(row.best_supplier.as_deref()),
        row.stock.map_or(Cell::Empty, |stock| Cell::Integer(stock.into())),
        row.retail_price.map_or(Cell::Empty, Cell::Decimal),
        row.weight_kg.map_or(Cell::Empty, Cell::Decimal),
        Cell::optional(row.description.as_deref()),
        if row.images.is_empty() { Cell::Empty } else { Cell::List(&row.images) },
        Cell::Text(Cow::Owned(row.updated_at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true))),
    ]
}

#[cfg(test)]
pub(crate) mod sample {
    use store::catalog::export::ExportRow;
    use store::catalog::product::ProductStatus;

    /// A product with a name.
    pub fn row(id: i64, name: &str) -> ExportRow {
        ExportRow {
            id,
            sku: format!("00{id}"),
            gtin: Some("03000000000014".into()),
            name: name.into(),
            brand: Some("-2+3".into()),
            category: None,
            mpn: Some("-5".into()),
            status: ProductStatus::Active,
            offers: 2,
            best_cost: "12.5000".parse().ok(),
            best_currency: Some("EUR".into()),
            best_supplier: Some("ONE".into()),
            stock: Some(-3),
            retail_price: None,
            weight_kg: None,
            images: vec!["https://img.example/1.jpg".into(), "https://img.example/2.jpg".into()],
            description: Some("One \"quoted\"\nline".into()),
            updated_at: chrono::DateTime::UNIX_EPOCH,
        }
    }
}
