//! The engine in webviews of WebKitGTK that something else builds. Each case runs in a process of its own, once for each lane, and exits with its result.
//! Needs a display; `cargo xtask test` starts one.

#[cfg(target_os = "linux")]
#[path = "suite.rs"]
mod suite;

#[cfg(target_os = "linux")]
use suite::{Case, application, attached, case, case_with_log};

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    suite::run()
}

#[cfg(not(target_os = "linux"))]
fn main() {
    println!("\ntest result: ok. 0 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n");
}
