//! Rows to records: what delimited text and workbooks have in common.

use super::container::Meter;
use super::section::{self, Sections};
use super::{Next, Progress, ReadError, RecordReader};
use crate::record::{Position, Record};
use crate::structure::Structure;

/// What came of asking for the next row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// The row was read.
    Row,
    /// The row was read as far as possible.
    Malformed(String),
    /// There are no more rows.
    End,
}

/// A stream of rows. In a row's [`Position`], `record` is the 1-based number of the row among all rows (blank ones
/// and header included), `line` the line or row that people see.
pub(crate) trait Rows: Send {
    /// Reads the next row into the buffer.
    fn next(&mut self, row: &mut Record) -> Result<Step, ReadError>;
}

/// The records of a table: its rows below the header that are not blank.
pub(crate) struct Table<R> {
    rows: R,
    /// Rows up to this one are the header and what is above it.
    skip: u64,
    records: u64,
    sections: Option<Sections>,
    /// Whether a row may be one of totals: tables of one or two columns have none.
    totals: bool,
    meter: Meter,
}

impl<R: Rows> Table<R> {
    pub(crate) fn new(rows: R, structure: &Structure, meter: Meter) -> Self {
        Self {
            rows,
            skip: skipped_rows(structure),
            records: 0,
            sections: Sections::of(structure),
            totals: structure.columns.len() > 2,
            meter,
        }
    }
}

/// How many rows come before the data.
pub(crate) fn skipped_rows(structure: &Structure) -> u64 {
    match structure.header_row {
        0 => 0,
        row => u64::from(row) + u64::from(structure.header_rows.max(1)) - 1,
    }
}

impl<R: Rows> RecordReader for Table<R> {
    fn read(&mut self, record: &mut Record) -> Result<Next, ReadError> {
        loop {
            let step = self.rows.next(record)?;
            if step == Step::End {
                self.meter.finish();
                return Ok(Next::End);
            }
            let Position { record: row, line } = record.position();
            if row <= self.skip || (step == Step::Row && record.is_blank()) {
                continue;
            }
            let total = self.totals && step == Step::Row && section::is_total(record);
            if step == Step::Row
                && !total
                && let Some(sections) = &mut self.sections
                && sections.take(record)
            {
                continue;
            }
            self.records += 1;
            record.set_position(Position { record: self.records, line });
            return Ok(match step {
                Step::Malformed(message) => Next::Malformed { message },
                _ if total => Next::Malformed { message: format!("row {line} is a total, not an article") },
                _ => Next::Record,
            });
        }
    }

    fn progress(&self) -> Progress {
        self.meter.progress()
    }
}
