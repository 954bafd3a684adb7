//! What is wrong with a record. Issues are data, not errors: a run goes on.

use serde::{Deserialize, Serialize};

use crate::field::Field;
use crate::record::Position;

/// How bad an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; the value was used.
    Info,
    /// The value was left out or mended; the record was used.
    Warning,
    /// The record was rejected.
    Error,
}

impl Severity {
    /// The severity's name in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// What kind of thing is wrong. The name is stable: filters, translations and profiles refer to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The record has no supplier SKU, nor another key that could stand for it.
    MissingKey,
    /// The record has no name and the product isn't known yet.
    MissingName,
    /// A supplier SKU destroyed by a spreadsheet (`3,76E+12`).
    KeyScientific,
    /// The supplier SKU is longer than a key can be.
    KeyTooLong,
    /// The same supplier SKU came earlier in this file; the first record counts.
    DuplicateKey,
    /// A GTIN destroyed by a spreadsheet (`3,76E+12`).
    GtinScientific,
    /// The check digit of a GTIN is wrong.
    GtinCheckDigit,
    /// The text in the GTIN column is no GTIN.
    GtinInvalid,
    /// The GTIN belongs to another product than the one this offer is attached to.
    GtinConflict,
    /// A number could not be read.
    NumberInvalid,
    /// A price below zero, or too large to be one.
    PriceOutOfRange,
    /// Not a currency that ISO 4217 knows.
    CurrencyInvalid,
    /// A stock that could not be understood.
    StockInvalid,
    /// A stock below zero, counted as none.
    StockNegative,
    /// A weight that could not be understood.
    WeightInvalid,
    /// Not an http(s) address.
    UrlInvalid,
    /// A spreadsheet's error value (`#N/A`, `#VALEUR!`).
    CellError,
    /// A text longer than its field holds; it was cut.
    TextTooLong,
    /// The row has more cells than the header.
    RowTooLong,
    /// The row has fewer cells than the header.
    RowTooShort,
    /// The supplier SKU is empty; the EAN stands in for it.
    KeyFromEan,
    /// The supplier SKU is empty; the manufacturer's part number stands in for it.
    KeyFromMpn,
    /// A step of the profile could not be taken; the value was left out.
    TransformFailed,
    /// A price could not be converted: its currency has no exchange rate.
    NoRate,
    /// A rule of the profile rejects the record.
    RejectedByRule,
    /// The record could not be read at all (malformed text, broken encoding).
    Unreadable,
    /// The feed's policy leaves the record: it is of a new article and only known ones are written, or the other way.
    LeftByPolicy,
    /// A person approved other parts of the file, not this record.
    NotApproved,
    /// A person corrected the value; the raw one is what the file says.
    Corrected,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 29] = [
        Self::MissingKey,
        Self::MissingName,
        Self::KeyScientific,
        Self::KeyTooLong,
        Self::DuplicateKey,
        Self::GtinScientific,
        Self::GtinCheckDigit,
        Self::GtinInvalid,
        Self::GtinConflict,
        Self::NumberInvalid,
        Self::PriceOutOfRange,
        Self::CurrencyInvalid,
        Self::StockInvalid,
        Self::StockNegative,
        Self::WeightInvalid,
        Self::UrlInvalid,
        Self::CellError,
        Self::TextTooLong,
        Self::RowTooLong,
        Self::RowTooShort,
        Self::KeyFromEan,
        Self::KeyFromMpn,
        Self::TransformFailed,
        Self::NoRate,
        Self::RejectedByRule,
        Self::Unreadable,
        Self::LeftByPolicy,
        Self::NotApproved,
        Self::Corrected,
    ];

    /// The code's name in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MissingKey => "missing_key",
            Self::MissingName => "missing_name",
            Self::KeyScientific => "key_scientific",
            Self::KeyTooLong => "key_too_long",
            Self::DuplicateKey => "duplicate_key",
            Self::GtinScientific => "gtin_scientific",
            Self::GtinCheckDigit => "gtin_check_digit",
            Self::GtinInvalid => "gtin_invalid",
            Self::GtinConflict => "gtin_conflict",
            Self::NumberInvalid => "number_invalid",
            Self::PriceOutOfRange => "price_out_of_range",
            Self::CurrencyInvalid => "currency_invalid",
            Self::StockInvalid => "stock_invalid",
            Self::StockNegative => "stock_negative",
            Self::WeightInvalid => "weight_invalid",
            Self::UrlInvalid => "url_invalid",
            Self::CellError => "cell_error",
            Self::TextTooLong => "text_too_long",
            Self::RowTooLong => "row_too_long",
            Self::RowTooShort => "row_too_short",
            Self::KeyFromEan => "key_from_ean",
            Self::KeyFromMpn => "key_from_mpn",
            Self::TransformFailed => "transform_failed",
            Self::NoRate => "no_rate",
            Self::RejectedByRule => "rejected_by_rule",
            Self::Unreadable => "unreadable",
            Self::NotApproved => "not_approved",
            Self::Corrected => "corrected",
            Self::LeftByPolicy => "left_by_policy",
        }
    }
}

/// Something wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issue {
    /// Which record.
    pub position: Position,
    /// Which field, where it is one.
    pub field: Option<Field>,
    /// What kind of thing is wrong.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The raw value, cut to [`Issue::RAW_LENGTH`] characters.
    pub raw: String,
}

impl Issue {
    /// The most characters of a raw value that an issue keeps.
    pub const RAW_LENGTH: usize = 200;

    /// An issue with a raw value, which is cut if it is long.
    pub fn new(position: Position, field: Option<Field>, code: Code, severity: Severity, raw: &str) -> Self {
        Self { position, field, code, severity, raw: raw.chars().take(Self::RAW_LENGTH).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_named_as_in_json() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
        }
        for severity in [Severity::Info, Severity::Warning, Severity::Error] {
            assert_eq!(serde_json::to_value(severity).unwrap(), severity.as_str());
        }
    }
}
