//! The cases in a plain browser: headless Chromium, over the browser lane.

use std::{
    env,
    process::ExitCode,
    sync::{Arc, mpsc},
    time::Duration,
};

use bytelane::{
    BrowserOptions,
    ipc::{CommandArg, CommandItem, Extension, Invoke, InvokeError},
};

use crate::{
    BROWSER, CASE_SECONDS_MAX,
    cases::{CASES, Case},
    chromium::Chromium,
    host::{self, Action, Host, TEXT},
};

/// Cases of a webview alone, and why.
const OF_A_WEBVIEW: &[(&str, &str)] = &[
    #[cfg(feature = "inspector")]
    ("inspector", OTHER_WINDOW),
    ("bindings", "its commands take a webview"),
    ("commands_that_block_and_another_window", OTHER_WINDOW),
    ("window_closed_and_its_label_used_again", OTHER_WINDOW),
    ("web_process_killed", PROCESS),
    ("web_process_killed_at_each_step", PROCESS),
    ("network_process_killed", PROCESS),
    ("memory_at_rest", PROCESS),
    ("hostile_page", SCHEME),
    ("isolation_of_contexts", SCHEME),
    ("policy_of_the_page", SCHEME),
    ("page_of_another_origin", SCHEME),
    (TEXT, "a server has no pages without an address"),
];
const OTHER_WINDOW: &str = "the host opens or closes a window";
const PROCESS: &str = "the host measures or ends the web process";
const SCHEME: &str = "the page sends requests to the scheme of the protocol lane";

/// Returns the cases to run in a browser, unless another lane is tested alone or no browser is installed.
pub(crate) fn cases() -> impl Iterator<Item = &'static Case> {
    let is_tested = env::var("BYTELANE_LANE").map_or(true, |lane| lane == BROWSER);
    let is_available = is_tested && bytelane_bench_protocol::chromium().is_some();
    if is_tested && !is_available {
        println!(
            "skipped: the cases in a browser: none of {:?} is installed",
            bytelane_bench_protocol::CHROMIUM_NAMES
        );
    }
    for (name, _) in OF_A_WEBVIEW {
        assert!(CASES.iter().any(|case| case.name == *name), "{name}");
    }
    let is_chosen = move |case: &&Case| {
        is_available && !OF_A_WEBVIEW.iter().any(|(name, _)| *name == case.name)
    };
    CASES.iter().filter(is_chosen)
}

/// The label of the page that calls.
struct Label(String);

impl<'de> CommandArg<'de> for Label {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        Ok(Self(item.message.caller().label.clone()))
    }
}

/// Returns what a command knows of its page, as the command of the same name does of its webview.
#[bytelane::command]
fn caller(label: Label, name: Extension<&'static str>) -> (String, String) {
    (label.0, (*name).to_owned())
}

/// Reloads the page when the host asks for it, which reloads a webview itself.
const RELOAD: &str = "bytelane.listen('host:reload', () => location.reload())";

/// What the main thread does.
enum Turn {
    Perform(Action),
    Run(Box<dyn FnOnce() + Send>),
}

/// Runs a case to its end.
pub(crate) fn run(case: &'static Case) -> ExitCode {
    crate::log::start();
    // As the thread of a webview: a send on it must not wait.
    bytelane::router::set_event_loop_thread();
    let (turns, on_main) = mpsc::channel();
    let (performed, run) = (turns.clone(), turns);
    let host = Host::new(move |action| {
        let _ = performed.send(Turn::Perform(action));
    });
    let shared = host::handler_of(case);
    let own = bytelane::generate_handler![caller];
    let handler = move |invoke: Invoke| match invoke.message.command() {
        "caller" => own(invoke),
        _ => shared(invoke),
    };
    let engine = host::engine(&host, Box::new(handler), |builder| {
        builder.main_thread(move |work| {
            let _ = run.send(Turn::Run(work));
        })
    });
    let serving = Arc::clone(&host);
    let mut options = BrowserOptions::new("main")
        .serve(move |request: http::Request<()>| host::serve(case, &serving, &request))
        .extension("an extension");
    if case.name == "reload" {
        options = options.script(RELOAD);
    }
    let browser = engine.serve_browser(options).expect("a free port");
    let chromium = Chromium::open(browser.address());
    *host.browser.lock() = Some(browser);
    let failure = loop {
        let action = match on_main.recv_timeout(Duration::from_secs(CASE_SECONDS_MAX)) {
            Ok(Turn::Perform(action)) => action,
            Ok(Turn::Run(work)) => {
                work();
                continue;
            }
            Err(_) => break Some("the case hung".to_owned()),
        };
        match action {
            Action::Finish(failure) => break failure,
            Action::Reload => {
                host.ledger.begin_fault();
                host.emit("host:reload", ()).expect("an engine");
            }
            Action::Exit => {
                host.ledger.begin_fault();
                drop(host.browser.lock().take());
                break None;
            }
            other => break Some(format!("a browser cannot do this: {other:?}")),
        }
    };
    let status = host.conclude(failure, (case.check)(&host));
    if status != ExitCode::SUCCESS {
        eprintln!("{}", chromium.log());
    }
    status
}
