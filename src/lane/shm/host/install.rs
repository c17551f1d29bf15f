//! Installs the web process extension as a file that the web process can load.

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::OnceLock,
};

use parking_lot::Mutex;

/// The library that `build.rs` compiles from `extension/`.
const LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/libbytelane_extension.so"));
const LIBRARY_NAME: &str = "libbytelane_extension.so";
/// The file that lists the origins whose main frames get the lane, one per line. The library reads it.
const ORIGINS_NAME: &str = "origins";

/// The directory of this process that contains the library. Created once; removed on a normal exit of the process.
static DIRECTORY: OnceLock<Result<Directory, String>> = OnceLock::new();

struct Directory {
    path: PathBuf,
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
        write_origins(&directory.path, &known).map_err(|error| error.to_string())?;
    }
    Ok(directory.path.clone())
}

fn make() -> io::Result<Directory> {
    let path = private_directory()?;
    let file = path.join(LIBRARY_NAME);
    fs::write(&file, LIBRARY)?;
    fs::set_permissions(&file, fs::Permissions::from_mode(0o500))?;
    remove_at_exit();
    Ok(Directory {
        path,
        origins: Mutex::default(),
    })
}

/// Creates a directory that only this user can read and write, in the user's runtime directory or else the temporary one.
fn private_directory() -> io::Result<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let places = runtime.into_iter().chain([std::env::temp_dir()]);
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(io::Error::other)?;
    let name = format!(
        "bytelane-{}-{:016x}",
        std::process::id(),
        u64::from_ne_bytes(random)
    );
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for place in places {
        let path = place.join(&name);
        match fs::DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => return Ok(path),
            Err(error) => {
                last = io::Error::new(error.kind(), format!("{}: {error}", path.display()));
            }
        }
    }
    Err(last)
}

/// Replaces the list atomically, because a web process may be reading it.
fn write_origins(directory: &Path, origins: &[String]) -> io::Result<()> {
    let fresh = directory.join("origins.new");
    fs::write(&fresh, origins.join("\n"))?;
    fs::rename(fresh, directory.join(ORIGINS_NAME))
}

/// Removes the directory on a normal exit, which drops the main thread's locals but no statics.
fn remove_at_exit() {
    struct Removal;
    impl Drop for Removal {
        fn drop(&mut self) {
            if let Some(Ok(directory)) = DIRECTORY.get() {
                // At the exit an error can no longer be reported.
                let _ = fs::remove_dir_all(&directory.path);
            }
        }
    }
    thread_local! {
        static REMOVAL: Removal = const { Removal };
    }
    REMOVAL.with(|_| {});
}
