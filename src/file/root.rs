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

/// A file that was modified more recently may be modified again without a change of its timestamp.
const SETTLED_AFTER: Duration = Duration::from_secs(2);

/// The files in a directory. No path leads outside it: not with `..` in any encoding, not through a symlink, not through a symlink that is replaced
/// while the path is resolved.
///
/// On Linux the kernel confines the resolution (`openat2`, `RESOLVE_BENEATH`). Only regular files are served, and opening one never blocks on a FIFO.
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
    /// Opens the directory at this path, and keeps serving it if it is renamed.
    ///
    /// # Errors
    /// Returns an error if the directory cannot be opened.
    pub fn new(directory: impl AsRef<Path>) -> io::Result<Self> {
        Ok(Self {
            directory: Dir::open_ambient_dir(directory, ambient_authority())?,
        })
    }

    /// Returns the file at a relative path, which uses `/` as separator and is not percent-encoded.
    ///
    /// # Errors
    /// Returns the errors of [`Assets::find`].
    pub fn find_plain(&self, relative: &str) -> Result<Asset, Refusal> {
        path::check(relative)?;
        match self.directory.open_with(relative, &reading()) {
            Ok(file) => asset(relative, file.into_std()),
            Err(error) => Err(unopened(error, || {
                let metadata = self.directory.metadata(relative)?;
                Ok((metadata.is_file(), metadata.is_dir()))
            })),
        }
    }
}

impl Assets for ServedRoot {
    fn find(&self, path: &str) -> Result<Asset, Refusal> {
        self.find_plain(&path::decode(path)?)
    }
}

/// Opens the file at a path of the application.
pub(crate) fn open(path: &Path) -> Result<Asset, Refusal> {
    let file = cap_std::fs::File::open_ambient_with(path, &reading(), ambient_authority())
        .map_err(|error| {
            unopened(error, || {
                let metadata = path.metadata()?;
                Ok((metadata.is_file(), metadata.is_dir()))
            })
        })?;
    asset(
        &path.file_name().unwrap_or_default().to_string_lossy(),
        file.into_std(),
    )
}

/// Opens a file in a directory that the path cannot leave.
pub(crate) fn open_in(root: &Path, relative: &str) -> Result<Asset, Refusal> {
    ServedRoot::new(root)
        .map_err(refusal_of)?
        .find_plain(relative)
}

/// Returns the options to open a file. Non-blocking, because opening a FIFO for reading would wait for a writer.
fn reading() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).nonblock(true);
    options
}

/// Checks the opened file, not its path, which may have named another file a moment before.
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

/// Returns an entity tag of the modification time, the length and the inode. The tag is weak while the file may change without a change of its timestamp.
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

/// Returns the refusal for a path that cannot be opened. `kind` returns whether it is a file and whether it is a directory.
fn unopened(error: io::Error, kind: impl FnOnce() -> io::Result<(bool, bool)>) -> Refusal {
    let refusal = refusal_of(error);
    let is_no_file = match refusal.code() {
        // The error of a socket and of a loop of symlinks.
        Code::Internal => !kind().is_ok_and(|(is_file, _)| is_file),
        // Windows opens no directory as a file. The kind of a path outside the root is unknown, so its refusal remains.
        Code::PathDenied => kind().is_ok_and(|(_, is_directory)| is_directory),
        _ => false,
    };
    if is_no_file { not_found() } else { refusal }
}

/// Returns the refusal for an error of the operating system, without the path.
fn refusal_of(error: io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::NotFound
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::IsADirectory
        | io::ErrorKind::InvalidFilename => not_found(),
        // Also the error of a path that would leave the root.
        io::ErrorKind::PermissionDenied => {
            Refusal::new(Code::PathDenied, "access to the file is denied")
        }
        _ => Refusal::new(Code::Internal, "the file cannot be opened"),
    }
}
