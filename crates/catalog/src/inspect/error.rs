//! Why a file can't be inspected.

use crate::reader::ReadError;

/// A file that is no catalogue, or can't be read as one.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// There is nothing in it.
    #[error("the file is empty; check the supplier's export and send it again")]
    Empty,
    /// It is something else altogether.
    #[error("this is {what}, not a price list; send the list as CSV, XLSX, XML or JSON")]
    NotACatalogue {
        /// What it is, with its article.
        what: &'static str,
    },
    /// Bytes that are no text in any encoding.
    #[error(
        "this is binary data in no known format, not a price list; send the list as CSV, XLSX, XML or JSON"
    )]
    Binary,
    /// The text begins like a format that it then isn't.
    #[error("line {line}: this is not valid {format}: {message}; ask the supplier to check the export")]
    Malformed {
        /// What it should be.
        format: &'static str,
        /// Where it stops to be that.
        line: u64,
        /// Why.
        message: String,
    },
    /// A tree without anything that could be a record.
    #[error("no records were found in this {format} document; name the record path yourself if it has some")]
    NoRecords {
        /// The document's format.
        format: &'static str,
    },
    /// A workbook whose sheets are all empty.
    #[error("every sheet of the workbook is empty")]
    NoRows,
    /// The delimiter given is not one character.
    #[error("a delimiter is one character, not {0:?}")]
    Delimiter(String),
    /// Reading failed.
    #[error(transparent)]
    Read(#[from] ReadError),
}
