//! Cells: every way to read one, and what holds for what comes out.

use catalog::structure::DecimalStyle;
use catalog::value::gtin::Gtin;
use catalog::value::{category, currency, html, number, quantity, stock, text, url, weight};

/// Reads a text as every kind of value.
pub fn all(bytes: &[u8]) {
    let cell = String::from_utf8_lossy(bytes);
    numbers(&cell);
    texts(&cell);
    if let Ok(gtin) = Gtin::parse(&cell) {
        assert_eq!(Gtin::parse(gtin.as_str()), Ok(gtin), "fourteen digits");
        assert_eq!(Gtin::parse(gtin.shortest()), Ok(gtin), "the usual spelling");
    }
    for code in
        [currency::parse(&cell), currency::in_header(&cell), currency::code(&cell)].into_iter().flatten()
    {
        assert_eq!(currency::parse(code), Some(code));
    }
    let mut urls = Vec::new();
    url::split_into(&cell, &mut urls, &mut Vec::new(), 20);
    assert!(urls.len() <= 20, "{} addresses", urls.len());
    for address in &urls {
        assert!(url::parse(address).is_some(), "{address:?} was read as an address and is none");
        assert!(!address.contains(char::is_whitespace), "{address:?}");
    }
    let mut path = String::new();
    category::append(&cell, &mut path);
    category::append(&cell, &mut path);
    assert!(path.split('/').all(|level| path.is_empty() || !level.trim().is_empty()), "{path:?}");
}

fn numbers(cell: &str) {
    for style in [DecimalStyle::Auto, DecimalStyle::Point, DecimalStyle::Comma] {
        if let Ok(number) = number::parse_decimal(cell, style) {
            // A point with three digits behind it is read as a decimal sign under this style.
            let printed = number.value.to_string();
            let read = number::parse_decimal(&printed, DecimalStyle::Point).map(|number| number.value);
            assert_eq!(read, Ok(number.value), "{cell:?} is read as {printed}");
        }
        if let Ok(stock) = stock::parse(cell, style) {
            assert!(stock.pieces >= 0 && (!stock.negative || stock.pieces == 0), "{cell:?} is {stock:?}");
        }
        for unit in [weight::Unit::Kilogram, weight::Unit::Ounce, weight::Unit::Milligram] {
            if let Ok(kilograms) = weight::parse(cell, style, unit) {
                assert!(
                    !kilograms.is_sign_negative() && kilograms.scale() <= 4,
                    "{cell:?} weighs {kilograms}"
                );
            }
        }
        if let Ok(Some(count)) = quantity::parse_count(cell, style) {
            assert!(count > 0, "{cell:?} counts {count}");
        }
    }
    if let Ok(days) = quantity::parse_days(cell) {
        assert!((0..=1095).contains(&days), "{cell:?} takes {days} days");
    }
    weight::Unit::in_header(cell);
}

fn texts(cell: &str) {
    let line = text::line(cell);
    assert!(!line.contains(char::is_control), "{cell:?} on one line is {line:?}");
    assert_eq!(line.trim(), line, "{cell:?}");
    let code = text::code(cell);
    assert!(!code.contains(char::is_control), "{cell:?} as a code is {code:?}");
    text::says_none(cell);
    text::is_cell_error(cell);
    let mut cut = line.into_owned();
    text::truncate(&mut cut, 7);
    assert!(cut.chars().count() <= 7, "{cut:?}");

    let mut safe = html::safe(cell).into_owned();
    harmless(&safe);
    html::truncate(&mut safe, 20);
    harmless(&safe);
}

/// No scripts, neither as elements nor as attributes.
fn harmless(html: &str) {
    let lower = html.to_ascii_lowercase();
    for tag in ["<script", "<iframe", "<style", "<object", "<svg", "<form"] {
        assert!(!lower.contains(tag), "{html:?}");
    }
    for element in lower.split('<').skip(1) {
        let tag = element.split('>').next().unwrap_or_default();
        assert!(!tag.contains(" on") || tag.contains("=\""), "{html:?}");
    }
}
