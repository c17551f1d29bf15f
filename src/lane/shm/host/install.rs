//! Installs the web process extension as a file that the web process can load.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use parking_lot::Mutex;

use super::private_directory::{PrivateDirectory, sweep};

/// The library that `build.rs` compiles from `extension/`.
const LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/libbytelane_extension.so"));
const LIBRARY_NAME: &str = "libbytelane_extension.so";
/// The file that lists the origins whose main frames get the lane, one per line. The library reads it.
const ORIGINS_NAME: &str = "origins";
/// The next list, until it replaces the former one.
const NEW_ORIGINS_NAME: &str = "origins.new";

/// The directory of this process that contains the library. Created once; removed on a normal exit of the process, and after any other one at
/// the next start of a process of the engine.
static DIRECTORY: OnceLock<Result<Directory, String>> = OnceLock::new();

struct Directory {
    directory: PrivateDirectory,
    origins: Mutex<Vec<String>>,
}

/// Returns the directory of the library, for `with_extensions_path`. Pages of these origins may use it from now on.
///
/// # Errors
/// Returns the reason if no directory could be written.
pub(super) fn directory(origins: &[String]) -> Result<PathBuf, String> {
    let directory = DIRECTORY
        .get_or_init(|| make().map_err(|error| error.to_string()))
        .as_ref()
        .map_err(Clone::clone)?;
    let mut known = directory.origins.lock();
    let before = known.len();
    for origin in origins {
        if !known.contains(origin) {
            known.push(origin.clone());
        }
    }
    if known.len() != before || before == 0 {
        write_origins(directory.directory.path(), &known).map_err(|error| error.to_string())?;
    }
    Ok(directory.directory.path().to_owned())
}

fn make() -> io::Result<Directory> {
    // The user's runtime directory, or else the temporary one.
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let places: Vec<_> = runtime.into_iter().chain([std::env::temp_dir()]).collect();
    for place in &places {
        sweep(place, &[LIBRARY_NAME, ORIGINS_NAME, NEW_ORIGINS_NAME]);
    }
    let directory = PrivateDirectory::create(&places)?;
    let file = directory.path().join(LIBRARY_NAME);
    fs::write(&file, LIBRARY)?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o500))?;
    remove_at_exit();
    Ok(Directory {
        directory,
        origins: Mutex::default(),
    })
}

/// Replaces the list atomically, because a web process may be reading it.
fn write_origins(directory: &Path, origins: &[String]) -> io::Result<()> {
    let fresh = directory.join(NEW_ORIGINS_NAME);
    fs::write(&fresh, origins.join("\n"))?;
    fs::rename(fresh, directory.join(ORIGINS_NAME))
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
