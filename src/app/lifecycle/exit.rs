//! The end of an application: its code, and the right to prevent it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::app::{Env, process};

/// Exit code of [`RunEvent::ExitRequested`](crate::RunEvent::ExitRequested) if a restart is requested.
pub const RESTART_EXIT_CODE: i32 = i32::MAX;

/// Prevents an application from exiting.
#[derive(Clone, Debug)]
pub struct ExitRequestApi(pub(crate) Arc<AtomicBool>);

impl ExitRequestApi {
    /// Prevents the exit.
    pub fn prevent_exit(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Exits or restarts the process according to the application's exit code. Returns if the code is 0.
pub(crate) fn end_process(env: &Env, code: i32) {
    match code {
        0 => {}
        RESTART_EXIT_CODE => process::restart(env),
        code => std::process::exit(code),
    }
}
