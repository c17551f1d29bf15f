//! A sequence of acts of a hostile page, with commands whose values panic or call the engine: every call is answered once, and nothing is left behind.

#[path = "../../simulation/tasks.rs"]
mod tasks;

use std::{
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::Arc,
};

use bytelane::{
    lane::CloseReason,
    state::StateStore,
    unstable::{Dispatch, LEDGER},
    wire::Limits,
};

use self::tasks::Tasks;
use super::Source;
use crate::hostile::{self, Choices, HostilePage, ON_PURPOSE, Traps};

fn step(tasks: &Tasks, place: usize) {
    // An executor isolates its tasks.
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| tasks.step(place)))
        && panic.downcast_ref() != Some(&ON_PURPOSE)
    {
        resume_unwind(panic);
    }
}

pub(crate) fn run(data: &[u8]) {
    let mut source = Source::new(data);
    let mut limits = Limits::default();
    limits.channels_open_max = 4;
    limits.channel_bytes_max = 1 << 12;
    limits.document_bytes_max = 1 << 13;
    limits.inline_body_bytes_max = 256;
    limits.batch_bytes_max = 1 << 11;
    let (tasks, traps) = (Tasks::default(), Arc::<Traps>::default());
    let handler = hostile::handler_with![];
    let router = hostile::router(handler, &traps, StateStore::default(), tasks.clone());
    let process = Arc::clone(Dispatch::ledger(&router));
    let mut page = HostilePage::open(router, limits);
    while !source.is_empty() {
        let count = source.byte() % 3;
        for _ in 0..count {
            if tasks.ready() > 0 {
                step(&tasks, usize::from(count) % tasks.ready());
            }
        }
        let mut bytes = || source.byte();
        page.act(&mut Choices::new(&mut bytes), &|task| tasks.start(task))
            .unwrap_or_else(|mistake| panic!("{mistake}"));
    }
    page.close(CloseReason::DocumentGone);
    traps.release();
    while tasks.ready() > 0 {
        step(&tasks, 0);
    }
    page.check().unwrap_or_else(|mistake| panic!("{mistake}"));
    assert_eq!(tasks.alive(), 0, "tasks are left");
    let (made, dropped) = traps.made_and_dropped();
    assert_eq!(made, dropped, "values of commands are left");
    for row in LEDGER {
        assert_eq!(process.held(row.holding), 0, "{:?}", row.holding);
    }
}
