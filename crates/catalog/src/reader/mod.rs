//! Readers: streams of [`Record`]s out of any stored file, in bounded memory.
//!
//! A reader is a stack of three layers, each knowing only the one below:
//!
//! 1. [`container`](self) unwraps gzip and zip and stops archive bombs: bytes of a document come out.
//! 2. `decode` turns those bytes into UTF-8, whatever the encoding.
//! 3. a reader per format cuts the text into records. Delimited text and workbooks yield *rows*, which
//!    `table` turns into records by skipping the header and blank rows; trees and EDI yield records themselves.
//!
//! Nothing here guesses: what the layout is was decided by [`crate::inspect`] or by a person, and is told by a
//! [`Structure`]. What one record gets wrong is [`Next::Malformed`], and reading goes on; a [`ReadError`] ends it.

mod biff;
mod calc;
mod cell_format;
mod cells;
mod compound;
mod container;
mod csv;
mod datanorm;
mod decode;
mod edi;
mod edifact;
mod error;
mod fields;
mod json;
mod json_text;
mod markup;
mod member;
mod merged;
mod ods;
mod section;
mod shared_strings;
mod sheet_xml;
mod sparse;
mod table;
mod window;
mod workbook;
mod x12;
mod xls;
mod xlsx;
mod xml;
mod xml_path;
mod xml_table;

use std::path::Path;

pub use error::ReadError;

pub(crate) use container::{Stored, sniff_container};
pub(crate) use csv::CsvRows;
pub(crate) use decode::{Charset, text};
pub(crate) use json_text::{Event as JsonEvent, Fault as JsonFault, Tokens as JsonTokens};
pub(crate) use markup::{Fault as MarkupFault, Markup, Node};
pub(crate) use member::{Members, fill};
pub(crate) use section::{SECTION, has_sections, heading};
pub(crate) use table::{Rows, Step, skipped_rows};
pub(crate) use workbook::{COMPOUND, Workbook};
pub(crate) use xlsx::XlsxBook;
pub(crate) use xml_path::DISCRIMINATORS;
pub(crate) use xml_table::{XmlRows, is_row_path};

use std::collections::HashMap;
use std::io::Read;

use container::Meter;
use fields::Fields;

use crate::record::Record;
use crate::structure::{Format, Structure};

/// What came of asking for the next record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// The record was read.
    Record,
    /// This record can't be read and reading goes on; the buffer holds its position and what could be read.
    Malformed {
        /// What is wrong with it.
        message: String,
    },
    /// There are no more records.
    End,
}

/// How far a reader is in the stored file, for the time left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the stored (compressed) file read so far.
    pub bytes_read: u64,
    /// Size of the stored file in bytes.
    pub bytes_total: u64,
}

/// A stream of a file's records.
pub trait RecordReader: Send {
    /// Reads the next record into the buffer.
    fn read(&mut self, record: &mut Record) -> Result<Next, ReadError>;

    /// How far reading is.
    fn progress(&self) -> Progress;
}

/// How much a hostile or broken file may ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of one record, and so of every read buffer.
    pub max_record_bytes: usize,
    /// Size of a document after decompression.
    pub max_uncompressed_bytes: u64,
    /// How many times larger than its compressed form a document may be, once it is larger than
    /// [`Limits::ratio_free_bytes`].
    pub max_ratio: u64,
    /// Size up to which no ratio is demanded: small files of blanks compress a thousandfold.
    pub ratio_free_bytes: u64,
    /// Nesting of XML elements and JSON values.
    pub max_depth: usize,
    /// Number of columns.
    pub max_columns: usize,
    /// Size of workbooks that can only be read as a whole (XLS, XLSB).
    pub max_workbook_bytes: u64,
    /// Memory for an XLSX file's shared strings; more go to a temporary file.
    pub max_strings_in_memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_record_bytes: 8 << 20,
            max_uncompressed_bytes: 32 << 30,
            max_ratio: 400,
            ratio_free_bytes: 64 << 20,
            max_depth: 128,
            max_columns: 4096,
            max_workbook_bytes: 64 << 20,
            max_strings_in_memory: 32 << 20,
        }
    }
}

/// Opens a stored file for reading.
pub fn open(path: &Path, structure: &Structure, limits: &Limits) -> Result<Box<dyn RecordReader>, ReadError> {
    open_stored(&Stored::open(path)?, structure, limits)
}

type Text = Box<dyn Read + Send>;

/// The document as UTF-8, and the meter of what is read of the stored file.
pub(crate) fn document_text(
    stored: &Stored,
    structure: &Structure,
    limits: &Limits,
) -> Result<(Text, Meter), ReadError> {
    let (bytes, meter) = stored.stream(&structure.container, limits)?;
    let text = match structure.format {
        Format::Xml => decode::validated(bytes, &structure.encoding)?,
        _ => decode::decoded(bytes, &structure.encoding)?,
    };
    Ok((text, meter))
}

pub(crate) fn open_stored(
    stored: &Stored,
    structure: &Structure,
    limits: &Limits,
) -> Result<Box<dyn RecordReader>, ReadError> {
    if structure.columns.len() > limits.max_columns {
        return Err(ReadError::TooManyColumns { limit: limits.max_columns });
    }
    if matches!(structure.format, Format::Xlsx | Format::Xls | Format::Ods) {
        return workbook::open(&stored.document(&structure.container, limits)?, structure, limits);
    }
    let width = section::width(structure);
    let (text, meter) = document_text(stored, structure, limits)?;
    Ok(match structure.format {
        Format::Csv => {
            let delimiter = structure.delimiter.unwrap_or(',');
            let rows = CsvRows::new(text, delimiter, structure.quote, width, limits);
            Box::new(table::Table::new(rows, structure, meter))
        }
        Format::Xml if xml_table::is_table(structure) => {
            let rows = XmlRows::new(text, structure.sheet.as_deref(), limits);
            Box::new(table::Table::new(rows, structure, meter))
        }
        Format::Xml => {
            let discriminators = xml_path::discriminators(&structure.columns);
            let fields = Fields::new(&structure.columns);
            Box::new(xml::XmlReader::new(text, meter, structure, limits, discriminators, fields))
        }
        Format::Json | Format::Ndjson => {
            Box::new(json::JsonReader::new(text, meter, structure, limits, Fields::new(&structure.columns)))
        }
        _ => edi_reader(stored, text, meter, structure, limits, Fields::new(&structure.columns))?,
    })
}

/// A reader that learns the columns from the records it reads.
pub(crate) trait Learning: RecordReader {
    /// The columns known by now.
    fn columns(&self) -> &[String];

    /// The first thing in the document that was not well-formed and was borne: its line, and what it was.
    fn mended(&self) -> Option<(u64, &'static str)> {
        None
    }
}

/// Opens a tree or an EDI file whose columns are not known yet.
pub(crate) fn open_learning(
    stored: &Stored,
    structure: &Structure,
    limits: &Limits,
    discriminators: HashMap<String, String>,
) -> Result<Box<dyn Learning>, ReadError> {
    let (text, meter) = document_text(stored, structure, limits)?;
    let fields = Fields::discovering(limits.max_columns);
    Ok(match structure.format {
        Format::Xml => Box::new(xml::XmlReader::new(text, meter, structure, limits, discriminators, fields)),
        Format::Json | Format::Ndjson => {
            Box::new(json::JsonReader::new(text, meter, structure, limits, fields))
        }
        _ => return edi_learning(stored, text, meter, structure, limits, fields),
    })
}

fn edi_reader(
    stored: &Stored,
    text: Text,
    meter: Meter,
    structure: &Structure,
    limits: &Limits,
    fields: Fields,
) -> Result<Box<dyn RecordReader>, ReadError> {
    Ok(edi_learning(stored, text, meter, structure, limits, fields)?)
}

fn edi_learning(
    stored: &Stored,
    text: Text,
    meter: Meter,
    structure: &Structure,
    limits: &Limits,
    fields: Fields,
) -> Result<Box<dyn Learning>, ReadError> {
    Ok(match structure.format {
        Format::Edifact => Box::new(edi::Messages::new(edifact::Prices, text, meter, limits, fields)?),
        Format::X12 => Box::new(edi::Messages::new(x12::Catalog, text, meter, limits, fields)?),
        _ => {
            // Long texts may stand before or behind the articles that refer to them.
            let texts = datanorm::Texts::gather(document_text(stored, structure, limits)?.0, limits)?;
            Box::new(datanorm::Articles::new(text, texts, meter, limits, fields))
        }
    })
}
