//! Commands of the plugin `path`.

use std::path::{MAIN_SEPARATOR, MAIN_SEPARATOR_STR, Path, PathBuf};

use crate::{
    app::{
        AppHandle, Error, Manager, Result,
        path::{BaseDirectory, normalized},
    },
    command, generate_handler,
    ipc::Invoke,
};

#[command(root = "crate")]
fn resolve_directory(
    app: AppHandle,
    directory: BaseDirectory,
    path: Option<PathBuf>,
) -> Result<PathBuf> {
    app.path().resolve(path.unwrap_or_default(), directory)
}

/// Joins the paths to the current directory; an absolute path replaces the paths before it.
#[command(root = "crate")]
fn resolve(paths: Vec<String>) -> Result<PathBuf> {
    let mut path = std::env::current_dir()?;
    path.extend(paths);
    Ok(normalized(&path))
}

/// Normalizes a path as Node.js does: a trailing separator is kept.
#[command(root = "crate")]
fn normalize(path: String) -> String {
    let mut plain = normalized(Path::new(&path)).to_string_lossy().into_owned();
    if plain.is_empty() {
        return if path == ".." { path } else { ".".into() };
    }
    if path.ends_with(['/', '\\']) && !plain.ends_with(['/', '\\']) {
        plain.push(MAIN_SEPARATOR);
    }
    plain
}

#[command(root = "crate")]
fn join(paths: Vec<String>) -> String {
    let whole = paths.join(MAIN_SEPARATOR_STR);
    let plain = normalized(Path::new(&whole)).to_string_lossy().into_owned();
    if plain.is_empty() { ".".into() } else { plain }
}

#[command(root = "crate")]
fn dirname(path: &Path) -> Result<PathBuf> {
    path.parent().map(Path::to_owned).ok_or(Error::NoParent)
}

#[command(root = "crate")]
fn extname(path: &Path) -> Result<String> {
    let extension = path.extension().ok_or(Error::NoExtension)?;
    Ok(extension.to_string_lossy().into_owned())
}

#[command(root = "crate")]
fn basename(path: &Path, ext: Option<&str>) -> Result<String> {
    let name = path.file_name().ok_or(Error::NoBasename)?.to_string_lossy();
    let stem = ext.and_then(|ext| name.strip_suffix(ext));
    Ok(stem.unwrap_or(&name).to_owned())
}

#[command(root = "crate")]
fn is_absolute(path: &Path) -> bool {
    path.is_absolute()
}

pub(super) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    generate_handler![
        resolve_directory,
        resolve,
        normalize,
        join,
        dirname,
        extname,
        basename,
        is_absolute
    ]
}
