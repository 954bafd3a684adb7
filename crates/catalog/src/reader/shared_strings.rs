//! An XLSX workbook's shared strings (ISO/IEC 29500-1, 18.4): in memory while they are few, in a temporary file beyond.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};

use quick_xml::Reader;
use quick_xml::events::Event;

use super::markup::{Bounded, shared};
use super::sheet_xml::unescape_controls;
use super::{Limits, ReadError};

/// How much of the temporary file is read at once: neighbouring rows mostly use neighbouring strings.
const BLOCK: u64 = 16 << 10;
/// As many strings a workbook may have; where each ends is kept in memory.
const MOST: usize = 1 << 24;
/// How many blocks of it are kept.
const BLOCKS: u64 = 256;

/// Strings by their number. The first ones stay in memory: what recurs (brands, categories) occurs early.
pub(crate) struct SharedStrings {
    ends: Vec<u64>,
    memory: Vec<u8>,
    spilled: Option<Spilled>,
}

/// The strings behind those in memory.
struct Spilled {
    file: File,
    /// Blocks of the file, each in the place that its number gives it.
    blocks: Vec<Option<(u64, Vec<u8>)>>,
    long: Vec<u8>,
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
            ReadError::limit_record(text.len(), limits.max_record_bytes, store.ends.len() as u64)?;
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
        let in_memory = self.memory.len() as u64;
        let bytes = match &mut self.spilled {
            Some(spilled) if end > in_memory => spilled.read(start - in_memory, (end - start) as usize)?,
            _ => &self.memory[start as usize..end as usize],
        };
        text.push_str(&super::text(bytes));
        Ok(true)
    }
}

impl Spilled {
    fn read(&mut self, start: u64, length: usize) -> Result<&[u8], ReadError> {
        let (number, offset) = (start / BLOCK, (start % BLOCK) as usize);
        if offset + length > BLOCK as usize {
            self.long.resize(length, 0);
            fetch(&mut self.file, start, &mut self.long)?;
            return self.long.get(..length).ok_or(ReadError::Truncated { what: "workbook" });
        }
        let place = &mut self.blocks[(number % BLOCKS) as usize];
        let (kept, mut block) = place.take().unwrap_or((u64::MAX, Vec::new()));
        if kept != number {
            block.resize(BLOCK as usize, 0);
            fetch(&mut self.file, number * BLOCK, &mut block)?;
        }
        let (_, block) = place.insert((number, block));
        block.get(offset..offset + length).ok_or(ReadError::Truncated { what: "workbook" })
    }
}

/// Fills the buffer from a place in the file; shortens it where the file ends.
fn fetch(file: &mut File, start: u64, buffer: &mut Vec<u8>) -> Result<(), ReadError> {
    file.seek(SeekFrom::Start(start)).map_err(ReadError::Io)?;
    let count = super::member::fill(file, buffer)?;
    buffer.truncate(count);
    Ok(())
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
        if self.ends.len() == MOST {
            let detail = format!("it shares more than {MOST} texts");
            return Err(ReadError::Damaged { what: "workbook", detail });
        }
        self.length += text.len() as u64;
        self.ends.push(self.length);
        if self.file.is_none() && self.memory.len() + text.len() > self.limit {
            self.file = Some(BufWriter::new(tempfile::tempfile().map_err(ReadError::Io)?));
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
                let blocks = (0..BLOCKS).map(|_| None).collect();
                Some(Spilled { file, blocks, long: Vec::new() })
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
