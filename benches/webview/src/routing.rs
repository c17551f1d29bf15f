//! Calls from the router to a command and back, without a page.

use std::sync::mpsc;

use bytelane::{Bytes, Call, Payload, Reply, ReplySlot, Router, bench::protocol::content};

#[bytelane::command]
fn echo(body: Bytes) -> Bytes {
    body
}

/// Dispatches raw calls one after the other on this thread. Returns the number of calls that were answered with their whole payload.
#[bytelane::command]
pub(crate) fn dispatch(bytes: usize, count: u64) -> u64 {
    let router = Router::new(bytelane::generate_handler![echo]);
    let payload = Payload::Raw(content(0, bytes).into());
    let (sender, receiver) = mpsc::sync_channel::<Reply>(1);
    let answered = || {
        let sender = sender.clone();
        router.run(
            Call::new("echo", payload.clone()),
            ReplySlot::new(move |reply| {
                // The receiver below waits for it.
                let _waited_for = sender.send(reply);
            }),
        );
        let reply = receiver.recv().ok()?;
        reply.into_bytes().ok().filter(|body| body.len() == bytes)
    };
    (0..count).filter(|_| answered().is_some()).count() as u64
}
