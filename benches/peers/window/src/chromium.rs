//! Headless Chromium in place of the window: the same server and the same page, in another engine, without a window and without a GPU.

use std::{
    env, fs, io,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, mpsc},
};

use bytelane_bench_protocol::{Ready, Worker, chromium};

use crate::{Host, file};

/// Environment variable that chooses the browser.
const BROWSER: &str = "BYTELANE_PEER_BROWSER";

const FLAGS: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    // A page of files loads its modules.
    "--allow-file-access-from-files",
];

/// Whether the page is opened in Chromium instead of a window.
#[must_use]
pub fn is_chosen() -> bool {
    env::var(BROWSER).is_ok_and(|browser| browser == "chromium")
}

/// Opens the page at the URL that `serve` returns, and runs it until the end of the jobs. The folder that `serve` receives is removed then.
///
/// # Errors
/// Returns an error if no Chromium is installed or the system cannot create a thread or a process.
pub fn run(
    system: &str,
    serve: impl FnOnce(&Host, &Path) -> io::Result<String>,
) -> Result<(), Box<dyn std::error::Error>> {
    let program = chromium().ok_or("no Chromium is installed")?;
    let (sender, works) = mpsc::channel::<Option<Box<dyn FnOnce() + Send>>>();
    let ending = sender.clone();
    let about = Ready {
        system: system.into(),
        lane: String::new(),
        version: String::new(),
        engine: version(&program),
        mark_ns: 0,
    };
    let worker = Worker::start(about, move || {
        // The main thread has ended already if nothing receives.
        let _ended = ending.send(None);
    })?;
    let host = Host {
        worker: worker.clone(),
        shelf: Arc::default(),
    };
    let folder = env::temp_dir().join(format!("bytelane-peer-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let browser = serve(&host, &folder).and_then(|url| open(&program, &folder, &url));
    let ran = browser.map(|mut browser| {
        let ticks = worker.start_ticks(move |tick| sender.send(Some(Box::new(tick))).is_ok());
        while let Ok(Some(work)) = works.recv() {
            work();
        }
        // It may have ended already.
        let _ended = browser.kill();
        let _status = browser.wait();
        ticks
    });
    fs::remove_dir_all(&folder)?;
    ran??;
    Ok(())
}

/// Writes the files of a page that no server has, with a script before the others. Returns their URL.
///
/// # Errors
/// Returns an error if a file cannot be written.
pub fn write_page(folder: &Path, script: &str, own: &'static str) -> io::Result<String> {
    for name in ["runner.js", "operations.js", "framing.js", "system.js"] {
        if let Some((_, text)) = file(&format!("/{name}"), own) {
            fs::write(folder.join(name), text)?;
        }
    }
    let (_, page) = file("/", own).ok_or_else(|| io::Error::other("the page has no document"))?;
    let page = page.replacen("<script", &format!("<script>{script}</script>\n<script"), 1);
    let path = folder.join("index.html");
    fs::write(&path, page)?;
    Ok(format!("file://{}", path.display()))
}

/// Returns the name and the version of a browser, as it states them.
fn version(program: &Path) -> String {
    let output = Command::new(program).arg("--version").output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.unwrap_or_else(|_| "Chromium".to_owned())
}

fn open(program: &Path, folder: &Path, url: &str) -> io::Result<Child> {
    Command::new(program)
        .args(FLAGS)
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}
