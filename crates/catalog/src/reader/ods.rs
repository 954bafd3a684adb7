//! OpenDocument spreadsheets (ISO/IEC 26300, part 3), streamed: `content.xml` is read in the memory of one row.
//!
//! Rows and cells that repeat are written once with a count; blank ones at the end of a sheet with counts of a million,
//! which must not be unrolled.

use std::io::Read;

use super::container::Meter;
use super::markup::{Fault, Markup, Node, local_name};
use super::member::Members;
use super::xlsx::{MAX_SHEETS, SheetInfo, no_sheet};
use super::{Limits, ReadError, Rows, Step, Stored};
use crate::record::{Position, Record};

const CONTENT: &str = "content.xml";

/// An ODS workbook.
pub(crate) struct OdsBook {
    members: Members,
    /// The sheets, once somebody asked for them.
    sheets: Option<Vec<SheetInfo>>,
    limits: Limits,
}

impl OdsBook {
    pub(crate) fn open(document: &Stored, limits: &Limits) -> Result<Self, ReadError> {
        let members = Members::of(document)?;
        if let Some(manifest) = members.get("META-INF/manifest.xml") {
            let mut markup = Markup::new(members.stream(&manifest.name, &Meter::of_size(0), limits)?, limits);
            while let Some(node) = node(&mut markup)? {
                if node == Node::Start && local_name(markup.name()) == "encryption-data" {
                    return Err(ReadError::Encrypted { what: "workbook" });
                }
            }
        }
        Ok(Self { members, sheets: None, limits: limits.clone() })
    }

    /// The sheets. All of the document is read for them, once.
    pub(crate) fn sheets(&mut self) -> Result<Vec<SheetInfo>, ReadError> {
        let sheets = match self.sheets.take() {
            Some(sheets) => sheets,
            None => self.list()?,
        };
        Ok(self.sheets.insert(sheets).clone())
    }

    fn list(&self) -> Result<Vec<SheetInfo>, ReadError> {
        let bytes = self.members.stream(CONTENT, &Meter::of_size(0), &self.limits)?;
        let mut markup = Markup::new(bytes, &self.limits);
        let mut hidden_styles: Vec<String> = Vec::new();
        let mut style = String::new();
        let mut sheets: Vec<SheetInfo> = Vec::new();
        let mut tables = 0;
        while let Some(node) = node(&mut markup)? {
            if node != Node::Start {
                continue;
            }
            match local_name(markup.name()) {
                "style" => {
                    markup.attribute("name").unwrap_or_default().clone_into(&mut style);
                }
                "table-properties"
                    if markup.attribute("display") == Some("false") && hidden_styles.len() < MAX_SHEETS =>
                {
                    hidden_styles.push(style.clone());
                }
                "table" => {
                    tables += 1;
                    let hidden = markup
                        .attribute("style-name")
                        .is_some_and(|style| hidden_styles.iter().any(|name| name == style));
                    if sheets.len() < MAX_SHEETS {
                        sheets.push(SheetInfo { name: table_name(&markup, tables), hidden });
                    }
                }
                _ => {}
            }
        }
        Ok(sheets)
    }

    /// The rows of a sheet, and the meter of what is read of it.
    pub(crate) fn rows(&mut self, sheet: &str, limits: &Limits) -> Result<(OdsRows, Meter), ReadError> {
        let compressed = self.members.find(CONTENT)?.compressed;
        let meter = Meter::of_size(compressed);
        let mut markup = Markup::new(self.members.stream(CONTENT, &meter, limits)?, limits);
        let mut tables = 0;
        let mut found = false;
        while let Some(node) = node(&mut markup)? {
            if node == Node::Start && local_name(markup.name()) == "table" {
                tables += 1;
                found = table_name(&markup, tables) == sheet;
                if found {
                    break;
                }
            }
        }
        if !found {
            return Err(no_sheet(sheet, &self.sheets()?));
        }
        let depth = markup.depth();
        let rows = OdsRows {
            markup,
            depth,
            row: 0,
            repeat: 0,
            last: Record::new(),
            cell: String::new(),
            over: false,
            max_columns: limits.max_columns,
            limit: limits.max_record_bytes,
            unrolled: 0,
            max_unrolled: limits.ratio_free_bytes.max(compressed.saturating_mul(limits.max_ratio)),
        };
        Ok((rows, meter))
    }
}

/// A sheet's name; some producers write none.
fn table_name<R: Read>(markup: &Markup<R>, number: usize) -> String {
    markup.attribute("name").map_or_else(|| format!("Sheet{number}"), str::to_owned)
}

fn node<R: Read>(markup: &mut Markup<R>) -> Result<Option<Node>, ReadError> {
    match markup.next() {
        Ok(Node::Eof) => Ok(None),
        Ok(node) => Ok(Some(node)),
        Err(Fault::Read(error)) => Err(error),
        Err(Fault::Syntax { message, .. }) => Err(ReadError::Damaged { what: "workbook", detail: message }),
    }
}

/// The rows of a sheet.
pub(crate) struct OdsRows {
    markup: Markup<Box<dyn Read + Send>>,
    /// Depth of the sheet's element.
    depth: usize,
    row: u64,
    /// How often the last row is still to be given.
    repeat: u64,
    last: Record,
    cell: String,
    over: bool,
    max_columns: usize,
    limit: usize,
    /// How much was given of repeated rows, and how much may be: a count of a quintillion takes no room in a file.
    unrolled: u64,
    max_unrolled: u64,
}

/// What a row weighs at least, so that a repeated one with a single letter has an end as well.
const ROW_WEIGHT: u64 = 64;

/// A cell's value as its attributes say it; none where its text does.
fn value<R: Read>(markup: &Markup<R>) -> Option<String> {
    match markup.attribute("value-type") {
        Some("date") => {
            markup.attribute("date-value").map(|date| date.trim_end_matches("T00:00:00").to_owned())
        }
        Some("boolean") => markup
            .attribute("boolean-value")
            .map(|value| if value == "true" { "TRUE" } else { "FALSE" }.to_owned()),
        Some("float" | "currency" | "percentage") => {
            let mut number = String::new();
            let raw = markup.attribute("value")?;
            super::cell_format::append_number(
                raw,
                super::cell_format::NumberFormat::Plain,
                false,
                &mut number,
            );
            Some(number)
        }
        _ => None,
    }
}

impl OdsRows {
    fn read(&mut self) -> Result<bool, ReadError> {
        let mut row_depth = 0;
        let mut blanks = 0;
        let mut number = None;
        let mut columns = 1;
        let mut cell_depth = 0;
        let mut in_note = 0;
        while let Some(node) = node(&mut self.markup)? {
            let depth = self.markup.depth();
            ReadError::limit_record(self.cell.len(), self.limit, self.row + 1)?;
            match node {
                Node::Start => match local_name(self.markup.name()) {
                    "table-row" => {
                        row_depth = depth;
                        self.repeat = repeated(&self.markup, "number-rows-repeated", u64::MAX);
                        self.last.start(Position::default());
                    }
                    "table-cell" | "covered-table-cell" if row_depth > 0 => {
                        columns = repeated(&self.markup, "number-columns-repeated", self.max_columns as u64);
                        number = value(&self.markup);
                        cell_depth = depth;
                        self.cell.clear();
                    }
                    "annotation" => in_note = depth,
                    "p" if in_note == 0 && !self.cell.is_empty() => self.cell.push('\n'),
                    "line-break" if in_note == 0 => self.cell.push('\n'),
                    "s" if in_note == 0 => self.cell.push(' '),
                    _ => {}
                },
                Node::Text if cell_depth > 0 && in_note == 0 && depth > cell_depth => {
                    self.cell.push_str(self.markup.text());
                }
                Node::End if in_note > 0 => {
                    if depth < in_note {
                        in_note = 0;
                    }
                }
                Node::End if cell_depth > 0 && depth < cell_depth => {
                    cell_depth = 0;
                    let text = self.cell.trim();
                    // The number is exact, unless the text pads it as an identifier.
                    let shown = match &number {
                        Some(number)
                            if !(text.len() > number.len()
                                && text.starts_with('0')
                                && text.ends_with(number.as_str())) =>
                        {
                            number
                        }
                        _ => text,
                    };
                    if shown.is_empty() {
                        blanks += columns;
                    } else {
                        if self.last.len() as u64 + blanks + columns > self.max_columns as u64 {
                            return Err(ReadError::TooManyColumns { limit: self.max_columns });
                        }
                        let size = self.last.size() + shown.len() * columns as usize;
                        ReadError::limit_record(size, self.limit, self.row + 1)?;
                        for _ in 0..std::mem::take(&mut blanks) {
                            self.last.push("");
                        }
                        for _ in 0..columns {
                            self.last.push(shown);
                        }
                    }
                }
                Node::End if row_depth > 0 && depth < row_depth => return Ok(true),
                Node::End if depth < self.depth => return Ok(false),
                Node::End | Node::Text | Node::Eof => {}
            }
        }
        Ok(false)
    }
}

impl Rows for OdsRows {
    fn next(&mut self, row: &mut Record) -> Result<Step, ReadError> {
        if self.repeat == 0 && !self.over {
            self.over = !self.read()?;
        }
        if self.over {
            row.start(Position { record: self.row, line: self.row });
            return Ok(Step::End);
        }
        // A blank row counts, however often it repeats, but one is enough to say so.
        let step = if self.last.is_blank() { self.repeat } else { 1 };
        if self.repeat > step {
            self.unrolled += self.last.size() as u64 + ROW_WEIGHT;
            if self.unrolled > self.max_unrolled {
                return Err(ReadError::Bomb { bytes: self.unrolled });
            }
        }
        self.row = self.row.saturating_add(step);
        self.repeat -= step;
        row.start(Position { record: self.row, line: self.row });
        for cell in self.last.iter() {
            row.push(cell);
        }
        Ok(Step::Row)
    }
}

fn repeated<R: Read>(markup: &Markup<R>, attribute: &str, most: u64) -> u64 {
    markup.attribute(attribute).and_then(|count| count.parse().ok()).unwrap_or(1).clamp(1, most)
}
