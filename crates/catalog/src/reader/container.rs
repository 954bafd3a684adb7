//! What a document is wrapped in: gzip (RFC 1952) or a zip archive (PKWARE APPNOTE), guarded against bombs.
//!
//! A document may be wrapped twice (a zip in a zip, a gzip in a zip); the member's name then has two parts joined by
//! [`INNER`]. Documents that need random access (workbooks) are spooled to a temporary file, never to memory.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;
use tempfile::TempPath;

use super::member::{self, Members};
use super::{Limits, Progress, ReadError};
use crate::structure::Container;

/// Joins the names of a zip's member and of the member inside that.
pub(crate) const INNER: &str = "!/";

/// First bytes of a gzip stream.
pub(crate) const GZIP: &[u8] = &[0x1f, 0x8b];
/// First bytes of a zip archive with members.
pub(crate) const ZIP: &[u8] = b"PK\x03\x04";
/// First bytes of a zip archive without members.
pub(crate) const EMPTY_ZIP: &[u8] = b"PK\x05\x06";

/// Counts the bytes taken from the stored file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter {
    read: Arc<AtomicU64>,
    total: u64,
}

impl Meter {
    pub(crate) fn progress(&self) -> Progress {
        let bytes_read = self.read.load(Ordering::Relaxed).min(self.total);
        Progress { bytes_read, bytes_total: self.total }
    }

    /// For documents that are spooled: from here on, progress counts their own bytes.
    pub(crate) fn of_size(total: u64) -> Self {
        Self { read: Arc::default(), total }
    }

    pub(crate) fn add(&self, bytes: u64) {
        self.read.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Marks everything as read.
    pub(crate) fn finish(&self) {
        self.read.store(self.total, Ordering::Relaxed);
    }

    fn read_so_far(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }
}

/// Passes bytes on and counts them.
pub(crate) struct Metered<R> {
    inner: R,
    meter: Meter,
}

impl<R> Metered<R> {
    pub(crate) const fn new(inner: R, meter: Meter) -> Self {
        Self { inner, meter }
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.meter.add(count as u64);
        Ok(count)
    }
}

/// Stops a decompression that grows beyond the limits.
pub(crate) struct Guarded<R> {
    inner: R,
    what: &'static str,
    out: u64,
    compressed: Meter,
    max_bytes: u64,
    max_ratio: u64,
    ratio_free: u64,
}

impl<R> Guarded<R> {
    pub(crate) const fn new(inner: R, what: &'static str, compressed: Meter, limits: &Limits) -> Self {
        Self {
            inner,
            what,
            out: 0,
            compressed,
            max_bytes: limits.max_uncompressed_bytes,
            max_ratio: limits.max_ratio,
            ratio_free: limits.ratio_free_bytes,
        }
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => ReadError::Truncated { what: self.what }.into(),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                ReadError::Damaged { what: self.what, detail: error.to_string() }.into()
            }
            _ => error,
        })?;
        self.out += count as u64;
        let grown =
            self.out > self.ratio_free && self.out / self.compressed.read_so_far().max(1) > self.max_ratio;
        if self.out > self.max_bytes || grown {
            return Err(ReadError::Bomb { bytes: self.out }.into());
        }
        Ok(count)
    }
}

/// A document on disk that can be opened any number of times: the stored file, or a temporary copy of what was in it.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    path: PathBuf,
    size: u64,
    /// Deletes the copy when the last user is done.
    #[expect(dead_code, reason = "kept for its drop")]
    temporary: Option<Arc<TempPath>>,
}

impl Stored {
    pub(crate) fn open(path: &Path) -> Result<Self, ReadError> {
        let metadata = std::fs::metadata(path).map_err(ReadError::Io)?;
        if metadata.is_dir() {
            return Err(ReadError::Io(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder")));
        }
        Ok(Self { path: path.to_owned(), size: metadata.len(), temporary: None })
    }

    pub(crate) const fn size(&self) -> u64 {
        self.size
    }

    pub(crate) fn file(&self) -> Result<File, ReadError> {
        File::open(&self.path).map_err(ReadError::Io)
    }

    /// The document's bytes, unwrapped, and the meter of what is taken from the stored file.
    pub(crate) fn stream(
        &self,
        container: &Container,
        limits: &Limits,
    ) -> Result<(Box<dyn Read + Send>, Meter), ReadError> {
        let meter = Meter::of_size(self.size);
        match container {
            Container::None => Ok((Box::new(Metered::new(self.file()?, meter.clone())), meter)),
            Container::Gzip => {
                let bytes = BufReader::with_capacity(64 << 10, Metered::new(self.file()?, meter.clone()));
                Ok((Box::new(gunzip(bytes, &meter, limits)), meter))
            }
            Container::Zip { member } => self.member(member, limits),
        }
    }

    fn member(&self, name: &str, limits: &Limits) -> Result<(Box<dyn Read + Send>, Meter), ReadError> {
        if let Some((outer, inner)) = name.split_once(INNER) {
            let spooled = self.spool(&Container::Zip { member: outer.to_owned() }, limits)?;
            return spooled.member(inner, limits);
        }
        let members = Members::of(self)?;
        let meter = Meter::of_size(members.find(name)?.compressed);
        let mut bytes = members.stream(name, &meter, limits)?;
        let mut head = [0; 2];
        let count = member::fill(&mut bytes, &mut head)?;
        let whole = io::Cursor::new(head).take(count as u64).chain(bytes);
        if head == *GZIP {
            return Ok((Box::new(gunzip(BufReader::new(whole), &meter, limits)), meter));
        }
        Ok((Box::new(whole), meter))
    }

    /// The document as a file that can be read at random.
    pub(crate) fn document(&self, container: &Container, limits: &Limits) -> Result<Self, ReadError> {
        if *container == Container::None { Ok(self.clone()) } else { self.spool(container, limits) }
    }

    fn spool(&self, container: &Container, limits: &Limits) -> Result<Self, ReadError> {
        let (mut bytes, _) = self.stream(container, limits)?;
        let mut copy = tempfile::NamedTempFile::new().map_err(ReadError::Io)?;
        let size = io::copy(&mut bytes, copy.as_file_mut())?;
        let path = copy.into_temp_path();
        Ok(Self { path: path.to_path_buf(), size, temporary: Some(Arc::new(path)) })
    }
}

fn gunzip<R: io::BufRead + Send>(
    bytes: R,
    meter: &Meter,
    limits: &Limits,
) -> Guarded<MultiGzDecoder<BufReader<R>>> {
    Guarded::new(MultiGzDecoder::new(BufReader::new(bytes)), "gzip file", meter.clone(), limits)
}

/// What a file is wrapped in, and the document inside. Of an archive's members the one that most
/// looks like a catalogue is taken; `others` are the ones that could have been, too.
pub(crate) struct Sniffed {
    pub(crate) container: Container,
    pub(crate) others: Vec<String>,
}

/// Looks at a stored file's first bytes (and an archive's directory) for what it is wrapped in.
pub(crate) fn sniff_container(stored: &Stored, limits: &Limits) -> Result<Sniffed, ReadError> {
    sniff(stored, limits, true)
}

fn sniff(stored: &Stored, limits: &Limits, nested: bool) -> Result<Sniffed, ReadError> {
    let mut head = [0; 4];
    let count = member::fill(&mut stored.file()?, &mut head)?;
    let head = &head[..count];
    let plain = Sniffed { container: Container::None, others: Vec::new() };
    if head.starts_with(GZIP) {
        return Ok(Sniffed { container: Container::Gzip, ..plain });
    }
    if head == EMPTY_ZIP {
        return Err(ReadError::NoMember { member: "*".into(), found: "nothing".into() });
    }
    if head != ZIP {
        return Ok(plain);
    }
    let members = Members::of(stored)?;
    if members.is_workbook() || members.other_office_document().is_some() {
        return Ok(plain);
    }
    let (best, others) = members.catalogue()?;
    let container = Container::Zip { member: best.clone() };
    if !nested {
        return Ok(Sniffed { container, others });
    }
    let (mut bytes, _) = stored.stream(&container, limits)?;
    let mut head = [0; 4];
    let count = member::fill(&mut bytes, &mut head)?;
    if &head[..count] != ZIP {
        return Ok(Sniffed { container, others });
    }
    drop(bytes);
    let inner = sniff(&stored.spool(&container, limits)?, limits, false)?;
    let container = match inner.container {
        Container::Zip { member } => Container::Zip { member: format!("{best}{INNER}{member}") },
        _ => container,
    };
    Ok(Sniffed { container, others })
}
