//! Commands that block, and a second window.

use std::sync::Arc;

use bytelane::State;
use parking_lot::{Condvar, Mutex};

use crate::{
    FIGURE,
    host::{Action, Host},
};

/// Where the calls of `block` wait.
#[derive(Default)]
pub(crate) struct Barrier {
    is_open: Mutex<bool>,
    opened: Condvar,
}

/// Blocks its thread until `unblock`.
#[bytelane::command]
pub(crate) fn block(host: State<'_, Arc<Host>>) {
    host.ledger.add("blocked");
    let mut is_open = host.barrier.is_open.lock();
    host.barrier
        .opened
        .wait_while(&mut is_open, |is_open| !*is_open);
}

#[bytelane::command]
pub(crate) fn unblock(host: State<'_, Arc<Host>>) {
    *host.barrier.is_open.lock() = true;
    host.barrier.opened.notify_all();
}

/// Opens a second window with this page. Async, because the sync commands of the page are blocked.
#[bytelane::command]
pub(crate) async fn open_second(host: State<'_, Arc<Host>>, url: String) -> Result<(), ()> {
    host.request(Action::OpenSecond(url));
    Ok(())
}

#[bytelane::command]
pub(crate) fn figure(text: &str) {
    println!("{FIGURE}{text}");
}
