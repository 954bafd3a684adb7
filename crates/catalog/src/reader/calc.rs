//! XLSB workbooks ([MS-XLSB]), by calamine: only its cells are taken, one by one, as its tables of a whole sheet have
//! room for every cell between the first and the last one.

use std::fs::File;
use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use calamine::{CellErrorType, DataRef, Reader, SheetVisible, Xlsb};

use super::cell_format::append_float;
use super::compound::damaged;
use super::container::Meter;
use super::member::Members;
use super::merged::Merges;
use super::sparse::{Sheet, SparseRows};
use super::xlsx::{SheetInfo, no_sheet};
use super::{Limits, ReadError, Stored};

/// The longest record: a cell's text has 32,767 characters.
const MAX_RECORD: u64 = 4 << 20;

/// An XLSB workbook.
pub(crate) struct CalcWorkbook {
    book: Box<Xlsb<BufReader<File>>>,
    size: u64,
}

fn too_large(bytes: u64, limit: u64) -> ReadError {
    ReadError::WorkbookTooLarge { format: "XLSB", bytes, limit }
}

impl CalcWorkbook {
    pub(crate) fn open(document: &Stored, limits: &Limits) -> Result<Self, ReadError> {
        let members = Members::of(document)?;
        for member in members.iter() {
            let bytes = members.stream(&member.name, &Meter::of_size(member.compressed), limits)?;
            let records = member.name.to_ascii_lowercase().ends_with(".bin");
            check(BufReader::new(bytes), records, 4 * limits.max_workbook_bytes)?;
        }
        let file = BufReader::new(document.file()?);
        let book = guarded(|| Xlsb::new(file).map(Box::new).map_err(|error| damaged(&error.to_string())))?;
        Ok(Self { book, size: document.size() })
    }

    pub(crate) fn sheets(&self) -> Vec<SheetInfo> {
        let sheets = self.book.sheets_metadata().iter();
        sheets
            .map(|sheet| SheetInfo {
                name: sheet.name.clone(),
                hidden: sheet.visible != SheetVisible::Visible,
            })
            .collect()
    }

    pub(crate) fn rows(&mut self, name: &str, limits: &Limits) -> Result<(SparseRows, Meter), ReadError> {
        if !self.sheets().iter().any(|info| info.name == name) {
            return Err(no_sheet(name, &self.sheets()));
        }
        let mut sheet = Sheet::new(limits, too_large);
        guarded(|| {
            let broken = |error: calamine::XlsbError| damaged(&error.to_string());
            let mut cells = self.book.worksheet_cells_reader(name).map_err(broken)?;
            let mut text = String::new();
            while let Some(cell) = cells.next_cell().map_err(broken)? {
                let (row, column) = cell.get_position();
                text.clear();
                append(cell.get_value(), &mut text);
                sheet.push_text(row, column, &text)?;
            }
            Ok(())
        })?;
        Ok(sheet.into_rows(Arc::default(), Arc::default(), false, Merges::default(), self.size, limits))
    }
}

/// Whether a part is no larger than the limit, and its records have the room that they say they take.
fn check(mut part: impl Read, records: bool, limit: u64) -> Result<(), ReadError> {
    let mut size = 0;
    while size <= limit {
        if !records {
            size += std::io::copy(&mut part.by_ref().take(64 << 10), &mut std::io::sink())?;
            if size == 0 || !size.is_multiple_of(64 << 10) {
                return Ok(());
            }
            continue;
        }
        let Some(first) = byte(&mut part)? else { return Ok(()) };
        if first & 0x80 != 0 {
            byte(&mut part)?;
        }
        let mut length = 0;
        for place in 0..4 {
            let Some(seven) = byte(&mut part)? else { return Ok(()) };
            length |= u64::from(seven & 0x7f) << (7 * place);
            if seven & 0x80 == 0 {
                break;
            }
        }
        if length > MAX_RECORD {
            return Err(damaged("a record is longer than any can be"));
        }
        std::io::copy(&mut part.by_ref().take(length), &mut std::io::sink())?;
        size += length + 2;
    }
    Err(too_large(size, limit))
}

fn byte(part: &mut impl Read) -> Result<Option<u8>, ReadError> {
    let mut byte = [0];
    Ok((super::member::fill(part, &mut byte)? > 0).then_some(byte[0]))
}

fn append(cell: &DataRef<'_>, text: &mut String) {
    use std::fmt::Write as _;
    match cell {
        DataRef::Empty => {}
        DataRef::String(value) | DataRef::DateTimeIso(value) | DataRef::DurationIso(value) => {
            text.push_str(value);
        }
        DataRef::SharedString(value) => text.push_str(value),
        DataRef::Int(value) => {
            let _ = write!(text, "{value}");
        }
        DataRef::Float(value) => append_float(*value, text),
        DataRef::Bool(value) => text.push_str(if *value { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(value) => match value.as_datetime() {
            Some(moment) if value.as_f64().fract() == 0.0 => {
                let _ = write!(text, "{}", moment.format("%Y-%m-%d"));
            }
            Some(moment) if value.as_f64() >= 1.0 => {
                let _ = write!(text, "{}", moment.format("%Y-%m-%dT%H:%M:%S"));
            }
            _ => append_float(value.as_f64(), text),
        },
        DataRef::Error(error) => text.push_str(match error {
            CellErrorType::Div0 => "#DIV/0!",
            CellErrorType::NA | CellErrorType::GettingData => "#N/A",
            CellErrorType::Name => "#NAME?",
            CellErrorType::Null => "#NULL!",
            CellErrorType::Num => "#NUM!",
            CellErrorType::Ref => "#REF!",
            CellErrorType::Value => "#VALUE!",
        }),
    }
}

/// Runs the library's parser; a damaged file may make it panic, which must not take the process with it.
fn guarded<T>(parse: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| Err(damaged("its structure contradicts itself")))
}
