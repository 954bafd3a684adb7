//! Decimal numbers as people write them: `1 234,56 €`, `1.234,56`, `US$ 12`, `12,-`, `1’234.50`.
//!
//! No number passes through a float. What a single separator means (`1.234`) depends on the file, which is why
//! a [`DecimalStyle`] comes along; where a cell is clear by itself (`1.234,5`, `12,50`), the cell wins.
//! Decimal signs and digit grouping follow CLDR (unicode.org/reports/tr35/tr35-numbers.html) and the BIPM's
//! SI brochure, section 5.4.4 (groups of three, set apart by spaces).

use rust_decimal::Decimal;

use crate::structure::DecimalStyle;
use crate::value::currency;
use crate::value::text::trim;

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
    let text = trim(text);
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
const NEUTRAL: [&str; 111] = [
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
    "à partir de",
    "dès",
    "od",
    "od ceny",
    "vanaf",
    "desde",
    "da",
    "a partire da",
    "от",
    "від",
    "hors tva",
    "tva incluse",
    "l'unité",
    "la pièce",
    "par unité",
    "par pièce",
    "pièce",
    "pièces",
    "pro stück",
    "je stück",
    "je stk",
    "exkl mwst",
    "zzgl. mwst",
    "inkl. mwst",
    "uvp",
    "vk",
    "ek",
    "per stuk",
    "stuk",
    "stuks",
    "excl btw",
    "incl btw",
    "excl. btw",
    "incl. btw",
    "ex btw",
    "iva incl",
    "iva inclusa",
    "iva esclusa",
    "iva escl",
    "iva incluido",
    "iva no incluido",
    "sin iva",
    "con iva",
    "más iva",
    "al pezzo",
    "por unidad",
    "unidades",
    "za szt",
    "sztuka",
    "bez vat",
    "z vat",
    "za kus",
    "kus",
    "bez dph",
    "s dph",
    "vč. dph",
    "за шт",
    "за штуку",
    "без ндс",
    "с ндс",
    "без пдв",
    "з пдв",
    "vat excl",
    "vat incl",
    "plus vat",
    "per unit",
    "per piece",
    "units",
    "u",
    "rrp",
    "msrp",
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
        DecimalStyle::Comma => sign == ',',
        // Not knowing: programs write points for decimals and group nothing, people group with commas as often as with points.
        DecimalStyle::Point | DecimalStyle::Auto => sign == '.',
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
mod tests;
