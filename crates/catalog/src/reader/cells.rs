//! Cutting a row of delimited text into cells.

use memchr::{memchr, memchr2, memmem};

use super::text;
use crate::record::Record;

/// How cells are delimited and quoted.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    delimiter: [u8; 4],
    delimiter_len: usize,
    pub(super) quote: Option<u8>,
}

impl Dialect {
    pub(super) fn new(delimiter: char, quote: Option<char>) -> Self {
        let mut bytes = [0; 4];
        let delimiter_len = delimiter.encode_utf8(&mut bytes).len();
        let quote = quote.and_then(|quote| u8::try_from(quote).ok()).filter(u8::is_ascii);
        Self { delimiter: bytes, delimiter_len, quote }
    }

    #[inline]
    pub(super) fn delimiter(&self) -> &[u8] {
        &self.delimiter[..self.delimiter_len]
    }

    /// Offset of the next delimiter.
    #[inline]
    fn find(&self, bytes: &[u8]) -> Option<usize> {
        if self.delimiter_len == 1 {
            memchr(self.delimiter[0], bytes)
        } else {
            memmem::find(bytes, self.delimiter())
        }
    }
}

/// A row's cells, unquoted.
#[derive(Default)]
pub(super) struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Cells {
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn end(&mut self) {
        self.ends.push(self.bytes.len());
    }

    pub(super) fn give(&self, row: &mut Record) {
        let mut start = 0;
        for &end in &self.ends {
            row.push(&text(&self.bytes[start..end]));
            start = end;
        }
    }
}

/// What the end of the bytes is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// Only the end of what was read so far.
    Window,
    /// The end of the text.
    Text,
    /// The end of a row that is cut by itself: a quote that isn't closed in it is a character.
    Literal,
}

/// What came of cutting a row out of the window.
pub(super) enum Cut {
    /// The row takes so many bytes, and its cells so many line breaks inside quotes.
    /// `stray` if there is a quote, behind such a break, that closes nothing: as where another row's cell opens.
    Row { length: usize, breaks: u64, stray: bool },
    /// A quote is open at the end of what is there.
    Open,
}

/// Cells of a row without quotes.
#[inline]
pub(super) fn split(line: &str, dialect: Dialect, row: &mut Record) {
    let mut rest = line;
    while let Some(offset) = dialect.find(rest.as_bytes()) {
        row.push(&rest[..offset]);
        rest = &rest[offset + dialect.delimiter_len..];
    }
    row.push(rest);
}

/// Cells of a row with quotes.
pub(super) fn cut(
    bytes: &[u8],
    dialect: Dialect,
    quote: u8,
    line_end: u8,
    end: End,
    cells: &mut Cells,
) -> Cut {
    cells.clear();
    let mut breaks = 0;
    let mut stray = false;
    let mut at = 0;
    loop {
        let field = at;
        let start_of_cell = cells.bytes.len();
        let quoted = if dialect.delimiter() == b" " { at } else { at + blanks(&bytes[at..], dialect) };
        if bytes.get(quoted) == Some(&quote) {
            match unquote(&bytes[quoted + 1..], dialect, quote, line_end, end, cells) {
                Quoted::Closed { length, breaks: inside, stray: odd, ends_row, separator } => {
                    breaks += inside;
                    stray |= odd;
                    cells.end();
                    at = quoted + 1 + length + separator;
                    if ends_row {
                        return Cut::Row { length: at, breaks, stray };
                    }
                    continue;
                }
                Quoted::Open if end != End::Literal => return Cut::Open,
                Quoted::Open => cells.bytes.truncate(start_of_cell),
            }
        }
        let rest = &bytes[field..];
        let end_of_line = memchr(line_end, rest);
        let line = &rest[..end_of_line.unwrap_or(rest.len())];
        if let Some(offset) = dialect.find(line) {
            cells.bytes.extend_from_slice(&line[..offset]);
            cells.end();
            at = field + offset + dialect.delimiter_len;
            continue;
        }
        if end_of_line.is_none() && end == End::Window {
            return Cut::Open;
        }
        cells.bytes.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        cells.end();
        let length = field + line.len() + usize::from(end_of_line.is_some());
        return Cut::Row { length, breaks, stray };
    }
}

/// How many blanks, delimiters not among them, the bytes begin with.
fn blanks(bytes: &[u8], dialect: Dialect) -> usize {
    let tab = dialect.delimiter() != b"\t";
    bytes.iter().take_while(|&&byte| byte == b' ' || (byte == b'\t' && tab)).count()
}

enum Quoted {
    /// The closing quote and the blanks after it end at `length`; then comes a separator of so many bytes.
    Closed { length: usize, breaks: u64, stray: bool, ends_row: bool, separator: usize },
    /// No closing quote.
    Open,
}

/// A quoted field's text, from behind its opening quote.
fn unquote(bytes: &[u8], dialect: Dialect, quote: u8, line_end: u8, end: End, cells: &mut Cells) -> Quoted {
    let mut at = 0;
    let mut breaks = 0;
    let mut stray = false;
    loop {
        let Some(offset) = memchr2(quote, line_end, &bytes[at..]) else {
            return Quoted::Open;
        };
        cells.bytes.extend_from_slice(&bytes[at..at + offset]);
        at += offset;
        if bytes[at] == line_end && line_end != quote {
            cells.bytes.push(line_end);
            breaks += 1;
            at += 1;
            continue;
        }
        let after = &bytes[at + 1..];
        if after.first() == Some(&quote) {
            // Doubled; but `""` may also be a closing quote after a quote that was not doubled.
            cells.bytes.push(quote);
            at += 2;
            continue;
        }
        let skipped = blanks(after, dialect);
        let next = &after[skipped..];
        let length = at + 1 + skipped;
        if next.starts_with(dialect.delimiter()) {
            return Quoted::Closed {
                length,
                breaks,
                stray,
                ends_row: false,
                separator: dialect.delimiter_len,
            };
        }
        if next.first() == Some(&line_end) {
            return Quoted::Closed { length, breaks, stray, ends_row: true, separator: 1 };
        }
        if next.starts_with(b"\r\n") {
            return Quoted::Closed { length, breaks, stray, ends_row: true, separator: 2 };
        }
        if next.is_empty() || next == b"\r" {
            if end == End::Window {
                return Quoted::Open;
            }
            return Quoted::Closed { length, breaks, stray, ends_row: true, separator: next.len() };
        }
        cells.bytes.push(quote);
        stray |= breaks > 0;
        at += 1;
    }
}
