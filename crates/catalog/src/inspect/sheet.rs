//! Which sheet of a workbook holds the list.

use std::collections::HashSet;

use super::header::{self, Header, Row};
use super::vocabulary::header_hits;
use crate::reader::{Limits, ReadError, Rows, Step, Workbook, heading as heading_of};
use crate::record::Record;

/// How many rows of a table are looked at for its layout.
pub(super) const SAMPLE_ROWS: usize = 240;

/// A sheet's first rows and what they say.
#[derive(Clone, Debug)]
pub(super) struct Sampled {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
    pub(super) header: Header,
}

/// The rows at a table's start that are not blank.
pub(super) fn sample(rows: &mut dyn Rows) -> Result<Vec<Row>, ReadError> {
    let mut record = Record::new();
    let mut sampled = Vec::new();
    let mut seen = 0;
    while sampled.len() < SAMPLE_ROWS && seen < 20 * SAMPLE_ROWS {
        seen += 1;
        match rows.next(&mut record)? {
            Step::End => break,
            Step::Row | Step::Malformed(_) if record.is_blank() => {}
            Step::Row | Step::Malformed(_) => {
                let number = u32::try_from(record.position().record).unwrap_or(u32::MAX);
                sampled.push(Row { number, cells: record.iter().map(str::to_owned).collect() });
            }
        }
    }
    Ok(sampled)
}

/// The sheet that most looks like a list; hidden ones only if there is no other.
pub(super) fn choose(book: &mut Workbook, limits: &Limits) -> Result<Option<Sampled>, ReadError> {
    let sheets = book.sheets()?;
    let mut best: Option<(Sampled, f64)> = None;
    let mut failure = None;
    for hidden in [false, true] {
        let mut first = true;
        for sheet in sheets.iter().filter(|sheet| sheet.hidden == hidden).take(40) {
            let rows = match book.rows(&sheet.name, limits).and_then(|mut rows| sample(&mut *rows)) {
                Ok(rows) => rows,
                // A broken sheet is no reason not to read the others.
                Err(error) => {
                    failure.get_or_insert(error);
                    continue;
                }
            };
            if rows.is_empty() {
                continue;
            }
            let header = header::detect(&rows);
            let score = score(&rows, header) * if first { 2.0 } else { 1.0 };
            first = false;
            if best.as_ref().is_none_or(|(_, best)| score > *best) {
                best = Some((Sampled { name: sheet.name.clone(), rows, header }, score));
            }
        }
        if best.is_some() {
            break;
        }
    }
    match (best, failure) {
        (Some((sampled, _)), _) => Ok(Some(sampled)),
        (None, Some(error)) => Err(error),
        (None, None) => Ok(None),
    }
}

/// Lists are long, wide, and have a header of known words.
fn score(rows: &[Row], header: Header) -> f64 {
    let Some(index) = header.index else {
        return (rows.len() as f64).ln_1p() * 0.3;
    };
    let cells = rows[index].cells.iter().map(String::as_str);
    let hits = header_hits(cells.clone()) as f64;
    let wide = cells.filter(|cell| !cell.trim().is_empty()).count() as f64;
    let records = (rows.len() - index).saturating_sub(header.rows) as f64;
    records.ln_1p() * (1.0 + hits.min(8.0)) * (1.0 + wide.min(12.0) / 12.0)
}

/// Whether articles stand under headings: rows with a single cell between rows that are filled.
pub(super) fn has_headings(rows: &[Row], header: Header, width: usize) -> bool {
    let Some(index) = header.index.filter(|_| width > 2) else { return false };
    let data = &rows[(index + header.rows).min(rows.len())..];
    let filled = |row: &Row| row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    // A heading has something under it; below the last article stand remarks.
    let last = data.iter().rposition(|row| filled(row) > 2).unwrap_or(0);
    let full = data.iter().filter(|row| filled(row) > 2).count();
    let data = &data[..last];
    let headings: Vec<&str> =
        data.iter().filter_map(|row| heading_of(row.cells.iter().map(String::as_str))).collect();
    let different = headings.iter().collect::<HashSet<_>>().len();
    headings.len() > 1 && different * 10 > headings.len() * 7 && headings.len() * 2 <= full
}
