//! A sliding window over a stream: the bytes of the record being read, and no more than the limit of them.

use std::io::{self, Read};

use super::ReadError;

const CHUNK: usize = 128 << 10;

/// Bytes of a stream that were read and are not used up yet.
pub(crate) struct Window<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    limit: usize,
}

impl<R: Read> Window<R> {
    pub(crate) fn new(source: R, limit: usize) -> Self {
        Self { source, buffer: Vec::new(), start: 0, end: 0, ended: false, limit }
    }

    /// What is there.
    #[inline]
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Whether nothing comes after [`Window::bytes`].
    #[inline]
    pub(crate) const fn ended(&self) -> bool {
        self.ended
    }

    /// Uses up the first bytes.
    #[inline]
    pub(crate) fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    /// Reads more; fails when the window would outgrow the limit. `line` is for the error.
    pub(crate) fn grow(&mut self, line: u64) -> Result<(), ReadError> {
        if self.ended {
            return Ok(());
        }
        if self.end - self.start > self.limit {
            return Err(ReadError::RecordTooLong { line, limit: self.limit });
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.buffer.len() - self.end < CHUNK / 2 {
            let size = (self.end + CHUNK).max(self.buffer.len()).max(self.end * 2);
            self.buffer.resize(size, 0);
        }
        loop {
            match self.source.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.into()),
            }
            return Ok(());
        }
    }

    /// The byte at an offset, reading more if needed; none past the end.
    #[inline]
    pub(crate) fn at(&mut self, offset: usize, line: u64) -> Result<Option<u8>, ReadError> {
        while self.end - self.start <= offset {
            if self.ended {
                return Ok(None);
            }
            self.grow(line)?;
        }
        Ok(Some(self.buffer[self.start + offset]))
    }
}
