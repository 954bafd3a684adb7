//! The members of a zip archive, each readable as a stream that owns what it needs.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::DeflateDecoder;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::container::{Guarded, Meter, Metered};
use super::{Limits, ReadError, Stored};

/// Reads until the buffer is full or the stream ends.
pub(crate) fn fill(bytes: &mut impl Read, buffer: &mut [u8]) -> Result<usize, ReadError> {
    let mut count = 0;
    while count < buffer.len() {
        match bytes.read(&mut buffer[count..]) {
            Ok(0) => break,
            Ok(more) => count += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(count)
}

/// Size of the largest directory that is read, as it is kept in memory: that of some fifty thousand members.
const MAX_DIRECTORY: u64 = 4 << 20;

/// Refuses an archive whose directory is larger than any archive of catalogues has. Its size stands in the record that
/// ends the archive (APPNOTE 4.3.16), and in that of ZIP64 before it (4.3.14) where it doesn't fit.
fn limit_directory(archive: &Stored) -> Result<(), ReadError> {
    const END: usize = 22;
    const END_64: usize = 56 + 20;
    let mut file = archive.file()?;
    let tail = archive.size().min((END + END_64 + usize::from(u16::MAX)) as u64);
    file.seek(SeekFrom::Start(archive.size() - tail)).map_err(ReadError::Io)?;
    let mut bytes = vec![0; tail as usize];
    let count = fill(&mut file, &mut bytes)?;
    let bytes = &bytes[..count];
    let number = |at: usize, length: usize| {
        let digits = bytes.get(at..at + length).unwrap_or_default();
        digits.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
    };
    // A comment may look like such a record, so that the largest of them counts.
    let ends = memchr::memmem::find_iter(bytes, b"PK\x05\x06").map(|at| match number(at + 12, 4) {
        size if size == u64::from(u32::MAX) => 0,
        size => size,
    });
    let ends_64 = memchr::memmem::find_iter(bytes, b"PK\x06\x06").map(|at| number(at + 40, 8));
    match ends.chain(ends_64).max() {
        None => Err(ReadError::Truncated { what: "zip archive" }),
        Some(size) if size > MAX_DIRECTORY => {
            let detail = format!("its list of files has {size} bytes");
            Err(ReadError::Damaged { what: "zip archive", detail })
        }
        Some(_) => Ok(()),
    }
}

/// Where a member is in its archive.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) compressed: u64,
    pub(crate) size: u64,
    start: u64,
    method: CompressionMethod,
    encrypted: bool,
}

/// A zip archive's directory.
#[derive(Clone, Debug)]
pub(crate) struct Members {
    archive: Stored,
    members: Vec<Member>,
}

impl Members {
    pub(crate) fn of(archive: &Stored) -> Result<Self, ReadError> {
        limit_directory(archive)?;
        let mut zip = ZipArchive::new(BufReader::new(archive.file()?)).map_err(zip_error)?;
        let mut members = Vec::with_capacity(zip.len().min(1 << 16));
        for index in 0..zip.len() {
            let member = zip.by_index_raw(index).map_err(zip_error)?;
            if !member.is_dir() {
                members.push(Member {
                    name: member.name().to_owned(),
                    compressed: member.compressed_size(),
                    size: member.size(),
                    start: member.data_start(),
                    method: member.compression(),
                    encrypted: member.encrypted(),
                });
            }
        }
        Ok(Self { archive: archive.clone(), members })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Member> {
        self.members.iter()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Member> {
        self.members
            .iter()
            .find(|member| member.name == name)
            // Some producers of workbooks write other cases, or backslashes, than their own directory says.
            .or_else(|| {
                self.members.iter().find(|member| member.name.replace('\\', "/").eq_ignore_ascii_case(name))
            })
    }

    pub(crate) fn find(&self, name: &str) -> Result<&Member, ReadError> {
        self.get(name).ok_or_else(|| ReadError::NoMember { member: name.to_owned(), found: self.names() })
    }

    fn names(&self) -> String {
        let names: Vec<_> = self.members.iter().take(20).map(|member| member.name.as_str()).collect();
        if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
    }

    /// A stream of the member's bytes; what it takes from the archive is added to the meter.
    pub(crate) fn stream(
        &self,
        name: &str,
        meter: &Meter,
        limits: &Limits,
    ) -> Result<Box<dyn Read + Send>, ReadError> {
        let member = self.find(name)?;
        if member.encrypted {
            return Err(ReadError::Encrypted { what: "zip archive" });
        }
        let mut file = self.archive.file()?;
        file.seek(SeekFrom::Start(member.start)).map_err(ReadError::Io)?;
        let bytes = Metered::new(file.take(member.compressed), meter.clone());
        match member.method {
            CompressionMethod::Stored => Ok(Box::new(bytes)),
            CompressionMethod::Deflated => {
                let inflated = DeflateDecoder::new(BufReader::with_capacity(32 << 10, bytes));
                Ok(Box::new(Guarded::new(inflated, "zip archive", meter.clone(), limits)))
            }
            _ => Err(ReadError::Compression { member: member.name.clone() }),
        }
    }

    /// Whether the archive is itself a document: an Office Open XML or OpenDocument spreadsheet.
    pub(crate) fn is_workbook(&self) -> bool {
        self.is_ooxml() || self.is_xlsb() || self.is_ods()
    }

    pub(crate) fn is_ooxml(&self) -> bool {
        self.get("xl/workbook.xml").is_some()
            || (self.get("[Content_Types].xml").is_some()
                && self.members.iter().any(|m| m.name.ends_with("workbook.xml")))
    }

    pub(crate) fn is_xlsb(&self) -> bool {
        self.get("xl/workbook.bin").is_some()
    }

    pub(crate) fn is_ods(&self) -> bool {
        self.get("content.xml").is_some() && self.get("mimetype").is_some()
    }

    /// What other Office document this is, by its main part.
    pub(crate) fn other_office_document(&self) -> Option<&'static str> {
        if self.get("word/document.xml").is_some() {
            Some("a Word document")
        } else if self.get("ppt/presentation.xml").is_some() {
            Some("a PowerPoint presentation")
        } else {
            None
        }
    }

    /// The member that most looks like a catalogue, and the others that could be one: by extension first
    /// (`liesmich.txt` beside `preise.csv`), then by size.
    pub(crate) fn catalogue(&self) -> Result<(String, Vec<String>), ReadError> {
        let mut candidates: Vec<(u8, &Member)> =
            self.members.iter().filter_map(|member| Some((rank(&member.name)?, member))).collect();
        candidates.sort_by_key(|(rank, member)| (*rank, std::cmp::Reverse(member.size)));
        let mut names = candidates.into_iter().map(|(_, member)| member.name.clone());
        let best = names
            .next()
            .ok_or_else(|| ReadError::NoMember { member: "*.csv".into(), found: self.names() })?;
        Ok((best, names.collect()))
    }
}

/// How much a member's name promises a catalogue, 0 the most; none for what can't be one.
fn rank(name: &str) -> Option<u8> {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    if base.is_empty() || base.starts_with('.') || name.starts_with("__MACOSX") {
        return None;
    }
    let lower = base.to_ascii_lowercase();
    let extension = lower.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "csv" | "tsv" | "xlsx" | "xls" | "xlsm" | "xlsb" | "ods" | "xml" | "json" | "ndjson" | "jsonl"
        | "edi" | "tab" => Some(0),
        "zip" | "gz" => Some(2),
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "tif" | "tiff" | "bmp" | "svg" | "pdf" | "doc" | "docx"
        | "html" | "htm" | "exe" | "dll" | "md" | "xsd" | "dtd" | "xsl" | "css" | "js" | "mp4" => None,
        _ if ["readme", "liesmich", "lisezmoi", "leggimi", "leeme", "license", "licence"]
            .iter()
            .any(|word| lower.starts_with(word)) =>
        {
            Some(3)
        }
        _ => Some(1),
    }
}

fn zip_error(error: ZipError) -> ReadError {
    match error {
        ZipError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            ReadError::Truncated { what: "zip archive" }
        }
        ZipError::Io(error) => error.into(),
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            ReadError::Encrypted { what: "zip archive" }
        }
        ZipError::InvalidArchive(_) => ReadError::Truncated { what: "zip archive" },
        other => ReadError::Damaged { what: "zip archive", detail: other.to_string() },
    }
}
