//! What an inspection found, and its form in JSON.

use serde::{Serialize, Serializer};

use super::Warning;
use super::fingerprint::Fingerprint;
use crate::mapping::Mapping;
use crate::structure::{Container, DecimalStyle, Format, Structure};

/// A column and some of its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// 0-based index.
    pub index: usize,
    /// Header, or path inside a record.
    pub name: String,
    /// Up to five different values.
    pub samples: Vec<String>,
}

/// What an inspection found.
#[derive(Clone, Debug, PartialEq)]
pub struct Inspection {
    /// How the file is laid out.
    pub structure: Structure,
    /// How many records it has.
    pub rows: u64,
    /// Whether they were counted; for very large files they are reckoned.
    pub rows_exact: bool,
    /// Its columns with samples.
    pub columns: Vec<Column>,
    /// What the columns' values look like, column by column.
    pub fingerprints: Vec<Fingerprint>,
    /// Which columns seem to hold which fields.
    pub mapping: Mapping,
    /// What a person should know.
    pub warnings: Vec<Warning>,
    /// The sheets of a workbook, hidden ones last.
    pub sheets: Vec<String>,
}

/// The keys of `inspect --json`, in their order.
#[derive(Serialize)]
struct Flat<'i> {
    format: Format,
    encoding: &'i str,
    delimiter: Option<char>,
    sheet: Option<&'i str>,
    header_row: u32,
    record_path: Option<&'i str>,
    rows: u64,
    columns: &'i [Column],
    mapping: &'i Mapping,
    warnings: &'i [Warning],
    rows_exact: bool,
    header_rows: u32,
    quote: Option<char>,
    decimal: DecimalStyle,
    container: &'i Container,
    sheets: &'i [String],
}

impl Serialize for Inspection {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let structure = &self.structure;
        Flat {
            format: structure.format,
            encoding: &structure.encoding,
            delimiter: structure.delimiter,
            sheet: structure.sheet.as_deref(),
            header_row: structure.header_row,
            record_path: structure.record_path.as_deref(),
            rows: self.rows,
            columns: &self.columns,
            mapping: &self.mapping,
            warnings: &self.warnings,
            rows_exact: self.rows_exact,
            header_rows: structure.header_rows,
            quote: structure.quote,
            decimal: structure.decimal,
            container: &structure.container,
            sheets: &self.sheets,
        }
        .serialize(serializer)
    }
}
