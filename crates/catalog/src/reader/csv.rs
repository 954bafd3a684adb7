//! Delimited text (RFC 4180, and everything that calls itself CSV).
//!
//! Fields are separated by any character, rows end with CR, LF or CRLF. A field in quotes may hold delimiters, line
//! breaks and doubled quotes. Beyond the standard:
//!
//! - Blanks around a quoted field are dropped; a quote inside an unquoted field is a character like any other
//!   (`19" rack`); after the closing quote, anything but a delimiter makes it a character, too.
//! - A quote that is never closed would swallow the rest of the file. When the row it makes has not as many cells as
//!   the header while its first line alone has, or when no end comes, the quote is taken as a character.
//!
//! The common row has no quotes at all: it costs a search for the line end, one for a quote, one for the delimiters.

use std::io::Read;

use memchr::memchr;

use super::cells::{Cells, Cut, Dialect, End, cut, split};
use super::window::Window;
use super::{Limits, ReadError, Rows, Step, text};
use crate::record::{Position, Record};

/// No cell is this long: a quote that opens it was never meant to.
const MAX_QUOTED: usize = 1 << 20;

/// So far a closing quote is looked for even in a file full of quotes that are never closed.
const MIN_QUOTED: usize = 8 << 10;

/// Rows of delimited text.
pub(crate) struct CsvRows<R> {
    window: Window<R>,
    dialect: Dialect,
    /// How many cells a row should have; 0 if that isn't known.
    width: usize,
    limit: usize,
    row: u64,
    line: u64,
    /// How lines end; none before the first line was seen.
    line_end: Option<u8>,
    /// Whether the source is the start of a text, so that an open quote at its end is no mistake.
    cut_off: bool,
    cells: Cells,
}

impl<R: Read + Send> CsvRows<R> {
    pub(crate) fn new(
        source: R,
        delimiter: char,
        quote: Option<char>,
        width: usize,
        limits: &Limits,
    ) -> Self {
        Self {
            window: Window::new(source, limits.max_record_bytes),
            dialect: Dialect::new(delimiter, quote),
            width,
            limit: MAX_QUOTED.min(limits.max_record_bytes),
            row: 0,
            line: 1,
            line_end: None,
            cut_off: false,
            cells: Cells::default(),
        }
    }

    /// Says that the source is only the start of a text: a row that its end cuts off isn't read.
    pub(crate) const fn cut_off(&mut self) {
        self.cut_off = true;
    }

    #[inline]
    fn line_end(&mut self) -> Result<u8, ReadError> {
        if let Some(line_end) = self.line_end {
            return Ok(line_end);
        }
        let found = self.find_line_end()?;
        self.line_end = Some(found);
        Ok(found)
    }

    /// Lines end with LF if there is one early in the file, and with CR otherwise.
    fn find_line_end(&mut self) -> Result<u8, ReadError> {
        let mut seen = 0;
        loop {
            let bytes = self.window.bytes();
            if memchr(b'\n', &bytes[seen..]).is_some() {
                return Ok(b'\n');
            }
            if self.window.ended() || (bytes.len() >= 64 << 10 && memchr(b'\r', bytes).is_some()) {
                return Ok(if memchr(b'\r', bytes).is_some() { b'\r' } else { b'\n' });
            }
            seen = bytes.len();
            self.window.grow(self.line)?;
        }
    }

    /// The length of the line at the window's start, its end not included, and of the line end.
    fn line(&mut self, line_end: u8) -> Result<Option<(usize, usize)>, ReadError> {
        let mut seen = 0;
        loop {
            let bytes = self.window.bytes();
            if let Some(offset) = memchr(line_end, &bytes[seen..]) {
                return Ok(Some((seen + offset, 1)));
            }
            if self.window.ended() {
                return Ok((!bytes.is_empty()).then_some((bytes.len(), 0)));
            }
            seen = bytes.len();
            self.window.grow(self.line)?;
        }
    }

    fn quoted_row(
        &mut self,
        row: &mut Record,
        line_end: u8,
        line: usize,
        line_end_len: usize,
    ) -> Result<Step, ReadError> {
        let quote = self.dialect.quote.unwrap_or(b'"');
        loop {
            let all = self.window.bytes();
            // No row is looked at further than the limit, or than its first line if that is longer.
            let far = self.limit.max(line + line_end_len);
            let bytes = &all[..all.len().min(far)];
            let whole = self.window.ended() && bytes.len() == all.len();
            let reached = bytes.len() == far;
            let end = if whole { End::Text } else { End::Window };
            match cut(bytes, self.dialect, quote, line_end, end, &mut self.cells) {
                Cut::Row { length, breaks, stray } => {
                    let swallowed = breaks > 0 && self.width > 1 && (stray || self.cells.len() != self.width);
                    if swallowed && self.literal(quote, line_end, line) == self.width {
                        self.look_less_far();
                        self.finish(line + line_end_len, 1);
                    } else {
                        if swallowed {
                            let bytes = &self.window.bytes()[..length];
                            cut(bytes, self.dialect, quote, line_end, End::Text, &mut self.cells);
                        }
                        self.finish(length, breaks + 1);
                    }
                    self.cells.give(row);
                    return Ok(Step::Row);
                }
                Cut::Open if self.cut_off && self.window.ended() && !reached => return Ok(Step::End),
                Cut::Open if self.window.ended() || reached => {
                    self.look_less_far();
                    let cells = self.literal(quote, line_end, line);
                    let line_number = self.line;
                    self.finish(line + line_end_len, 1);
                    self.cells.give(row);
                    if self.width > 0 && cells != self.width {
                        return Ok(Step::Malformed(format!(
                            "a quote opened in line {line_number} is never closed"
                        )));
                    }
                    return Ok(Step::Row);
                }
                Cut::Open => self.window.grow(self.line)?,
            }
        }
    }

    /// Where one quote stays open, others will: looking less far each time keeps reading linear.
    fn look_less_far(&mut self) {
        self.limit = (self.limit / 2).max(MIN_QUOTED);
    }

    /// Cuts the first line alone; a quote that isn't closed in it is a character.
    fn literal(&mut self, quote: u8, line_end: u8, line: usize) -> usize {
        cut(&self.window.bytes()[..line], self.dialect, quote, line_end, End::Literal, &mut self.cells);
        self.cells.len()
    }

    fn finish(&mut self, length: usize, lines: u64) {
        self.window.consume(length);
        self.line += lines;
    }
}

impl<R: Read + Send> CsvRows<R> {
    /// Counts the rows behind the first `skip` that are not blank, cutting only those into cells that have quotes.
    /// Stops behind `most` rows.
    pub(crate) fn count(&mut self, skip: u64, most: u64) -> Result<u64, ReadError> {
        let mut counted = 0;
        let mut row = Record::new();
        while counted < most {
            let line_end = self.line_end()?;
            let Some((length, line_end_len)) = self.line(line_end)? else {
                return Ok(counted);
            };
            let line = &self.window.bytes()[..length];
            let quoted = self.dialect.quote.is_some_and(|quote| memchr(quote, line).is_some());
            let blank = if quoted {
                if self.next(&mut row)? == Step::End {
                    return Ok(counted);
                }
                row.is_blank()
            } else {
                let blank = self.is_blank(line);
                self.row += 1;
                self.finish(length + line_end_len, 1);
                blank
            };
            counted += u64::from(self.row > skip && !blank);
        }
        Ok(counted)
    }

    /// Whether the cells of a line without quotes are all blank.
    fn is_blank(&self, line: &[u8]) -> bool {
        let delimiter = self.dialect.delimiter();
        let nothing = |byte: &u8| byte.is_ascii_whitespace() || delimiter == [*byte];
        // Nearly every line shows in its first byte that it isn't; other blanks than those of ASCII show only as text.
        match line.iter().find(|byte| !nothing(byte)) {
            None => true,
            Some(byte) if byte.is_ascii_graphic() && delimiter.len() == 1 => false,
            Some(_) => {
                let delimiter = text(delimiter);
                text(line).split(&*delimiter).all(|cell| cell.trim().is_empty())
            }
        }
    }
}

impl<R: Read + Send> Rows for CsvRows<R> {
    fn next(&mut self, row: &mut Record) -> Result<Step, ReadError> {
        let line_end = self.line_end()?;
        self.row += 1;
        row.start(Position { record: self.row, line: self.line });
        let Some((length, line_end_len)) = self.line(line_end)? else {
            return Ok(Step::End);
        };
        let line = &self.window.bytes()[..length];
        if let Some(quote) = self.dialect.quote
            && memchr(quote, line).is_some()
        {
            self.cells.clear();
            return self.quoted_row(row, line_end, length, line_end_len);
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match std::str::from_utf8(line) {
            Ok(line) => split(line, self.dialect, row),
            Err(_) => split(&text(line), self.dialect, row),
        }
        self.finish(length + line_end_len, 1);
        Ok(Step::Row)
    }
}
