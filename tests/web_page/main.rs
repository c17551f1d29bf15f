//! Pages in Rust in a real webview: those of `web/`, in the folder that `BYTELANE_WEB_PAGES` names. `cargo xtask test --filter web` compiles them and runs this.

#[path = "../support/child.rs"]
mod child;
mod commands;
#[path = "../../web/tests/page/src/rows.rs"]
mod rows;

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use bytelane::{AppHandle, Builder, Context, Manager, rkyv};
use libtest_mimic::{Arguments, Failed, Trial};

use commands::Counts;

/// The variable that names the folder of the compiled pages.
const PAGES: &str = "BYTELANE_WEB_PAGES";
/// Longest time of a page.
const PATIENCE: Duration = Duration::from_secs(180);
/// The page of the example, which is watched from outside.
const EXAMPLE: &str = "example";
/// What the example shows in the end.
const SHOWN: &str = "10000 orders, 12498750 in all";
const LANES: &[&str] = if cfg!(target_os = "linux") {
    &["protocol", "shm"]
} else {
    &["protocol"]
};

fn main() -> ExitCode {
    if let [flag, page] = env::args().skip(1).collect::<Vec<_>>().as_slice()
        && flag == "--page"
    {
        return open(Path::new(page));
    }
    let mut arguments = Arguments::from_args();
    // A page measures, and a webview takes more than one core.
    arguments.test_threads = Some(1);
    let Some(pages) = env::var_os(PAGES).map(PathBuf::from) else {
        eprintln!("{PAGES} names no folder of compiled pages: run `cargo xtask test --filter web`");
        return ExitCode::FAILURE;
    };
    let trials = LANES.iter().flat_map(|lane| {
        ["page", EXAMPLE].map(|name| {
            let page = pages.join(name);
            Trial::test(format!("{lane}::{name}"), move || run(&page, lane))
        })
    });
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// Opens a page in a child process, since a lane is selected for a whole process.
fn run(page: &Path, lane: &str) -> Result<(), Failed> {
    let mut child = Command::new(env::current_exe()?)
        .arg("--page")
        .arg(page)
        .env("BYTELANE_LANE", lane)
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .stdin(Stdio::null())
        .spawn()?;
    match child::wait(&mut child, PATIENCE)? {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(format!("the host ended with {status}").into()),
        None => Err(format!("the page has not finished in {} s", PATIENCE.as_secs()).into()),
    }
}

/// Runs an application with the page until the page has finished.
fn open(page: &Path) -> ExitCode {
    let mut context = Context::new("org.bytelane.test.web")
        .directory(page)
        .csp("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'")
        .incognito(true);
    context.config_mut().app.with_global_tauri = true;
    let built = Builder::default()
        .manage(Counts::default())
        .invoke_handler(commands::handler())
        .build(context.window(Default::default()));
    let app = match built {
        Ok(app) => app,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let handle = app.handle().clone();
    if page.ends_with(EXAMPLE) {
        let watched = handle.clone();
        thread::spawn(move || watch(&watched));
    }
    let code = app.run_return(|_, _| {});
    let result = handle.state::<Counts>().result.lock().take();
    match result {
        Some(Ok(figures)) if code == 0 => {
            for figure in figures {
                println!(
                    "  {}: {figure}",
                    env::var("BYTELANE_LANE").unwrap_or_default()
                );
            }
            ExitCode::SUCCESS
        }
        Some(Err(failure)) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
        _ => {
            eprintln!("the page has not finished; the application ended with {code}");
            ExitCode::FAILURE
        }
    }
}

/// Waits until the example shows the table, and ends the application.
fn watch(app: &AppHandle) {
    loop {
        thread::sleep(Duration::from_millis(50));
        // There is none until the application runs.
        let Some(window) = app.get_webview_window("main") else {
            continue;
        };
        let (sender, answer) = mpsc::channel();
        let script = "document.querySelector('output')?.textContent ?? ''";
        let asked = window.eval_with_callback(script, move |text: String| drop(sender.send(text)));
        if asked.is_ok() && answer.recv().is_ok_and(|text| text.contains(SHOWN)) {
            *app.state::<Counts>().result.lock() = Some(Ok(Vec::new()));
            return app.exit(0);
        }
    }
}
