//! Messages in batches of 60 a second, as a page that draws them receives them.

use std::{
    thread,
    time::{Duration, Instant},
};

use bytelane::{Bytes, bench::protocol::content, ipc::Channel};

/// Time between two batches.
const FRAME: Duration = Duration::from_nanos(1_000_000_000 / 60);

/// Sends the numbered messages in batches of `batch`, one each 1/60 s.
#[bytelane::command]
pub(crate) fn frames(
    messages: Channel<Bytes>,
    first: u32,
    count: u32,
    batch: u32,
    bytes: usize,
) -> Result<(), String> {
    let mut due = Instant::now();
    let last = first + count;
    for from in (first..last).step_by(batch.max(1) as usize) {
        thread::sleep(due.saturating_duration_since(Instant::now()));
        due += FRAME;
        (from..last.min(from.saturating_add(batch)))
            .try_for_each(|number| messages.send(content(number, bytes).into()))
            .map_err(|error| error.to_string())?;
    }
    Ok(())
}
