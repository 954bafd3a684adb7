//! What ends the reading of a file.

use std::io;

/// Reading a file had to stop. What is wrong with a single record is no such error: see [`super::Next::Malformed`].
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file can't be read from where it is stored.
    #[error("the file could not be read: {0}; try again, and if it stays, check the storage")]
    Io(io::Error),
    /// The document ends inside a value or element: what was read of it is not all there should be.
    #[error("the {what} is cut short: the file was not received whole; ask the supplier to send it again")]
    CutShort {
        /// What is cut short: `JSON document`, `XML document`.
        what: &'static str,
    },
    /// The archive or compressed stream ends too early.
    #[error("the {what} is cut short: the file was not received whole; ask the supplier to send it again")]
    Truncated {
        /// What is cut short: `zip archive`, `gzip file`, `workbook`.
        what: &'static str,
    },
    /// The archive or workbook contradicts itself.
    #[error("the {what} is damaged ({detail}); ask the supplier to send it again")]
    Damaged {
        /// What is damaged.
        what: &'static str,
        /// How it shows.
        detail: String,
    },
    /// The archive has no member that could hold records, or not the one that the profile names.
    #[error("the archive has no file {member:?}; it has: {found}; inspect the file again")]
    NoMember {
        /// The member looked for.
        member: String,
        /// Members that are there.
        found: String,
    },
    /// The archive or workbook is protected.
    #[error("the {what} is protected by a password; ask the supplier for an open one")]
    Encrypted {
        /// What is protected.
        what: &'static str,
    },
    /// Compressed by a method that isn't read here.
    #[error("{member:?} is compressed by a method that can't be read; ask for a plain zip (deflate)")]
    Compression {
        /// The member of the archive.
        member: String,
    },
    /// Decompression gives more than a real catalogue ever has.
    #[error(
        "decompressing stopped after {bytes} bytes: the archive grows beyond any sensible catalogue and may be a bomb; ask the supplier for the plain file"
    )]
    Bomb {
        /// Bytes that came out.
        bytes: u64,
    },
    /// One record is larger than the limit.
    #[error(
        "line {line}: a record is longer than {limit} bytes; check the file's line ends, quotes and format"
    )]
    RecordTooLong {
        /// Line or row where the record starts.
        line: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// Elements or values are nested too deeply.
    #[error("line {line}: nested more than {limit} deep; no catalogue is, so this was stopped")]
    TooDeep {
        /// Line of the document.
        line: u64,
        /// The limit.
        limit: usize,
    },
    /// The document defines entities: harmless in a few documents, the way of an attack in others.
    #[error(
        "line {line}: the document defines entities of its own, which are not expanded here; ask the supplier for XML without a DTD"
    )]
    Entities {
        /// Line of the definition's end.
        line: u64,
    },
    /// More columns than anything sensible has.
    #[error("the file has more than {limit} columns; check its delimiter and header row")]
    TooManyColumns {
        /// The limit.
        limit: usize,
    },
    /// The workbook can only be read as a whole, and is too large for it.
    #[error(
        "this {format} workbook has {bytes} bytes and can only be read whole, up to {limit}; save it as XLSX or CSV"
    )]
    WorkbookTooLarge {
        /// Format's name.
        format: &'static str,
        /// Size of the workbook.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The workbook doesn't have the sheet that the profile names.
    #[error("the workbook has no sheet {sheet:?}; it has: {found}; inspect the file again")]
    NoSheet {
        /// The sheet looked for.
        sheet: String,
        /// Sheets that are there.
        found: String,
    },
    /// The profile names an encoding that isn't known.
    #[error("there is no encoding {0:?}; use a name like utf-8, windows-1252, iso-8859-15 or utf-16le")]
    UnknownEncoding(String),
    /// The document isn't in the format that the profile says.
    #[error("the document is not {expected}: {detail}; inspect the file again")]
    WrongFormat {
        /// What it should be.
        expected: &'static str,
        /// What was found.
        detail: String,
    },
}

impl ReadError {
    /// Fails if a record is larger than the limit.
    pub(super) const fn limit_record(size: usize, limit: usize, line: u64) -> Result<(), Self> {
        if size > limit { Err(Self::RecordTooLong { line, limit }) } else { Ok(()) }
    }
}

impl From<io::Error> for ReadError {
    /// A layer below may have stopped with an error of its own, wrapped to get through [`io::Read`].
    fn from(error: io::Error) -> Self {
        if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Self>) {
            return match error.into_inner().map(<dyn std::error::Error + Send + Sync>::downcast::<Self>) {
                Some(Ok(inner)) => *inner,
                _ => Self::Io(io::Error::other("unknown")),
            };
        }
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Truncated { what: "compressed file" },
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                Self::Damaged { what: "compressed file", detail: error.to_string() }
            }
            _ => Self::Io(error),
        }
    }
}

impl From<ReadError> for io::Error {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Io(error) => error,
            other => Self::other(other),
        }
    }
}
