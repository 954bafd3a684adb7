//! How a file writes decimal numbers.

use std::collections::BTreeMap;

use super::Column;
use crate::field::Field;
use crate::record::REPEAT_SEPARATOR;
use crate::structure::DecimalStyle;

/// The style that the values show; unknown where they don't, or where both are common.
pub(super) fn style(chosen: &BTreeMap<Field, usize>, columns: &[Column]) -> DecimalStyle {
    // Prices first: they are what a wrong style ruins.
    let priced: Vec<usize> = [Field::Price, Field::RetailPrice]
        .into_iter()
        .filter_map(|field| chosen.get(&field).copied())
        .collect();
    let numeric = |column: &Column| {
        column.figures.numbers > 0.8 && column.figures.gtins < 0.5 && column.figures.dates < 0.5
    };
    let all = (0..columns.len()).filter(|&at| numeric(&columns[at])).collect();
    for group in [priced, all] {
        let (mut points, mut commas) = (0, 0);
        for value in group.iter().flat_map(|&at| &columns[at].profile.values) {
            for piece in value.split(REPEAT_SEPARATOR) {
                match sign(piece) {
                    Some('.') => points += 1,
                    Some(',') => commas += 1,
                    _ => {}
                }
            }
        }
        if points > commas * 20 {
            return DecimalStyle::Point;
        }
        if commas > points * 20 {
            return DecimalStyle::Comma;
        }
        if points + commas > 0 {
            return DecimalStyle::Auto;
        }
    }
    DecimalStyle::Auto
}

/// The decimal sign of a number, where it can't be a thousands separator.
fn sign(value: &str) -> Option<char> {
    let digits = value.trim_matches(|c: char| !c.is_ascii_digit());
    let at = digits.rfind(['.', ','])?;
    let sign = if digits.as_bytes()[at] == b'.' { '.' } else { ',' };
    let (whole, fraction) = (&digits[..at], &digits[at + 1..]);
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || whole.contains(|c: char| c.is_alphabetic()) {
        return None;
    }
    if whole.contains(sign) {
        // `1.234.567` groups by points, so its decimal sign would be the other one.
        return (whole.split(sign).skip(1).all(|group| group.len() == 3) && fraction.len() == 3)
            .then_some(if sign == '.' { ',' } else { '.' });
    }
    let other = whole.contains(['.', ',', ' ', '\u{a0}', '\u{202f}', '\'', '’']);
    (other || fraction.len() != 3 || whole.starts_with('0') || whole.len() > 3).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs() {
        for (value, expected) in [
            ("12,50 €", Some(',')),
            ("12.5", Some('.')),
            ("1.234,5", Some(',')),
            ("1,234.50", Some('.')),
            ("1.234", None),
            ("1,234", None),
            ("0.125", Some('.')),
            ("1 234,567", Some(',')),
            ("1.234.567", Some(',')),
            ("12", None),
            ("31.01.2026", None),
            ("", None),
        ] {
            assert_eq!(sign(value), expected, "{value:?}");
        }
    }
}
