//! Stopping and continuing a program and the processes that it started.

use std::process::Stdio;

use crate::process;

/// Sends a signal to a program and to the engine's processes below it.
pub(super) fn signal(name: &str, program: u32) {
    let mut processes = vec![program];
    let mut next = 0;
    while let Some(process) = processes.get(next) {
        let started = children(*process);
        processes.extend(started);
        next += 1;
    }
    let mut command = process::command("kill");
    command
        .arg(name)
        .args(processes.iter().map(ToString::to_string));
    // An error means that one of them has ended, which the next job reports.
    let _ended = command.stderr(Stdio::null()).status();
}

/// Returns the processes that any thread of `process` has started.
fn children(process: u32) -> Vec<u32> {
    let threads = std::fs::read_dir(format!("/proc/{process}/task"));
    threads
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|thread| std::fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|children| {
            children
                .split_whitespace()
                .filter_map(|child| child.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect()
}
