//! JSON (RFC 8259) as a stream of tokens, in the memory of its longest string.
//!
//! Numbers keep the text they were written with, so that `0012345`, `4006381333931` and `19.90` lose nothing.
//! Tolerated beyond the standard, because feeds have it: a trailing comma, `NaN`, control characters in strings,
//! leading zeros, and values one after another (NDJSON).

use std::io::Read;

use memchr::memchr2;

use super::window::Window;
use super::{Limits, ReadError, text};

/// A token. The text of keys, strings and numbers is in [`Tokens::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    ObjectStart,
    ObjectEnd,
    ArrayStart,
    ArrayEnd,
    Key,
    String,
    Number,
    /// `true` or `false`; the text is the word.
    Bool,
    /// `null`; the text is empty.
    Null,
    End,
}

/// Why there is no next token.
#[derive(Debug)]
pub(crate) enum Fault {
    Read(ReadError),
    Syntax { line: u64, message: String },
}

impl From<ReadError> for Fault {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

/// The tokens of a JSON text.
pub(crate) struct Tokens<R> {
    window: Window<R>,
    line: u64,
    /// For each open value whether it is an object.
    open: Vec<bool>,
    /// Whether the next string of the open object is a key.
    key_next: bool,
    /// Whether a key waits for its value.
    value_next: bool,
    bytes: Vec<u8>,
    text: String,
    max_depth: usize,
    max_text: usize,
}

impl<R: Read> Tokens<R> {
    pub(crate) fn new(source: R, limits: &Limits) -> Self {
        Self {
            window: Window::new(source, limits.max_record_bytes),
            line: 1,
            open: Vec::new(),
            key_next: false,
            value_next: false,
            bytes: Vec::new(),
            text: String::new(),
            max_depth: limits.max_depth,
            max_text: limits.max_record_bytes,
        }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) const fn line(&self) -> u64 {
        self.line
    }

    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Event, Fault> {
        loop {
            let byte = match self.peek()? {
                None if self.open.is_empty() => return Ok(Event::End),
                None => return Err(self.syntax("the text ends inside a value")),
                Some(byte) => byte,
            };
            if self.value_next && matches!(byte, b',' | b'}' | b']') {
                return Err(self.syntax("a key has no value"));
            }
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.window.consume(1);
                }
                b' ' | b'\t' | b'\r' | 0x1e => self.window.consume(1),
                b',' => {
                    self.window.consume(1);
                    self.key_next = self.open.last() == Some(&true);
                }
                b'{' | b'[' => {
                    self.window.consume(1);
                    if self.open.len() >= self.max_depth {
                        return Err(ReadError::TooDeep { line: self.line, limit: self.max_depth }.into());
                    }
                    let object = byte == b'{';
                    self.value_next = false;
                    self.open.push(object);
                    self.key_next = object;
                    return Ok(if object { Event::ObjectStart } else { Event::ArrayStart });
                }
                b'}' | b']' => {
                    let object = byte == b'}';
                    if self.open.last() != Some(&object) {
                        return Err(self.syntax(&format!("{:?} closes nothing", byte as char)));
                    }
                    self.window.consume(1);
                    self.open.pop();
                    self.key_next = false;
                    return Ok(if object { Event::ObjectEnd } else { Event::ArrayEnd });
                }
                b'"' => {
                    self.window.consume(1);
                    self.string()?;
                    if !self.key_next {
                        self.value_next = false;
                        return Ok(Event::String);
                    }
                    self.key_next = false;
                    self.colon()?;
                    self.value_next = true;
                    return Ok(Event::Key);
                }
                _ if self.key_next => return Err(self.syntax("a key in quotes is missing")),
                _ => return self.bare(),
            }
        }
    }

    /// Passes over the rest of the value whose first token was read.
    pub(crate) fn skip(&mut self, first: Event) -> Result<(), Fault> {
        if !matches!(first, Event::ObjectStart | Event::ArrayStart) {
            return Ok(());
        }
        let depth = self.open.len();
        while self.open.len() >= depth {
            self.next()?;
        }
        Ok(())
    }

    /// Gives up the value at hand and goes on behind the end of this line.
    pub(crate) fn skip_line(&mut self) -> Result<(), ReadError> {
        self.open.clear();
        self.key_next = false;
        self.value_next = false;
        loop {
            let bytes = self.window.bytes();
            if let Some(offset) = memchr::memchr(b'\n', bytes) {
                self.window.consume(offset + 1);
                self.line += 1;
                return Ok(());
            }
            let length = bytes.len();
            self.window.consume(length);
            if self.window.ended() {
                return Ok(());
            }
            self.window.grow(self.line)?;
        }
    }

    /// Whether the text has ended inside a value: it is not whole.
    pub(crate) fn is_cut(&mut self) -> Result<bool, ReadError> {
        Ok(!self.open.is_empty() && self.peek()?.is_none())
    }

    fn peek(&mut self) -> Result<Option<u8>, ReadError> {
        self.window.at(0, self.line)
    }

    fn syntax(&self, message: &str) -> Fault {
        Fault::Syntax { line: self.line, message: message.to_owned() }
    }

    fn colon(&mut self) -> Result<(), Fault> {
        loop {
            match self.peek()? {
                Some(b':') => {
                    self.window.consume(1);
                    return Ok(());
                }
                Some(b' ' | b'\t' | b'\r') => self.window.consume(1),
                Some(b'\n') => {
                    self.line += 1;
                    self.window.consume(1);
                }
                _ => return Err(self.syntax("a colon is missing behind a key")),
            }
        }
    }

    fn string(&mut self) -> Result<(), Fault> {
        self.bytes.clear();
        loop {
            let bytes = self.window.bytes();
            let found = memchr2(b'"', b'\\', bytes);
            let length = found.unwrap_or(bytes.len());
            self.line += memchr::memchr_iter(b'\n', &bytes[..length]).count() as u64;
            self.bytes.extend_from_slice(&bytes[..length]);
            let stop = found.map(|offset| bytes[offset]);
            self.window.consume(length);
            if self.bytes.len() > self.max_text {
                return Err(ReadError::RecordTooLong { line: self.line, limit: self.max_text }.into());
            }
            match stop {
                None if self.window.ended() => return Err(self.syntax("the text ends inside a string")),
                None => self.window.grow(self.line)?,
                Some(b'"') => {
                    self.window.consume(1);
                    break;
                }
                Some(_) => self.escape()?,
            }
        }
        self.text.clear();
        self.text.push_str(&text(&self.bytes));
        Ok(())
    }

    fn escape(&mut self) -> Result<(), Fault> {
        let Some(letter) = self.window.at(1, self.line)? else {
            return Err(self.syntax("the text ends inside a string"));
        };
        self.window.consume(2);
        let plain = match letter {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => self.unicode()?,
            // `\/`, `\\` and `\"` stand for themselves; so do the ones that the standard doesn't know (`\'`).
            0..=127 => letter as char,
            _ => char::REPLACEMENT_CHARACTER,
        };
        let mut utf8 = [0; 4];
        self.bytes.extend_from_slice(plain.encode_utf8(&mut utf8).as_bytes());
        Ok(())
    }

    fn unicode(&mut self) -> Result<char, Fault> {
        let first = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&first) {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        if self.window.at(0, self.line)? != Some(b'\\') || self.window.at(1, self.line)? != Some(b'u') {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        self.window.consume(2);
        let second = self.four_digits()?;
        if !(0xdc00..0xe000).contains(&second) {
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
        Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u32, Fault> {
        let mut code = 0;
        for offset in 0..4 {
            let digit = self.window.at(offset, self.line)?.and_then(|byte| (byte as char).to_digit(16));
            let Some(digit) = digit else {
                return Err(self.syntax("\\u must be followed by four hexadecimal digits"));
            };
            code = code * 16 + digit;
        }
        self.window.consume(4);
        Ok(code)
    }

    /// A number or a word.
    fn bare(&mut self) -> Result<Event, Fault> {
        self.value_next = false;
        self.text.clear();
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_alphanumeric() && !matches!(byte, b'+' | b'-' | b'.' | b'_')
                || self.text.len() > 4096
            {
                break;
            }
            self.text.push(byte as char);
            self.window.consume(1);
        }
        match self.text.as_str() {
            "true" | "false" | "True" | "False" => Ok(Event::Bool),
            "null" | "None" | "NaN" | "nan" | "Infinity" | "-Infinity" | "undefined" => {
                self.text.clear();
                Ok(Event::Null)
            }
            number if number.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.')) => {
                Ok(Event::Number)
            }
            _ => Err(self.syntax("neither a string, a number, true, false nor null")),
        }
    }
}
