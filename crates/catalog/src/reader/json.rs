//! Records of a JSON document (RFC 8259) or of JSON lines, at any depth.
//!
//! The record path is made of object keys joined by `/`; arrays on the way are gone through without a step of their
//! own, so that `items` finds the records of `{"items":[…]}` and of `[{"items":[…]},{"items":[…]}]`. Two steps have
//! a meaning of their own: `*` is any key (`{"products":{"A1":{…},"A2":{…}}}`, the key becomes the column `@key`),
//! and a last `[]` says that a record is an array of cells, under a header if its first row is one.
//!
//! Inside a record, columns are dotted paths (`meta.barcode`); what repeats is joined by
//! [`REPEAT_SEPARATOR`](crate::record::REPEAT_SEPARATOR).

use std::io::Read;

use super::container::Meter;
use super::fields::Fields;
use super::json_text::{Event, Fault, Tokens};
use super::table::skipped_rows;
use super::{Learning, Limits, Next, Progress, ReadError, RecordReader};
use crate::record::{Position, Record};
use crate::structure::{Format, Structure};

/// The step that any key fits.
pub(crate) const ANY_KEY: &str = "*";
/// The last step of a path to arrays of cells.
pub(crate) const ROWS: &str = "[]";
/// The column that holds the key of a record found by [`ANY_KEY`].
pub(crate) const KEY_COLUMN: &str = "@key";
/// The column of records that are plain values.
pub(crate) const VALUE_COLUMN: &str = "value";

/// A value on the way to the records.
#[derive(Clone, Copy)]
struct Frame {
    object: bool,
    /// How many steps of the path lead here.
    matched: usize,
}

/// Reads records out of JSON.
pub(crate) struct JsonReader<R> {
    tokens: Tokens<R>,
    meter: Meter,
    path: Vec<String>,
    rows: bool,
    skip: u64,
    seen: u64,
    lines: bool,
    frames: Vec<Frame>,
    key: String,
    fields: Fields,
    location: String,
    records: u64,
    ended: bool,
    limit: usize,
}

impl<R: Read + Send> JsonReader<R> {
    pub(crate) fn new(
        source: R,
        meter: Meter,
        structure: &Structure,
        limits: &Limits,
        fields: Fields,
    ) -> Self {
        let path = structure.record_path.as_deref().unwrap_or_default();
        let mut path: Vec<String> =
            path.split('/').filter(|step| !step.is_empty()).map(str::to_owned).collect();
        let rows = path.last().is_some_and(|step| step == ROWS);
        if rows {
            path.pop();
        }
        Self {
            tokens: Tokens::new(source, limits),
            meter,
            path,
            rows,
            skip: if rows { skipped_rows(structure) } else { 0 },
            seen: 0,
            lines: structure.format == Format::Ndjson,
            frames: Vec::new(),
            key: String::new(),
            fields,
            location: String::new(),
            records: 0,
            ended: false,
            limit: limits.max_record_bytes,
        }
    }

    /// Goes on to the next record; whether there is one.
    fn advance(&mut self, line: &mut u64, record: &mut Record) -> Result<bool, Fault> {
        loop {
            let event = self.tokens.next()?;
            let matched = match (self.frames.last().copied(), event) {
                (_, Event::End) => return Ok(false),
                (_, Event::ObjectEnd | Event::ArrayEnd) => {
                    self.frames.pop();
                    continue;
                }
                (Some(Frame { object: true, matched }), Event::Key) => {
                    let fits = self
                        .path
                        .get(matched)
                        .is_some_and(|step| step == self.tokens.text() || step == ANY_KEY);
                    if !fits {
                        let value = self.tokens.next()?;
                        self.tokens.skip(value)?;
                        continue;
                    }
                    if self.path[matched] == ANY_KEY {
                        self.key.clear();
                        self.key.push_str(self.tokens.text());
                    }
                    let value = self.tokens.next()?;
                    if self.enter(value, matched + 1, line, record)? {
                        return Ok(true);
                    }
                    continue;
                }
                (frame, _) => frame.map_or(0, |frame| frame.matched),
            };
            if self.enter(event, matched, line, record)? {
                return Ok(true);
            }
        }
    }

    /// Goes into a value on the path; whether it was a record.
    fn enter(
        &mut self,
        event: Event,
        matched: usize,
        line: &mut u64,
        record: &mut Record,
    ) -> Result<bool, Fault> {
        let arrived = matched == self.path.len();
        let in_array = self.frames.last().is_some_and(|frame| !frame.object);
        *line = self.tokens.line();
        match event {
            Event::ArrayStart if arrived && self.rows && (in_array || self.lines) => {
                self.seen += 1;
                self.row(*line, record)?;
                return Ok(self.seen > self.skip && !record.is_blank());
            }
            Event::ObjectStart if arrived && !self.rows => {
                self.object(*line, record)?;
                return Ok(true);
            }
            Event::ArrayStart | Event::ObjectStart => {
                self.frames.push(Frame { object: event == Event::ObjectStart, matched });
            }
            Event::String | Event::Number | Event::Bool if arrived && in_array && !self.rows => {
                self.fields.clear();
                self.fields.add(VALUE_COLUMN, self.tokens.text());
                self.fields.give(Position { record: self.records + 1, line: *line }, record);
                return Ok(true);
            }
            _ => {}
        }
        Ok(false)
    }

    /// The cells of a record that is an array.
    fn row(&mut self, line: u64, record: &mut Record) -> Result<(), Fault> {
        record.start(Position { record: self.records + 1, line });
        loop {
            let size = record.size() + record.len();
            ReadError::limit_record(size, self.limit, self.tokens.line())?;
            match self.tokens.next()? {
                Event::ArrayEnd => return Ok(()),
                nested @ (Event::ArrayStart | Event::ObjectStart) => {
                    self.tokens.skip(nested)?;
                    record.push("");
                }
                _ => record.push(self.tokens.text()),
            }
        }
    }

    /// The fields of a record that is an object.
    fn object(&mut self, line: u64, record: &mut Record) -> Result<(), Fault> {
        self.fields.clear();
        let position = Position { record: self.records + 1, line };
        record.start(position);
        if self.path.iter().any(|step| step == ANY_KEY) {
            self.fields.add(KEY_COLUMN, &self.key);
        }
        let outcome = self.flatten();
        self.fields.give(position, record);
        outcome
    }

    fn flatten(&mut self) -> Result<(), Fault> {
        let depth = self.tokens.depth();
        // The length of the location outside each open object.
        let mut outside: Vec<(usize, usize)> = Vec::new();
        self.location.clear();
        loop {
            let size = self.fields.size() + self.location.len();
            ReadError::limit_record(size, self.limit, self.tokens.line())?;
            match self.tokens.next()? {
                Event::Key => {
                    let level = self.tokens.depth();
                    while outside.last().is_some_and(|&(at, _)| at >= level) {
                        let (_, length) = outside.pop().unwrap_or_default();
                        self.location.truncate(length);
                    }
                    outside.push((level, self.location.len()));
                    if !self.location.is_empty() {
                        self.location.push('.');
                    }
                    self.location.push_str(self.tokens.text());
                }
                Event::ObjectEnd | Event::ArrayEnd => {
                    let level = self.tokens.depth();
                    while outside.last().is_some_and(|&(at, _)| at > level) {
                        let (_, length) = outside.pop().unwrap_or_default();
                        self.location.truncate(length);
                    }
                    if level < depth {
                        return Ok(());
                    }
                }
                Event::String | Event::Number | Event::Bool | Event::Null => {
                    self.fields.add(&self.location, self.tokens.text());
                }
                Event::ObjectStart | Event::ArrayStart => {}
                Event::End => return Ok(()),
            }
        }
    }
}

impl<R: Read + Send> RecordReader for JsonReader<R> {
    fn read(&mut self, record: &mut Record) -> Result<Next, ReadError> {
        if self.ended {
            self.meter.finish();
            return Ok(Next::End);
        }
        let mut line = self.tokens.line();
        record.start(Position { record: self.records + 1, line });
        match self.advance(&mut line, record) {
            Ok(true) => {
                self.records += 1;
                Ok(Next::Record)
            }
            Ok(false) => {
                self.ended = true;
                self.meter.finish();
                Ok(Next::End)
            }
            Err(Fault::Read(error)) => Err(error),
            Err(Fault::Syntax { .. }) if !self.lines && self.tokens.is_cut()? => {
                Err(ReadError::CutShort { what: "JSON document" })
            }
            Err(Fault::Syntax { line: at, message }) => {
                if record.position().line == 0 {
                    record.set_position(Position { record: self.records + 1, line });
                }
                self.records += 1;
                self.frames.clear();
                // Where a value ends can't be known any more, unless it ends with its line.
                if self.lines {
                    self.tokens.skip_line()?;
                } else {
                    self.ended = true;
                }
                let rest = if self.ended { "; nothing behind it can be read" } else { "" };
                Ok(Next::Malformed { message: format!("line {at}: {message}{rest}") })
            }
        }
    }

    fn progress(&self) -> Progress {
        self.meter.progress()
    }
}

impl<R: Read + Send> Learning for JsonReader<R> {
    fn columns(&self) -> &[String] {
        self.fields.names()
    }
}
