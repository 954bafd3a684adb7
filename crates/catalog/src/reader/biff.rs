//! The records of an XLS workbook ([MS-XLS], and BIFF5 of Excel 5 and 95), and the strings in them.

use std::io::{BufReader, Read};

use super::compound::{Stream, damaged};
use super::decode::Charset;
use super::{Limits, ReadError};

/// Kinds of records ([MS-XLS] 2.3).
pub(super) mod kind {
    pub(crate) const FORMULA: u16 = 0x06;
    pub(crate) const END: u16 = 0x0a;
    pub(crate) const EPOCH: u16 = 0x22;
    pub(crate) const PASSWORD: u16 = 0x2f;
    pub(crate) const CONTINUE: u16 = 0x3c;
    pub(crate) const CODE_PAGE: u16 = 0x42;
    pub(crate) const SHEET: u16 = 0x85;
    pub(crate) const NUMBERS: u16 = 0xbd;
    pub(crate) const RICH_LABEL: u16 = 0xd6;
    pub(crate) const STYLE: u16 = 0xe0;
    pub(crate) const MERGES: u16 = 0xe5;
    pub(crate) const TEXTS: u16 = 0xfc;
    pub(crate) const SHARED_LABEL: u16 = 0xfd;
    pub(crate) const NUMBER: u16 = 0x203;
    pub(crate) const LABEL: u16 = 0x204;
    pub(crate) const BOOL_OR_ERROR: u16 = 0x205;
    pub(crate) const RESULT: u16 = 0x207;
    pub(crate) const SHORT_NUMBER: u16 = 0x27e;
    pub(crate) const FORMAT: u16 = 0x41e;
    pub(crate) const BEGIN: u16 = 0x809;
}

/// Records that continue another; the largest workbooks have a few thousand.
const MAX_BREAKS: usize = 1 << 20;

/// Reads records one by one.
pub(super) struct Records {
    source: BufReader<Stream>,
    /// Kind and length of the record that comes next, once it was looked at.
    ahead: Option<(u16, usize)>,
    limit: usize,
}

/// A record with those that continue it.
#[derive(Default)]
pub(super) struct Item {
    pub(super) kind: u16,
    pub(super) data: Vec<u8>,
    /// Where each continuation begins in the data.
    breaks: Vec<usize>,
}

impl Records {
    pub(super) fn new(stream: Stream, limits: &Limits) -> Self {
        Self {
            source: BufReader::with_capacity(32 << 10, stream),
            ahead: None,
            limit: limits.max_record_bytes,
        }
    }

    /// Goes on with the records of a sheet.
    pub(super) fn go_to(self, offset: u64) -> Result<Self, ReadError> {
        let limit = self.limit;
        let mut stream = self.source.into_inner();
        stream.go_to(offset)?;
        Ok(Self { source: BufReader::with_capacity(32 << 10, stream), ahead: None, limit })
    }

    fn head(&mut self) -> Result<Option<(u16, usize)>, ReadError> {
        if self.ahead.is_none() {
            let mut head = [0; 4];
            if super::member::fill(&mut self.source, &mut head)? < head.len() {
                return Ok(None);
            }
            let length = usize::from(u16::from_le_bytes([head[2], head[3]]));
            self.ahead = Some((u16::from_le_bytes([head[0], head[1]]), length));
        }
        Ok(self.ahead)
    }

    /// Reads the next record; whether there is one.
    pub(super) fn next(&mut self, item: &mut Item) -> Result<bool, ReadError> {
        item.data.clear();
        item.breaks.clear();
        let Some((kind, length)) = self.head()? else { return Ok(false) };
        item.kind = kind;
        self.body(length, &mut item.data)?;
        // The list of texts may take most of the workbook, whose size is limited; nothing else is that long.
        while let Some((kind::CONTINUE, length)) = self.head()? {
            if kind != kind::TEXTS {
                ReadError::limit_record(item.data.len(), self.limit, 0)?;
            }
            if item.breaks.len() == MAX_BREAKS {
                return Err(damaged("a record goes on without end"));
            }
            item.breaks.push(item.data.len());
            self.body(length, &mut item.data)?;
        }
        Ok(true)
    }

    fn body(&mut self, length: usize, data: &mut Vec<u8>) -> Result<(), ReadError> {
        self.ahead = None;
        let count = self.source.by_ref().take(length as u64).read_to_end(data)?;
        if count < length { Err(ReadError::Truncated { what: "workbook" }) } else { Ok(()) }
    }
}

impl Item {
    pub(super) fn half(&self, at: usize) -> Result<u16, ReadError> {
        match self.data.get(at..at + 2) {
            Some(half) => Ok(u16::from_le_bytes([half[0], half[1]])),
            None => Err(short()),
        }
    }

    pub(super) fn word(&self, at: usize) -> Result<u32, ReadError> {
        Ok(u32::from(self.half(at)?) | u32::from(self.half(at + 2)?) << 16)
    }

    pub(super) fn byte(&self, at: usize) -> Result<u8, ReadError> {
        self.data.get(at).copied().ok_or_else(short)
    }

    pub(super) fn float(&self, at: usize) -> Result<f64, ReadError> {
        Ok(f64::from_bits(u64::from(self.word(at)?) | u64::from(self.word(at + 4)?) << 32))
    }

    /// A number in four bytes: an integer or the upper half of a float, either of them perhaps in hundredths
    /// ([MS-XLS] 2.5.217).
    pub(super) fn short_number(&self, at: usize) -> Result<f64, ReadError> {
        let word = self.word(at)?;
        let number = if word & 2 != 0 {
            f64::from(word as i32 >> 2)
        } else {
            f64::from_bits(u64::from(word & !3) << 32)
        };
        Ok(if word & 1 != 0 { number / 100.0 } else { number })
    }

    /// Where a run of so many characters, begun at an offset, ends; none if the record is too short. Behind a
    /// continuation's beginning a byte says anew how wide they are ([MS-XLS] 2.5.293).
    fn characters(&self, from: usize, count: usize, wide: bool, text: &mut String) -> Option<usize> {
        let (mut at, mut left, mut wide) = (from, count, wide);
        let mut units: Vec<u16> = Vec::with_capacity(count.min(self.data.len()));
        while left > 0 {
            let mut ahead = self.breaks.partition_point(|&stop| stop < at);
            if self.breaks.get(ahead) == Some(&at) {
                wide = self.data.get(at)? & 1 != 0;
                at += 1;
                ahead += 1;
            }
            let next = self.breaks.get(ahead).copied();
            let room = next.unwrap_or(self.data.len()).saturating_sub(at) / if wide { 2 } else { 1 };
            if room == 0 && next.is_none() {
                return None;
            }
            let take = room.min(left);
            let bytes = self.data.get(at..at + take * if wide { 2 } else { 1 })?;
            if wide {
                units.extend(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
            } else {
                units.extend(bytes.iter().map(|&byte| u16::from(byte)));
            }
            at += bytes.len();
            left -= take;
            // Half a character before a continuation is nothing.
            if left > 0
                && let Some(next) = next
            {
                at = next;
            }
        }
        text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
        Some(at)
    }

    /// A string that a byte before it says the width of ([MS-XLS] 2.5.293, 2.5.294); where it ends, formatting and
    /// pronunciation behind it included.
    pub(super) fn wide_string(&self, at: usize, count: usize, text: &mut String) -> Option<usize> {
        let flags = *self.data.get(at)?;
        let mut at = at + 1;
        let mut behind = 0;
        if flags & 8 != 0 {
            behind += 4 * usize::from(self.half(at).ok()?);
            at += 2;
        }
        if flags & 4 != 0 {
            behind += self.word(at).ok()? as usize;
            at += 4;
        }
        let end = self.characters(at, count, flags & 1 != 0, text)?.checked_add(behind)?;
        (end <= self.data.len()).then_some(end)
    }

    /// A string of so many bytes in the workbook's code page.
    pub(super) fn narrow_string(&self, at: usize, count: usize, charset: Charset) -> String {
        let end = at.saturating_add(count).min(self.data.len());
        charset.decode(self.data.get(at..end).unwrap_or_default())
    }
}

pub(super) fn short() -> ReadError {
    damaged("a record is too short")
}

/// The charset of a code page ([MS-XLS] 2.4.52).
pub(super) fn charset(code_page: u16) -> Option<Charset> {
    Charset::of(&match code_page {
        10_000 | 32_768 => "macintosh".to_owned(),
        10_007 => "x-mac-cyrillic".to_owned(),
        437 => "cp437".to_owned(),
        850 => "cp850".to_owned(),
        866 => "ibm866".to_owned(),
        874 => "windows-874".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        32_769 => "windows-1252".to_owned(),
        65_001 => "utf-8".to_owned(),
        other => format!("windows-{other}"),
    })
}
