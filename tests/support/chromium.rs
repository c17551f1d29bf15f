//! Headless Chromium, for tests and benchmarks of pages in a plain browser.

use bytelane_bench_protocol::chromium;
use std::{
    fs::{self, File},
    process::{Child, Command, Stdio},
};

const FLAGS: [&str; 12] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-popup-blocking",
    "--no-first-run",
    "--no-default-browser-check",
    "--enable-logging=stderr",
];

/// A running browser with a profile of its own, which ends with the value.
pub(crate) struct Chromium {
    child: Child,
    profile: tempfile::TempDir,
}

impl Chromium {
    /// Opens an address.
    ///
    /// # Panics
    /// Panics if no browser is installed or it does not start.
    pub(crate) fn open(address: &str) -> Self {
        let profile = tempfile::tempdir().expect("a directory");
        let log = File::create(profile.path().join("log")).expect("a file");
        let folder = format!("--user-data-dir={}", profile.path().join("data").display());
        let child = Command::new(chromium().expect("an installed browser"))
            .args(FLAGS)
            .args([&folder, address])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("a browser");
        Self { child, profile }
    }

    /// Returns what it has logged, the console of the page included.
    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.profile.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
