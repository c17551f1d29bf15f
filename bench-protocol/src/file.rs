//! Files that downloads read.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::content::words;

/// A file with the content of one payload. Dropping it removes the file.
#[derive(Debug)]
pub(super) struct PayloadFile(PathBuf);

impl PayloadFile {
    /// Writes the file word by word, because a payload may be larger than the memory it should take.
    pub(super) fn write(bytes: u64) -> io::Result<Self> {
        let name = format!("bytelane-bench-{}-{bytes}", std::process::id());
        let file = Self(std::env::temp_dir().join(name));
        let mut output = BufWriter::with_capacity(1 << 20, File::create(&file.0)?);
        let mut left = bytes;
        for word in words(0) {
            let Some(short) = left.checked_sub(4) else {
                output.write_all(&word[..left as usize])?;
                break;
            };
            output.write_all(&word)?;
            left = short;
        }
        output.flush()?;
        Ok(file)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for PayloadFile {
    fn drop(&mut self) {
        // If it cannot be removed, the system cleans its temporary directory.
        let _left = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::content, PayloadFile};

    #[test]
    fn a_file_holds_the_content_until_it_is_dropped() {
        for bytes in [0, 1, 4, 6, 4096] {
            let file = PayloadFile::write(bytes).expect("a file");
            let path = file.path().to_owned();
            assert_eq!(
                std::fs::read(&path).expect("the file exists"),
                content(0, bytes as usize)
            );
            drop(file);
            assert!(!path.exists(), "{}", path.display());
        }
    }
}
