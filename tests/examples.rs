//! The examples `http_download`, `table` and `points` in a real webview: their states, from empty to done. `cargo xtask test` starts a display if none is available.

#![allow(
    clippy::duplicate_mod,
    reason = "the examples have the module `screenshot`"
)]

#[path = "../examples/http_download/main.rs"]
mod http_download;
#[path = "../examples/points/main.rs"]
mod points;
#[path = "../examples/table/main.rs"]
mod table;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::{Duration, Instant},
};

use bytelane::{Builder, Context, Manager, WebviewWindow};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(120);

/// The page of an example, as a user operates it.
struct Page(WebviewWindow);

impl Page {
    /// Evaluates an expression in the page.
    fn ask(&self, expression: &str) -> Value {
        let (sender, answer) = mpsc::channel();
        // A value that JSON cannot represent, such as `undefined`, is `null`.
        let script = format!(
            "(() => {{ try {{ return {expression} }} catch (error) {{ return `${{error}}` }} }})() ?? null"
        );
        let callback = move |text: String| drop(sender.send(text));
        self.0
            .eval_with_callback(script, callback)
            .expect("an open window");
        match answer.recv_timeout(PATIENCE) {
            Ok(text) => serde_json::from_str(&text).unwrap_or(Value::Null),
            // No page is loaded yet.
            Err(RecvTimeoutError::Disconnected) => Value::Null,
            Err(RecvTimeoutError::Timeout) => panic!("the page does not answer {expression}"),
        }
    }

    /// Waits until an expression has a value.
    fn until(&self, expression: &str, expected: impl Into<Value>) {
        let (expected, deadline) = (expected.into(), Instant::now() + PATIENCE);
        loop {
            let found = self.ask(expression);
            if found == expected {
                return;
            }
            assert!(
                Instant::now() < deadline,
                "{expression}: {found}, expected {expected}"
            );
            thread::sleep(Duration::from_millis(50));
        }
    }

    fn click(&self, selector: &str) {
        self.until(
            &format!("document.querySelector('{selector}').disabled"),
            false,
        );
        self.ask(&format!("document.querySelector('{selector}').click()"));
    }
}

/// Runs an example until the scenario has ended.
fn run(
    (builder, context): (Builder, Context),
    scenario: impl FnOnce(&Page) + Send + 'static,
) -> Result<(), Failed> {
    let (sender, ended) = mpsc::channel();
    builder
        .setup(move |app| {
            let app = app.handle().clone();
            thread::spawn(move || {
                let play = AssertUnwindSafe(|| {
                    let window = app.get_webview_window("main").expect("a window");
                    scenario(&Page(window));
                });
                let _waiting = sender.send(catch_unwind(play).is_ok());
                app.exit(0);
            });
            Ok(())
        })
        .run(context.incognito(true))
        .map_err(|error| error.to_string())?;
    match ended.recv() {
        Ok(true) => Ok(()),
        _ => Err("the scenario has panicked".into()),
    }
}

/// Loads this number of rows, and waits for the state of both tables.
fn load(page: &Page, rows: u32, state: &str) {
    page.ask(&format!("document.querySelector('#rows').value = {rows}"));
    page.click("#load");
    for form in ["archive", "json"] {
        page.until(
            &format!("document.querySelector('#{form}').dataset.state"),
            state,
        );
    }
    page.until("document.querySelector('#load').disabled", false);
}

/// Returns the texts of a column of the rows in view.
fn column(page: &Page, form: &str, name: &str) -> Vec<String> {
    let texts = page.ask(&format!(
        "Array.from(document.querySelectorAll('#{form} .view > [role=row]:not([hidden]) > .{name}'), cell => cell.textContent)"
    ));
    serde_json::from_value(texts).expect("texts")
}

fn table_shows_the_same_rows_of_both_forms() -> Result<(), Failed> {
    run(table::application(Default::default()), |page| {
        page.until("document.querySelector('#archive')?.dataset.state", "empty");
        load(page, 20_000, "done");
        page.until(
            "document.querySelector('#state').textContent",
            "20,000 orders in each table.",
        );
        for form in ["archive", "json"] {
            let grid = format!("document.querySelector('#{form} .grid')");
            page.until(&format!("{grid}.getAttribute('aria-rowcount')"), "20001");
            page.until(
                &format!("{grid}.querySelectorAll('.view > *').length < 60"),
                true,
            );
            page.until(
                &format!(
                    "Number(document.querySelector('#{form} [data-figure=load]').dataset.ms) > 0"
                ),
                true,
            );
        }
        for name in ["id", "customer", "country", "quantity", "amount", "status"] {
            let texts = column(page, "archive", name);
            assert!(texts.len() > 5, "{texts:?}");
            assert_eq!(texts, column(page, "json", name), "{name}");
        }
        assert_eq!(column(page, "archive", "id")[..2], ["1", "2"]);

        // The last row is reached by scrolling.
        for form in ["archive", "json"] {
            page.ask(&format!(
                "document.querySelector('#{form} .body').scrollTop = 1e9"
            ));
            let last = format!(
                "Math.max(...Array.from(document.querySelectorAll('#{form} .view > :not([hidden])'), row => Number(row.getAttribute('aria-rowindex'))))"
            );
            page.until(&last, 20_001);
            assert_eq!(
                column(page, form, "id").last().map(String::as_str),
                Some("20,000")
            );
        }

        // One click sorts both tables, the next one in the other direction.
        for (direction, is_sorted) in [
            (
                "ascending",
                (|pair: &[f64]| pair[0] <= pair[1]) as fn(&[f64]) -> bool,
            ),
            ("descending", |pair| pair[0] >= pair[1]),
        ] {
            page.click("#json .head .amount button");
            for form in ["archive", "json"] {
                page.until(
                    &format!(
                        "document.querySelector('#{form} .head .amount').getAttribute('aria-sort')"
                    ),
                    direction,
                );
            }
            page.until("document.querySelector('#load').disabled", false);
            let amounts: Vec<f64> = column(page, "archive", "amount")
                .iter()
                .map(|text| text.replace(',', "").parse().expect("an amount"))
                .collect();
            assert!(amounts.windows(2).all(is_sorted), "{amounts:?}");
            assert_eq!(
                column(page, "archive", "amount"),
                column(page, "json", "amount")
            );
        }
        page.click("#archive .head .customer button");
        for form in ["archive", "json"] {
            page.until(
                &format!(
                    "document.querySelector('#{form} .head .customer').getAttribute('aria-sort')"
                ),
                "ascending",
            );
        }
        page.until("document.querySelector('#load').disabled", false);
        assert_eq!(column(page, "archive", "customer")[0], "Ada Abara");
        assert_eq!(column(page, "archive", "id"), column(page, "json", "id"));
    })
}

fn table_says_why_it_has_no_rows() -> Result<(), Failed> {
    run(table::application(Default::default()), |page| {
        page.until("document.querySelector('#archive')?.dataset.state", "empty");
        load(page, 9_000_000, "failed");
        for form in ["archive", "json"] {
            let message = format!("document.querySelector('#{form} .message')");
            page.until(
                &format!("{message}.textContent.includes('the limit of this example')"),
                true,
            );
            page.until(&format!("{message}.querySelector('button').hidden"), false);
        }
        // The next load starts from the same button.
        page.ask("document.querySelector('#rows').value = 0");
        page.click("#json .message button");
        for form in ["archive", "json"] {
            page.until(
                &format!("document.querySelector('#{form} .message p').textContent"),
                "The table is empty: it has no rows.",
            );
        }
    })
}

/// Returns the picture of the cloud.
fn picture(page: &Page) -> Value {
    page.ask("document.querySelector('#cloud').toDataURL()")
}

fn record(page: &Page, points: u32, frames: u32) {
    page.ask(&format!(
        "(() => {{ const points = document.querySelector('#points'); points.add(new Option('', '{points}')); points.value = '{points}'; document.querySelector('#controls').dataset.frames = '{frames}' }})()"
    ));
    page.click("#start");
}

fn draws_a_recording(page: &Page) {
    let state = "document.querySelector('#stage')?.dataset.state";
    page.until(state, "empty");
    page.until(
        "document.querySelector('#renderer').textContent !== '…'",
        true,
    );
    let empty = picture(page);

    record(page, 2_000, 3_000);
    page.until(state, "running");
    page.until("document.querySelector('#progress').value > 0.001", true);
    page.click("#stop");
    page.until(state, "stopped");
    let stopped = picture(page);
    assert_ne!(stopped, empty, "nothing was drawn");
    page.ask("document.querySelector('#cloud').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft' }))");
    page.until(
        &format!("document.querySelector('#cloud').toDataURL() !== {stopped}"),
        true,
    );

    record(page, 2_000, 5);
    page.until(state, "done");
    page.until(
        "document.querySelector('#message').textContent",
        "The recording has ended: 5 frames, 0.1 MiB.",
    );

    record(page, 9_000_000, 5);
    page.until(state, "failed");
    page.until(
        "document.querySelector('#message').textContent.includes('the limits of this example')",
        true,
    );
    page.until("document.querySelector('#again').hidden", false);
}

fn points_are_drawn() -> Result<(), Failed> {
    run(points::application(Default::default()), draws_a_recording)
}

fn points_are_drawn_without_webgl() -> Result<(), Failed> {
    const WITHOUT: &str = "const get = HTMLCanvasElement.prototype.getContext
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return kind === 'webgl' ? null : get.call(this, kind, ...rest) }";
    let (builder, context) = points::application(Default::default());
    let builder = builder.append_invoke_initialization_script(WITHOUT);
    run((builder, context), |page| {
        draws_a_recording(page);
        page.until(
            "document.querySelector('#renderer').textContent",
            json!("a 2D canvas"),
        );
    })
}

fn http_download_resumes_after_a_break() -> Result<(), Failed> {
    let application = http_download::application(Default::default());
    run(application.map_err(|error| error.to_string())?, |page| {
        const STATE: &str = "document.querySelector('#transfer')?.dataset.state";
        const REQUESTS: &str = "document.querySelector('#requests').textContent";
        page.until(STATE, "empty");
        page.until("document.querySelector('#expected').textContent.length", 64);

        // Cancelled by the user, then broken by the server: each request continues after the bytes that have arrived.
        page.click("#start");
        page.until("document.querySelector('#progress').value > 0.05", true);
        page.click("#cancel");
        page.until(STATE, "cancelled");
        page.until("document.querySelector('#progress').value < 0.6", true);
        page.ask("document.querySelector('#breaks').checked = true");
        page.click("#start");
        page.until(STATE, "failed");
        page.until("document.querySelector('#progress').value < 1", true);
        page.click("#start");
        page.until(STATE, "done");
        page.until(REQUESTS, "3");
        page.until(
            "document.querySelector('#found').textContent === document.querySelector('#expected').textContent",
            true,
        );

        // The next download starts at the first byte.
        page.click("#start");
        page.until(STATE, "done");
        page.until(REQUESTS, "1");
    })
}

/// A test and its name.
type Case = (&'static str, fn() -> Result<(), Failed>);

fn main() -> ExitCode {
    let cases: [Case; 5] = [
        (
            "http_download_resumes_after_a_break",
            http_download_resumes_after_a_break,
        ),
        (
            "table_shows_the_same_rows_of_both_forms",
            table_shows_the_same_rows_of_both_forms,
        ),
        (
            "table_says_why_it_has_no_rows",
            table_says_why_it_has_no_rows,
        ),
        ("points_are_drawn", points_are_drawn),
        (
            "points_are_drawn_without_webgl",
            points_are_drawn_without_webgl,
        ),
    ];
    let mut arguments = Arguments::from_args();
    // One thread is the main thread, on which an event loop has to run.
    arguments.test_threads = Some(1);
    let trials = cases.map(|(name, case)| Trial::test(name, case));
    libtest_mimic::run(&arguments, trials.into()).exit_code()
}
