//! Child processes that run a case of a test.

use std::{
    io,
    process::{Child, ExitStatus},
    time::{Duration, Instant},
};

/// The pause between two looks at a child process.
const PAUSE: Duration = Duration::from_millis(10);

/// Waits until a child process ends. Kills it after `time_max`, and returns `None` then.
///
/// # Errors
/// Returns the system's error if it does not report the state of the process.
pub(crate) fn wait(child: &mut Child, time_max: Duration) -> io::Result<Option<ExitStatus>> {
    let deadline = Instant::now() + time_max;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() > deadline {
            // It may have ended meanwhile.
            let _ = child.kill();
            let _ = child.wait();
            return Ok(None);
        }
        std::thread::sleep(PAUSE);
    }
}
