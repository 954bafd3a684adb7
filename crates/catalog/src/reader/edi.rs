//! EDI interchanges: segments of elements of components, flattened to one record per line item.
//!
//! EDIFACT and X12 differ in their separators and in what their segments mean; cutting the text into segments and
//! turning line items into records is the same. A vocabulary ([`super::edifact`], [`super::x12`]) names the columns:
//! by segment and qualifier, as the message guides that suppliers send along do (`PRI+AAA`, `CTP D01`).

use std::io::Read;

use memchr::memmem;

use super::container::Meter;
use super::fields::Fields;
use super::window::Window;
use super::{Learning, Limits, Next, Progress, ReadError, RecordReader, text};
use crate::record::{Position, Record};

/// How many values of a message's header hold for its line items, and how long they are at most, names included.
const MAX_COMMON: usize = 64;
const MAX_COMMON_VALUE: usize = 4096;

/// Components of a segment; the standards have a few hundred at most.
const MAX_COMPONENTS: usize = 1 << 16;

/// The characters that separate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Separators {
    pub(super) segment: char,
    pub(super) element: char,
    pub(super) component: char,
    /// The character behind this one is meant as it is.
    pub(super) release: Option<char>,
}

/// A segment: elements of components. The first element is its tag.
#[derive(Debug, Default)]
pub(super) struct Segment {
    text: String,
    /// Where each component ends in the text.
    ends: Vec<usize>,
    /// How many components there are up to the end of each element.
    elements: Vec<usize>,
}

impl Segment {
    fn parse(raw: &str, separators: &Separators) -> Self {
        let mut segment = Self::default();
        let mut characters = raw.chars().filter(|character| !matches!(character, '\r' | '\n'));
        while let Some(character) = characters.next() {
            if segment.ends.len() > MAX_COMPONENTS {
                break;
            }
            if character == separators.element || character == separators.component {
                segment.ends.push(segment.text.len());
                if character == separators.element {
                    segment.elements.push(segment.ends.len());
                }
                continue;
            }
            let character =
                if Some(character) == separators.release { characters.next() } else { Some(character) };
            segment.text.extend(character);
        }
        segment.ends.push(segment.text.len());
        segment.elements.push(segment.ends.len());
        segment
    }

    /// The components of an element; none where there is no such element.
    fn components(&self, element: usize) -> std::ops::Range<usize> {
        match self.elements.get(element) {
            Some(&end) => element.checked_sub(1).map_or(0, |before| self.elements[before])..end,
            None => 0..0,
        }
    }

    fn component(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text[start..self.ends[index]].trim()
    }

    pub(super) fn tag(&self) -> &str {
        self.get(0, 0)
    }

    /// A component of an element; empty where there is none.
    pub(super) fn get(&self, element: usize, component: usize) -> &str {
        self.components(element).nth(component).map_or("", |index| self.component(index))
    }

    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    /// The components of an element from one on that are not empty, joined by blanks.
    pub(super) fn joined(&self, element: usize, from: usize) -> String {
        let mut joined = String::new();
        let components = self.components(element).skip(from).map(|index| self.component(index));
        for component in components.filter(|component| !component.is_empty()) {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(component);
        }
        joined
    }
}

/// What a segment is to the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// It begins a line item.
    Item,
    /// It belongs to the line item at hand, or to all of them if there is none yet.
    Detail,
    /// It ends the line items of a message.
    End,
}

/// A standard's vocabulary.
pub(super) trait Vocabulary: Send {
    /// What the separators are, from the interchange's first bytes.
    fn separators(head: &str) -> Option<Separators>;

    /// What the standard's messages are called in an error.
    const NAME: &'static str;

    fn role(&self, segment: &Segment) -> Role;

    /// Gives the segment's values with the names of their columns. `header`: it came before the first line item.
    fn values(&self, segment: &Segment, header: bool, add: &mut dyn FnMut(&str, &str));
}

/// Reads the line items of messages.
pub(super) struct Messages<V, R> {
    vocabulary: V,
    separators: Separators,
    window: Window<R>,
    meter: Meter,
    fields: Fields,
    /// Values that hold for all line items of the message: currency, dates.
    common: Vec<(String, String)>,
    /// The line item whose segments are being gathered, and its line.
    item: Option<u64>,
    line: u64,
    records: u64,
    ended: bool,
    limit: usize,
}

impl<V: Vocabulary, R: Read + Send> Messages<V, R> {
    pub(super) fn new(
        vocabulary: V,
        source: R,
        meter: Meter,
        limits: &Limits,
        fields: Fields,
    ) -> Result<Self, ReadError> {
        let mut window = Window::new(source, limits.max_record_bytes);
        while window.bytes().len() < 512 && !window.ended() {
            window.grow(1)?;
        }
        let head = text(&window.bytes()[..window.bytes().len().min(512)]).into_owned();
        let separators = V::separators(&head).ok_or_else(|| ReadError::WrongFormat {
            expected: V::NAME,
            detail: "it doesn't begin with the interchange header".to_owned(),
        })?;
        Ok(Self {
            vocabulary,
            separators,
            window,
            meter,
            fields,
            common: Vec::new(),
            item: None,
            line: 1,
            records: 0,
            ended: false,
            limit: limits.max_record_bytes,
        })
    }

    /// The next segment, and the line it is on.
    fn segment(&mut self) -> Result<Option<(Segment, u64)>, ReadError> {
        while let Some(byte) = self.window.at(0, self.line)? {
            if !byte.is_ascii_whitespace() {
                break;
            }
            self.line += u64::from(byte == b'\n');
            self.window.consume(1);
        }
        let mut utf8 = [0; 4];
        let end = self.separators.segment.encode_utf8(&mut utf8).as_bytes();
        let mut release = [0; 4];
        let release = self
            .separators
            .release
            .map(|release_char| &*release_char.encode_utf8(&mut release))
            .map(str::as_bytes);
        let mut seen = 0;
        loop {
            let bytes = self.window.bytes();
            let found = memmem::find(&bytes[seen..], end).map(|offset| seen + offset);
            let length = match found {
                // A released terminator; but a released release character releases nothing.
                Some(offset) if release.is_some_and(|release| released(&bytes[..offset], release)) => {
                    seen = offset + end.len();
                    continue;
                }
                Some(offset) => offset,
                None if self.window.ended() => bytes.len(),
                None => {
                    seen = bytes.len().saturating_sub(end.len()).max(seen);
                    self.window.grow(self.line)?;
                    continue;
                }
            };
            if found.is_none() && length == 0 {
                return Ok(None);
            }
            let raw = &bytes[..length];
            let line = self.line;
            let segment = Segment::parse(&text(raw), &self.separators);
            if segment.ends.len() > MAX_COMPONENTS {
                return Err(ReadError::RecordTooLong { line, limit: MAX_COMPONENTS });
            }
            let consumed = if found.is_some() { length + end.len() } else { length };
            self.line += memchr::memchr_iter(b'\n', &bytes[..consumed]).count() as u64;
            self.window.consume(consumed);
            return Ok(Some((segment, line)));
        }
    }

    fn add(&mut self, segment: &Segment) {
        let Self { vocabulary, fields, common, item, .. } = self;
        if item.is_some() {
            vocabulary.values(segment, false, &mut |name, value| {
                if !value.is_empty() {
                    fields.add(name, value);
                }
            });
        } else {
            vocabulary.values(segment, true, &mut |name, value| {
                if !value.is_empty()
                    && common.len() < MAX_COMMON
                    && name.len() + value.len() <= MAX_COMMON_VALUE
                {
                    common.retain(|(known, _)| known != name);
                    common.push((name.to_owned(), value.to_owned()));
                }
            });
        }
    }

    fn give(&mut self, line: u64, record: &mut Record) {
        for (name, value) in &self.common {
            if self.fields.is_absent(name) {
                self.fields.add(name, value);
            }
        }
        self.records += 1;
        self.fields.give(Position { record: self.records, line }, record);
        self.fields.clear();
    }
}

/// Whether what comes behind these bytes is released.
fn released(bytes: &[u8], release: &[u8]) -> bool {
    bytes.rchunks(release.len()).take_while(|chunk| *chunk == release).count() % 2 == 1
}

impl<V: Vocabulary, R: Read + Send> RecordReader for Messages<V, R> {
    fn read(&mut self, record: &mut Record) -> Result<Next, ReadError> {
        while !self.ended {
            let Some((segment, line)) = self.segment()? else {
                self.ended = true;
                break;
            };
            ReadError::limit_record(self.fields.size(), self.limit, line)?;
            match self.vocabulary.role(&segment) {
                Role::Detail => self.add(&segment),
                Role::Item => {
                    let before = self.item.replace(line);
                    if let Some(before) = before {
                        self.give(before, record);
                        self.add(&segment);
                        return Ok(Next::Record);
                    }
                    self.add(&segment);
                }
                Role::End => {
                    if let Some(item) = self.item.take() {
                        self.give(item, record);
                        return Ok(Next::Record);
                    }
                }
            }
        }
        if let Some(item) = self.item.take() {
            self.give(item, record);
            // The trailer of the message is missing, so line items may be missing as well.
            let message = "the interchange ends without its trailer; line items may be missing".to_owned();
            return Ok(Next::Malformed { message });
        }
        self.meter.finish();
        record.start(Position { record: self.records + 1, line: self.line });
        Ok(Next::End)
    }

    fn progress(&self) -> Progress {
        self.meter.progress()
    }
}

impl<V: Vocabulary, R: Read + Send> Learning for Messages<V, R> {
    fn columns(&self) -> &[String] {
        self.fields.names()
    }
}
