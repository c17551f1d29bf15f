//! A directory that belongs to this process, and the removal of those of processes that were killed.
//!
//! Each directory contains a file that its process keeps locked (`flock`). The system releases the lock when the process ends, however it ends, so a directory
//! whose lock is free has no owner. A number of a process would not show that: numbers are reused.

use std::{
    ffi::OsStr,
    fs::{self, File},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt},
    path::{Path, PathBuf},
};

use rustix::fs::{AtFlags, FlockOperation, Mode, OFlags, flock, openat, unlinkat};

/// Start of the names of the directories.
const PREFIX: &str = "bytelane-";
const LOCK_NAME: &str = "lock";
/// Attempts to create a directory, each with a name of its own. Another process may take one for abandoned before it is locked.
const ATTEMPTS_MAX: usize = 8;

/// A directory that only this user can read and write, and that other processes of the engine leave alone while this one lives.
#[derive(Debug)]
pub(super) struct PrivateDirectory {
    path: PathBuf,
    _lock: File,
}

impl PrivateDirectory {
    /// Creates a directory in the first of these places that allows it.
    ///
    /// # Errors
    /// Returns the error of the last place.
    pub(super) fn create(places: &[PathBuf]) -> io::Result<Self> {
        let mut last = io::Error::from(io::ErrorKind::NotFound);
        for place in places {
            for _ in 0..ATTEMPTS_MAX {
                match Self::create_in(place) {
                    Ok(Some(directory)) => return Ok(directory),
                    Ok(None) => {}
                    Err(error) => {
                        last =
                            io::Error::new(error.kind(), format!("{}: {error}", place.display()));
                        break;
                    }
                }
            }
        }
        Err(last)
    }

    /// Creates a directory. Returns `None` if another process has removed it meanwhile.
    fn create_in(place: &Path) -> io::Result<Option<Self>> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        let name = format!(
            "{PREFIX}{}-{:016x}",
            std::process::id(),
            u64::from_ne_bytes(random)
        );
        let path = place.join(name);
        fs::DirBuilder::new().mode(0o700).create(&path)?;
        let opened = File::options()
            .write(true)
            .create_new(true)
            .open(path.join(LOCK_NAME));
        let lock = match opened {
            Ok(lock) => lock,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        if flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
            return Ok(None);
        }
        // The lock may be that of a removed file.
        let is_there = lock.metadata()?.nlink() > 0;
        Ok(is_there.then_some(Self { path, _lock: lock }))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the directory with everything in it.
    pub(super) fn remove(&self) {
        // Errors cannot be reported at the exit of the process.
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// Removes the directories of processes that have ended without removing them. `files` are the names of the files that a directory may contain; one with other
/// files stays. Links are not followed.
pub(super) fn sweep(place: &Path, files: &[&str]) {
    let Ok(entries) = fs::read_dir(place) else {
        return;
    };
    let Ok(place) = File::open(place) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if is_name(&name)
            && let Err(error) = remove_abandoned(&place, &name, files)
        {
            tracing::debug!(target: "bytelane::lane", ?name, %error, "a directory of another process stays");
        }
    }
}

/// Returns whether this is the name of a directory of the engine: the number of a process and 16 hexadecimal digits.
fn is_name(name: &OsStr) -> bool {
    let parts = name
        .to_str()
        .and_then(|name| name.strip_prefix(PREFIX)?.split_once('-'));
    parts.is_some_and(|(process, random)| {
        process.parse::<u32>().is_ok()
            && random.len() == 16
            && random.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

fn remove_abandoned(place: &File, name: &OsStr, files: &[&str]) -> io::Result<()> {
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let directory = File::from(openat(place, name, OFlags::RDONLY | flags, Mode::empty())?);
    let metadata = directory.metadata()?;
    if metadata.uid() != fs::metadata("/proc/self")?.uid() || metadata.mode() & 0o777 != 0o700 {
        return Err(io::Error::other("it is not a directory of this user alone"));
    }
    let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    match openat(&directory, LOCK_NAME, flags, Mode::empty()) {
        Ok(lock) => {
            // Fails while its process lives.
            flock(&lock, FlockOperation::NonBlockingLockExclusive)?;
            for file in files.iter().chain([&LOCK_NAME]) {
                match unlinkat(&directory, *file, AtFlags::empty()) {
                    Ok(()) | Err(rustix::io::Errno::NOENT) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        // Its process ended before it had a lock, or will notice that the directory is gone.
        Err(rustix::io::Errno::NOENT) => {}
        Err(error) => return Err(error.into()),
    }
    // Fails if it contains other files.
    Ok(unlinkat(place, name, AtFlags::REMOVEDIR)?)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead, BufReader},
        os::unix::fs::{PermissionsExt, symlink},
        process::{Command, Stdio},
    };

    use super::*;

    const FILES: [&str; 2] = ["library", "origins"];
    const PLACE: &str = "BYTELANE_TEST_PLACE";

    /// The process that the test below kills.
    #[test]
    #[ignore = "runs in a process of its own"]
    fn holds_a_directory() {
        let place = PathBuf::from(std::env::var_os(PLACE).expect("a place"));
        let directory = PrivateDirectory::create(&[place]).expect("a directory");
        for file in FILES {
            fs::write(directory.path().join(file), "x").expect("a file");
        }
        println!("\nat {}", directory.path().display());
        loop {
            std::thread::park();
        }
    }

    #[test]
    fn the_directory_of_a_killed_process_is_removed_and_no_other_one() {
        let place = tempfile::tempdir().expect("a place");
        let (_, module) = module_path!()
            .split_once("::")
            .expect("the path of a module");
        let mut child = Command::new(std::env::current_exe().expect("the test program"))
            .args(["--exact", &format!("{module}::holds_a_directory")])
            .args(["--ignored", "--nocapture"])
            .env(PLACE, place.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a process");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let held = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("at ").map(PathBuf::from))
            .expect("a directory");
        let exists = |path: &Path| fs::symlink_metadata(path).is_ok();

        // Its process lives.
        sweep(place.path(), &FILES);
        assert!(held.join("library").exists());

        // Other directories, whatever their names are.
        let target = tempfile::tempdir().expect("a directory");
        fs::write(target.path().join(LOCK_NAME), "").expect("a file");
        let at = |name: &str| place.path().join(name);
        let link = at("bytelane-1-0000000000000001");
        symlink(target.path(), &link).expect("a link");
        let open_to_others = at("bytelane-1-0000000000000002");
        fs::create_dir(&open_to_others).expect("a directory");
        fs::set_permissions(&open_to_others, fs::Permissions::from_mode(0o755)).expect("a mode");
        let with_more = at("bytelane-1-0000000000000003");
        let foreign = at("bytelane-other");
        for path in [&with_more, &foreign] {
            let made = fs::DirBuilder::new().mode(0o700).create(path);
            made.expect("a directory");
        }
        fs::write(with_more.join("more"), "").expect("a file");
        fs::write(with_more.join(LOCK_NAME), "").expect("a file");
        let empty = at("bytelane-1-0000000000000004");
        let made = fs::DirBuilder::new().mode(0o700).create(&empty);
        made.expect("a directory");

        child.kill().expect("a signal");
        child.wait().expect("an end");
        sweep(place.path(), &FILES);
        assert!(!exists(&held), "the directory of the killed process");
        assert!(!exists(&empty), "an empty directory");
        for path in [&link, &open_to_others, &with_more.join("more"), &foreign] {
            assert!(exists(path), "{}", path.display());
        }
        assert!(
            target.path().join(LOCK_NAME).exists(),
            "links are not followed"
        );
    }
}
