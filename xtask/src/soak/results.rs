//! The directory of the results, and the commit that they are of.

use crate::{Outcome, process, workspace};
use std::path::PathBuf;

/// Returns the directory of the results.
pub(super) fn directory() -> Outcome<PathBuf> {
    Ok(workspace::target_directory()?.join("soak"))
}

/// Returns the commit of the checkout, marked if files have changed since.
pub(super) fn commit() -> String {
    let commit = process::output("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_default();
    let changed = process::output("git", &["status", "--porcelain", "--untracked-files=no"]);
    let is_clean = changed.is_some_and(|files| files.is_empty());
    format!("{commit}{}", if is_clean { "" } else { ", changed" })
}
