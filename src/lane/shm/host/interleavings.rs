//! Runs models with loom.

use std::process::Command;

/// Thread switches that loom may force in one run.
const PREEMPTIONS_MAX: usize = 3;

/// Runs a model in every interleaving.
pub(super) fn check(run: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(PREEMPTIONS_MAX);
    builder.check(run);
}

/// Asserts that the ignored test `name` of a module fails with `message`. The test runs in a process of its own, because loom aborts when it drops
/// blocked threads.
pub(super) fn assert_fails(module: &str, name: &str, message: &str) {
    let (_, module) = module.split_once("::").expect("the path of a module");
    let program = std::env::current_exe().expect("the test program");
    let test = format!("{module}::{name}");
    let run = Command::new(program)
        .args(["--exact", &test, "--ignored", "--nocapture"])
        .output()
        .expect("a process");
    let output = String::from_utf8_lossy(&run.stderr);
    assert!(!run.status.success(), "{test} passes");
    assert!(output.contains(message), "{output}");
}
