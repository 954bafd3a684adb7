//! The cells of an XLSX sheet (ISO/IEC 29500-1, 18.3), row by row, in the memory of one row.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::cell_format::{Styles, append_number};
use super::markup::{Bounded, resolve, shared};
use super::shared_strings::SharedStrings;
use super::{Limits, ReadError};
use crate::record::{Position, Record};

/// What a cell's value is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Bool,
    /// Inline, the result of a formula, an error or an ISO date: as it is written.
    Text,
}

/// Reads the rows of a sheet's part.
pub(crate) struct SheetXml<R: Read> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    /// Shared by the sheets of a workbook.
    strings: Arc<Mutex<SharedStrings>>,
    styles: Styles,
    epoch_1904: bool,
    row: u64,
    raw: String,
    cell: String,
    max_columns: usize,
    limit: usize,
    over: bool,
}

/// The cell being read.
#[derive(Clone, Copy, Default)]
struct Cell {
    column: usize,
    kind: Kind,
    style: usize,
}

impl<R: Read> SheetXml<R> {
    pub(crate) fn new(
        source: R,
        strings: Arc<Mutex<SharedStrings>>,
        styles: Styles,
        epoch_1904: bool,
        limits: &Limits,
    ) -> Self {
        let mut reader = Reader::from_reader(Bounded::new(source, limits));
        let config = reader.config_mut();
        config.check_end_names = false;
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self {
            reader,
            buffer: Vec::new(),
            strings,
            styles,
            epoch_1904,
            row: 0,
            raw: String::new(),
            cell: String::new(),
            max_columns: limits.max_columns,
            limit: limits.max_record_bytes,
            over: false,
        }
    }

    /// Reads the next row that the part holds; rows without cells may be missing from it. Whether there is one.
    pub(crate) fn next(&mut self, row: &mut Record) -> Result<bool, ReadError> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let outcome = self.read(&mut buffer, row);
        self.buffer = buffer;
        outcome
    }

    fn read(&mut self, buffer: &mut Vec<u8>, row: &mut Record) -> Result<bool, ReadError> {
        let mut cell = Cell::default();
        let mut in_value = false;
        let mut phonetic = false;
        let mut in_row = false;
        row.start(Position { record: self.row, line: self.row });
        while !self.over {
            ReadError::limit_record(row.size() + self.raw.len(), self.limit, self.row)?;
            buffer.clear();
            self.reader.get_mut().next_token();
            match self.reader.read_event_into(buffer) {
                Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                    "v" | "t" => in_value = !phonetic,
                    "c" => {
                        cell = start_cell(&tag, row.len());
                        self.raw.clear();
                    }
                    "row" => {
                        let given = attribute(&tag, "r").and_then(|number| number.parse().ok());
                        self.row = given.filter(|&given| given > self.row).unwrap_or(self.row + 1);
                        row.start(Position { record: self.row, line: self.row });
                        in_row = true;
                    }
                    "rPh" => phonetic = true,
                    _ => {}
                },
                Ok(Event::Text(piece)) if in_value => self.raw.push_str(&piece),
                Ok(Event::CData(piece)) if in_value => self.raw.push_str(&piece),
                Ok(Event::GeneralRef(name)) if in_value => {
                    resolve(&name, &mut self.raw);
                }
                Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                    "v" | "t" => in_value = false,
                    "c" if in_row => self.finish_cell(cell, row)?,
                    "row" => return Ok(true),
                    "rPh" => phonetic = false,
                    "sheetData" => self.over = true,
                    _ => {}
                },
                Ok(Event::Eof) => self.over = true,
                Ok(_) => {}
                Err(quick_xml::Error::Io(error)) => return Err(shared(error)),
                Err(error) => return Err(ReadError::Damaged { what: "workbook", detail: error.to_string() }),
            }
        }
        Ok(false)
    }

    fn finish_cell(&mut self, cell: Cell, row: &mut Record) -> Result<(), ReadError> {
        if self.raw.is_empty() {
            return Ok(());
        }
        if cell.column >= self.max_columns {
            return Err(ReadError::TooManyColumns { limit: self.max_columns });
        }
        self.cell.clear();
        match cell.kind {
            Kind::Number => {
                append_number(&self.raw, self.styles.get(cell.style), self.epoch_1904, &mut self.cell);
            }
            Kind::Shared => {
                let index = self.raw.trim().parse().unwrap_or(usize::MAX);
                let mut strings = self.strings.lock().unwrap_or_else(PoisonError::into_inner);
                if !strings.append(index, &mut self.cell)? {
                    return Err(ReadError::Damaged {
                        what: "workbook",
                        detail: format!("row {} refers to a text that isn't there", self.row),
                    });
                }
            }
            Kind::Bool => self.cell.push_str(if self.raw.trim() == "1" { "TRUE" } else { "FALSE" }),
            Kind::Text => unescape_controls(&self.raw, &mut self.cell),
        }
        while row.len() < cell.column {
            row.push("");
        }
        row.push(&self.cell);
        Ok(())
    }
}

fn attribute<'t>(tag: &'t BytesStart<'_>, name: &str) -> Option<std::borrow::Cow<'t, str>> {
    tag.attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)
        .map(|attribute| attribute.value)
}

fn start_cell(tag: &BytesStart<'_>, next: usize) -> Cell {
    let mut cell = Cell { column: next, ..Cell::default() };
    for attribute in tag.attributes().with_checks(false).flatten() {
        match attribute.key.as_ref() {
            "r" => cell.column = column(&attribute.value).filter(|&column| column >= next).unwrap_or(next),
            "s" => cell.style = attribute.value.parse().unwrap_or(0),
            "t" => {
                cell.kind = match attribute.value.as_ref() {
                    "s" => Kind::Shared,
                    "b" => Kind::Bool,
                    "n" => Kind::Number,
                    _ => Kind::Text,
                }
            }
            _ => {}
        }
    }
    cell
}

/// The 0-based column of a reference: 27 for `AB7`.
pub(crate) fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters
        .take(4)
        .fold(0, |number, letter| number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    number.checked_sub(1)
}

/// `_x000D_` stands for a control character (ISO/IEC 29500-1, 22.9.2.19).
pub(super) fn unescape_controls(raw: &str, text: &mut String) {
    let mut rest = raw;
    while let Some(start) = rest.find("_x") {
        text.push_str(&rest[..start]);
        let code = rest.get(start + 2..start + 6).filter(|_| rest.as_bytes().get(start + 6) == Some(&b'_'));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        if let Some(character) = character {
            text.push(character);
            rest = &rest[start + 7..];
        } else {
            text.push_str("_x");
            rest = &rest[start + 2..];
        }
    }
    text.push_str(rest);
}
