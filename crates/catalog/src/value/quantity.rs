//! Counts (minimum order, pack) and delivery times in days.

use rust_decimal::prelude::ToPrimitive;

use crate::structure::DecimalStyle;
use crate::value::number::{NumberError, parse_decimal};

/// Reads a count of one or more: `6`, `6.0`, `6 pcs`, `x6`, `12/Karton`; none where the cell says 0.
pub fn parse_count(text: &str, style: DecimalStyle) -> Result<Option<i32>, NumberError> {
    let text = text.trim();
    let start = text.find(|c: char| c.is_ascii_digit()).ok_or(NumberError::NoDigits)?;
    let bare = &text[start..];
    let end = bare
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '\u{a0}' | '\u{202f}' | ' ')))
        .unwrap_or(bare.len());
    let (number, behind) = bare.split_at(end);
    // `6 x 75 cl` and the like hold two numbers, of which nobody knows which one is meant.
    if behind.contains(|c: char| c.is_ascii_digit()) || text[..start].trim_end().ends_with('-') {
        return Err(NumberError::Invalid);
    }
    let value = parse_decimal(number.trim_end_matches(['.', ',', ' ', '\u{a0}']), style)?.value;
    if !value.fract().is_zero() {
        return Err(NumberError::Invalid);
    }
    match value.to_i32() {
        Some(0) => Ok(None),
        Some(count) => Ok(Some(count)),
        None => Err(NumberError::TooLong),
    }
}

/// First letters of the words for a week, a month and an hour, in the languages of our suppliers.
const WEEKS: [&str; 10] = ["w", "sem", "sett", "setm", "tyd", "týd", "тиж", "нед", "veck", "kw"];
const MONTHS: [&str; 6] = ["mon", "moi", "mes", "maa", "mie", "мес"];
const HOURS: [&str; 9] = ["h", "std", "stu", "uur", "god", "hod", "час", "год", "ore"];

/// Reads a delivery time in days: `3`, `2-3 days`, `48 h`, `1 semaine`. Of a range, the longer time.
pub fn parse_days(text: &str) -> Result<i32, NumberError> {
    let text = text.trim();
    let mut longest: Option<i64> = None;
    let numbers = text
        .split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ','))
        .map(|part| part.trim_matches(['.', ',']));
    for number in numbers.filter(|number| !number.is_empty()) {
        let value = parse_decimal(number, DecimalStyle::Auto)?.value.ceil().to_i64();
        longest = longest.max(value);
    }
    let number = longest.ok_or(NumberError::NoDigits)?;
    // The unit stands behind the numbers.
    let digits_end = text.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
    let unit = text[digits_end..].trim_start_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    let starts = |words: &[&str]| words.iter().any(|word| unit.starts_with(word));
    let days = if starts(&WEEKS) {
        number.saturating_mul(7)
    } else if starts(&MONTHS) {
        number.saturating_mul(30)
    } else if starts(&HOURS) {
        number.saturating_add(23) / 24
    } else {
        number
    };
    // Three years; anything above is a date or an article number.
    if (0..=1095).contains(&days) { Ok(days as i32) } else { Err(NumberError::Invalid) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts() {
        for (text, expected) in [
            ("6", Ok(Some(6))),
            ("6.0", Ok(Some(6))),
            ("6 pcs", Ok(Some(6))),
            ("x6", Ok(Some(6))),
            ("12/Karton", Ok(Some(12))),
            ("1 000", Ok(Some(1000))),
            ("0", Ok(None)),
            ("1.5", Err(NumberError::Invalid)),
            ("6 x 75 cl", Err(NumberError::Invalid)),
            ("-1", Err(NumberError::Invalid)),
            ("viele", Err(NumberError::NoDigits)),
            ("99999999999", Err(NumberError::TooLong)),
        ] {
            assert_eq!(parse_count(text, DecimalStyle::Auto), expected, "{text:?}");
        }
    }

    #[test]
    fn days() {
        for (text, expected) in [
            ("3", Ok(3)),
            ("2-3 days", Ok(3)),
            ("2 à 3 jours", Ok(3)),
            ("48 h", Ok(2)),
            ("1 semaine", Ok(7)),
            ("ca. 2 Wochen", Ok(14)),
            ("1-2 Monate", Ok(60)),
            ("sofort", Err(NumberError::NoDigits)),
            ("20261231", Err(NumberError::Invalid)),
        ] {
            assert_eq!(parse_days(text), expected, "{text:?}");
        }
    }
}
