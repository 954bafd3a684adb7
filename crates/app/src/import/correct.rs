//! Corrections: a person's value in the place of a cell of the file, before anything reads it.
//!
//! They belong to the run, so that every reading of its file has them. What the file says stays: an issue of each
//! corrected record tells it.

use std::collections::HashMap;

use catalog::field::Field;
use catalog::issue::{Code, Issue, Severity};
use catalog::normalise::Normaliser;
use catalog::record::{REPEAT_SEPARATOR, Record};
use store::imports::correction::Correction;

/// What takes the place of a field's cells.
#[derive(Clone, Debug)]
struct Correct {
    field: Field,
    /// The field's columns, the main one first.
    columns: Vec<usize>,
    value: String,
}

/// Values by what the cells of a field say.
#[derive(Clone, Debug)]
struct ByRaw {
    field: Field,
    columns: Vec<usize>,
    values: HashMap<String, String>,
}

/// The corrections of a run, resolved to the columns of its file.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    by_record: HashMap<u64, Vec<Correct>>,
    by_raw: Vec<ByRaw>,
}

impl Corrections {
    /// Resolves corrections to columns; those of fields that aren't mapped say nothing.
    pub fn resolve(list: &[Correction], normaliser: &Normaliser) -> Self {
        let mut it = Self::default();
        for correction in list {
            let Ok(field) = correction.field.parse::<Field>() else { continue };
            let columns = normaliser.columns_of(field).to_vec();
            if columns.is_empty() {
                continue;
            }
            let value = correction.value.clone().unwrap_or_default();
            if let Some(record) = correction.record {
                let corrects = it.by_record.entry(record as u64).or_default();
                corrects.push(Correct { field, columns, value });
                continue;
            }
            let Some(raw) = correction.raw.clone() else { continue };
            match it.by_raw.iter_mut().find(|by_raw| by_raw.field == field) {
                Some(by_raw) => drop(by_raw.values.insert(raw, value)),
                None => it.by_raw.push(ByRaw { field, columns, values: HashMap::from([(raw, value)]) }),
            }
        }
        it
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.by_record.is_empty() && self.by_raw.is_empty()
    }

    /// The last record that can be touched; none where any can.
    pub fn last_record(&self) -> Option<u64> {
        if self.by_raw.is_empty() { Some(self.by_record.keys().copied().max().unwrap_or(0)) } else { None }
    }

    /// Whether anything of the record is corrected. `scratch` is overwritten.
    pub fn touches(&self, record: &Record, scratch: &mut Record) -> bool {
        self.apply(record, scratch, &mut Vec::new())
    }

    /// Writes the corrected record to `out`, with an issue for each value that was replaced; false where nothing
    /// of the record is corrected, and then `out` is not touched.
    pub fn apply(&self, record: &Record, out: &mut Record, issues: &mut Vec<Issue>) -> bool {
        if self.is_empty() {
            return false;
        }
        let mut cells: Vec<(usize, String)> = Vec::new();
        let position = record.position();
        let mut tell = |field, was: &str| {
            issues.push(Issue::new(position, Some(field), Code::Corrected, Severity::Info, was.trim()));
        };
        for by_raw in &self.by_raw {
            for &column in &by_raw.columns {
                if let Some(corrected) = replaced(record.get(column), &by_raw.values) {
                    tell(by_raw.field, record.get(column));
                    cells.push((column, corrected));
                }
            }
        }
        // What was said of this record goes before what was said of all that look like it.
        for correct in self.by_record.get(&position.record).into_iter().flatten() {
            let Some((main, others)) = correct.columns.split_first() else { continue };
            let others = others.iter().map(|&column| (column, String::new()));
            let was = record.get(*main);
            if was.trim() != correct.value || others.clone().any(|(column, _)| !record.get(column).is_empty())
            {
                tell(correct.field, was);
                cells.push((*main, correct.value.clone()));
                cells.extend(others);
            }
        }
        if cells.is_empty() {
            return false;
        }
        out.start(position);
        let width = cells.iter().map(|(column, _)| column + 1).max().unwrap_or(0).max(record.len());
        for column in 0..width {
            match cells.iter().rev().find(|(corrected, _)| *corrected == column) {
                Some((_, value)) => out.push(value),
                None => out.push(record.get(column)),
            }
        }
        true
    }
}

/// A cell with its value replaced, or that one of several in it which is to be.
fn replaced(cell: &str, values: &HashMap<String, String>) -> Option<String> {
    let value_of = |text: &str| {
        let text = text.trim();
        values.get(text).or_else(|| {
            // Issues keep the beginning of a long value.
            (text.len() > Issue::RAW_LENGTH)
                .then(|| text.chars().take(Issue::RAW_LENGTH).collect::<String>())
                .and_then(|start| values.get(&start))
        })
    };
    if let Some(value) = value_of(cell) {
        return (value != cell.trim()).then(|| value.clone());
    }
    if !cell.contains(REPEAT_SEPARATOR)
        || !cell.split(REPEAT_SEPARATOR).any(|piece| value_of(piece).is_some())
    {
        return None;
    }
    let pieces: Vec<&str> =
        cell.split(REPEAT_SEPARATOR).map(|piece| value_of(piece).map_or(piece, String::as_str)).collect();
    Some(pieces.join(&REPEAT_SEPARATOR.to_string()))
}

#[cfg(test)]
mod tests {
    use catalog::mapping::{Mapping, Source};
    use catalog::profile::Profile;
    use catalog::record::Position;
    use catalog::structure::{DecimalStyle, Format, Structure};
    use chrono::DateTime;

    use super::*;

    fn normaliser() -> Normaliser {
        let columns = ["sku", "ean", "price", "image1", "image2"].map(str::to_owned).to_vec();
        let structure = Structure {
            container: catalog::structure::Container::None,
            format: Format::Csv,
            encoding: "utf-8".to_owned(),
            delimiter: Some(';'),
            quote: Some('"'),
            sheet: None,
            header_row: 1,
            header_rows: 1,
            record_path: None,
            decimal: DecimalStyle::Auto,
            columns,
        };
        let images = Source { also: vec!["image2".to_owned()], ..Source::decided("image1") };
        let fields = [
            (Field::SupplierSku, Source::decided("sku")),
            (Field::Ean, Source::decided("ean")),
            (Field::Price, Source::decided("price")),
            (Field::Images, images),
        ];
        Normaliser::new(&Profile::new(structure, Mapping { fields: fields.into() }, None)).unwrap()
    }

    fn correction(record: Option<i64>, field: &str, raw: Option<&str>, value: Option<&str>) -> Correction {
        Correction {
            id: 1,
            record,
            field: field.to_owned(),
            raw: raw.map(str::to_owned),
            value: value.map(str::to_owned),
            by: None,
            at: DateTime::UNIX_EPOCH,
        }
    }

    fn record(number: u64, cells: &[&str]) -> Record {
        let mut record = Record::new();
        record.start(Position { record: number, line: number + 1 });
        for cell in cells {
            record.push(cell);
        }
        record
    }

    fn corrected(list: &[Correction], record: &Record) -> Option<(Vec<String>, Vec<String>)> {
        let (mut out, mut issues) = (Record::new(), Vec::new());
        let touched = Corrections::resolve(list, &normaliser()).apply(record, &mut out, &mut issues);
        touched.then(|| {
            assert_eq!(out.position(), record.position());
            (out.iter().map(str::to_owned).collect(), issues.into_iter().map(|issue| issue.raw).collect())
        })
    }

    #[test]
    fn one_record_or_all_that_say_the_same_are_corrected_and_what_they_said_is_told() {
        let list = [
            correction(None, "price", Some("n.c."), Some("9.90")),
            correction(Some(2), "price", None, Some("8.80")),
            correction(Some(7), "weight", None, Some("1")),
        ];
        let (cells, was) = corrected(&list, &record(1, &["A", "", " n.c. ", "", ""])).unwrap();
        assert_eq!((cells[2].as_str(), was), ("9.90", vec!["n.c.".to_owned()]));
        let (cells, _) = corrected(&list, &record(2, &["B", "", "n.c.", "", ""])).unwrap();
        assert_eq!(cells[2], "8.80", "what was said of the record itself wins");
        assert_eq!(corrected(&list, &record(3, &["C", "", "1.00", "", ""])), None);
        assert_eq!(corrected(&list, &record(7, &["C", "", "1.00", "", ""])), None, "weight is not mapped");
    }

    #[test]
    fn a_short_row_is_filled_up_and_a_field_of_several_columns_has_one_value() {
        let list = [correction(Some(1), "images", None, Some("https://example.com/a.jpg"))];
        let (cells, _) = corrected(&list, &record(1, &["A"])).unwrap();
        assert_eq!(cells, ["A", "", "", "https://example.com/a.jpg", ""]);
        let list = [correction(None, "images", Some("b.jpg"), None)];
        let (cells, _) = corrected(&list, &record(1, &["A", "", "", "a.jpg", "b.jpg"])).unwrap();
        assert_eq!(cells[3..], ["a.jpg", ""]);
    }

    #[test]
    fn one_of_several_values_of_a_cell_is_replaced() {
        let list = [correction(None, "ean", Some("400638133393"), Some("4006381333931"))];
        let (cells, _) = corrected(&list, &record(1, &["A", "1\u{1f}400638133393", "", "", ""])).unwrap();
        assert_eq!(cells[1], "1\u{1f}4006381333931");
    }

    #[test]
    fn a_correction_to_what_the_file_says_anyway_is_none() {
        let list =
            [correction(Some(1), "price", None, Some("9")), correction(None, "ean", Some("x"), Some("x"))];
        assert_eq!(corrected(&list, &record(1, &["A", "x", "9", "", ""])), None);
    }
}
