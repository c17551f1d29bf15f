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
                Ok(0) => {
                    return Err(io::Error::new(
                        io::ErrorKind::UnexpectedEof,
                        "the file became shorter while it was sent",
                    ));
                }
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}
