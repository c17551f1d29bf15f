//! The end of an application: its code, and the right to prevent it.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use crate::app::{Env, process};

/// The code of [`RunEvent::ExitRequested`] where the application is to start anew.
pub const RESTART_EXIT_CODE: i32 = i32::MAX;

/// Prevents that an application ends.
#[derive(Clone, Debug)]
pub struct ExitRequestApi(pub(crate) Arc<AtomicBool>);

impl ExitRequestApi {
    /// The application goes on.
    pub fn prevent_exit(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// What the process does with the code that an application ended with.
pub(crate) fn end_process(env: &Env, code: i32) {
    match code {
        0 => {}
        RESTART_EXIT_CODE => process::restart(env),
        code => std::process::exit(code),
    }
}
