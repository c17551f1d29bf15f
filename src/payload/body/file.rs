use std::{fs::File, io, ops::Range, sync::Arc};

use ::bytes::Bytes;

/// A range of an open file. Clones share the file. Nothing is read before a call of [`read`](Self::read) or one of its variants.
#[derive(Clone, Debug)]
pub struct FileBody {
    file: Arc<File>,
    start: u64,
    length: u64,
}

impl FileBody {
    /// Creates a body of a whole file, with its current length.
    ///
    /// # Errors
    /// Returns an error if the metadata cannot be read, and [`InvalidInput`](io::ErrorKind::InvalidInput) if the file is not a regular file.
    pub fn new(file: File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "not a regular file",
            ));
        }
        Ok(Self {
            file: Arc::new(file),
            start: 0,
            length: metadata.len(),
        })
    }

    /// Returns the length in bytes, as it was when the body was created.
    pub const fn len(&self) -> u64 {
        self.length
    }

    /// Whether the length is 0.
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Returns a part of this body. `range` is relative to its start, in bytes.
    ///
    /// # Errors
    /// Returns [`InvalidInput`](io::ErrorKind::InvalidInput) if the range is out of bounds.
    pub fn part(&self, range: Range<u64>) -> io::Result<Self> {
        if range.start > range.end || range.end > self.length {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "the range lies outside the file",
            ));
        }
        Ok(Self {
            file: Arc::clone(&self.file),
            start: self.start + range.start,
            length: range.end - range.start,
        })
    }

    /// Reads a range of bytes relative to the start of this body. Does not use the file's cursor. **Blocks**, and allocates the length of the range.
    ///
    /// # Errors
    /// Returns the errors of [`read_into`](Self::read_into).
    pub fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        let part = self.part(range)?;
        let length = usize::try_from(part.length)
            .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
        let mut buffer = vec![0; length];
        part.read_into(0, &mut buffer)?;
        Ok(buffer.into())
    }

    /// Fills `buffer` with the bytes from `offset` on, relative to the start of this body. **Blocks.**
    ///
    /// # Errors
    /// Returns [`InvalidInput`](io::ErrorKind::InvalidInput) if the range is out of bounds, [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) if the file
    /// was truncated, and errors of the operating system. Never fills a part of `buffer` only.
    pub fn read_into(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let part = self.part(offset..offset.saturating_add(buffer.len() as u64))?;
        let mut filled = 0;
        while filled < buffer.len() {
            let place = part.start + filled as u64;
            match read_at(&part.file, &mut buffer[filled..], place) {
                Ok(0) => return Err(truncated()),
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Fills `buffer` like [`read_into`](Self::read_into), but never waits for a disk. Returns `false`, with unspecified contents of `buffer`, if some of
    /// the bytes are not in the page cache or the system cannot tell.
    ///
    /// # Errors
    /// Returns the errors of [`read_into`](Self::read_into).
    pub fn read_now(&self, offset: u64, buffer: &mut [u8]) -> io::Result<bool> {
        let part = self.part(offset..offset.saturating_add(buffer.len() as u64))?;
        let mut filled = 0;
        while filled < buffer.len() {
            let place = part.start + filled as u64;
            match read_cached(&part.file, &mut buffer[filled..], place)? {
                None => return Ok(false),
                Some(0) => return Err(truncated()),
                Some(count) => filled += count,
            }
        }
        Ok(true)
    }
}

fn truncated() -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "the file was truncated while it was sent",
    )
}

/// Reads bytes that are in the page cache. Returns `None` if there are none, or if the system cannot tell.
#[cfg(target_os = "linux")]
fn read_cached(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<Option<usize>> {
    use rustix::io::{Errno, ReadWriteFlags, preadv2};

    let mut into = [io::IoSliceMut::new(buffer)];
    match preadv2(file, &mut into, offset, ReadWriteFlags::NOWAIT) {
        Ok(count) => Ok(Some(count)),
        Err(Errno::AGAIN | Errno::OPNOTSUPP | Errno::NOSYS | Errno::INTR) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn read_cached(_: &File, _: &mut [u8], _: u64) -> io::Result<Option<usize>> {
    Ok(None)
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}
