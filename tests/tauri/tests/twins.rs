//! The small applications of `src/twins` in a real webview, each in a process of its own, on both lanes. A script of this program uses the page as a user
//! does, and reports what the page shows. Needs a display; `cargo xtask test` provides one.

#[path = "../../support/child.rs"]
mod child;

use std::{
    env,
    io::{Read, Seek},
    process::{Command, ExitCode, Stdio},
    time::Duration,
};

use bytelane_tauri_tests::twins;
use tauri::{Builder, Context, Manager, Wry};

/// Seconds after which a case counts as hung.
const CASE_SECONDS_MAX: u64 = 90;

/// Prefix of the line in which a child reports the result of its case.
const MARK: &str = "\u{1}result ";

struct Case {
    name: &'static str,
    builder: fn() -> Builder<Wry>,
    context: fn() -> Context,
    /// The body of an async function in the main window. `shown(text)` waits until the page shows the text.
    script: &'static str,
    /// Arguments of the program, after those of this test.
    arguments: &'static [&'static str],
}

macro_rules! case {
    ($name:ident, $configuration:literal, $script:literal) => {
        Case {
            name: stringify!($name),
            builder: twins::$name::builder,
            context: || tauri::generate_context!($configuration),
            script: $script,
            arguments: &[],
        }
    };
}

const CASES: &[Case] = &[
    case!(
        helloworld,
        "twins/helloworld/tauri.conf.json",
        "document.querySelector('form').requestSubmit()
         await shown('Hello Ada, You have been greeted from Rust!')
         equal(getComputedStyle(document.querySelector('output')).color, 'rgb(1, 2, 3)')"
    ),
    case!(
        state,
        "twins/state/tauri.conf.json",
        "await shown('0')
         document.querySelector('#add').click()
         await shown('2')
         document.querySelector('#add').click()
         await shown('4')"
    ),
    case!(
        commands,
        "twins/commands/tauri.conf.json",
        r#"await until(() => text() !== '')
         equal(text(), JSON.stringify({
           simple: { value: 'a' }, stateful: { value: 'state: b' }, wildcard: { value: 'wildcard' }, pattern: { value: 'Ada 36' }, tuple: { value: 'Ada 36' },
           task: { value: 'c' }, future: { value: 'd' }, future_result: { error: 'nothing' }, borrowed: { value: 'e' }, borrowed_task: { value: 'state: f' },
           snake: { value: 'g' }, renamed: { value: 'renamed' }, result: { error: { Wanted: 7 } }, raw: { value: '3 bytes' },
         }))"#
    ),
    case!(
        multiwindow,
        "twins/multiwindow/tauri.conf.json",
        "await until(async () => String(await labels()) === 'Rust,main,secondary')
         await open('page')
         equal(await labels(), ['Rust', 'main', 'page', 'secondary'])
         await greet('main')
         await shown('main from main')"
    ),
    case!(
        splashscreen,
        "twins/splashscreen/tauri.conf.json",
        "const { getAllWindows, getCurrentWindow } = window.__TAURI__.window
         await until(async () => (await getAllWindows()).length === 1 && (await getCurrentWindow().isVisible()))"
    ),
    case!(
        streaming,
        "twins/streaming/tauri.conf.json",
        "await until(() => text() !== '')
         equal(JSON.parse(text()), [200, 256, 206, 'bytes 10-19/256', [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]])"
    ),
    case!(
        resources,
        "twins/resources/tauri.conf.json",
        "await until(() => text() !== '')
         const [same, lines] = JSON.parse(text())
         equal([same, lines > 0], [true, true])"
    ),
    Case {
        arguments: &["/tmp/a note.note", "file:///tmp/b.note"],
        ..case!(
            fileassociations,
            "twins/fileassociations/tauri.conf.json",
            r#"await shown('["file:///tmp/a%20note.note","file:///tmp/b.note"]')"#
        )
    },
    Case {
        name: "interface",
        builder: twins::interface::builder,
        context: twins::interface::context,
        script: r#"const { invoke, convertFileSrc, Channel } = window.__TAURI__.core
         const rejected = (promise) => promise.then(() => 'resolved', String)
         equal([await invoke('sampled'), await invoke('sampled')], [1, 2])
         equal(await (await fetch(convertFileSrc('a', 'sample'))).text(), 'main /a')
         equal(await (await fetch(convertFileSrc('a', 'later'))).text(), 'later')
         equal([window.own, window.early], ['script', 'function'])
         equal(await invoke('plugin:own|seen'), ['initialized with {"key":1}', 'window main', 'webview main'])
         equal(await rejected(invoke('plugin:own|other')), 'Command plugin:own|other not found')
         equal(await invoke('icon'), [2, 1, [1, 2, 3, 255, 4, 5, 6, 255]])
         equal(await invoke('channel_id', { channel: new Channel() }), { same: true })
         const [data, cache, log] = await invoke('directories')
         equal([data.endsWith('/bytelane-twin'), cache === `${data}/caches`, log === `${data}/logs`], [true, true, true])
         equal(await invoke('open', { path: 'a/b.txt' }), 'a/b.txt')
         equal((await rejected(invoke('open', { path: 'a/../b.txt' }))).includes('`..`'), true)
         equal(await invoke('four', { four: new Uint8Array([1, 2, 3, 4]) }), [1, 2, 3, 4])
         equal(await rejected(invoke('four', { four: new Uint8Array(5) })), 'invalid args `four` for command `four`: invalid length 5, expected fewer elements in array')
         const frame = document.querySelector('iframe').contentWindow
         await until(() => frame.everywhere === '/frame.html')
         equal([window.everywhere, typeof frame.bytelane, typeof frame.__TAURI_INTERNALS__], ['/', 'undefined', 'undefined'])
         await new Promise((denied) => navigator.geolocation.getCurrentPosition(denied, denied))
         equal(await invoke('asked'), ['main: geolocation'])"#,
        arguments: &[],
    },
    Case {
        name: "isolation",
        builder: twins::isolation::builder,
        context: isolation,
        script: "document.querySelector('#ping').click()
         await shown('pong')",
        arguments: &[],
    },
];

#[expect(
    deprecated,
    reason = "the build warns of the isolation pattern, which is ignored"
)]
fn isolation() -> Context {
    tauri::generate_context!("twins/isolation/tauri.conf.json")
}

/// Returns the script that uses the page of the main window.
fn user(script: &str) -> String {
    format!(
        "if (window.__TAURI_INTERNALS__.metadata.currentWindow.label === 'main') window.addEventListener('DOMContentLoaded', async () => {{
           const text = () => document.querySelector('output').textContent
           const until = async (condition) => {{ while (!(await condition())) await new Promise((next) => setTimeout(next, 5)) }}
           const shown = (expected) => until(() => text() === expected)
           const equal = (actual, expected) => {{
             if (JSON.stringify(actual) !== JSON.stringify(expected)) throw new Error(`${{JSON.stringify(actual)}} is not ${{JSON.stringify(expected)}}`)
           }}
           let failure = null
           try {{ {script} }} catch (error) {{ failure = String(error) }}
           await window.__TAURI_INTERNALS__.invoke('plugin:user|report', {{ failure }})
         }})"
    )
}

#[tauri::command]
fn report(app: tauri::AppHandle, failure: Option<String>) {
    println!("{MARK}{}", failure.unwrap_or_default());
    app.exit(0);
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let Some(name) = arguments
        .first()
        .and_then(|first| first.strip_prefix("--case="))
    {
        let case = CASES.iter().find(|case| case.name == name);
        return case.map_or(ExitCode::FAILURE, run_case);
    }
    if arguments.iter().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    if env::var_os("DISPLAY").is_none() && env::var_os("WAYLAND_DISPLAY").is_none() {
        eprintln!("no display; `cargo xtask test` provides one");
        return ExitCode::FAILURE;
    }
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    let (mut passed, mut failed) = (0, 0);
    let lanes = match env::var("BYTELANE_LANE") {
        Ok(lane) => vec![lane],
        Err(_) if cfg!(target_os = "linux") => vec!["protocol".into(), "shm".into()],
        Err(_) => vec!["protocol".into()],
    };
    for lane in lanes {
        for case in CASES
            .iter()
            .filter(|case| filter.is_none_or(|filter| case.name.contains(filter.as_str())))
        {
            match run_in_child(case, &lane) {
                Ok(()) => {
                    println!("test {lane}::{} ... ok", case.name);
                    passed += 1;
                }
                Err(failure) => {
                    println!("test {lane}::{} ... FAILED\n{failure}", case.name);
                    failed += 1;
                }
            }
        }
    }
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {verdict}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out\n"
    );
    if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs a case on a lane in a child process.
fn run_in_child(case: &Case, lane: &str) -> Result<(), String> {
    let mut log = tempfile::tempfile().expect("a temporary file");
    let output = || Stdio::from(log.try_clone().expect("a second handle"));
    let mut child = Command::new(env::current_exe().expect("the path of this program"))
        .arg(format!("--case={}", case.name))
        .args(case.arguments)
        .env("BYTELANE_LANE", lane)
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .stdin(Stdio::null())
        .stdout(output())
        .stderr(output())
        .spawn()
        .expect("a child process");
    let status =
        child::wait(&mut child, Duration::from_secs(CASE_SECONDS_MAX)).expect("a child process");
    let mut text = String::new();
    let _ = log.rewind().and_then(|()| log.read_to_string(&mut text));
    let result = text.lines().find_map(|line| line.strip_prefix(MARK));
    match (status, result) {
        (Some(status), Some("")) if status.success() => Ok(()),
        (Some(status), _) => Err(format!("the host ended with {status}:\n{text}")),
        (None, _) => Err(format!("the case hung for {CASE_SECONDS_MAX} s:\n{text}")),
    }
}

/// Runs a case to its end.
fn run_case(case: &Case) -> ExitCode {
    let plugin = tauri::plugin::Builder::<Wry>::new("user")
        .invoke_handler(tauri::generate_handler![report])
        .js_init_script(user(case.script))
        .build();
    let app = (case.builder)()
        .plugin(plugin)
        .build((case.context)().incognito(true))
        .expect("an application");
    let code = if case.name == "interface" {
        run_iterations(app)
    } else {
        app.run_return(|_, _| {})
    };
    if code == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Runs the event loop one iteration at a time until the last window is closed.
fn run_iterations(mut app: tauri::App) -> i32 {
    let ready = std::rc::Rc::new(std::cell::Cell::new(0));
    loop {
        let counted = std::rc::Rc::clone(&ready);
        app.run_iteration(move |_, event| {
            if let tauri::RunEvent::Ready = event {
                counted.set(counted.get() + 1);
            }
        });
        if app.webview_windows().is_empty() {
            app.cleanup_before_exit();
            break;
        }
    }
    i32::from(ready.get() != 1)
}
