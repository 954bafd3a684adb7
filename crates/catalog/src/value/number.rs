//! Decimal numbers as people write them: `1 234,56 €`, `1.234,56`, `US$ 12`, `12,-`, `1’234.50`.
//!
//! No number passes through a float. What a single separator means (`1.234`) depends on the file, which is why
//! a [`DecimalStyle`] comes along; where a cell is clear by itself (`1.234,5`, `12,50`), the cell wins.
//! Decimal signs and digit grouping follow CLDR (unicode.org/reports/tr35/tr35-numbers.html) and the BIPM's
//! SI brochure, section 5.4.4 (groups of three, set apart by spaces).

use rust_decimal::Decimal;

use crate::structure::DecimalStyle;
use crate::value::currency;

/// A number and the currency written beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// The value, exactly as written.
    pub value: Decimal,
    /// ISO 4217 code of the sign, code or word beside the digits.
    pub currency: Option<&'static str>,
    /// Whether the currency was written as a bare `$`, which a dozen countries use.
    pub bare_dollar: bool,
}

impl Number {
    const fn plain(value: Decimal) -> Self {
        Self { value, currency: None, bare_dollar: false }
    }
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NumberError {
    /// No digits at all.
    #[error("there are no digits")]
    NoDigits,
    /// A share, not an amount.
    #[error("a percentage is no amount")]
    Percent,
    /// More digits than a decimal holds (28).
    #[error("the number has too many digits")]
    TooLong,
    /// Something else: a range, two numbers, unknown words.
    #[error("this is no number")]
    Invalid,
}

/// Reads a number with whatever signs stand around it.
pub fn parse_decimal(text: &str, style: DecimalStyle) -> Result<Number, NumberError> {
    let text = text.trim();
    if let Some(value) = plain(text.as_bytes(), style) {
        return Ok(Number::plain(value));
    }
    let first = text.find(|c: char| c.is_ascii_digit()).ok_or(NumberError::NoDigits)?;
    if text.contains('%') {
        return Err(NumberError::Percent);
    }
    let last = text.rfind(|c: char| c.is_ascii_digit()).unwrap_or(first);
    let (mut before, mut digits, after) = (&text[..first], &text[first..=last], &text[last + 1..]);
    let mut mantissa = String::new();
    // `.50` and `,50`, but not `Fr.50`.
    if let Some(rest) = before.strip_suffix(['.', ',']).filter(|rest| !rest.ends_with(char::is_alphanumeric))
    {
        before = rest;
        mantissa.push_str("0.");
    }
    let around = Around::read(before, after)?;
    let (mut named, mut bare_dollar) = (around.currency, around.bare_dollar);
    // `12€50`: the sign stands in for the decimal sign.
    let middle;
    if let Some((whole, sign, cents)) = sign_inside(digits) {
        named = named.or(currency::parse(sign));
        bare_dollar |= sign == "$";
        middle = format!("{whole}.{cents}");
        digits = &middle;
    }
    let mut value = if mantissa.is_empty() {
        separated(digits, style)?
    } else {
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NumberError::Invalid);
        }
        mantissa.push_str(digits);
        exact(&mantissa)?
    };
    value.set_sign_negative(around.negative && !value.is_zero());
    Ok(Number { value, currency: named, bare_dollar: bare_dollar && named == Some("USD") })
}

/// The fast path: an optional minus sign, digits, and at most one separator that can't be misread.
fn plain(text: &[u8], style: DecimalStyle) -> Option<Decimal> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        _ => (false, text),
    };
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut mantissa: i64 = 0;
    let mut scale = None;
    for (at, &byte) in digits.iter().enumerate() {
        match byte {
            b'0'..=b'9' => mantissa = mantissa * 10 + i64::from(byte - b'0'),
            b'.' | b',' if scale.is_none() && at > 0 => {
                let after = digits.len() - at - 1;
                let decimal_sign = match style {
                    DecimalStyle::Point => byte == b'.',
                    DecimalStyle::Comma => byte == b',',
                    DecimalStyle::Auto => false,
                };
                if after == 0 || (after == 3 && !decimal_sign) {
                    return None;
                }
                scale = Some(after as u32);
            }
            _ => return None,
        }
    }
    Some(Decimal::new(if negative { -mantissa } else { mantissa }, scale.unwrap_or(0)))
}

/// What stands before and after the digits.
struct Around {
    negative: bool,
    currency: Option<&'static str>,
    bare_dollar: bool,
}

/// Words that may stand beside a price and say nothing about its amount.
const NEUTRAL: [&str; 40] = [
    "ht",
    "h.t",
    "ttc",
    "t.t.c",
    "excl",
    "incl",
    "netto",
    "brutto",
    "net",
    "gross",
    "hors taxe",
    "ab",
    "from",
    "pc",
    "pce",
    "pcs",
    "piece",
    "stk",
    "stück",
    "st",
    "szt",
    "ks",
    "шт",
    "unit",
    "unité",
    "unidad",
    "ud",
    "pz",
    "each",
    "ea",
    "ex vat",
    "inc vat",
    "exc vat",
    "incl vat",
    "excl vat",
    "zzgl mwst",
    "inkl mwst",
    "+ iva",
    "+iva",
    "*",
];

impl Around {
    fn read(before: &str, after: &str) -> Result<Self, NumberError> {
        let mut around = Self { negative: false, currency: None, bare_dollar: false };
        let before = before.trim();
        let mut after = after.trim();
        // Accounting notation, `(12.50)`.
        if before.starts_with('(') && after.ends_with(')') && !before.contains(')') {
            around.negative = true;
            after = after.trim_end_matches(')').trim_end();
        }
        let before = before.trim_start_matches(['(', '\'', '=', '"', '~', '+', '≈']).trim();
        let after = after.trim_end_matches(['"', '\'']);
        let minus = |c: char| matches!(c, '-' | '\u{2212}' | '\u{2013}');
        let unsigned = before.trim_matches(minus).trim();
        if unsigned.len() != before.len() {
            around.negative = true;
        }
        around.word(unsigned.trim_end_matches([':', '=']).trim())?;
        // `12,-`, `12.–` and `12,--` are whole amounts; `12-` is SAP's negative.
        let rest = match after.strip_prefix([',', '.']) {
            Some(rest) => rest.trim_start_matches(minus),
            None => match after.strip_prefix(minus) {
                Some(rest) => {
                    around.negative = true;
                    rest
                }
                None => after,
            },
        };
        around.word(rest.trim())?;
        Ok(around)
    }

    fn word(&mut self, text: &str) -> Result<(), NumberError> {
        if text.is_empty() {
            return Ok(());
        }
        if let Some(code) = currency::parse(text) {
            self.bare_dollar |= text.trim_matches(['(', ')']) == "$";
            self.currency = self.currency.or(Some(code));
            return Ok(());
        }
        let lower = text.to_lowercase();
        let lower = lower.trim_matches(['.', '/', '(', ')', ' ']);
        // `kr` is a currency, but of three countries.
        if lower.is_empty() || lower == "kr" || NEUTRAL.contains(&lower) {
            return Ok(());
        }
        // `€ HT`, `EUR/Stk`, `€ / pce`, `EUR netto`
        if let Some(at) = lower.find([' ', '/', '\u{a0}']) {
            let (first, second) = lower.split_at(at);
            let second = second.trim_matches([' ', '/', '\u{a0}', '.', '(', ')']);
            if let Some(code) = currency::parse(first) {
                self.currency = self.currency.or(Some(code));
                if NEUTRAL.contains(&second) || second == "1" {
                    return Ok(());
                }
            } else if NEUTRAL.contains(&first.trim_matches(['.'])) {
                return self.word(second);
            }
        }
        Err(NumberError::Invalid)
    }
}

/// `12€50` in its three parts.
fn sign_inside(digits: &str) -> Option<(&str, &str, &str)> {
    let at = digits.find(['€', '$', '£'])?;
    let sign = digits[at..].chars().next()?;
    let (whole, cents) = (&digits[..at], &digits[at + sign.len_utf8()..]);
    let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    (cents.len() == 2 && numeric(whole) && numeric(cents))
        .then(|| (whole, &digits[at..at + sign.len_utf8()], cents))
}

/// A number that begins and ends with a digit, with separators in between.
fn separated(text: &str, style: DecimalStyle) -> Result<Decimal, NumberError> {
    if let Some((mantissa, exponent)) = text.split_once(['e', 'E']) {
        return with_exponent(mantissa, exponent);
    }
    let decimal_at = decimal_sign(text, style)?;
    let (whole, fraction) = match decimal_at {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberError::Invalid);
    }
    let mut plain = String::with_capacity(text.len());
    let mut groups = whole.split(is_group_sign);
    plain.push_str(groups.next().unwrap_or(""));
    let mut rest = groups.peekable();
    if rest.peek().is_some() && plain.len() > 3 {
        return Err(NumberError::Invalid);
    }
    while let Some(group) = rest.next() {
        // Groups of three; of two in India, except for the last.
        let fits = group.len() == 3 || (group.len() == 2 && rest.peek().is_some() && plain.len() <= 6);
        if !fits {
            return Err(NumberError::Invalid);
        }
        plain.push_str(group);
    }
    if !plain.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberError::Invalid);
    }
    if !fraction.is_empty() {
        plain.push('.');
        plain.push_str(fraction);
    }
    exact(&plain)
}

fn is_group_sign(c: char) -> bool {
    matches!(c, '.' | ',' | '\'' | '\u{2019}' | '\u{2bc}' | '\u{b4}' | '`') || c.is_whitespace()
}

/// Where the decimal sign is, if there is one.
fn decimal_sign(text: &str, style: DecimalStyle) -> Result<Option<usize>, NumberError> {
    let point = text.rfind('.');
    let comma = text.rfind(',');
    let (at, sign, other) = match (point, comma) {
        (None, None) => return Ok(None),
        (Some(at), None) => (at, '.', None),
        (None, Some(at)) => (at, ',', None),
        // Both: the last one is the decimal sign.
        (Some(point), Some(comma)) if point > comma => (point, '.', Some(',')),
        (Some(_), Some(comma)) => (comma, ',', Some('.')),
    };
    let count = text.matches(sign).count();
    if other.is_some() {
        return if count == 1 { Ok(Some(at)) } else { Err(NumberError::Invalid) };
    }
    if count > 1 {
        return Ok(None);
    }
    let (whole, after) = (&text[..at], text.len() - at - 1);
    // Three digits behind a single sign are the ambiguous case; any other number of digits is a fraction,
    // and so are three behind a zero, behind four digits, or behind digits that are grouped already.
    let grouped = whole.chars().any(is_group_sign);
    if after != 3 || grouped || whole.len() > 3 || whole.starts_with('0') {
        return Ok(Some(at));
    }
    let decimal = match style {
        DecimalStyle::Point => sign == '.',
        DecimalStyle::Comma => sign == ',',
        // Programs write points for decimals and group nothing; people group with commas as often as with points.
        DecimalStyle::Auto => sign == '.',
    };
    Ok(decimal.then_some(at))
}

/// `1.5E-3`, as spreadsheets and programs write small and large numbers.
fn with_exponent(mantissa: &str, exponent: &str) -> Result<Decimal, NumberError> {
    let numeric = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let bare = exponent.trim_start_matches(['+', '-']);
    if whole.is_empty()
        || !numeric(whole)
        || !numeric(fraction)
        || !numeric(bare)
        || bare.is_empty()
        || bare.len() > 3
    {
        return Err(NumberError::Invalid);
    }
    let text = if fraction.is_empty() {
        format!("{whole}e{exponent}")
    } else {
        format!("{whole}.{fraction}e{exponent}")
    };
    Decimal::from_scientific(&text).map_err(|_| NumberError::TooLong)
}

/// A decimal with exactly the digits given.
fn exact(text: &str) -> Result<Decimal, NumberError> {
    Decimal::from_str_exact(text).map_err(|_| NumberError::TooLong)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use DecimalStyle::{Auto, Comma, Point};

    fn read(text: &str, style: DecimalStyle) -> Result<(String, Option<&'static str>), NumberError> {
        parse_decimal(text, style).map(|number| (number.value.to_string(), number.currency))
    }

    #[test]
    fn as_people_write_them() {
        for (text, style, value, currency) in [
            ("12", Auto, "12", None),
            ("12.5", Auto, "12.5", None),
            ("12,50", Auto, "12.50", None),
            ("12,50", Point, "12.50", None),
            ("12.50", Comma, "12.50", None),
            ("1.234", Point, "1.234", None),
            ("1.234", Comma, "1234", None),
            ("1,234", Comma, "1.234", None),
            ("1,234", Point, "1234", None),
            ("1,234", Auto, "1234", None),
            ("0,125", Auto, "0.125", None),
            ("0.125", Comma, "0.125", None),
            ("1234,567", Auto, "1234.567", None),
            ("1.234,56", Auto, "1234.56", None),
            ("1.234,56", Point, "1234.56", None),
            ("26.067,00", Comma, "26067.00", None),
            ("1,234.56", Comma, "1234.56", None),
            ("1.234.567,89", Auto, "1234567.89", None),
            ("1,234,567", Auto, "1234567", None),
            ("12,34,567.50", Auto, "1234567.50", None),
            ("1 234,56 €", Auto, "1234.56", Some("EUR")),
            ("1\u{a0}234,56\u{a0}€", Auto, "1234.56", Some("EUR")),
            ("1\u{202f}234,56", Auto, "1234.56", None),
            ("1 234,567", Point, "1234.567", None),
            ("1’234.50", Auto, "1234.50", None),
            ("CHF 1'234.50", Auto, "1234.50", Some("CHF")),
            ("US$ 12", Auto, "12", Some("USD")),
            ("$12.99", Auto, "12.99", Some("USD")),
            ("12,-", Auto, "12", None),
            ("12,- €", Auto, "12", Some("EUR")),
            ("12.--", Auto, "12", None),
            ("12.–", Auto, "12", None),
            ("Fr. 12.-", Auto, "12", Some("CHF")),
            ("15 000 Fcfa", Auto, "15000", Some("XOF")),
            ("88650.00 ARS", Auto, "88650.00", Some("ARS")),
            ("6900 SEK", Auto, "6900", Some("SEK")),
            ("6900 kr", Auto, "6900", None),
            ("14.3 EUR", Auto, "14.3", Some("EUR")),
            ("EUR12,5", Auto, "12.5", Some("EUR")),
            ("12€50", Auto, "12.50", Some("EUR")),
            ("11.99€", Auto, "11.99", Some("EUR")),
            ("12,50 € HT", Auto, "12.50", Some("EUR")),
            ("12,50 €/Stk.", Auto, "12.50", Some("EUR")),
            ("120 грн.", Auto, "120", Some("UAH")),
            ("120,00 руб.", Auto, "120.00", Some("RUB")),
            ("19,99 zł", Auto, "19.99", Some("PLN")),
            ("-12,50", Auto, "-12.50", None),
            ("−12", Auto, "-12", None),
            ("12,50-", Auto, "-12.50", None),
            ("(12.50)", Auto, "-12.50", None),
            ("-0", Auto, "0", None),
            (".50", Auto, "0.50", None),
            ("$.50", Auto, "0.50", Some("USD")),
            ("1.5E+3", Auto, "1500", None),
            ("1,5E-3", Auto, "0.0015", None),
            ("'12.50", Auto, "12.50", None),
            ("0.1000000000000000055511151231", Auto, "0.1000000000000000055511151231", None),
        ] {
            assert_eq!(read(text, style), Ok((value.to_owned(), currency)), "{text:?} {style:?}");
        }
    }

    #[test]
    fn refusals() {
        for (text, error) in [
            ("", NumberError::NoDigits),
            ("-", NumberError::NoDigits),
            ("sur demande", NumberError::NoDigits),
            ("20%", NumberError::Percent),
            ("38% SFUSO", NumberError::Percent),
            ("10-20", NumberError::Invalid),
            ("10 - 20 €", NumberError::Invalid),
            ("12 34", NumberError::Invalid),
            ("1.23.4", NumberError::Invalid),
            ("1,234,56.7.8", NumberError::Invalid),
            ("12 kg", NumberError::Invalid),
            ("3 x 4", NumberError::Invalid),
            ("2026-01-31", NumberError::Invalid),
            ("31.01.2026", NumberError::Invalid),
            ("1e999", NumberError::TooLong),
            ("99999999999999999999999999999999", NumberError::TooLong),
        ] {
            assert_eq!(read(text, Auto), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_bare_dollar_is_told_from_a_us_dollar() {
        assert!(parse_decimal("$5", Auto).unwrap().bare_dollar);
        assert!(!parse_decimal("US$5", Auto).unwrap().bare_dollar);
        assert!(!parse_decimal("5 €", Auto).unwrap().bare_dollar);
    }

    /// Prints with grouping.
    fn print(value: Decimal, group: &str, sign: char) -> String {
        let text = value.abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let mut out = if value.is_sign_negative() { String::from("-") } else { String::new() };
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                out.push_str(group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(sign);
            out.push_str(fraction);
        }
        out
    }

    proptest! {
        #[test]
        fn what_is_printed_in_a_style_is_read_back(mantissa in -1_000_000_000_000_i64..1_000_000_000_000, scale in 0_u32..7) {
            let value = Decimal::new(mantissa, scale);
            for (group, sign, style) in [
                ("", '.', Point), (",", '.', Point), (" ", '.', Point), ("’", '.', Point),
                ("", ',', Comma), (".", ',', Comma), ("\u{a0}", ',', Comma), ("\u{202f}", ',', Comma),
            ] {
                let text = print(value, group, sign);
                prop_assert_eq!(parse_decimal(&text, style).map(|n| n.value), Ok(value), "{:?}", text);
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}", digits in "[-0-9.,' €$eE+()]{0,30}") {
            for style in [Auto, Point, Comma] {
                let _ = parse_decimal(&text, style);
                let _ = parse_decimal(&digits, style);
            }
        }
    }
}
