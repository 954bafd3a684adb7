//! How well a column's values fit a field, and what values say where headers say nothing.

use rust_decimal::Decimal;

use super::profile::Figures;
use crate::field::Field;

/// How well the values fit, as a factor on what the header says (0 to about 1.1). An empty column is no
/// evidence against its header: a template's columns are right though nobody filled them.
pub(super) fn fit(field: Field, figures: &Figures) -> f32 {
    if figures.is_empty() {
        return 0.8;
    }
    // Prices and stocks of the few articles that have one are still those of the file.
    let filled = 0.9 + 0.1 * (figures.filled as f32 / figures.rows.max(1) as f32);
    // Lists and objects are read for pictures; as texts they'd be shown with their brackets.
    let packed = match field {
        Field::Images => 1.0,
        Field::Name | Field::Description if figures.json > 0.5 => 0.3,
        _ if figures.json > 0.5 => 0.42,
        _ => 1.0,
    };
    filled * packed * of_values(field, figures)
}

fn of_values(field: Field, f: &Figures) -> f32 {
    let constant = if f.is_constant() { 0.55 } else { 1.0 };
    match field {
        Field::SupplierSku | Field::Mpn => {
            let unlike =
                if f.urls > 0.5 || f.dates > 0.8 && f.distinct < 0.5 || f.html > 0.1 { 0.2 } else { 1.0 };
            let long = if f.length > 60.0 {
                0.3
            } else if f.spaced > 0.7 && f.length > 12.0 {
                0.6
            } else {
                1.0
            };
            let flags = if f.flags > 0.95 && f.filled > 3 { 0.35 } else { 1.0 };
            let priced = if f.decimals > 0.8 && f.integers < 0.1 && f.distinct < 0.5 { 0.7 } else { 1.0 };
            let distinct =
                if field == Field::Mpn { 0.8 + 0.2 * f.distinct } else { 0.65 + 0.35 * f.distinct };
            // 1, 2, 3, … is the number of the row.
            let counted = if f.counted { 0.45 } else { 1.0 };
            constant * unlike * long * flags * priced * distinct * counted
        }
        Field::Name => {
            let short = if f.length < 2.5 { 0.4 } else { 1.0 };
            let numeric = if f.numbers > 0.8 { 0.35 } else { 1.0 };
            let unlike = if f.urls > 0.5 || f.flags > 0.9 || f.dates > 0.8 { 0.2 } else { 1.0 };
            let long = if f.length > 400.0 || f.html > 0.5 { 0.5 } else { 1.0 };
            let repeated = if f.filled >= 20 && f.distinct < 0.08 { 0.6 } else { 1.0 };
            constant * short * numeric * unlike * long * repeated
        }
        Field::Description => {
            let unlike =
                if f.urls > 0.7 || f.flags > 0.9 || f.numbers > 0.8 || f.dates > 0.8 { 0.25 } else { 1.0 };
            let length = if f.length > 80.0 || f.html > 0.3 {
                1.06
            } else if f.length < 12.0 {
                0.75
            } else {
                1.0
            };
            unlike * length
        }
        Field::Ean => {
            let digits = f.gtins.max(f.gtin_like).max(f.rounded_gtins);
            // Internal numbers in the EAN column are common; words in it are not.
            if digits < 0.02 {
                if f.integers > 0.5 { 0.7 } else { 0.5 }
            } else {
                0.8 + 0.3 * f.gtins.max(f.rounded_gtins)
            }
        }
        Field::Brand => {
            let unlike = if f.urls > 0.5 || f.flags > 0.9 || f.html > 0.2 { 0.25 } else { 1.0 };
            let numeric = if f.numbers > 0.8 { 0.5 } else { 1.0 };
            let long = if f.length > 45.0 { 0.5 } else { 1.0 };
            unlike * numeric * long
        }
        Field::Category => {
            let unlike = if f.urls > 0.5 || f.flags > 0.9 || f.html > 0.2 { 0.3 } else { 1.0 };
            let numeric = if f.numbers > 0.8 { 0.84 } else { 1.0 };
            let distinct = if f.filled >= 20 && f.distinct > 0.95 { 0.8 } else { 1.0 };
            unlike * numeric * distinct
        }
        Field::Price | Field::RetailPrice => {
            let numbers = if f.numbers < 0.3 { 0.35 } else { 0.65 + 0.4 * f.numbers };
            let unlike = if f.dates > 0.8 { 0.2 } else { 1.0 };
            let codes =
                if f.gtins > 0.8 || f.largest() > Some(Decimal::from(1_000_000_000)) { 0.4 } else { 1.0 };
            let zero = if f.largest() == Some(Decimal::ZERO) { 0.75 } else { 1.0 };
            numbers * unlike * codes * zero
        }
        Field::Currency => {
            if f.currencies > 0.8 {
                1.1
            } else if f.currencies > 0.3 {
                0.7
            } else {
                0.3
            }
        }
        Field::Stock => {
            let stocks = if f.stocks < 0.5 { 0.45 } else { 0.6 + 0.45 * f.stocks };
            let fractions = if f.decimals > 0.6 && f.integers < 0.4 { 0.6 } else { 1.0 };
            // A yes or no is a stock of sorts, yet a number beside it is the better one.
            let flags = if f.flags > 0.95 && f.distinct * (f.filled as f32) < 2.5 && f.integers < 0.5 {
                0.85
            } else {
                1.0
            };
            let words = if f.integers < 0.2 { 0.6 } else { 1.0 };
            stocks * fractions * flags * words
        }
        Field::Images => {
            if f.pictures > 0.5 {
                1.06
            } else if f.urls > 0.5 {
                1.0
            } else if f.length > 5.0 && f.numbers < 0.5 {
                0.75
            } else {
                0.3
            }
        }
        Field::Weight => {
            if f.weights < 0.3 {
                0.4
            } else {
                0.65 + 0.4 * f.weights
            }
        }
        Field::Moq | Field::Pack => {
            if f.numbers > 0.5 {
                1.0
            } else {
                0.5
            }
        }
        Field::LeadTime => {
            if f.dates > 0.5 || f.length > 40.0 {
                0.4
            } else {
                1.0
            }
        }
    }
}

/// What the values alone say, where a header says nothing or isn't there.
pub(super) fn alone(field: Field, f: &Figures, headless: bool) -> f32 {
    if f.filled < 2 {
        return 0.0;
    }
    match field {
        // A right check digit on nearly all values is no chance: one number in ten has one.
        Field::Ean if f.gtins > 0.7 && f.length > 7.5 && f.distinct > 0.3 => 0.62,
        Field::Images if f.pictures > 0.8 && f.urls > 0.8 => 0.55,
        // `186 g`, whatever the header calls it.
        Field::Weight if f.masses > 0.6 && f.filled > 4 => 0.5,
        Field::Currency if headless && f.currencies > 0.95 && f.filled > 4 => 0.5,
        Field::Name
            if headless
                && f.letters > 0.8
                && f.spaced > 0.6
                && f.distinct > 0.7
                && f.length > 10.0
                && f.html < 0.1 =>
        {
            0.5
        }
        Field::Price if headless && f.decimals > 0.7 && f.numbers > 0.95 && f.filled > 4 => 0.48,
        Field::SupplierSku
            if headless
                && f.distinct > 0.95
                && f.filled > 4
                && f.spaced < 0.1
                && f.length < 25.0
                && f.decimals < 0.3
                && f.urls < 0.1 =>
        {
            0.46
        }
        _ => 0.0,
    }
}

/// The values in words, for a proposal's reason.
pub(super) fn in_words(field: Field, f: &Figures) -> String {
    if f.is_empty() {
        return "the column is empty in the records looked at".to_owned();
    }
    let (share, what) = match field {
        Field::Ean if f.rounded_gtins > f.gtins => (f.rounded_gtins, "GTINs rounded by a spreadsheet"),
        Field::Ean => (f.gtins, "GTINs with a right check digit"),
        Field::Price | Field::RetailPrice if f.decimals > 0.5 => (f.decimals, "amounts with decimals"),
        Field::Price | Field::RetailPrice | Field::Moq | Field::Pack => (f.numbers, "numbers"),
        Field::Currency => (f.currencies, "currencies"),
        Field::Stock => (f.stocks, "stocks"),
        Field::Images if f.urls >= f.pictures => (f.urls, "addresses"),
        Field::Images => (f.pictures, "names of pictures"),
        Field::Weight => (f.weights, "weights"),
        Field::SupplierSku | Field::Mpn => (f.distinct, "different"),
        Field::Description if f.html > 0.3 => (f.html, "HTML"),
        Field::Name | Field::Description | Field::Brand | Field::Category | Field::LeadTime => {
            (f.letters, "text")
        }
    };
    format!("{:.0} % of values are {what}", share * 100.0)
}
