//! XML (W3C XML 1.0) as a stream of nodes, in the memory of its longest tag or text.
//!
//! A document that defines entities of its own is refused. Entities are the five predefined ones and character references; others stay as they are written and a document
//! type is passed over, so that nothing is ever expanded or fetched (no "billion laughs", no XXE). What suppliers get
//! wrong is borne: an unescaped `&`, end tags that are missing or too many, a `<` that begins no tag.

use std::io::{self, BufRead, BufReader, Read};

use memchr::memchr_iter;
use quick_xml::errors::SyntaxError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error, Reader};

use super::{Limits, ReadError};

/// What comes next in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Node {
    /// An element starts: [`Markup::name`], [`Markup::attributes`].
    Start,
    /// An element ends.
    End,
    /// Some of an element's text: [`Markup::text`]. It may come in pieces.
    Text,
    /// The document is over.
    Eof,
}

/// Why there is no next node.
#[derive(Debug)]
pub(crate) enum Fault {
    Read(ReadError),
    Syntax { line: u64, message: String },
}

/// The nodes of an XML document.
pub(crate) struct Markup<R: Read> {
    reader: Reader<Bounded<R>>,
    buffer: Vec<u8>,
    /// Names of the open elements, one after the other, and where each ends.
    names: String,
    open: Vec<usize>,
    /// How many end tags are still owed for elements that were never closed.
    unclosed: usize,
    attributes: Vec<(String, String)>,
    attribute_count: usize,
    text: String,
    mended: Option<(u64, &'static str)>,
    cut: bool,
    max_depth: usize,
}

impl<R: Read> Markup<R> {
    pub(crate) fn new(source: R, limits: &Limits) -> Self {
        let mut reader = Reader::from_reader(Bounded::new(source, limits));
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        config.expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            names: String::new(),
            open: Vec::new(),
            unclosed: 0,
            attributes: Vec::new(),
            attribute_count: 0,
            text: String::new(),
            mended: None,
            cut: false,
            max_depth: limits.max_depth,
        }
    }

    /// Name of the element that started last and is still open, with its prefix.
    pub(crate) fn name(&self) -> &str {
        let start = self.open.len().checked_sub(2).map_or(0, |before| self.open[before]);
        &self.names[start..]
    }

    /// How many elements are open.
    pub(crate) fn depth(&self) -> usize {
        self.open.len()
    }

    /// Attributes of the element that started last: names with prefix, values with entities resolved.
    pub(crate) fn attributes(&self) -> &[(String, String)] {
        &self.attributes[..self.attribute_count]
    }

    /// The value of an attribute of the element that started last, whatever its prefix.
    pub(crate) fn attribute(&self, local: &str) -> Option<&str> {
        self.attributes()
            .iter()
            .find(|(name, _)| name == local || local_name(name) == local)
            .map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    pub(crate) fn line(&self) -> u64 {
        self.reader.get_ref().line
    }

    /// Whether the document has ended inside an element: it is not whole.
    pub(crate) const fn is_cut(&self) -> bool {
        self.cut
    }

    /// The first thing that was not well-formed and was borne: its line, and what it was.
    pub(crate) const fn mended(&self) -> Option<(u64, &'static str)> {
        self.mended
    }

    fn note(&mut self, what: &'static str) {
        if self.mended.is_none() {
            self.mended = Some((self.line(), what));
        }
    }

    fn pop(&mut self) {
        self.open.pop();
        self.names.truncate(self.open.last().copied().unwrap_or(0));
    }

    /// The next node.
    pub(crate) fn next(&mut self) -> Result<Node, Fault> {
        if self.unclosed > 0 {
            self.unclosed -= 1;
            self.pop();
            return Ok(Node::End);
        }
        loop {
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.clear();
            self.reader.get_mut().next_token();
            let event = self.reader.read_event_into(&mut buffer);
            let node = self.node(event);
            self.buffer = buffer;
            if let Some(node) = node? {
                return Ok(node);
            }
        }
    }

    fn node(&mut self, event: Result<Event<'_>, Error>) -> Result<Option<Node>, Fault> {
        let line = self.line();
        match event {
            Ok(Event::Start(tag) | Event::Empty(tag)) => self.start(&tag),
            Ok(Event::End(tag)) => {
                let name = tag.name();
                Ok(self.end(name.as_ref()))
            }
            Ok(Event::Text(text)) => {
                if text.contains('&') {
                    self.note("an & that is not written &amp;");
                }
                self.text.clear();
                self.text.push_str(&text);
                Ok(Some(Node::Text))
            }
            Ok(Event::CData(text)) => {
                self.text.clear();
                self.text.push_str(&text);
                Ok(Some(Node::Text))
            }
            Ok(Event::GeneralRef(reference)) => {
                self.text.clear();
                if !resolve(&reference, &mut self.text) {
                    self.note("an entity that XML doesn't define");
                }
                Ok(Some(Node::Text))
            }
            Ok(Event::DocType(declared)) if declared.contains("<!ENTITY") => {
                Err(Fault::Read(ReadError::Entities { line }))
            }
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_)) => Ok(None),
            Ok(Event::Eof) => {
                if !self.open.is_empty() {
                    self.cut = true;
                    return Err(Fault::Syntax {
                        line,
                        message: format!("the document ends inside <{}>", self.name()),
                    });
                }
                Ok(Some(Node::Eof))
            }
            Err(Error::Io(error)) => Err(Fault::Read(shared(error))),
            Err(error) => {
                // A tag, comment or section that nothing closes reaches to the document's end.
                self.cut |= matches!(&error, Error::Syntax(kind) if *kind != SyntaxError::InvalidBangMarkup);
                Err(Fault::Syntax { line, message: error.to_string() })
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<Option<Node>, Fault> {
        let name = tag.name();
        let name: &str = name.as_ref();
        if !name.starts_with(|first: char| first.is_alphabetic() || first == '_' || first == ':') {
            self.note("a < that begins no tag");
            self.text.clear();
            self.text.push('<');
            self.text.push_str(tag);
            self.text.push('>');
            return Ok(Some(Node::Text));
        }
        if self.open.len() >= self.max_depth {
            return Err(Fault::Read(ReadError::TooDeep { line: self.line(), limit: self.max_depth }));
        }
        self.names.push_str(name);
        self.open.push(self.names.len());
        self.attribute_count = 0;
        for attribute in tag.html_attributes().with_checks(false).flatten() {
            if self.attributes.len() == self.attribute_count {
                self.attributes.push((String::new(), String::new()));
            }
            let (key, value) = &mut self.attributes[self.attribute_count];
            self.attribute_count += 1;
            key.clear();
            key.push_str(attribute.key.as_ref());
            value.clear();
            unescape(&attribute.value, value);
        }
        Ok(Some(Node::Start))
    }

    fn end(&mut self, name: &str) -> Option<Node> {
        if self.name() == name && !self.open.is_empty() {
            self.pop();
            return Some(Node::End);
        }
        let mut end = self.names.len();
        for (above, &stop) in self.open.iter().rev().enumerate() {
            let index = self.open.len() - 1 - above;
            let start = if index == 0 { 0 } else { self.open[index - 1] };
            if &self.names[start..end.min(stop)] == name {
                self.unclosed = above;
                self.note("an element that is not closed");
                self.pop();
                return Some(Node::End);
            }
            end = start;
        }
        self.note("an end tag without a start");
        None
    }
}

/// A name without its prefix.
pub(crate) fn local_name(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

/// Resolves a reference; one that XML doesn't define is left as it is written.
pub(super) fn resolve(reference: &str, text: &mut String) -> bool {
    let resolved = match reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.strip_prefix('#').and_then(|code| {
            let code = match code.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => code.parse(),
            };
            char::from_u32(code.ok()?)
        }),
    };
    if let Some(resolved) = resolved {
        text.push(resolved);
        return true;
    }
    text.push('&');
    text.push_str(reference);
    text.push(';');
    false
}

/// An attribute's value with its references resolved.
fn unescape(raw: &str, value: &mut String) {
    let mut rest = raw;
    while let Some(start) = rest.find('&') {
        value.push_str(&rest[..start]);
        rest = &rest[start + 1..];
        match rest.find(';').filter(|&end| end > 0 && end <= 10 && !rest[..end].contains(['&', ' '])) {
            Some(end) => {
                resolve(&rest[..end], value);
                rest = &rest[end + 1..];
            }
            None => value.push('&'),
        }
    }
    value.push_str(rest);
}

/// Counts lines, and stops a single tag or text that outgrows the limit.
pub(super) struct Bounded<R> {
    inner: BufReader<R>,
    token: usize,
    limit: usize,
    line: u64,
}

impl<R: Read> Bounded<R> {
    pub(super) fn new(source: R, limits: &Limits) -> Self {
        Self {
            inner: BufReader::with_capacity(64 << 10, source),
            token: 0,
            limit: limits.max_record_bytes,
            line: 1,
        }
    }

    /// What is read from here on is another token.
    pub(super) const fn next_token(&mut self) {
        self.token = 0;
    }
}

/// An error out of quick-xml, which shares it: whole if it can be had back, it is one of ours or of the storage.
pub(super) fn shared(error: std::sync::Arc<io::Error>) -> ReadError {
    let kind = error.kind();
    match std::sync::Arc::try_unwrap(error) {
        Ok(error) => error.into(),
        Err(error) => ReadError::Io(io::Error::new(kind, error.to_string())),
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let count = available.len().min(buffer.len());
        buffer[..count].copy_from_slice(&available[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.token > self.limit {
            return Err(ReadError::RecordTooLong { line: self.line, limit: self.limit }.into());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.token += count;
        let bytes = &self.inner.buffer()[..count];
        self.line += memchr_iter(b'\n', bytes).count() as u64;
        self.inner.consume(count);
    }
}
