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
    cell: String,
    ended: bool,
    max_columns: usize,
}

impl<R: Read + Send> XmlRows<R> {
    pub(crate) fn new(source: R, sheet: Option<&str>, limits: &Limits) -> Self {
        Self {
            markup: Markup::new(source, limits),
            sheet: sheet.map(str::to_owned),
            in_sheet: sheet.is_none(),
            row: 0,
            cell: String::new(),
            ended: false,
            max_columns: limits.max_columns,
        }
    }

    /// Goes on to the next row's start; whether there is one.
    fn advance(&mut self) -> Result<bool, Fault> {
        loop {
            match self.markup.next()? {
                Node::Start => {
                    let name = local_name(self.markup.name());
                    if name == "Worksheet" {
                        let sheet = self.markup.attribute("Name");
                        self.in_sheet = self.sheet.is_none() || self.sheet.as_deref() == sheet;
                    } else if self.in_sheet && (name == "Row" || name.eq_ignore_ascii_case("tr")) {
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
        let mut in_cell = false;
        let mut span = 1;
        loop {
            match self.markup.next()? {
                Node::Start => {
                    let name = local_name(self.markup.name());
                    if name == "Cell" || name.eq_ignore_ascii_case("td") || name.eq_ignore_ascii_case("th") {
                        let index: Option<usize> =
                            self.markup.attribute("Index").and_then(|index| index.parse().ok());
                        while index.is_some_and(|index| row.len() + 1 < index.min(self.max_columns)) {
                            row.push("");
                        }
                        let wide =
                            self.markup.attribute("MergeAcross").and_then(|more| more.parse::<usize>().ok());
                        let columns = self.markup.attribute("colspan").and_then(|all| all.parse().ok());
                        span = columns.unwrap_or_else(|| wide.unwrap_or(0) + 1).clamp(1, 256);
                        self.cell.clear();
                        in_cell = true;
                    } else if in_cell && name.eq_ignore_ascii_case("br") {
                        self.cell.push('\n');
                    }
                }
                Node::Text if in_cell => self.cell.push_str(self.markup.text()),
                Node::Text => {}
                Node::End => {
                    if self.markup.depth() < depth {
                        return Ok(());
                    }
                    // A cell's own end, not that of an element in it.
                    if in_cell && self.markup.depth() == depth {
                        in_cell = false;
                        row.push(self.cell.trim());
                        for _ in 1..span {
                            row.push("");
                        }
                        if row.len() > self.max_columns {
                            return Err(Fault::Read(ReadError::TooManyColumns { limit: self.max_columns }));
                        }
                    }
                }
                Node::Eof => return Ok(()),
            }
        }
    }
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
