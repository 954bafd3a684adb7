//! Workbooks that can only be read as a whole: XLS (BIFF8, [MS-XLS]) and XLSB ([MS-XLSB]), by calamine.
//!
//! The formats need random access or repeat cells by reference; their size is limited instead.

use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{CellErrorType, Data, Range, Reader, SheetVisible, Xls, Xlsb};

use super::cell_format::append_float;
use super::container::Meter;
use super::member::Members;
use super::xlsx::{SheetInfo, no_sheet};
use super::{Limits, ReadError, Rows, Step, Stored};
use crate::record::{Position, Record};

/// Which format a workbook has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Xls,
    Xlsb,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Xls => "XLS",
            Self::Xlsb => "XLSB",
        }
    }
}

enum Book {
    Xls(Box<Xls<BufReader<File>>>),
    Xlsb(Box<Xlsb<BufReader<File>>>),
}

/// A workbook held in memory.
pub(crate) struct CalcWorkbook {
    book: Book,
    size: u64,
}

impl CalcWorkbook {
    pub(crate) fn open(document: &Stored, kind: Kind, limits: &Limits) -> Result<Self, ReadError> {
        let mut size = document.size();
        if kind != Kind::Xls {
            let members = Members::of(document)?;
            size = members.iter().map(|member| member.size).max().unwrap_or(0) / 4;
        }
        if size > limits.max_workbook_bytes {
            let limit = limits.max_workbook_bytes;
            return Err(ReadError::WorkbookTooLarge { format: kind.name(), bytes: size, limit });
        }
        let file = BufReader::new(document.file()?);
        let book = guarded(|| match kind {
            Kind::Xls => Xls::new(file).map(|book| Book::Xls(Box::new(book))).map_err(xls_error),
            Kind::Xlsb => Xlsb::new(file).map(|book| Book::Xlsb(Box::new(book))).map_err(damaged),
        })?;
        Ok(Self { book, size: document.size() })
    }

    pub(crate) fn sheets(&self) -> Vec<SheetInfo> {
        let sheets = match &self.book {
            Book::Xls(book) => book.sheets_metadata(),
            Book::Xlsb(book) => book.sheets_metadata(),
        };
        sheets
            .iter()
            .map(|sheet| SheetInfo {
                name: sheet.name.clone(),
                hidden: sheet.visible != SheetVisible::Visible,
            })
            .collect()
    }

    pub(crate) fn rows(&mut self, sheet: &str) -> Result<(CalcRows, Meter), ReadError> {
        if !self.sheets().iter().any(|info| info.name == sheet) {
            return Err(no_sheet(sheet, &self.sheets()));
        }
        let range = guarded(|| match &mut self.book {
            Book::Xls(book) => book.worksheet_range(sheet).map_err(xls_error),
            Book::Xlsb(book) => book.worksheet_range(sheet).map_err(damaged),
        })?;
        let meter = Meter::of_size(self.size);
        let step = self.size / (range.height() as u64).max(1);
        Ok((CalcRows { range, next: 0, meter: meter.clone(), step }, meter))
    }
}

/// A sheet in memory.
pub(crate) struct CalcRows {
    range: Range<Data>,
    next: usize,
    meter: Meter,
    step: u64,
}

impl Rows for CalcRows {
    fn next(&mut self, row: &mut Record) -> Result<Step, ReadError> {
        let (first_row, first_column) = self.range.start().unwrap_or_default();
        let number = u64::from(first_row) + self.next as u64 + 1;
        row.start(Position { record: number, line: number });
        if self.next >= self.range.height() {
            return Ok(Step::End);
        }
        let width = self.range.width();
        let cells = |column: usize| self.range.get((self.next, column)).unwrap_or(&Data::Empty);
        // A sheet's width is that of its widest row; what is empty behind a row's last cell isn't part of it.
        let used = (0..width).rev().find(|&column| *cells(column) != Data::Empty).map_or(0, |last| last + 1);
        if used > 0 {
            for _ in 0..first_column {
                row.push("");
            }
        }
        let mut text = String::new();
        for column in 0..used {
            text.clear();
            append(cells(column), &mut text);
            row.push(&text);
        }
        self.next += 1;
        self.meter.add(self.step);
        Ok(Step::Row)
    }
}

fn append(cell: &Data, text: &mut String) {
    use std::fmt::Write as _;
    match cell {
        Data::Empty => {}
        Data::String(value) | Data::DateTimeIso(value) | Data::DurationIso(value) => text.push_str(value),
        Data::Int(value) => {
            let _ = write!(text, "{value}");
        }
        Data::Float(value) => append_float(*value, text),
        Data::Bool(value) => text.push_str(if *value { "TRUE" } else { "FALSE" }),
        Data::DateTime(value) => match value.as_datetime() {
            Some(moment) if value.as_f64().fract() == 0.0 => {
                let _ = write!(text, "{}", moment.format("%Y-%m-%d"));
            }
            Some(moment) if value.as_f64() >= 1.0 => {
                let _ = write!(text, "{}", moment.format("%Y-%m-%dT%H:%M:%S"));
            }
            _ => append_float(value.as_f64(), text),
        },
        Data::Error(error) => text.push_str(match error {
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
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| {
        Err(ReadError::Damaged { what: "workbook", detail: "its structure contradicts itself".to_owned() })
    })
}

fn damaged(error: impl std::fmt::Display) -> ReadError {
    ReadError::Damaged { what: "workbook", detail: error.to_string() }
}

fn xls_error(error: calamine::XlsError) -> ReadError {
    match error {
        calamine::XlsError::Password => ReadError::Encrypted { what: "workbook" },
        other => damaged(other),
    }
}
