//! `bytelane::bench` in a real webview: its measurements and its errors. Requires a display; `cargo xtask test` starts one.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use bytelane::{
    Builder, Bytes, Context, LaneChoice, WindowConfig,
    bench::{Application, Error, Operation},
};
use libtest_mimic::{Arguments, Trial};

#[bytelane::command]
fn picture(bytes: usize) -> Bytes {
    vec![7; bytes].into()
}

#[bytelane::command]
fn sleep(milliseconds: u64) {
    std::thread::sleep(Duration::from_millis(milliseconds));
}

#[bytelane::command]
fn fail() -> Result<(), String> {
    Err("not today".into())
}

/// Prints to standard output, as a forgotten debug statement would.
#[bytelane::command]
fn print() {
    println!("hello");
}

#[bytelane::command]
fn exit() {
    std::process::exit(7);
}

fn application() -> (Builder, Context) {
    let context = Context::new("org.bytelane.bench-test")
        .embedded(&[("/index.html", b"<!doctype html><title>Bench</title>")])
        // The strictest Content Security Policy and a list of allowed commands do not restrict the benchmark.
        .csp("default-src 'none'")
        .incognito(true)
        .window(WindowConfig::default());
    let mut context = context;
    let listed = r#"{ "identifier": "main", "windows": ["*"], "allow": ["picture", "sleep", "fail", "print", "exit"] }"#;
    let capability = serde_json::from_str(listed).expect("a capability");
    context
        .config_mut()
        .app
        .security
        .capabilities
        .push(capability);
    let commands = bytelane::generate_handler![picture, sleep, fail, print, exit];
    (Builder::default().invoke_handler(commands), context)
}

/// The measured time includes each run of the command: both marks are set at the right moment.
fn time_is_that_of_the_operation(application: &Application) {
    let answer = application.run("await invoke('sleep', { milliseconds: 20 })", 5);
    let answer = answer.expect("a measurement");
    assert!(answer.time() >= Duration::from_millis(100), "{answer:?}");
    assert_eq!((answer.intervals, answer.verified), (1, true));

    let each = Operation::new("await invoke('sleep', { milliseconds: 10 })").latencies();
    let answer = application.run(each, 4).expect("a measurement");
    assert_eq!(
        (answer.intervals, answer.latencies_ns.as_ref().map(Vec::len)),
        (4, Some(4))
    );
    let (middle, most) = (answer.percentile(0.5), answer.percentile(0.99));
    assert!(
        middle <= most && middle >= Some(Duration::from_millis(5)),
        "{answer:?}"
    );

    let at_once = Operation::new("await invoke('sleep', { milliseconds: 0 })").concurrency(50);
    application.run(at_once, 2).expect("a measurement");
}

fn setup_is_in_scope_and_checks_are_checked(application: &Application) {
    let fill = Operation::new("await invoke('picture', { bytes: 4096 }, { into: buffer })")
        .setup("const buffer = new Uint8Array(4096)\nawait invoke('sleep', { milliseconds: 1 })");
    application
        .run(
            fill.clone()
                .check("result.byteLength === 4096 && result.every((byte) => byte === 7)"),
            3,
        )
        .expect("a measurement");
    let wrong = application.run(fill.check("result[0] === 8"), 3);
    assert!(matches!(&wrong, Err(Error::Wrong { .. })), "{wrong:?}");
}

fn memory_is_sampled(application: &Application) {
    let hold = Operation::new("await invoke('sleep', { milliseconds: 80 })").memory();
    let answer = application.run(hold, 1).expect("a measurement");
    if cfg!(target_os = "linux") {
        let memory = answer.memory.expect("samples");
        assert!(
            !memory.samples.is_empty() && memory.host_peak > 0 && memory.web_peak > 0,
            "{memory:?}"
        );
    }
}

fn says(application: &Application, operation: &str, expected: &[&str]) {
    let error = application
        .run(operation, 1)
        .expect_err("an error")
        .to_string();
    for text in expected {
        assert!(error.contains(text), "{operation}: {error}");
    }
}

/// The error of an operation contains its text, and the application keeps running.
fn errors_say_what_is_wrong(application: &Application) {
    says(
        application,
        "await invoke('fail')",
        &["await invoke('fail')", "not today"],
    );
    says(
        application,
        "nobody.knows",
        &["nobody.knows", "ReferenceError"],
    );
    says(application, "1 +", &["1 +", "SyntaxError"]);
    says(application, "await invoke('absent')", &["absent"]);
    let caught = catch_unwind(AssertUnwindSafe(|| application.time("throw_me()", 1)));
    let message = *caught
        .expect_err("a panic")
        .downcast::<String>()
        .expect("a text");
    assert!(message.contains("throw_me"), "{message}");
    application
        .run("await invoke('picture', { bytes: 1 })", 1)
        .expect("it goes on");
}

/// An application that exits fails the measurement immediately, with the reason.
fn an_application_that_breaks_is_an_error(application: &Application) {
    says(
        &application.lane(LaneChoice::Protocol),
        "await invoke('print')",
        &["hello", "standard error"],
    );
    says(
        &application.lane(LaneChoice::Protocol),
        "await invoke('exit')",
        &["exited", "7"],
    );
    says(
        &application.lane(LaneChoice::Protocol),
        "location.reload(), await new Promise(() => {})",
        &["reloaded"],
    );
    let soon = application
        .lane(LaneChoice::Protocol)
        .deadline(Duration::from_secs(8));
    soon.ready().expect("it starts");
    says(
        &soon,
        "await new Promise(() => {})",
        &["deadline of 8 s", "killed"],
    );
}

type Case = fn(&Application);

/// Runs a case as a test, on the thread that starts the application.
fn trial(name: String, application: &Arc<Application>, case: Case) -> Trial {
    let application = Arc::clone(application);
    Trial::test(name, move || {
        case(&application);
        Ok(())
    })
}

fn lanes() -> Vec<LaneChoice> {
    if cfg!(target_os = "linux") {
        vec![LaneChoice::Protocol, LaneChoice::Shm]
    } else {
        vec![LaneChoice::Protocol]
    }
}

fn main() -> ExitCode {
    // In the child process this runs the application and does not return.
    let application = Arc::new(Application::new(application));
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    let mut trials = Vec::new();
    for lane in lanes() {
        let application = Arc::new(application.lane(lane));
        let ready = Arc::clone(&application);
        trials.push(Trial::test(
            format!("{lane}::the_lane_is_chosen"),
            move || {
                assert_eq!(ready.ready().expect("it starts").lane, lane.to_string());
                Ok(())
            },
        ));
        let cases: [(&str, Case); 4] = [
            (
                "time_is_that_of_the_operation",
                time_is_that_of_the_operation,
            ),
            (
                "setup_is_in_scope_and_checks_are_checked",
                setup_is_in_scope_and_checks_are_checked,
            ),
            ("memory_is_sampled", memory_is_sampled),
            ("errors_say_what_is_wrong", errors_say_what_is_wrong),
        ];
        trials
            .extend(cases.map(|(name, case)| trial(format!("{lane}::{name}"), &application, case)));
    }
    trials.push(trial(
        "an_application_that_breaks_is_an_error".into(),
        &application,
        an_application_that_breaks_is_an_error,
    ));
    libtest_mimic::run(&arguments, trials).exit_code()
}
