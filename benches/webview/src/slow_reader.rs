//! A channel to a page that does not read, which bounds the memory that the host holds for it.

use bytelane::{Bytes, bench::protocol::content, ipc::Channel};

/// Sends numbered messages, each created when the channel has credit for it.
#[bytelane::command]
pub(crate) fn made(messages: Channel<Bytes>, count: u32, bytes: usize) -> Result<(), String> {
    (0..count)
        .try_for_each(|number| messages.send(content(number, bytes).into()))
        .map_err(|error| error.to_string())
}
