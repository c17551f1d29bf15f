//! Messages that the command makes, to a page that reads them and to a page that does not; the second bounds the memory that the host holds.

use bytelane::{Bytes, bench::protocol::content, ipc::Channel};

/// Sends numbered messages, each created when the channel has credit for it.
#[bytelane::command]
pub(crate) fn made(
    messages: Channel<Bytes>,
    first: u32,
    count: u32,
    bytes: usize,
) -> Result<(), String> {
    (first..first + count)
        .try_for_each(|number| messages.send(content(number, bytes).into()))
        .map_err(|error| error.to_string())
}
