//! How a file is laid out: everything a reader must know before the first record.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A file format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Delimited text: CSV, TSV, TXT.
    Csv,
    /// Office Open XML workbook (ISO/IEC 29500).
    Xlsx,
    /// Excel 97–2003 workbook (BIFF).
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Any XML vocabulary, SpreadsheetML 2003 included.
    Xml,
    /// One JSON document.
    Json,
    /// A JSON value per line.
    Ndjson,
    /// UN/EDIFACT PRICAT.
    Edifact,
    /// ANSI X12 832.
    X12,
    /// DATANORM 4 or 5.
    Datanorm,
}

impl Format {
    /// The format's name in JSON and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Xml => "xml",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Edifact => "edifact",
            Self::X12 => "x12",
            Self::Datanorm => "datanorm",
        }
    }

    /// Whether records are rows of cells under a header (then columns have a 0-based index).
    pub const fn is_tabular(self) -> bool {
        matches!(self, Self::Csv | Self::Xlsx | Self::Xls | Self::Ods)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a file is wrapped in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Container {
    /// Nothing: the file is the document.
    #[default]
    None,
    /// gzip (RFC 1952).
    Gzip,
    /// The named member of a zip archive.
    Zip {
        /// Name of the member that holds the records.
        member: String,
    },
}

/// How decimal numbers are written in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalStyle {
    /// Not known: each value is judged by itself.
    #[default]
    Auto,
    /// `1,234.56`
    Point,
    /// `1.234,56` or `1 234,56`
    Comma,
}

/// How a file is laid out. [`crate::inspect`] proposes it, a profile keeps it, [`crate::reader`] follows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    /// What the document is wrapped in.
    #[serde(default)]
    pub container: Container,
    /// Format of the document inside the container.
    pub format: Format,
    /// Encoding label as in the WHATWG Encoding Standard, with `-bom` appended where a byte order mark
    /// was found (`utf-8`, `utf-8-bom`, `utf-16le-bom`, `windows-1252`, …); for binary formats `utf-8`.
    pub encoding: String,
    /// Delimiter of a CSV file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Quote character of a CSV file; none when the file doesn't quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<char>,
    /// Sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// 1-based row of the header; 0 when there is none.
    #[serde(default)]
    pub header_row: u32,
    /// How many rows the header spans (1, or 2 for a header with a sub-header); 0 when there is none.
    #[serde(default)]
    pub header_rows: u32,
    /// For trees: the path from the root to the element or object that is a record, steps joined by `/`
    /// (`BMECAT/T_NEW_CATALOG/PRODUCT`, `data/items`); empty for the document itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_path: Option<String>,
    /// How decimal numbers are written.
    #[serde(default)]
    pub decimal: DecimalStyle,
    /// The names of the columns, in order: header cells of a table (made unique, `column_7` where empty),
    /// or paths inside a record for a tree. A [`crate::record::Record`]'s cells are aligned with it.
    pub columns: Vec<String>,
}
