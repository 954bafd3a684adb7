//! How a workbook's numbers are shown: dates, and identifiers padded with zeros (ISO/IEC 29500-1, 18.8.30).

use std::collections::HashMap;
use std::io::Read;

use chrono::{Duration, NaiveDate};

use super::markup::{Fault, Markup, Node, local_name};
use super::{Limits, ReadError};

/// What a cell's number format makes of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum NumberFormat {
    /// The number as it is.
    #[default]
    Plain,
    /// A date or time.
    Date,
    /// An integer with leading zeros: `0000000000000` for a GTIN.
    Padded(u8),
}

/// No workbook has more styles of cells (Excel takes 64,000), nor more number formats.
const MAX_STYLES: usize = 1 << 16;

/// The number format of each cell style.
#[derive(Clone, Debug, Default)]
pub(crate) struct Styles {
    formats: Vec<NumberFormat>,
}

impl FromIterator<NumberFormat> for Styles {
    fn from_iter<I: IntoIterator<Item = NumberFormat>>(formats: I) -> Self {
        Self { formats: formats.into_iter().collect() }
    }
}

impl Styles {
    /// Reads `styles.xml`.
    pub(crate) fn read(source: impl Read, limits: &Limits) -> Result<Self, ReadError> {
        let mut markup = Markup::new(source, limits);
        let mut custom: HashMap<u32, NumberFormat> = HashMap::new();
        let mut styles = Self::default();
        let mut in_cells = false;
        loop {
            match markup.next() {
                Ok(Node::Start) => match local_name(markup.name()) {
                    "numFmt" => {
                        let id = markup.attribute("numFmtId").and_then(|id| id.parse().ok());
                        let format = markup.attribute("formatCode").map(number_format);
                        if let Some((id, format)) = id.zip(format)
                            && custom.len() < MAX_STYLES
                        {
                            custom.entry(id).or_insert(format);
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells && styles.formats.len() < MAX_STYLES => {
                        let id = markup.attribute("numFmtId").and_then(|id| id.parse().ok()).unwrap_or(0);
                        let own = custom.get(&id).copied();
                        styles.formats.push(own.unwrap_or_else(|| built_in(id)));
                    }
                    "cellStyles" | "dxfs" => in_cells = false,
                    _ => {}
                },
                Ok(Node::Eof) | Err(Fault::Syntax { .. }) => return Ok(styles),
                Ok(Node::End | Node::Text) => {}
                Err(Fault::Read(error)) => return Err(error),
            }
        }
    }

    pub(crate) fn get(&self, style: usize) -> NumberFormat {
        self.formats.get(style).copied().unwrap_or_default()
    }
}

pub(super) const fn built_in(id: u32) -> NumberFormat {
    match id {
        14..=22 | 27..=36 | 45..=47 | 50..=58 => NumberFormat::Date,
        _ => NumberFormat::Plain,
    }
}

/// What a format code means.
pub(super) fn number_format(code: &str) -> NumberFormat {
    let code = code.split(';').next().unwrap_or_default();
    let mut bare = String::new();
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => while characters.next().is_some_and(|c| c != '"') {},
            '[' => while characters.next().is_some_and(|c| c != ']') {},
            '\\' | '_' | '*' => drop(characters.next()),
            other => bare.push(other.to_ascii_lowercase()),
        }
    }
    if bare.len() > 1 && bare.len() < 32 && bare.bytes().all(|byte| byte == b'0') {
        return NumberFormat::Padded(bare.len() as u8);
    }
    if bare != "general" && bare.contains(['y', 'm', 'd', 'h', 's']) {
        return NumberFormat::Date;
    }
    NumberFormat::Plain
}

/// Appends a number as its cell shows it. Integers keep all their digits; what binary arithmetic left behind the
/// fifteenth digit (`12.340000000000002`) goes, as it does on Excel's screen.
pub(crate) fn append_number(raw: &str, format: NumberFormat, epoch_1904: bool, text: &mut String) {
    let raw = raw.trim();
    let integer = !raw.is_empty() && raw.bytes().all(|byte| byte.is_ascii_digit());
    let number: Option<f64> = raw.parse().ok().filter(|number: &f64| number.is_finite());
    match (format, number) {
        (NumberFormat::Date, Some(serial)) if append_date(serial, epoch_1904, text) => {}
        (NumberFormat::Padded(width), _) if integer => {
            text.extend(std::iter::repeat_n('0', usize::from(width).saturating_sub(raw.len())));
            text.push_str(raw);
        }
        (_, Some(number)) if !integer => append_float(number, text),
        _ => text.push_str(raw),
    }
}

/// Appends a floating-point number with at most fifteen significant digits and no exponent.
pub(crate) fn append_float(number: f64, text: &mut String) {
    use std::fmt::Write as _;
    let rounded: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // Beyond this no digit means anything, and an exponent is what a spreadsheet shows.
    let _ = if rounded.abs() >= 1e21 { write!(text, "{rounded:E}") } else { write!(text, "{rounded}") };
}

/// Appends a serial date as ISO 8601; whether it is one.
fn append_date(serial: f64, epoch_1904: bool, text: &mut String) -> bool {
    if !(0.0..2_958_466.0).contains(&serial) {
        return false;
    }
    let epoch =
        if epoch_1904 { NaiveDate::from_ymd_opt(1904, 1, 1) } else { NaiveDate::from_ymd_opt(1899, 12, 30) };
    let Some(midnight) = epoch.and_then(|epoch| epoch.and_hms_opt(0, 0, 0)) else {
        return false;
    };
    let moment = midnight + Duration::seconds((serial * 86_400.0).round() as i64);
    let written = match (serial.fract() == 0.0, serial < 1.0) {
        (true, _) => moment.format("%Y-%m-%d"),
        (false, true) => moment.format("%H:%M:%S"),
        (false, false) => moment.format("%Y-%m-%dT%H:%M:%S"),
    };
    text.push_str(&written.to_string());
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(raw: &str, code: &str) -> String {
        let mut text = String::new();
        append_number(raw, number_format(code), false, &mut text);
        text
    }

    #[test]
    fn numbers_are_shown_as_in_the_workbook() {
        assert_eq!(shown("4006381333931", "General"), "4006381333931");
        assert_eq!(shown("4.006381333931E12", "General"), "4006381333931");
        assert_eq!(shown("12.340000000000002", "General"), "12.34");
        assert_eq!(shown("12345", "0000000"), "0012345");
        assert_eq!(shown("19.9", "#,##0.00\\ \"d. m. y\""), "19.9");
        assert_eq!(shown("19.9", "[$€-407] #,##0.00"), "19.9");
        assert_eq!(shown("45292", "dd/mm/yyyy"), "2024-01-01");
        assert_eq!(shown("45292.5", "yyyy\\-mm\\-dd hh:mm"), "2024-01-01T12:00:00");
        assert_eq!(shown("text", "General"), "text");
    }
}
