//! An XLSX workbook's shared strings (ISO/IEC 29500-1, 18.4): in memory while they are few, in a temporary file beyond.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::markup::{Bounded, shared};
use super::sheet_xml::unescape_controls;
use super::{Limits, ReadError};

/// How much of the temporary file is read at once: neighbouring rows mostly use neighbouring strings.
const BLOCK: usize = 64 << 10;

/// Strings by their number.
pub(crate) struct SharedStrings {
    ends: Vec<u64>,
    memory: Vec<u8>,
    spilled: Option<Spilled>,
}

struct Spilled {
    file: File,
    block: Vec<u8>,
    start: u64,
}

impl SharedStrings {
    pub(crate) const fn none() -> Self {
        Self { ends: Vec::new(), memory: Vec::new(), spilled: None }
    }

    /// Reads `sharedStrings.xml`.
    pub(crate) fn read(source: impl Read, limits: &Limits) -> Result<Self, ReadError> {
        let mut reader = Reader::from_reader(Bounded::new(source, limits));
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_dangling_amp = true;
        let mut buffer = Vec::new();
        let mut store = Store { limit: limits.max_strings_in_memory, ..Store::default() };
        let mut text = String::new();
        let mut plain = String::new();
        let mut in_text = false;
        let mut phonetic = false;
        loop {
            buffer.clear();
            reader.get_mut().next_token();
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                    "si" => text.clear(),
                    "t" => in_text = !phonetic,
                    "rPh" => phonetic = true,
                    _ => {}
                },
                Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                    "si" => {
                        plain.clear();
                        unescape_controls(&text, &mut plain);
                        store.push(&plain)?;
                    }
                    "t" => in_text = false,
                    "rPh" => phonetic = false,
                    _ => {}
                },
                Ok(Event::Empty(tag)) if tag.local_name().as_ref() == "si" => store.push("")?,
                Ok(Event::Text(piece)) if in_text => text.push_str(&piece),
                Ok(Event::CData(piece)) if in_text => text.push_str(&piece),
                Ok(Event::GeneralRef(name)) if in_text => {
                    super::markup::resolve(&name, &mut text);
                }
                Ok(Event::Eof) => break,
                Ok(_) => {}
                Err(quick_xml::Error::Io(error)) => return Err(shared(error)),
                Err(error) => return Err(ReadError::Damaged { what: "workbook", detail: error.to_string() }),
            }
        }
        store.finish()
    }

    /// Appends the string of a number; whether there is one.
    pub(crate) fn append(&mut self, index: usize, text: &mut String) -> Result<bool, ReadError> {
        let Some(&end) = self.ends.get(index) else {
            return Ok(false);
        };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        let bytes = match &mut self.spilled {
            None => &self.memory[start as usize..end as usize],
            Some(spilled) => spilled.read(start, (end - start) as usize)?,
        };
        text.push_str(&super::text(bytes));
        Ok(true)
    }
}

impl Spilled {
    fn read(&mut self, start: u64, length: usize) -> Result<&[u8], ReadError> {
        let inside = start >= self.start && start + length as u64 <= self.start + self.block.len() as u64;
        if !inside {
            self.block.resize(length.max(BLOCK), 0);
            self.file.seek(SeekFrom::Start(start)).map_err(ReadError::Io)?;
            let count = super::member::fill(&mut self.file, &mut self.block)?;
            self.block.truncate(count);
            self.start = start;
        }
        let offset = (start - self.start) as usize;
        self.block.get(offset..offset + length).ok_or(ReadError::Truncated { what: "workbook" })
    }
}

/// Strings being gathered.
#[derive(Default)]
struct Store {
    ends: Vec<u64>,
    memory: Vec<u8>,
    file: Option<BufWriter<File>>,
    length: u64,
    limit: usize,
}

impl Store {
    fn push(&mut self, text: &str) -> Result<(), ReadError> {
        self.length += text.len() as u64;
        self.ends.push(self.length);
        if self.file.is_none() && self.memory.len() + text.len() > self.limit {
            let mut file = BufWriter::new(tempfile::tempfile().map_err(ReadError::Io)?);
            file.write_all(&self.memory).map_err(ReadError::Io)?;
            self.memory = Vec::new();
            self.file = Some(file);
        }
        match &mut self.file {
            Some(file) => file.write_all(text.as_bytes()).map_err(ReadError::Io)?,
            None => self.memory.extend_from_slice(text.as_bytes()),
        }
        Ok(())
    }

    fn finish(self) -> Result<SharedStrings, ReadError> {
        let spilled = match self.file {
            None => None,
            Some(file) => {
                let file = file.into_inner().map_err(|error| ReadError::Io(error.into_error()))?;
                Some(Spilled { file, block: Vec::new(), start: 0 })
            }
        };
        Ok(SharedStrings { ends: self.ends, memory: self.memory, spilled })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = "<sst><si><t>one &amp; two</t></si><si/><si><r><t>th</t></r><r><t>ree</t></r>\
                       <rPh><t>no</t></rPh></si><si><t xml:space=\"preserve\"> é </t></si></sst>";

    fn all(limits: &Limits) -> (Vec<String>, bool) {
        let mut strings = SharedStrings::read(XML.as_bytes(), limits).unwrap();
        let all = (0..4).map(|index| {
            let mut text = String::new();
            assert!(strings.append(index, &mut text).unwrap());
            text
        });
        let all = all.collect();
        assert!(!strings.append(4, &mut String::new()).unwrap());
        (all, strings.spilled.is_some())
    }

    #[test]
    fn memory_and_file_hold_the_same() {
        let expected = ["one & two", "", "three", " é "].map(str::to_owned).to_vec();
        assert_eq!(all(&Limits::default()), (expected.clone(), false));
        assert_eq!(all(&Limits { max_strings_in_memory: 5, ..Limits::default() }), (expected, true));
    }
}
