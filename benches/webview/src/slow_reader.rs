//! A channel to a page that does not read: what the host holds for it.

use bytelane::{Bytes, bench::protocol::content, ipc::Channel};

/// Offers numbered messages that are made when there is room for them.
#[bytelane::command]
pub(crate) fn made(messages: Channel<Bytes>, count: u32, bytes: usize) -> Result<(), String> {
    (0..count)
        .try_for_each(|number| messages.send(content(number, bytes).into()))
        .map_err(|error| error.to_string())
}
