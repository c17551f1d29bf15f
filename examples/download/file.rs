use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

const PREFIXES: [u64; 2] = [1 << 20, 16 << 20];

/// The file that is transferred, and the hashes of its prefixes.
pub(crate) struct Source {
    path: PathBuf,
    /// Lengths and hashes, the whole file last.
    hashes: Vec<(u64, String)>,
}

impl Source {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let bytes = file.metadata()?.len();
        let sizes = PREFIXES.into_iter().filter(|size| *size < bytes).chain([bytes]);
        let (mut hasher, mut buffer, mut at) = (Sha256::new(), vec![0; 1 << 20], 0);
        let mut hashes = Vec::new();
        for size in sizes {
            while at < size {
                let wanted = buffer.len().min(usize::try_from(size - at).unwrap_or(usize::MAX));
                file.read_exact(&mut buffer[..wanted])?;
                hasher.update(&buffer[..wanted]);
                at += wanted as u64;
            }
            hashes.push((size, hex(&hasher.clone().finalize())));
        }
        Ok(Self { path: path.to_owned(), hashes })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.hashes.last().map_or(0, |(bytes, _)| *bytes)
    }

    pub(crate) fn sizes(&self) -> Vec<u64> {
        self.hashes.iter().map(|(bytes, _)| *bytes).collect()
    }

    pub(crate) fn hash_of(&self, bytes: u64) -> Option<&str> {
        self.hashes.iter().find(|(length, _)| *length == bytes).map(|(_, hash)| hash.as_str())
    }
}

pub(crate) fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
