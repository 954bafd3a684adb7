//! A value on its way into a file.
//!
//! # Formulas
//!
//! A spreadsheet runs a cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return as a formula, wherever the
//! text came from: a supplier could name an article `=HYPERLINK(…)` and have it run on a buyer's machine. [`disarmed`] is
//! the one guard against it, for every file that a spreadsheet may open. Numbers are no formulas and stay numbers.

use std::borrow::Cow;

use rust_decimal::Decimal;

/// A value on its way into a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// A text.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// An amount of money or weight.
    Decimal(Decimal),
    /// Several texts.
    List(&'a [String]),
}

impl<'a> Cell<'a> {
    /// A text.
    pub const fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    /// A text that may be absent.
    pub fn optional(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// The value as a cell of a table that a spreadsheet may open.
    pub fn disarmed(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => disarmed(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Decimal(number) => Cow::Owned(number.to_string()),
            // No address holds a blank; each could be the beginning of the cell.
            Self::List(texts) => Cow::Owned(disarmed(&texts.join(" ")).into_owned()),
        }
    }

    /// The value as JSON. Decimals are texts, as everywhere in the API.
    pub fn json(&self) -> serde_json::Value {
        match self {
            Self::Empty => serde_json::Value::Null,
            Self::Text(text) => text.as_ref().into(),
            Self::Integer(number) => (*number).into(),
            Self::Decimal(number) => number.to_string().into(),
            Self::List(texts) => texts.to_vec().into(),
        }
    }
}

/// A text that a spreadsheet takes as a text: an apostrophe goes before what it would run as a formula.
pub fn disarmed(text: &str) -> Cow<'_, str> {
    // Full-width forms are what Excel's East Asian editions take for the same signs.
    let runs = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if runs && !is_plain_number(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// `-5`, `+12.50`, `-3,5`: a sign, digits, and at most one separator between digits.
fn is_plain_number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits(whole) && all_digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_run_as_a_formula_is_disarmed() {
        for formula in [
            "=1+1",
            "=HYPERLINK(\"http://evil.example\")",
            "+A1",
            "-2+3",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "＝1",
            "-",
            "+1-800-555",
            "-1.2.3",
            "-1e5|calc",
            "--1",
            "+,5",
        ] {
            assert_eq!(disarmed(formula), format!("'{formula}"), "{formula:?}");
        }
    }

    #[test]
    fn numbers_and_texts_stay_as_they_are() {
        for plain in ["-5", "+12.50", "-3,5", "0", "", "A=1", "1-2", "'=1", "a@b.example", "Vis -M4", "é"] {
            assert_eq!(disarmed(plain), plain);
        }
    }

    #[test]
    fn every_kind_of_cell_is_guarded() {
        let list = ["=a".to_owned(), "b".to_owned()];
        assert_eq!(Cell::List(&list).disarmed(), "'=a b");
        assert_eq!(Cell::text("=a").disarmed(), "'=a");
        assert_eq!(Cell::Decimal("-1.50".parse().expect("a number")).disarmed(), "-1.50");
        assert_eq!(Cell::text("=a").json(), "=a", "JSON is no spreadsheet");
    }
}
