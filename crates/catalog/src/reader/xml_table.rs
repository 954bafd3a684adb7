//! Tables written as XML: SpreadsheetML 2003 ("XML Spreadsheet"), and the HTML tables that many systems call `.xls`.

use std::io::Read;

use super::markup::{Fault, Markup, Node, local_name};
use super::{Limits, ReadError, Rows, Step};
use crate::record::{Position, Record};
use crate::structure::{Format, Structure};

/// Whether the records of a structure are the rows of such a table.
pub(crate) fn is_table(structure: &Structure) -> bool {
    structure.format == Format::Xml && structure.record_path.as_deref().is_some_and(is_row_path)
}

/// Whether a path leads to the rows of such a table.
pub(crate) fn is_row_path(path: &str) -> bool {
    let last = local_name(path.rsplit('/').next().unwrap_or_default());
    let root = local_name(path.split('/').next().unwrap_or_default());
    (last == "Row" && root == "Workbook") || last.eq_ignore_ascii_case("tr")
}

/// Rows of a table in XML.
pub(crate) struct XmlRows<R: Read> {
    markup: Markup<R>,
    /// Only rows of the sheet of this name.
    sheet: Option<String>,
    in_sheet: bool,
    row: u64,
    /// Whether the start of the next row was read already.
    row_started: bool,
    cell: String,
    ended: bool,
    max_columns: usize,
    limit: usize,
}

impl<R: Read + Send> XmlRows<R> {
    pub(crate) fn new(source: R, sheet: Option<&str>, limits: &Limits) -> Self {
        Self {
            markup: Markup::new(source, limits),
            sheet: sheet.map(str::to_owned),
            in_sheet: sheet.is_none(),
            row: 0,
            row_started: false,
            cell: String::new(),
            ended: false,
            max_columns: limits.max_columns,
            limit: limits.max_record_bytes,
        }
    }

    /// Goes on to the next row's start; whether there is one.
    fn advance(&mut self) -> Result<bool, Fault> {
        if std::mem::take(&mut self.row_started) {
            self.row += 1;
            return Ok(true);
        }
        loop {
            match self.markup.next()? {
                Node::Start => {
                    let name = local_name(self.markup.name());
                    if name == "Worksheet" {
                        let sheet = self.markup.attribute("Name");
                        self.in_sheet = self.sheet.is_none() || self.sheet.as_deref() == sheet;
                    } else if self.in_sheet && is_row(name) {
                        let index = self.markup.attribute("Index").and_then(|index| index.parse().ok());
                        self.row = index.filter(|&index| index > self.row).unwrap_or(self.row + 1);
                        return Ok(true);
                    }
                }
                Node::Eof => return Ok(false),
                Node::End | Node::Text => {}
            }
        }
    }

    fn cells(&mut self, row: &mut Record) -> Result<(), Fault> {
        let depth = self.markup.depth();
        // Depth of the open cell, 0 for none, and how many columns it spans.
        let (mut cell, mut span) = (0, 1);
        loop {
            let size = row.size() + self.cell.len();
            ReadError::limit_record(size, self.limit, self.row).map_err(Fault::Read)?;
            let node = self.markup.next()?;
            let name = local_name(self.markup.name());
            let starts_row = node == Node::Start && is_row(name);
            let starts_cell = node == Node::Start && is_cell(name);
            let breaks_line = node == Node::Start && name.eq_ignore_ascii_case("br");
            // HTML needs no end tags: what starts next ends a cell, too.
            let ends = node == Node::End && self.markup.depth() < cell;
            if cell > 0 && (starts_row || starts_cell || ends || node == Node::Eof) {
                cell = 0;
                self.finish_cell(span, row)?;
            }
            match node {
                Node::Start if starts_row => {
                    self.row_started = true;
                    return Ok(());
                }
                Node::Start if starts_cell => {
                    let number =
                        |name| self.markup.attribute(name).and_then(|number| number.parse::<usize>().ok());
                    let index = number("Index").unwrap_or(0).min(self.max_columns);
                    span = number("colspan")
                        .unwrap_or_else(|| number("MergeAcross").unwrap_or(0) + 1)
                        .clamp(1, 256);
                    while row.len() + 1 < index {
                        row.push("");
                    }
                    self.cell.clear();
                    cell = self.markup.depth();
                }
                Node::Start if cell > 0 && breaks_line => self.cell.push('\n'),
                Node::Text if cell > 0 => self.cell.push_str(self.markup.text()),
                Node::End if self.markup.depth() < depth => return Ok(()),
                Node::Eof => return Ok(()),
                Node::Start | Node::Text | Node::End => {}
            }
        }
    }

    fn finish_cell(&mut self, span: usize, row: &mut Record) -> Result<(), Fault> {
        if row.len() + span > self.max_columns {
            return Err(Fault::Read(ReadError::TooManyColumns { limit: self.max_columns }));
        }
        row.push(self.cell.trim());
        for _ in 1..span {
            row.push("");
        }
        Ok(())
    }
}

fn is_row(name: &str) -> bool {
    name == "Row" || name.eq_ignore_ascii_case("tr")
}

fn is_cell(name: &str) -> bool {
    name == "Cell" || name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th")
}

impl<R: Read + Send> Rows for XmlRows<R> {
    fn next(&mut self, row: &mut Record) -> Result<Step, ReadError> {
        if self.ended {
            return Ok(Step::End);
        }
        let found = self.advance();
        row.start(Position { record: self.row, line: self.row });
        let outcome = match found {
            Ok(true) => self.cells(row).map(|()| true),
            other => other,
        };
        match outcome {
            Ok(true) => Ok(Step::Row),
            Ok(false) => Ok(Step::End),
            Err(Fault::Read(error)) => Err(error),
            Err(Fault::Syntax { .. }) if row.is_empty() => Ok(Step::End),
            Err(Fault::Syntax { line, message }) => {
                self.ended = true;
                Ok(Step::Malformed(format!("line {line}: {message}; nothing behind it can be read")))
            }
        }
    }
}
