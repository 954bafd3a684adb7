//! A sheet in memory, for formats that must be read as a whole: its cells, wherever they are, and no more than those.

use std::sync::Arc;

use super::cell_format::{Styles, append_number};
use super::container::Meter;
use super::merged::Merges;
use super::{Limits, ReadError, Rows, Step};
use crate::record::{Position, Record};

/// So many cells are kept of a sheet: a full one of 65,536 rows has 64 columns.
const MAX_CELLS: usize = 1 << 22;

/// What a cell holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    Number(f64),
    /// A text of the workbook, by its number.
    Shared(u32),
    /// A text of its own: where it is among the sheet's.
    Own {
        start: u32,
        length: u32,
    },
    Bool(bool),
    /// An error by its code ([MS-XLS] 2.5.10).
    Error(u8),
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    row: u32,
    column: u16,
    style: u16,
    value: Value,
}

/// Texts by their number.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    pub(crate) fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
    }

    fn get(&self, number: u32) -> Option<&str> {
        let end = *self.ends.get(number as usize)? as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before as usize] as usize);
        self.text.get(start..end)
    }
}

/// The cells of a sheet.
#[derive(Debug)]
pub(crate) struct Sheet {
    cells: Vec<Cell>,
    text: String,
    max_columns: usize,
    too_large: fn(u64, u64) -> ReadError,
    max_text: usize,
}

impl Sheet {
    /// `too_large` makes the error of a size and the limit of it.
    pub(crate) fn new(limits: &Limits, too_large: fn(u64, u64) -> ReadError) -> Self {
        Self {
            cells: Vec::new(),
            text: String::new(),
            max_columns: limits.max_columns,
            too_large,
            max_text: limits.max_workbook_bytes.min(u64::from(u32::MAX)) as usize,
        }
    }

    pub(crate) fn push(&mut self, row: u32, column: u32, style: u16, value: Value) -> Result<(), ReadError> {
        let Some(column) =
            u16::try_from(column).ok().filter(|&column| usize::from(column) < self.max_columns)
        else {
            return Err(ReadError::TooManyColumns { limit: self.max_columns });
        };
        if self.cells.len() == MAX_CELLS {
            let size = size_of::<Cell>() as u64;
            return Err((self.too_large)(MAX_CELLS as u64 * size, MAX_CELLS as u64 * size));
        }
        self.cells.push(Cell { row, column, style, value });
        Ok(())
    }

    pub(crate) fn push_text(&mut self, row: u32, column: u32, text: &str) -> Result<(), ReadError> {
        if text.is_empty() {
            return Ok(());
        }
        if self.text.len() + text.len() > self.max_text {
            return Err((self.too_large)((self.text.len() + text.len()) as u64, self.max_text as u64));
        }
        let start = self.text.len() as u32;
        self.text.push_str(text);
        self.push(row, column, 0, Value::Own { start, length: text.len() as u32 })
    }

    /// The rows; `size` is what progress counts up to.
    pub(crate) fn into_rows(
        mut self,
        texts: Arc<Texts>,
        styles: Arc<Styles>,
        epoch_1904: bool,
        merges: Merges,
        size: u64,
        limits: &Limits,
    ) -> (SparseRows, Meter) {
        // Some programs write cells in the order in which they were filled in; the last one written holds.
        if !self.cells.is_sorted_by_key(|cell| (cell.row, cell.column)) {
            self.cells.sort_by_key(|cell| (cell.row, cell.column));
        }
        let meter = Meter::of_size(size);
        let rows = SparseRows {
            step: size / (self.cells.len() as u64).max(1),
            sheet: self,
            next: 0,
            row: 0,
            texts,
            styles,
            epoch_1904,
            merges,
            meter: meter.clone(),
            limit: limits.max_record_bytes,
            cell: String::new(),
        };
        (rows, meter)
    }
}

/// Rows of a sheet in memory; those without cells are missing from it.
pub(crate) struct SparseRows {
    sheet: Sheet,
    next: usize,
    row: u64,
    texts: Arc<Texts>,
    styles: Arc<Styles>,
    epoch_1904: bool,
    merges: Merges,
    meter: Meter,
    step: u64,
    limit: usize,
    cell: String,
}

impl SparseRows {
    /// A cell's text as the workbook shows it.
    fn show(&mut self, cell: Cell) -> Result<(), ReadError> {
        let text = &mut self.cell;
        text.clear();
        match cell.value {
            Value::Number(number) => {
                let format = self.styles.get(usize::from(cell.style));
                // Up to here every integer is exact, and has no exponent.
                let exact = number.fract() == 0.0 && number.abs() < 1e15;
                let raw = if exact { format!("{number}") } else { format!("{number:e}") };
                if number.is_finite() {
                    append_number(&raw, format, self.epoch_1904, text);
                }
            }
            Value::Shared(number) => {
                let Some(shared) = self.texts.get(number) else {
                    let detail = format!("row {} refers to a text that isn't there", self.row);
                    return Err(ReadError::Damaged { what: "workbook", detail });
                };
                text.push_str(shared);
            }
            Value::Own { start, length } => {
                let (start, end) = (start as usize, start as usize + length as usize);
                text.push_str(self.sheet.text.get(start..end).unwrap_or_default());
            }
            Value::Bool(value) => text.push_str(if value { "TRUE" } else { "FALSE" }),
            Value::Error(code) => text.push_str(match code {
                0x00 => "#NULL!",
                0x07 => "#DIV/0!",
                0x0f => "#VALUE!",
                0x17 => "#REF!",
                0x1d => "#NAME?",
                0x24 => "#NUM!",
                _ => "#N/A",
            }),
        }
        Ok(())
    }
}

impl Rows for SparseRows {
    fn next(&mut self, row: &mut Record) -> Result<Step, ReadError> {
        let Some(&first) = self.sheet.cells.get(self.next) else {
            row.start(Position { record: self.row, line: self.row });
            return Ok(Step::End);
        };
        self.row = u64::from(first.row) + 1;
        row.start(Position { record: self.row, line: self.row });
        while let Some(&cell) = self.sheet.cells.get(self.next).filter(|cell| cell.row == first.row) {
            self.next += 1;
            let replaced = self
                .sheet
                .cells
                .get(self.next)
                .is_some_and(|next| (next.row, next.column) == (cell.row, cell.column));
            self.meter.add(self.step);
            if replaced {
                continue;
            }
            self.show(cell)?;
            ReadError::limit_record(row.size() + self.cell.len(), self.limit, self.row)?;
            if self.cell.is_empty() {
                continue;
            }
            while row.len() < usize::from(cell.column) {
                row.push("");
            }
            row.push(&self.cell);
        }
        self.merges.apply(row, self.limit)?;
        Ok(Step::Row)
    }
}
