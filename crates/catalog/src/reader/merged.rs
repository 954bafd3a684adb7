//! Merged cells: the value of the first row of a merged range holds for the rows below it.
//!
//! A supplier who merges the brand's cell over ten rows means that all ten are of that brand. Across columns nothing
//! is filled: a title over the whole table is not the price.

use std::collections::BTreeMap;
use std::io::{self, Read};

use memchr::memmem;

use super::ReadError;
use super::sheet_xml::column;
use crate::record::Record;

/// The ranges that span rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Merges {
    /// By first row: column and last row.
    starts: BTreeMap<u64, Vec<(usize, u64)>>,
    /// Last row and value of the range that a column of the row at hand is in. Ranges don't overlap: where they do, the
    /// later one holds.
    active: BTreeMap<usize, (u64, String)>,
}

impl Merges {
    /// Finds the merged ranges in a sheet's part, which lists them behind its rows.
    pub(crate) fn find(mut source: impl Read) -> Result<Self, ReadError> {
        const TAG: &[u8] = b"<mergeCells";
        const MOST: usize = 8 << 20;
        let mut buffer = vec![0; 64 << 10];
        let mut found: Option<Vec<u8>> = None;
        let mut tail: Vec<u8> = Vec::new();
        loop {
            let count = match source.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            };
            if let Some(list) = &mut found {
                if list.len() < MOST {
                    list.extend_from_slice(&buffer[..count]);
                }
                continue;
            }
            tail.extend_from_slice(&buffer[..count]);
            match memmem::find(&tail, TAG) {
                Some(offset) => found = Some(tail.split_off(offset)),
                None => drop(tail.drain(..tail.len().saturating_sub(TAG.len()))),
            }
        }
        Ok(found.map_or_else(Self::default, |list| Self::parse(&String::from_utf8_lossy(&list))))
    }

    fn parse(list: &str) -> Self {
        let mut merges = Self::default();
        let list = list.split("</mergeCells").next().unwrap_or_default();
        for range in list.split("ref=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let Some((first, last)) = range.split_once(':') else { continue };
            let row = |reference: &str| {
                reference.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok()
            };
            if let (Some(column), Some(first), Some(last)) = (column(first), row(first), row(last)) {
                merges.add(column, first, last);
            }
        }
        merges
    }

    /// Adds a range by its first column, and its first and last row as people count them.
    pub(crate) fn add(&mut self, column: usize, first: u64, last: u64) {
        if first < last {
            self.starts.entry(first).or_default().push((column, last));
        }
    }

    /// Fills the row's cells that belong to a range which began above. Rows come in order; none is filled beyond the
    /// limit, in bytes.
    pub(crate) fn apply(&mut self, row: &mut Record, limit: usize) -> Result<(), ReadError> {
        if self.starts.is_empty() && self.active.is_empty() {
            return Ok(());
        }
        let number = row.position().line;
        self.active.retain(|_, (last, _)| *last >= number);
        if !self.active.is_empty() && !row.is_blank() {
            let mut cells: Vec<String> = row.iter().map(str::to_owned).collect();
            let mut size = row.size();
            for (&column, (_, value)) in &self.active {
                if cells.len() <= column {
                    cells.resize(column + 1, String::new());
                }
                if cells[column].is_empty() {
                    size += value.len();
                    ReadError::limit_record(size, limit, number)?;
                    cells[column].clone_from(value);
                }
            }
            row.start(row.position());
            for cell in &cells {
                row.push(cell);
            }
        }
        // Ranges whose first row has no cells at all are dropped with it.
        while let Some(entry) = self.starts.first_entry() {
            if *entry.key() > number {
                break;
            }
            let first = *entry.key();
            for (column, last) in entry.remove() {
                let value = row.get(column);
                if first == number && !value.is_empty() {
                    self.active.insert(column, (last, value.to_owned()));
                }
            }
        }
        let active = self.active.values().map(|(_, value)| value.len()).sum();
        ReadError::limit_record(active, limit, number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Position;

    fn row(number: u64, cells: &[&str]) -> Record {
        let mut row = Record::new();
        row.start(Position { record: number, line: number });
        for cell in cells {
            row.push(cell);
        }
        row
    }

    #[test]
    fn a_value_holds_for_the_rows_of_its_range() {
        let xml: &[u8] = b"<sheetData/><mergeCells count=\"2\"><mergeCell ref=\"A2:A3\"/>\
            <mergeCell ref=\"A1:C1\"/></mergeCells><x ref=\"B2:B9\"/>";
        let mut merges = Merges::find(xml).unwrap();
        let mut seen = Vec::new();
        let rows: [(u64, &[&str]); 4] =
            [(1, &["Title"]), (2, &["Acme", "1"]), (3, &["", "2"]), (4, &["", "3"])];
        for (number, cells) in rows {
            let mut row = row(number, cells);
            merges.apply(&mut row, 1000).unwrap();
            seen.push(row.iter().collect::<Vec<_>>().join("|"));
        }
        assert_eq!(seen, ["Title", "Acme|1", "Acme|2", "|3"]);
    }
}
