//! Records of an XML document in any vocabulary: Google and Facebook RSS, Ceneo, YML, BMEcat, Icecat, UBL, and what a
//! supplier made up himself.
//!
//! The record path names the elements from the root; every element at that path is a record. How the columns inside
//! are named: [`super::xml_path`]. What repeats is joined by [`REPEAT_SEPARATOR`](crate::record::REPEAT_SEPARATOR).

use std::collections::HashMap;
use std::io::Read;

use super::container::Meter;
use super::fields::Fields;
use super::markup::{Fault, Markup, Node};
use super::{Learning, Limits, Next, Progress, ReadError, RecordReader, xml_path};
use crate::record::{Position, Record};
use crate::structure::Structure;

/// Reads records out of XML.
pub(crate) struct XmlReader<R: Read> {
    markup: Markup<R>,
    meter: Meter,
    path: Vec<String>,
    /// How many steps of the path the open elements fit.
    matched: usize,
    discriminators: HashMap<String, String>,
    fields: Fields,
    inside: Inside,
    records: u64,
    ended: bool,
    limit: usize,
}

/// The open elements inside a record.
#[derive(Default)]
struct Inside {
    path: String,
    /// The path without predicates, by which discriminators are known.
    bare: String,
    levels: Vec<Level>,
    /// Texts of the open elements, one after the other.
    text: String,
}

struct Level {
    path: usize,
    bare: usize,
    text: usize,
    /// Whether it has children or attributes, which are what it says.
    children: bool,
}

impl<R: Read + Send> XmlReader<R> {
    pub(crate) fn new(
        source: R,
        meter: Meter,
        structure: &Structure,
        limits: &Limits,
        discriminators: HashMap<String, String>,
        fields: Fields,
    ) -> Self {
        let path = structure.record_path.as_deref().unwrap_or_default();
        Self {
            markup: Markup::new(source, limits),
            meter,
            path: path.split('/').filter(|step| !step.is_empty()).map(str::to_owned).collect(),
            matched: 0,
            discriminators,
            fields,
            inside: Inside::default(),
            records: 0,
            ended: false,
            limit: limits.max_record_bytes,
        }
    }

    /// Goes on to the start of the next record; whether there is one.
    fn advance(&mut self) -> Result<bool, Fault> {
        loop {
            match self.markup.next()? {
                Node::Start => {
                    let depth = self.markup.depth();
                    if depth == self.matched + 1
                        && self.path.get(self.matched).is_some_and(|step| step == self.markup.name())
                    {
                        self.matched += 1;
                    }
                    let arrived = self.matched == self.path.len() && depth == self.path.len();
                    if arrived || (self.path.is_empty() && depth == 1) {
                        return Ok(true);
                    }
                }
                Node::End => self.matched = self.matched.min(self.markup.depth()),
                Node::Text => {}
                Node::Eof => return Ok(false),
            }
        }
    }

    /// Gathers the record whose start tag was read.
    fn gather(&mut self) -> Result<(), Fault> {
        let depth = self.markup.depth();
        self.inside.path.clear();
        self.inside.bare.clear();
        self.inside.text.clear();
        self.inside.levels.clear();
        self.inside.levels.push(Level { path: 0, bare: 0, text: 0, children: false });
        self.attributes(None);
        loop {
            let size = self.fields.size() + self.inside.text.len() + self.inside.path.len();
            ReadError::limit_record(size, self.limit, self.markup.line()).map_err(Fault::Read)?;
            match self.markup.next()? {
                Node::Start => self.start(),
                Node::Text => self.inside.text.push_str(self.markup.text()),
                Node::End => {
                    self.end();
                    if self.markup.depth() < depth {
                        self.matched = self.matched.min(self.markup.depth());
                        return Ok(());
                    }
                }
                Node::Eof => return Ok(()),
            }
        }
    }

    fn start(&mut self) {
        let inside = &mut self.inside;
        if let Some(parent) = inside.levels.last_mut() {
            parent.children = true;
        }
        inside.levels.push(Level {
            path: inside.path.len(),
            bare: inside.bare.len(),
            text: inside.text.len(),
            children: false,
        });
        let name = self.markup.name();
        xml_path::step(&mut inside.bare, name, None);
        let discriminator = match self.discriminators.get(&inside.bare) {
            Some(attribute) => self.markup.attributes().iter().find(|(key, _)| key == attribute),
            None => None,
        };
        let discriminator = discriminator.map(|(key, value)| (key.as_str(), value.as_str()));
        xml_path::step(&mut inside.path, name, discriminator);
        let key = discriminator.map(|(key, _)| key.to_owned());
        if let Some(level) = inside.levels.last_mut() {
            level.children = self.markup.attributes().len() > usize::from(key.is_some());
        }
        self.attributes(key.as_deref());
    }

    /// Adds the attributes of the element that started, save the one that is in its step.
    fn attributes(&mut self, except: Option<&str>) {
        let length = self.inside.path.len();
        for (key, value) in self.markup.attributes() {
            if except == Some(key) || key.starts_with("xmlns") || key.starts_with("xsi:") {
                continue;
            }
            if length > 0 {
                self.inside.path.push('/');
            }
            self.inside.path.push('@');
            self.inside.path.push_str(key);
            self.fields.add(&self.inside.path, value);
            self.inside.path.truncate(length);
        }
    }

    fn end(&mut self) {
        let Some(level) = self.inside.levels.pop() else { return };
        let text = self.inside.text[level.text..].trim();
        // Text beside child elements is layout, or words of a mixed content that belong to the element.
        if !text.is_empty() || (!level.children && !self.inside.path.is_empty()) {
            let path = if self.inside.path.is_empty() { "." } else { &self.inside.path };
            self.fields.add(path, text);
        }
        self.inside.text.truncate(level.text);
        self.inside.path.truncate(level.path);
        self.inside.bare.truncate(level.bare);
    }
}

impl<R: Read + Send> RecordReader for XmlReader<R> {
    fn read(&mut self, record: &mut Record) -> Result<Next, ReadError> {
        if self.ended {
            self.meter.finish();
            return Ok(Next::End);
        }
        let mut position = Position { record: self.records + 1, line: self.markup.line() };
        let mut inside = false;
        self.fields.clear();
        let outcome = self.advance().and_then(|found| {
            position.line = self.markup.line();
            inside = found;
            if found { self.gather().map(|()| true) } else { Ok(false) }
        });
        match outcome {
            Ok(true) => {
                self.records += 1;
                self.fields.give(position, record);
                Ok(Next::Record)
            }
            Ok(false) => {
                self.ended = true;
                self.meter.finish();
                Ok(Next::End)
            }
            Err(Fault::Read(error)) => Err(error),
            Err(Fault::Syntax { .. }) if self.markup.is_cut() => {
                Err(ReadError::CutShort { what: "XML document" })
            }
            Err(Fault::Syntax { line, message }) => {
                self.ended = true;
                // Behind the last record, an unclosed root or junk costs nothing.
                if !inside && self.records > 0 {
                    self.meter.finish();
                    return Ok(Next::End);
                }
                self.fields.give(position, record);
                self.records += 1;
                Ok(Next::Malformed {
                    message: format!("line {line}: {message}; nothing behind it can be read"),
                })
            }
        }
    }

    fn progress(&self) -> Progress {
        self.meter.progress()
    }
}

impl<R: Read + Send> Learning for XmlReader<R> {
    fn columns(&self) -> &[String] {
        self.fields.names()
    }

    fn mended(&self) -> Option<(u64, &'static str)> {
        self.markup.mended()
    }
}
