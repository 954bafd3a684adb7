//! Compound files ([MS-CFB]): a small file system in a file, in which XLS keeps its one stream of records.
//!
//! Only what finds that stream is kept in memory: the allocation table, which is a hundredth of the file. Chains of
//! sectors come from outside and may lead anywhere, so none is followed further than there are sectors.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::ReadError;

const HEADER: usize = 512;
/// Sector numbers from here on mean something else: free, end of chain, a table.
const SPECIAL: u32 = 0xffff_fffa;
/// Length of a directory entry.
const ENTRY: usize = 128;
/// Directory entries that are looked at.
const MAX_ENTRIES: usize = 4096;
/// Small streams are kept together in one stream; it is read whole, and so limited.
const MAX_SMALL: u64 = 16 << 20;

/// What is wrong with a file.
pub(super) fn damaged(detail: &str) -> ReadError {
    ReadError::Damaged { what: "workbook", detail: detail.to_owned() }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

fn half(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |half| u16::from_le_bytes([half[0], half[1]]))
}

/// A compound file.
pub(super) struct Compound {
    file: File,
    sector: u64,
    /// For each sector the next one of its chain.
    table: Vec<u32>,
    small_sector: u64,
    small_table: Vec<u32>,
    /// Streams shorter than this are among the small ones.
    cutoff: u64,
    /// Name, first sector and length of each stream.
    entries: Vec<(String, u32, u64)>,
    /// First sector and length of the stream of small streams.
    small: (u32, u64),
}

impl Compound {
    pub(super) fn open(mut file: File, size: u64) -> Result<Self, ReadError> {
        let mut header = [0; HEADER];
        let count = super::member::fill(&mut file, &mut header)?;
        if count < HEADER {
            return Err(ReadError::Truncated { what: "workbook" });
        }
        let (shift, small_shift) = (half(&header, 30), half(&header, 32));
        if !(7..=12).contains(&shift) || !(4..=9).contains(&small_shift) || small_shift > shift {
            return Err(damaged("its sectors have an odd size"));
        }
        let sector = 1 << shift;
        let mut compound = Self {
            file,
            sector,
            table: Vec::new(),
            small_sector: 1 << small_shift,
            small_table: Vec::new(),
            cutoff: u64::from(word(&header, 56)),
            entries: Vec::new(),
            small: (SPECIAL, 0),
        };
        let sectors = size / sector + 1;
        compound.read_table(&header, sectors)?;
        let small = compound.chain(word(&header, 60));
        let mut bytes = Vec::new();
        compound.stream_of(small, u64::MAX).read_to_end(&mut bytes)?;
        compound.small_table = (0..bytes.len() / 4).map(|index| word(&bytes, 4 * index)).collect();
        compound.read_directory(word(&header, 48))?;
        Ok(compound)
    }

    /// Reads the allocation table, whose sectors the header lists, and chained sectors of further lists.
    fn read_table(&mut self, header: &[u8], sectors: u64) -> Result<(), ReadError> {
        let mut places: Vec<u32> = (0..109).map(|index| word(header, 76 + 4 * index)).collect();
        let mut next = word(header, 68);
        let mut buffer = vec![0; self.sector as usize];
        let per_sector = buffer.len() / 4 - 1;
        while next < SPECIAL && (places.len() as u64) < sectors {
            self.read_sector(next, &mut buffer)?;
            places.extend((0..per_sector).map(|index| word(&buffer, 4 * index)));
            next = word(&buffer, 4 * per_sector);
        }
        for place in places.into_iter().filter(|&place| place < SPECIAL) {
            if self.table.len() as u64 >= sectors {
                break;
            }
            self.read_sector(place, &mut buffer)?;
            self.table.extend((0..buffer.len() / 4).map(|index| word(&buffer, 4 * index)));
        }
        Ok(())
    }

    fn read_sector(&mut self, number: u32, buffer: &mut [u8]) -> Result<(), ReadError> {
        self.file.seek(SeekFrom::Start((u64::from(number) + 1) * self.sector)).map_err(ReadError::Io)?;
        let count = super::member::fill(&mut self.file, buffer)?;
        // The last sector may be cut off; what is missing of it is free.
        buffer[count..].fill(0xff);
        if count == 0 { Err(ReadError::Truncated { what: "workbook" }) } else { Ok(()) }
    }

    fn read_directory(&mut self, first: u32) -> Result<(), ReadError> {
        let mut bytes = Vec::new();
        let chain = self.chain(first);
        self.stream_of(chain, (MAX_ENTRIES * ENTRY) as u64).read_to_end(&mut bytes)?;
        for entry in bytes.chunks_exact(ENTRY) {
            let length = usize::from(half(entry, 64)).clamp(2, 64) / 2 - 1;
            let name: Vec<u16> = (0..length).map(|index| half(entry, 2 * index)).collect();
            // The upper half of the length is undefined where sectors have 512 bytes.
            let size = u64::from(word(entry, 120));
            let start = word(entry, 116);
            match entry[66] {
                2 => self.entries.push((String::from_utf16_lossy(&name), start, size)),
                5 => self.small = (start, size),
                _ => {}
            }
        }
        Ok(())
    }

    /// The sectors of a chain.
    fn chain(&self, first: u32) -> Vec<u32> {
        follow(&self.table, first)
    }

    fn stream_of(&self, sectors: Vec<u32>, size: u64) -> Sectors<'_> {
        let size = size.min(sectors.len() as u64 * self.sector);
        Sectors { file: &self.file, chain: sectors, sector: self.sector, size, at: 0 }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|(known, ..)| known.eq_ignore_ascii_case(name))
    }

    /// The first of these streams that is there.
    pub(super) fn into_stream(self, names: &[&str]) -> Result<Stream, ReadError> {
        let found = names
            .iter()
            .find_map(|name| self.entries.iter().find(|(known, ..)| known.eq_ignore_ascii_case(name)));
        let Some(&(_, first, size)) = found else {
            return Err(damaged("it holds no workbook"));
        };
        if size >= self.cutoff {
            let sectors = self.chain(first);
            let size = size.min(sectors.len() as u64 * self.sector);
            return Ok(Stream::Sectors { file: self.file, sectors, sector: self.sector, size, at: 0 });
        }
        let mut together = Vec::new();
        self.stream_of(self.chain(self.small.0), self.small.1.min(MAX_SMALL)).read_to_end(&mut together)?;
        let mut bytes = Vec::new();
        for number in follow(&self.small_table, first) {
            let start = u64::from(number) * self.small_sector;
            let end = (start + self.small_sector).min(together.len() as u64);
            bytes.extend_from_slice(together.get(start as usize..end as usize).unwrap_or_default());
        }
        bytes.truncate(size as usize);
        Ok(Stream::Memory(io::Cursor::new(bytes)))
    }
}

/// The numbers of a chain; one that leads in a circle ends when it has as many as there are.
fn follow(table: &[u32], first: u32) -> Vec<u32> {
    let mut chain = Vec::new();
    let mut next = first;
    while next < SPECIAL && chain.len() < table.len() {
        let Some(&after) = table.get(next as usize) else { break };
        chain.push(next);
        next = after;
    }
    chain
}

/// Bytes of a chain of sectors.
struct Sectors<'f> {
    file: &'f File,
    chain: Vec<u32>,
    sector: u64,
    size: u64,
    at: u64,
}

impl Read for Sectors<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = read_at(self.file, &self.chain, self.sector, self.size, self.at, buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// Reads what a chain of sectors holds from an offset on, up to the end of its sector.
fn read_at(
    mut file: &File,
    sectors: &[u32],
    sector: u64,
    size: u64,
    at: u64,
    buffer: &mut [u8],
) -> io::Result<usize> {
    let inside = at % sector;
    let room = size.saturating_sub(at).min(sector - inside).min(buffer.len() as u64);
    let Some(&number) = sectors.get((at / sector) as usize).filter(|_| room > 0) else {
        return Ok(0);
    };
    file.seek(SeekFrom::Start((u64::from(number) + 1) * sector + inside))?;
    file.read(&mut buffer[..room as usize])
}

/// A stream of a compound file, or a file that is such a stream itself.
pub(super) enum Stream {
    Sectors { file: File, sectors: Vec<u32>, sector: u64, size: u64, at: u64 },
    Memory(io::Cursor<Vec<u8>>),
    File(File),
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Sectors { file, sectors, sector, size, at } => {
                let count = read_at(file, sectors, *sector, *size, *at, buffer)?;
                *at += count as u64;
                Ok(count)
            }
            Self::Memory(bytes) => bytes.read(buffer),
            Self::File(file) => file.read(buffer),
        }
    }
}

impl Stream {
    /// Goes on from an offset.
    pub(super) fn go_to(&mut self, offset: u64) -> Result<(), ReadError> {
        match self {
            Self::Sectors { at, .. } => *at = offset,
            Self::Memory(bytes) => bytes.set_position(offset),
            Self::File(file) => drop(file.seek(SeekFrom::Start(offset)).map_err(ReadError::Io)?),
        }
        Ok(())
    }
}
