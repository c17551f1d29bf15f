//! Operations beside the inspector: while it records, and while its window is open.

use std::{
    sync::{Mutex, PoisonError},
    thread,
    time::Duration,
};

use bytelane::{AppHandle, State, inspector::Recording};

/// Time for the page of the window to load and to draw its first records.
const SETTLE: Duration = Duration::from_secs(2);

/// Keeps the inspector recording.
#[derive(Default)]
pub(crate) struct Recorded(Mutex<Option<Recording>>);

/// Starts the records, or opens the window, or ends both.
#[bytelane::command]
pub(crate) fn inspect(
    mode: String,
    app: AppHandle,
    recorded: State<'_, Recorded>,
) -> Result<(), String> {
    let inspector = app.inspector().ok_or("the inspector is disabled")?;
    let wait_until_open = |is_open| {
        while inspector.is_open() != is_open {
            thread::sleep(Duration::from_millis(20));
        }
    };
    let started = (mode == "recorder").then(|| inspector.open());
    drop(std::mem::replace(
        &mut *recorded.0.lock().unwrap_or_else(PoisonError::into_inner),
        started,
    ));
    match &*mode {
        "window" => {
            app.show_inspector();
            wait_until_open(true);
            thread::sleep(SETTLE);
        }
        "off" => {
            app.close_inspector();
            wait_until_open(false);
        }
        _ => {}
    }
    Ok(())
}
