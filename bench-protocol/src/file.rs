use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use super::content::words;

/// A file with the content of one payload, which goes when it is let go of.
#[derive(Debug)]
pub(super) struct PayloadFile(PathBuf);

impl PayloadFile {
    /// Writes it, a word after the other: a payload may be larger than what should be held.
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
        // Where it cannot be removed, the system's own cleaning of its folder is left.
        let _left = std::fs::remove_file(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::{super::content, PayloadFile};

    #[test]
    fn a_file_holds_the_content_and_goes() {
        for bytes in [0, 1, 4, 6, 4096] {
            let file = PayloadFile::write(bytes).expect("a file");
            let path = file.path().to_owned();
            assert_eq!(
                std::fs::read(&path).expect("it is there"),
                content(0, bytes as usize)
            );
            drop(file);
            assert!(!path.exists(), "{}", path.display());
        }
    }
}
