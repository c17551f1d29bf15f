use std::{
    fs::File,
    hash::{DefaultHasher, Hasher},
    io,
    path::Path,
    time::{Duration, SystemTime},
};

use cap_fs_ext::OpenOptionsSyncExt;
use cap_std::{
    ambient_authority,
    fs::{Dir, OpenOptions},
};
use http::HeaderValue;

use super::{Asset, Assets, not_found, path};
use crate::{Refusal, payload::FileBody, wire::Code};

/// A file that changed this recently may change again within the resolution of its time.
const SETTLED_AFTER: Duration = Duration::from_secs(2);

/// The files beneath a directory, which no path leaves: not with `..` in any spelling, not by a symbolic link, not by a link that is swapped while
/// the path is walked.
///
/// On Linux the kernel itself keeps the walk inside (`openat2`, `RESOLVE_BENEATH`). Only regular files are served; nothing that is opened can block.
///
/// # Examples
/// ```no_run
/// use bytelane::file::{Assets, ServedRoot};
///
/// let root = ServedRoot::new("/srv/pictures")?;
/// let request = http::Request::get("/sky.png").body(()).expect("well formed");
/// assert_eq!(root.answer(&request).status(), 200);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct ServedRoot {
    directory: Dir,
}

impl ServedRoot {
    /// Serves the directory that is at this path now. It stays this directory, also when it is renamed.
    ///
    /// # Errors
    /// When the directory cannot be opened.
    pub fn new(directory: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self {
            directory: Dir::open_ambient_dir(directory, ambient_authority())?,
        })
    }

    /// The file at a relative path that is not percent-encoded, with `/` between names.
    ///
    /// # Errors
    /// As [`Assets::find`].
    pub fn find_plain(&self, relative: &str) -> Result<Asset, Refusal> {
        path::check(relative)?;
        match self.directory.open_with(relative, &reading()) {
            Ok(file) => asset(relative, file.into_std()),
            Err(error) => Err(match refusal_of(error) {
                // What cannot be opened for being no file, such as a socket, or a circle of links, is no file.
                refusal if refusal.code() == Code::Internal && !self.is_file(relative) => {
                    not_found()
                }
                refusal => refusal,
            }),
        }
    }

    fn is_file(&self, relative: &str) -> bool {
        self.directory
            .metadata(relative)
            .is_ok_and(|metadata| metadata.is_file())
    }
}

impl Assets for ServedRoot {
    fn find(&self, path: &str) -> Result<Asset, Refusal> {
        self.find_plain(&path::decode(path)?)
    }
}

/// Opens the file at any path.
pub(crate) fn open(path: &Path) -> Result<Asset, Refusal> {
    let file = cap_std::fs::File::open_ambient_with(path, &reading(), ambient_authority())
        .map_err(refusal_of)?;
    asset(
        &path.file_name().unwrap_or_default().to_string_lossy(),
        file.into_std(),
    )
}

/// Opens a file beneath a directory.
pub(crate) fn open_in(root: &Path, relative: &str) -> Result<Asset, Refusal> {
    ServedRoot::new(root)
        .map_err(refusal_of)?
        .find_plain(relative)
}

/// Opening a FIFO for reading would wait for a writer.
fn reading() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).nonblock(true);
    options
}

/// Judges what was opened: the name may have meant something else a moment before.
fn asset(name: &str, file: File) -> Result<Asset, Refusal> {
    let metadata = file.metadata().map_err(refusal_of)?;
    if !metadata.is_file() {
        return Err(not_found());
    }
    let modified = metadata.modified().ok();
    let etag = modified.map(|time| etag(&metadata, time));
    let body = FileBody::new(file).map_err(refusal_of)?;
    Ok(Asset {
        etag,
        modified,
        ..Asset::new(name, body)
    })
}

/// Names a version of a file by its time, its length and which file it is; weakly while the time may still stand for two versions.
fn etag(metadata: &std::fs::Metadata, modified: SystemTime) -> HeaderValue {
    let since_epoch = modified
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let is_settled = modified.elapsed().is_ok_and(|age| age > SETTLED_AFTER);
    let weak = if is_settled { "" } else { "W/" };
    let mut identity = DefaultHasher::new();
    identity.write_u64(file_number(metadata));
    let tag = format!(
        r#"{weak}"{:x}-{:x}-{:x}""#,
        since_epoch.as_nanos(),
        metadata.len(),
        identity.finish()
    );
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static(r#"W/"""#))
}

#[cfg(unix)]
fn file_number(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(windows)]
fn file_number(metadata: &std::fs::Metadata) -> u64 {
    std::os::windows::fs::MetadataExt::creation_time(metadata)
}

/// What an error of the system means to the page, without the path that it concerns.
fn refusal_of(error: io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::InvalidFilename => not_found(),
        // Also what the walk answers when it would leave the root.
        io::ErrorKind::PermissionDenied => {
            Refusal::new(Code::PathDenied, "the file may not be read")
        }
        _ => Refusal::new(Code::Internal, "the file cannot be opened"),
    }
}
