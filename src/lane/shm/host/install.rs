//! Installs the web process extension as a file that the web process can load.

use std::{fs, io, os::unix::fs::PermissionsExt, path::PathBuf, sync::OnceLock};

use parking_lot::Mutex;

use super::private_directory::{PrivateDirectory, sweep};

/// The library that `build.rs` compiles from `extension/`.
const LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/libbytelane_extension.so"));
const LIBRARY_NAME: &str = "libbytelane_extension.so";
/// The file that lists the origins whose main frames get the lane, one per line. The library reads it.
const ORIGINS_NAME: &str = "origins";
/// The file that lists the schemes whose requests need a mark.
const GUARDED_NAME: &str = "guarded";
/// The next list, until it replaces the former one.
const NEW_NAME: &str = "list.new";
/// All names of files in a directory of the engine.
const NAMES: [&str; 4] = [LIBRARY_NAME, ORIGINS_NAME, GUARDED_NAME, NEW_NAME];

/// The directory of this process that contains the library. Created once; removed on a normal exit of the process, and after any other one at
/// the next start of a process of the engine.
static DIRECTORY: OnceLock<Result<Directory, String>> = OnceLock::new();

struct Directory {
    directory: PrivateDirectory,
    lists: Mutex<Lists>,
}

/// The lists that the library reads, as they were written.
#[derive(Default)]
struct Lists {
    origins: Option<Vec<String>>,
    guarded: Vec<String>,
}

/// Returns the directory of the library, for `with_extensions_path`. Pages of these origins may use it from now on.
///
/// # Errors
/// Returns the reason if no directory could be written.
pub(crate) fn directory(origins: &[String]) -> Result<PathBuf, String> {
    let directory = installed()?;
    let mut lists = directory.lists.lock();
    let known = lists.origins.as_deref();
    if let Some(next) =
        with_more(known.unwrap_or_default(), origins).or_else(|| known.is_none().then(Vec::new))
    {
        directory.write(ORIGINS_NAME, &next)?;
        lists.origins = Some(next);
    }
    Ok(directory.directory.path().to_owned())
}

/// Makes the extension refuse requests to a scheme that carry no mark of the page's client, in web processes that start from now on.
///
/// # Errors
/// Returns the reason if the list could not be written.
pub(crate) fn guard(scheme: &str) -> Result<(), String> {
    let directory = installed()?;
    let mut lists = directory.lists.lock();
    if let Some(next) = with_more(&lists.guarded, &[scheme.to_owned()]) {
        directory.write(GUARDED_NAME, &next)?;
        lists.guarded = next;
    }
    Ok(())
}

/// Returns the schemes whose requests need a mark.
pub(crate) fn guarded() -> Vec<String> {
    match DIRECTORY.get() {
        Some(Ok(directory)) => directory.lists.lock().guarded.clone(),
        _ => Vec::new(),
    }
}

/// Returns the list with further entries, or `None` if it has all of them.
fn with_more(known: &[String], more: &[String]) -> Option<Vec<String>> {
    let mut fresh: Vec<&String> = Vec::new();
    for entry in more {
        if !known.contains(entry) && !fresh.contains(&entry) {
            fresh.push(entry);
        }
    }
    (!fresh.is_empty()).then(|| known.iter().chain(fresh).cloned().collect())
}

fn installed() -> Result<&'static Directory, String> {
    DIRECTORY
        .get_or_init(|| make().map_err(|error| error.to_string()))
        .as_ref()
        .map_err(Clone::clone)
}

fn make() -> io::Result<Directory> {
    // The user's runtime directory, or else the temporary one.
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let places: Vec<_> = runtime.into_iter().chain([std::env::temp_dir()]).collect();
    for place in &places {
        sweep(place, &NAMES);
    }
    let directory = PrivateDirectory::create(&places)?;
    let file = directory.path().join(LIBRARY_NAME);
    fs::write(&file, LIBRARY)?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o500))?;
    remove_at_exit();
    Ok(Directory {
        directory,
        lists: Mutex::default(),
    })
}

impl Directory {
    /// Replaces a list atomically, because a web process may be reading it.
    fn write(&self, name: &str, entries: &[String]) -> Result<(), String> {
        let directory = self.directory.path();
        let fresh = directory.join(NEW_NAME);
        let written = fs::write(&fresh, entries.join("\n"))
            .and_then(|()| fs::rename(fresh, directory.join(name)));
        written.map_err(|error| error.to_string())
    }
}

/// Removes the directory on a normal exit, which drops the main thread's locals but no statics.
fn remove_at_exit() {
    struct Removal;
    impl Drop for Removal {
        fn drop(&mut self) {
            if let Some(Ok(directory)) = DIRECTORY.get() {
                directory.directory.remove();
            }
        }
    }
    thread_local! {
        static REMOVAL: Removal = const { Removal };
    }
    REMOVAL.with(|_| {});
}
