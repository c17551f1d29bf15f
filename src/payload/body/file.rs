use std::{fs::File, io, ops::Range, sync::Arc};

use ::bytes::Bytes;

/// A part of an open file. Cloning shares the open file; nothing is read before [`read`](Self::read).
#[derive(Clone, Debug)]
pub struct FileBody {
    file: Arc<File>,
    start: u64,
    length: u64,
}

impl FileBody {
    /// The whole of an open file, at its length of now.
    ///
    /// # Errors
    /// When the length cannot be asked for, and [`InvalidInput`](io::ErrorKind::InvalidInput) for anything but a regular file.
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

    /// Length in bytes, as it was when the file was opened.
    pub const fn len(&self) -> u64 {
        self.length
    }

    /// Whether the length is 0.
    pub const fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// A part of this part.
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) when the range lies outside.
    pub fn part(&self, range: Range<u64>) -> io::Result<Self> {
        if range.start > range.end || range.end > self.length {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                "range outside the file",
            ));
        }
        Ok(Self {
            file: Arc::clone(&self.file),
            start: self.start + range.start,
            length: range.end - range.start,
        })
    }

    /// Reads a range of bytes, counted from where this part begins, without moving any shared position. **Blocks**: call it where that is
    /// allowed. Allocates the length of the range, so ask for pieces.
    ///
    /// # Errors
    /// As [`read_into`](Self::read_into).
    pub fn read(&self, range: Range<u64>) -> io::Result<Bytes> {
        let part = self.part(range)?;
        let length = usize::try_from(part.length)
            .map_err(|_| io::Error::from(io::ErrorKind::OutOfMemory))?;
        let mut buffer = vec![0; length];
        part.read_into(0, &mut buffer)?;
        Ok(buffer.into())
    }

    /// Fills `buffer` with the bytes from `offset` on, counted from where this part begins. **Blocks.**
    ///
    /// # Errors
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) when the range lies outside, [`UnexpectedEof`](io::ErrorKind::UnexpectedEof) when the file has
    /// become shorter than it was; whatever the system says otherwise. Never fewer bytes than asked for.
    pub fn read_into(&self, offset: u64, buffer: &mut [u8]) -> io::Result<()> {
        let part = self.part(offset..offset.saturating_add(buffer.len() as u64))?;
        let mut filled = 0;
        while filled < buffer.len() {
            let place = part.start + filled as u64;
            match read_at(&part.file, &mut buffer[filled..], place) {
                Ok(0) => return Err(became_shorter()),
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// As [`read_into`](Self::read_into), but never waits for a disk: `false` when some of the bytes are not in memory, or where the system cannot say.
    /// What `buffer` holds then is unspecified.
    ///
    /// # Errors
    /// As [`read_into`](Self::read_into).
    pub fn read_now(&self, offset: u64, buffer: &mut [u8]) -> io::Result<bool> {
        let part = self.part(offset..offset.saturating_add(buffer.len() as u64))?;
        let mut filled = 0;
        while filled < buffer.len() {
            let place = part.start + filled as u64;
            match read_cached(&part.file, &mut buffer[filled..], place)? {
                None => return Ok(false),
                Some(0) => return Err(became_shorter()),
                Some(count) => filled += count,
            }
        }
        Ok(true)
    }
}

fn became_shorter() -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "the file became shorter while it was sent",
    )
}

/// Reads what the system has in memory; `None` when that is nothing, or when it cannot say.
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
