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

/// Strings by their number. The first ones stay in memory: what recurs (brands, categories) occurs early. The part is
/// read as far as a string is asked for, so that the first rows of a workbook don't cost all of its strings.
pub(crate) struct SharedStrings {
    ends: Vec<u64>,
    memory: Vec<u8>,
    spilled: Option<Spilled>,
    rest: Option<Part>,
    limit: usize,
}

/// The part that holds the strings, read as far as they are known.
struct Part {
    reader: Reader<Bounded<Box<dyn Read + Send>>>,
    buffer: Vec<u8>,
    text: String,
    plain: String,
    max_record_bytes: usize,
}

impl Part {
    fn new(source: Box<dyn Read + Send>, limits: &Limits) -> Self {
        let mut reader = Reader::from_reader(Bounded::new(source, limits));
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_dangling_amp = true;
        Self {
            reader,
            buffer: Vec::new(),
            text: String::new(),
            plain: String::new(),
            max_record_bytes: limits.max_record_bytes,
        }
    }

    /// The next string; none behind the last one. `number` is for the error.
    fn next(&mut self, number: u64) -> Result<Option<&str>, ReadError> {
        let mut in_text = false;
        let mut phonetic = false;
        self.text.clear();
        self.plain.clear();
        loop {
            ReadError::limit_record(self.text.len(), self.max_record_bytes, number)?;
            self.buffer.clear();
            self.reader.get_mut().next_token();
            match self.reader.read_event_into(&mut self.buffer) {
                Ok(Event::Start(tag)) => match tag.local_name().as_ref() {
                    "si" => self.text.clear(),
                    "t" => in_text = !phonetic,
                    "rPh" => phonetic = true,
                    _ => {}
                },
                Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                    "si" => {
                        unescape_controls(&self.text, &mut self.plain);
                        return Ok(Some(&self.plain));
                    }
                    "t" => in_text = false,
                    "rPh" => phonetic = false,
                    _ => {}
                },
                Ok(Event::Empty(tag)) if tag.local_name().as_ref() == "si" => return Ok(Some("")),
                Ok(Event::Text(piece)) if in_text => self.text.push_str(&piece),
                Ok(Event::CData(piece)) if in_text => self.text.push_str(&piece),
                Ok(Event::GeneralRef(name)) if in_text => {
                    super::markup::resolve(&name, &mut self.text);
                }
                Ok(Event::Eof) => return Ok(None),
                Ok(_) => {}
                Err(quick_xml::Error::Io(error)) => return Err(shared(error)),
                Err(error) => return Err(ReadError::Damaged { what: "workbook", detail: error.to_string() }),
            }
        }
    }
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
        Self { ends: Vec::new(), memory: Vec::new(), spilled: None, rest: None, limit: 0 }
    }

    /// Opens `sharedStrings.xml`.
    pub(crate) fn open(source: Box<dyn Read + Send>, limits: &Limits) -> Self {
        Self { rest: Some(Part::new(source, limits)), limit: limits.max_strings_in_memory, ..Self::none() }
    }

    /// Reads on until a string is known, or there are no more.
    fn reach(&mut self, index: usize) -> Result<(), ReadError> {
        while self.ends.len() <= index {
            let Some(part) = &mut self.rest else { return Ok(()) };
            let Some(text) = part.next(self.ends.len() as u64)? else {
                self.rest = None;
                return Ok(());
            };
            if self.memory.len() + text.len() > self.limit {
                // What doesn't fit goes to a file at once, and so does all that follows.
                let mut spill = Spill::new(self.memory.len() as u64)?;
                spill.push(text, &mut self.ends)?;
                while let Some(text) = part.next(self.ends.len() as u64)? {
                    spill.push(text, &mut self.ends)?;
                }
                self.spilled = Some(spill.finish()?);
                self.rest = None;
                return Ok(());
            }
            limit_count(self.ends.len())?;
            self.memory.extend_from_slice(text.as_bytes());
            self.ends.push(self.memory.len() as u64);
        }
        Ok(())
    }

    /// Appends the string of a number; whether there is one.
    pub(crate) fn append(&mut self, index: usize, text: &mut String) -> Result<bool, ReadError> {
        self.reach(index)?;
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

fn limit_count(count: usize) -> Result<(), ReadError> {
    if count < MOST {
        return Ok(());
    }
    let detail = format!("it shares more than {MOST} texts");
    Err(ReadError::Damaged { what: "workbook", detail })
}

/// Strings on their way to a file.
struct Spill {
    file: BufWriter<File>,
    /// Where the last string ends, counted from the first one in memory.
    length: u64,
}

impl Spill {
    fn new(length: u64) -> Result<Self, ReadError> {
        Ok(Self { file: BufWriter::new(tempfile::tempfile().map_err(ReadError::Io)?), length })
    }

    fn push(&mut self, text: &str, ends: &mut Vec<u64>) -> Result<(), ReadError> {
        limit_count(ends.len())?;
        self.length += text.len() as u64;
        ends.push(self.length);
        self.file.write_all(text.as_bytes()).map_err(ReadError::Io)
    }

    fn finish(self) -> Result<Spilled, ReadError> {
        let file = self.file.into_inner().map_err(|error| ReadError::Io(error.into_error()))?;
        Ok(Spilled { file, blocks: (0..BLOCKS).map(|_| None).collect(), long: Vec::new() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const XML: &str = "<sst><si><t>one &amp; two</t></si><si/><si><r><t>th</t></r><r><t>ree</t></r>\
                       <rPh><t>no</t></rPh></si><si><t xml:space=\"preserve\"> é </t></si></sst>";

    fn all(limits: &Limits) -> (Vec<String>, bool) {
        let mut strings = SharedStrings::open(Box::new(XML.as_bytes()), limits);
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
    fn no_more_is_read_than_asked_for() {
        let mut strings = SharedStrings::open(Box::new(XML.as_bytes()), &Limits::default());
        let mut text = String::new();
        assert!(strings.append(1, &mut text).unwrap());
        assert_eq!((text.as_str(), strings.ends.len(), strings.rest.is_some()), ("", 2, true));
        assert!(!strings.append(9, &mut text).unwrap());
        assert!(strings.rest.is_none());
    }

    #[test]
    fn memory_and_file_hold_the_same() {
        let expected = ["one & two", "", "three", " é "].map(str::to_owned).to_vec();
        assert_eq!(all(&Limits::default()), (expected.clone(), false));
        assert_eq!(all(&Limits { max_strings_in_memory: 5, ..Limits::default() }), (expected, true));
    }
}
