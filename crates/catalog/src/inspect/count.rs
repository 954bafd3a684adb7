//! How many records a file has.
//!
//! Exact for files that are read in a moment; for very large ones the first part is counted and the rest reckoned by
//! the size of the stored file.

use std::io::Read;

use memchr::memmem;

use crate::reader::{self, CsvRows, Limits, Next, ReadError, Stored, Workbook, XlsxBook};
use crate::record::Record;
use crate::structure::{Format, Structure};

/// Up to this size records are counted one by one.
const EXACT: u64 = 300 << 20;
/// Sheets larger than this, as XML, are counted without being parsed.
const PARSED_SHEET: u64 = 8 << 20;

/// How many records there are.
#[derive(Debug, Default)]
pub(super) struct Count {
    /// So many.
    pub(super) records: u64,
    /// Counted one by one.
    pub(super) exact: bool,
    /// The document ends inside a record: why, in a sentence.
    pub(super) cut: Option<String>,
}

impl Count {
    fn exact(records: u64) -> Self {
        Self { records, exact: true, cut: None }
    }

    /// Reckoned from what was counted in the bytes read.
    fn reckoned(count: u64, read: u64, total: u64) -> Self {
        Self { records: (count as f64 * total as f64 / read.max(1) as f64) as u64, ..Self::default() }
    }
}

/// Counts the records.
pub(super) fn records(
    stored: &Stored,
    mut book: Option<&mut Workbook>,
    structure: &Structure,
    limits: &Limits,
) -> Result<Count, ReadError> {
    // Which rows are headings only shows when they are read.
    let sections = reader::has_sections(structure);
    if structure.format == Format::Csv && !sections {
        return delimited(stored, structure, limits);
    }
    if let Some(Workbook::Xlsx(book)) = &book
        && !sections
        && let Some(count) = large_sheet(book, structure, limits)?
    {
        return Ok(Count::exact(count));
    }
    // What is in a record doesn't matter here; a table needs its columns to find its width.
    let bare = if structure.format.is_tabular() || structure.header_row > 0 {
        structure.clone()
    } else {
        Structure {
            columns: structure
                .columns
                .iter()
                .filter(|column| column.contains("[@"))
                .take(1)
                .cloned()
                .collect(),
            ..structure.clone()
        }
    };
    let mut reader = match book.as_mut() {
        Some(book) => book.records(&bare, limits)?,
        None => reader::open_stored(stored, &bare, limits)?,
    };
    let mut record = Record::new();
    let mut count: u64 = 0;
    loop {
        match reader.read(&mut record) {
            Ok(Next::End) => return Ok(Count::exact(count)),
            Ok(Next::Record | Next::Malformed { .. }) => count += 1,
            Err(error @ ReadError::CutShort { .. }) => {
                return Ok(Count { cut: Some(error.to_string()), ..Count::exact(count) });
            }
            Err(error) => return Err(error),
        }
        let progress = reader.progress();
        if count.is_multiple_of(4096)
            && progress.bytes_read > EXACT
            && progress.bytes_total > progress.bytes_read
        {
            return Ok(Count::reckoned(count, progress.bytes_read, progress.bytes_total));
        }
    }
}

fn delimited(stored: &Stored, structure: &Structure, limits: &Limits) -> Result<Count, ReadError> {
    let (text, meter) = reader::document_text(stored, structure, limits)?;
    let delimiter = structure.delimiter.unwrap_or(',');
    let mut rows = CsvRows::new(text, delimiter, structure.quote, structure.columns.len(), limits);
    let skip = reader::skipped_rows(structure);
    let mut count = 0;
    loop {
        let more = rows.count(skip, 100_000)?;
        count += more;
        if more < 100_000 {
            return Ok(Count::exact(count));
        }
        let progress = meter.progress();
        if progress.bytes_read > EXACT && progress.bytes_total > progress.bytes_read {
            return Ok(Count::reckoned(count, progress.bytes_read, progress.bytes_total));
        }
    }
}

/// Rows of a large XLSX sheet: those that hold a value, found without parsing the XML. None for small sheets.
fn large_sheet(book: &XlsxBook, structure: &Structure, limits: &Limits) -> Result<Option<u64>, ReadError> {
    let Some(sheet) = &structure.sheet else { return Ok(None) };
    if book.sheet_size(sheet)? < PARSED_SHEET {
        return Ok(None);
    }
    let filled = filled_rows(
        book.sheet_bytes(sheet, limits)?,
        reader::skipped_rows(structure),
        limits.max_record_bytes,
    )?;
    Ok(Some(filled))
}

/// Counts the rows behind the first `skip` that hold a value.
fn filled_rows(mut source: impl Read, skip: u64, limit: usize) -> Result<u64, ReadError> {
    let mut buffer: Vec<u8> = Vec::new();
    let mut chunk = vec![0; 256 << 10];
    let row_tag = memmem::Finder::new(b"<row");
    let mut counted = 0;
    let mut number = 0_u64;
    loop {
        let read = reader::fill(&mut source, &mut chunk)?;
        buffer.extend_from_slice(&chunk[..read]);
        let mut at = 0;
        // Every row but the last one in the buffer is whole.
        while let Some(start) = row_tag.find(&buffer[at..]).map(|offset| at + offset) {
            let end = match row_tag.find(&buffer[start + 4..]) {
                Some(offset) => start + 4 + offset,
                None if read == 0 => buffer.len(),
                None => break,
            };
            let row = &buffer[start..end];
            number = row_number(row).filter(|&given| given > number).unwrap_or(number + 1);
            let filled = memmem::find(row, b"<v>").is_some() || memmem::find(row, b"<t").is_some();
            counted += u64::from(filled && number > skip);
            at = end;
        }
        if read == 0 {
            return Ok(counted);
        }
        // Keep the row that isn't whole yet, or what could be the start of a tag.
        let keep =
            row_tag.find(&buffer[at..]).map_or(buffer.len().saturating_sub(3).max(at), |offset| at + offset);
        buffer.drain(..keep);
        if buffer.len() > limit {
            return Err(ReadError::RecordTooLong { line: number + 1, limit });
        }
    }
}

fn row_number(row: &[u8]) -> Option<u64> {
    let tag = &row[..memchr::memchr(b'>', row)?];
    let start = memmem::find(tag, b" r=\"")? + 4;
    let end = start + memchr::memchr(b'"', &tag[start..])?;
    std::str::from_utf8(&tag[start..end]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_filled_rows_below_the_header_count() {
        let sheet = b"<sheetData><row r=\"1\"><c><v>1</v></c></row><row r=\"2\"/><row r=\"5\"><c r=\"A5\"/></row>\
                      <row r=\"6\"><c><v>2</v></c></row><row r=\"7\"><c t=\"inlineStr\"><is><t>x</t></is></c></row></sheetData>";
        assert_eq!(filled_rows(&sheet[..], 1, 1000).unwrap(), 2);
        assert_eq!(filled_rows(&sheet[..], 0, 1000).unwrap(), 3);
    }
}
