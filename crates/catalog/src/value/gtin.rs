//! GTINs (EAN-13, UPC-A, EAN-8, GTIN-14, ISBN), compared as GTIN-14.
//!
//! A GTIN is a text of digits, never a number: spreadsheets strip its leading zeros and turn it into
//! `3,76E+12`, which can't be undone. The check digit (GS1 General Specifications, section 7.9.1: weights 3 and 1
//! alternating from the right, modulo 10) is what tells a GTIN from an article number, so nothing without a
//! right one gets in. Left padding with zeros doesn't change the check digit, which is why all lengths
//! can be compared as fourteen digits (section 3.3.2).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A GTIN whose check digit is right, as the fourteen ASCII digits of its GTIN-14.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Gtin([u8; 14]);

/// Why a text is no GTIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum GtinError {
    /// `3,76E+12`: a spreadsheet has thrown digits away.
    #[error(
        "the spreadsheet rounded this GTIN, its digits are lost: format the column as text and export again"
    )]
    Scientific,
    /// Right length, wrong check digit.
    #[error("the check digit is wrong")]
    CheckDigit,
    /// Not 8, 12, 13 or 14 digits, or a dummy such as `0` or `9999999999999`.
    #[error("this is no GTIN: it takes 8, 12, 13 or 14 digits")]
    Invalid,
}

/// Longer texts are no GTIN, however they are padded and grouped.
const LONGEST_TEXT: usize = 40;

impl Gtin {
    /// Reads a GTIN as suppliers write it: with apostrophes, spaces, dashes, a `.0` tail, as `="…"`, with
    /// leading zeros lost (UPC-A only, where the check digit proves it), as an ISBN-10, or behind its name (`ISBN: …`).
    pub fn parse(text: &str) -> Result<Self, GtinError> {
        let text = without_name(unwrapped(text));
        if text.is_empty() || text.len() > LONGEST_TEXT {
            return Err(GtinError::Invalid);
        }
        if let Some(digits) = scientific(text)? {
            return Self::from_digits(digits.as_bytes());
        }
        let text = without_zero_tail(text);
        let text = text.strip_prefix("(01)").unwrap_or(text);
        let mut digits = [0_u8; LONGEST_TEXT];
        let mut length = 0;
        let grouped = has_thousands(text);
        for c in text.chars() {
            match c {
                '0'..='9' | 'x' | 'X' => {
                    digits[length] = c.to_ascii_uppercase() as u8;
                    length += 1;
                }
                '-' | '\'' | '\u{2010}'..='\u{2013}' => {}
                '.' | ',' if grouped => {}
                c if c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}' => {}
                _ => return Err(GtinError::Invalid),
            }
        }
        Self::from_digits(&digits[..length])
    }

    /// From digits alone; an `X` is allowed where an ISBN-10 has it.
    fn from_digits(digits: &[u8]) -> Result<Self, GtinError> {
        // Systems that pad numbers to a fixed width write GTINs with eighteen digits and more.
        let surplus = digits.len().saturating_sub(14);
        let (padding, digits) = digits.split_at(surplus);
        if padding.iter().any(|&digit| digit != b'0') {
            return Err(GtinError::Invalid);
        }
        if digits.len() == 10 {
            return Self::from_ten(digits);
        }
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(GtinError::Invalid);
        }
        match digits.len() {
            8 | 12 | 13 | 14 => {
                let gtin = Self::padded(digits);
                if is_dummy(digits) {
                    Err(GtinError::Invalid)
                } else if gtin.check_digit_is_right() {
                    Ok(gtin)
                } else {
                    Err(GtinError::CheckDigit)
                }
            }
            // A UPC-A that was a number once: numbers have no leading zero. With fewer digits a right check digit
            // proves too little, since every tenth article number has one by chance.
            11 => {
                let gtin = Self::padded(digits);
                if gtin.check_digit_is_right() && !is_dummy(digits) {
                    Ok(gtin)
                } else {
                    Err(GtinError::Invalid)
                }
            }
            _ => Err(GtinError::Invalid),
        }
    }

    /// Ten characters: an ISBN-10, or a UPC-A that lost two zeros; where both would do, neither is proven.
    fn from_ten(digits: &[u8]) -> Result<Self, GtinError> {
        let (body, last) = digits.split_at(9);
        if !body.iter().all(u8::is_ascii_digit) || is_dummy(digits) {
            return Err(GtinError::Invalid);
        }
        // ISO 2108:1970: weights 10 to 1, modulo 11, with X for ten.
        let sum: u32 =
            body.iter().zip((2..=10).rev()).map(|(&digit, weight)| u32::from(digit - b'0') * weight).sum();
        let check = match last[0] {
            b'X' => 10,
            digit => u32::from(digit - b'0'),
        };
        let isbn = (sum + check).is_multiple_of(11);
        let upc = last[0] != b'X' && Self::padded(digits).check_digit_is_right();
        match (isbn, upc) {
            (true, false) => {
                let mut ean = *b"09780000000000";
                ean[4..13].copy_from_slice(body);
                ean[13] = check_digit(&ean[..13]);
                Ok(Self(ean))
            }
            (false, true) => Ok(Self::padded(digits)),
            _ => Err(GtinError::Invalid),
        }
    }

    fn padded(digits: &[u8]) -> Self {
        let mut all = [b'0'; 14];
        all[14 - digits.len()..].copy_from_slice(digits);
        Self(all)
    }

    fn check_digit_is_right(&self) -> bool {
        check_digit(&self.0[..13]) == self.0[13]
    }

    /// The fourteen digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// The usual spelling: EAN-8, UPC-A, EAN-13, or GTIN-14 where the first digit isn't zero.
    pub fn shortest(&self) -> &str {
        let all = self.as_str();
        let zeros = all.bytes().take_while(|&digit| digit == b'0').count();
        match zeros {
            0 => all,
            1 => &all[1..],
            2..=5 => &all[2..],
            _ => &all[6..],
        }
    }

    /// Whether the number is that of a carton and not of the unit in it (GS1 General Specifications, section 2.1.7: the
    /// indicators 1 to 8 are levels of packaging, 9 is for what is sold by weight).
    pub fn is_carton(&self) -> bool {
        matches!(self.0[0], b'1'..=b'8')
    }

    /// Whether the number is for restricted circulation (GS1 General Specifications, section 1.4.5: prefixes 02, 04 and
    /// 20 to 29, and EAN-8 that begin with 0 or 2): a company gives it to itself, so two companies may give the
    /// same number to different products.
    pub fn is_restricted(&self) -> bool {
        let digits = &self.0;
        if self.shortest().len() == 8 {
            return matches!(digits[6], b'0' | b'2');
        }
        digits[0] == b'0' && (digits[1] == b'2' || (digits[1] == b'0' && matches!(digits[2], b'2' | b'4')))
    }
}

/// The check digit for the digits before it.
fn check_digit(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| u32::from(digit - b'0') * if place % 2 == 0 { 3 } else { 1 })
        .sum();
    b'0' + ((10 - sum % 10) % 10) as u8
}

/// Dummies that fill a mandatory column: the same digit throughout, or next to nothing but zeros.
fn is_dummy(digits: &[u8]) -> bool {
    let Some((&first, rest)) = digits.split_first() else { return true };
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    rest.iter().all(|&digit| digit == first) || digits.len() - zeros < 5
}

/// The text without what spreadsheets wrap around it: apostrophes, quotes, `="…"`.
fn unwrapped(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix('=').unwrap_or(text);
    text.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '\u{2019}' | '\u{feff}' | '\u{200b}')
    })
}

/// The text without the name of what follows: `EAN: `, `ISBN-13 `, `GTIN13=`.
fn without_name(text: &str) -> &str {
    const NAMES: [&str; 7] = ["ean", "gtin", "isbn", "upc", "jan", "barcode", "code-barres"];
    let named = NAMES.iter().find_map(|name| {
        let start = text.get(..name.len())?;
        start.eq_ignore_ascii_case(name).then(|| &text[name.len()..])
    });
    let Some(rest) = named else { return text };
    // `13` in `EAN-13` is a part of the name where something parts it from what follows.
    let parted = |c: char| matches!(c, ':' | '=' | ' ' | '\u{a0}');
    let after = rest.trim_start_matches(['-', ' ']);
    let rest = ["14", "13", "12", "10", "8", "A", "a"]
        .iter()
        .find_map(|kind| after.strip_prefix(kind).filter(|rest| rest.starts_with(parted)))
        .unwrap_or(rest);
    rest.trim_start_matches(|c: char| parted(c) || matches!(c, '.' | '#'))
}

/// The text without the `.0` of a number that should have been a text.
fn without_zero_tail(text: &str) -> &str {
    let whole = text.trim_end_matches('0');
    match whole.strip_suffix(['.', ',']) {
        Some(whole) if whole.len() < text.len() - 1 && whole.bytes().all(|b| b.is_ascii_digit()) => whole,
        _ => text,
    }
}

/// Whether the text is a number with thousands separators: `4.006.381.333.931`.
fn has_thousands(text: &str) -> bool {
    let separator = if text.contains('.') { '.' } else { ',' };
    let mut groups = text.split(separator);
    let first = groups.next().is_some_and(|group| (1..=3).contains(&group.len()));
    let mut count = 0;
    first
        && groups.all(|group| {
            count += 1;
            group.len() == 3
        })
        && count >= 2
}

/// The digits of a number in scientific notation, if the text is one and none of its digits got lost
/// (`4.006381333931E12`); an error if digits got lost.
fn scientific(text: &str) -> Result<Option<String>, GtinError> {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return Ok(None) };
    let exponent = exponent.trim_start_matches('+');
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || exponent.is_empty() || !digits(whole) || !digits(fraction) || !digits(exponent) {
        return Ok(None);
    }
    if exponent.parse() == Ok(fraction.len()) {
        Ok(Some(format!("{whole}{fraction}")))
    } else {
        Err(GtinError::Scientific)
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Gtin({})", self.as_str())
    }
}

impl FromStr for Gtin {
    type Err = GtinError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Gtin {
    type Error = GtinError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Gtin> for String {
    fn from(gtin: Gtin) -> Self {
        gtin.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings() {
        for (text, expected) in [
            ("4006381333931", "04006381333931"),
            (" 4006381333931 ", "04006381333931"),
            ("'4006381333931", "04006381333931"),
            ("=\"4006381333931\"", "04006381333931"),
            ("4006381333931.0", "04006381333931"),
            ("4006381333931,00", "04006381333931"),
            ("4 006381 333931", "04006381333931"),
            ("4\u{a0}006381\u{a0}333931", "04006381333931"),
            ("400-6381-33393-1", "04006381333931"),
            ("4.006.381.333.931", "04006381333931"),
            ("4.006381333931E12", "04006381333931"),
            ("04006381333931", "04006381333931"),
            ("000004006381333931", "04006381333931"),
            ("(01)04006381333931", "04006381333931"),
            ("96385074", "00000096385074"),
            ("036000291452", "00036000291452"),
            ("36000291452", "00036000291452"),
            ("2-07-036822-X", "09782070368228"),
            ("0306406152", "09780306406157"),
            ("978-0-306-40615-7", "09780306406157"),
            ("ISBN 978-0-306-40615-7", "09780306406157"),
            ("ISBN-10: 0-306-40615-2", "09780306406157"),
            ("EAN: 4006381333931", "04006381333931"),
            ("EAN-13 4006381333931", "04006381333931"),
            ("EAN13=4006381333931", "04006381333931"),
            ("UPC-A: 036000291452", "00036000291452"),
            ("14006381333938", "14006381333938"),
        ] {
            assert_eq!(Gtin::parse(text).as_ref().map(Gtin::as_str), Ok(expected), "{text:?}");
        }
    }

    #[test]
    fn refusals() {
        for (text, expected) in [
            ("", GtinError::Invalid),
            ("0", GtinError::Invalid),
            ("00000000", GtinError::Invalid),
            ("99999999999999", GtinError::Invalid),
            ("0000000000000", GtinError::Invalid),
            ("1111111111111", GtinError::Invalid),
            ("00000000000017", GtinError::Invalid),
            ("YCX-005", GtinError::Invalid),
            ("123", GtinError::Invalid),
            ("1234567", GtinError::Invalid),
            ("N/A", GtinError::Invalid),
            ("3,76E+12", GtinError::Scientific),
            ("8.80609E+12", GtinError::Scientific),
            ("5E12", GtinError::Scientific),
            ("4006381333932", GtinError::CheckDigit),
            ("96385075", GtinError::CheckDigit),
            ("4006381333931/4006381333948", GtinError::Invalid),
            ("96385.074", GtinError::Invalid),
            ("1E999999999999999999999", GtinError::Scientific),
        ] {
            assert_eq!(Gtin::parse(text), Err(expected), "{text:?}");
        }
    }

    #[test]
    fn usual_spelling() {
        for text in ["4006381333931", "036000291452", "96385074", "14006381333938"] {
            assert_eq!(Gtin::parse(text).unwrap().shortest(), text);
        }
    }

    #[test]
    fn cartons() {
        for (text, expected) in
            [("14006381333938", true), ("04006381333931", false), ("4006381333931", false)]
        {
            assert_eq!(Gtin::parse(text).unwrap().is_carton(), expected, "{text}");
        }
    }

    #[test]
    fn zeros_come_back_only_where_length_and_check_digit_prove_it() {
        // A UPC-A as a number; the same with a wrong digit; an article number that merely has a right check digit.
        assert_eq!(Gtin::parse("36000291452").unwrap().shortest(), "036000291452");
        assert_eq!(Gtin::parse("36000291453"), Err(GtinError::Invalid));
        assert_eq!(Gtin::parse("1234565"), Err(GtinError::Invalid));
        assert_eq!(Gtin::parse("123456784"), Err(GtinError::Invalid));
    }

    #[test]
    fn restricted_circulation() {
        for (text, expected) in [("2000000000008", true), ("4006381333931", false), ("036000291452", false)] {
            assert_eq!(Gtin::parse(text).unwrap().is_restricted(), expected, "{text}");
        }
    }

    #[test]
    fn as_json_it_is_a_text() {
        let gtin = Gtin::parse("4006381333931").unwrap();
        assert_eq!(serde_json::to_string(&gtin).unwrap(), r#""04006381333931""#);
        assert_eq!(serde_json::from_str::<Gtin>(r#""4006381333931""#).unwrap(), gtin);
        assert!(serde_json::from_str::<Gtin>(r#""4006381333932""#).is_err());
    }

    proptest! {
        #[test]
        fn a_right_check_digit_parses_and_any_changed_digit_fails(
            body in "[0-9]{12}", place in 0_usize..13, change in 1_u8..10,
        ) {
            prop_assume!(!is_dummy(body.as_bytes()) && !body.starts_with("00000"));
            let mut digits = body.into_bytes();
            digits.push(check_digit(&digits));
            prop_assume!(!is_dummy(&digits));
            let text = String::from_utf8(digits.clone()).unwrap();
            let gtin = Gtin::parse(&text).unwrap();
            prop_assert_eq!(&gtin.as_str()[1..], &text);
            prop_assert_eq!(Gtin::parse(gtin.shortest()), Ok(gtin));

            digits[place] = b'0' + (digits[place] - b'0' + change) % 10;
            prop_assert!(Gtin::parse(&String::from_utf8(digits).unwrap()).is_err());
        }

        #[test]
        fn never_panics(text in "\\PC{0,50}") {
            let _ = Gtin::parse(&text);
        }
    }
}
