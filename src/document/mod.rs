//! Documents: the live session of a page, the calls in flight, and the bodies, channels and listeners that belong to it.
//!
//! A lane passes frames to a [`Document`], which knows none of the lanes. Each file `impl`s one part of it.

mod admission;
mod admitted;
mod answer;
mod attachments;
mod bodies;
mod body_source;
mod call;
mod caller;
mod channel_end;
mod close_reason;
mod deliver;
mod dispatch;
mod event_name;
mod event_target;
mod events;
mod inbound;
#[cfg(feature = "inspector")]
mod inspected;
#[cfg(all(test, bytelane_loom))]
mod interleavings;
mod listeners;
mod log;
mod memory;
mod monitor;
mod outbound;
mod poll;
mod receive;
mod receive_error;
mod receiver_end;
mod replies;
mod reply;
mod share;
mod start;
mod state;
mod stats;
mod stream;
#[cfg(all(test, not(bytelane_loom)))]
mod tests;
mod trash;
mod upload;
mod uploads;
mod weak;
mod work;

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use tokio_util::sync::CancellationToken;

#[cfg(feature = "webkitgtk")]
pub(crate) use self::upload::check_room;
#[cfg(all(
    target_os = "linux",
    any(feature = "webkitgtk", feature = "unstable", test)
))]
pub(crate) use self::uploads::Received;
pub(crate) use self::{
    answer::Answer,
    attachments::{AttachedStream, Attachments},
    body_source::join_segments,
    channel_end::ChannelEnd,
    listeners::{Listening, next_free},
    memory::{LaneMemory, LendMemory, bytes_of},
    receiver_end::ReceiverEnd,
    share::{Relief, Share, Threads, Work},
    start::StartPermit,
    weak::{WeakDocument, upgrade},
};
use self::{
    bodies::Bodies,
    listeners::PageListeners,
    monitor::Monitor,
    replies::{PendingReplies, deliver_all},
    state::{Guard, State, Topic},
    stats::Counters,
    uploads::Uploads,
};
pub use self::{
    body_source::BodySource,
    call::Call,
    caller::Caller,
    close_reason::CloseReason,
    dispatch::Dispatch,
    event_name::{EventId, EventName},
    event_target::EventTarget,
    receive_error::ReceiveError,
    reply::{Outcome, Reply, ReplySlot},
    stats::Stats,
    upload::Loan,
    work::CommandWork,
};
use crate::{
    Refusal, foreign,
    inspector::DocumentProbe,
    session::{Calls, Inbox, Ledger, Outbox},
    wire::{Lane, Limits},
};

/// The live session of one page.
#[derive(Debug)]
pub struct Document {
    lane: Lane,
    limits: Limits,
    dispatch: Arc<dyn Dispatch>,
    caller: Arc<Caller>,
    ledger: Arc<Ledger>,
    root: CancellationToken,
    state: Monitor<State, Topic>,
    counters: Counters,
    /// Why the document ended; shared with the handles that outlive it.
    close_reason: Arc<OnceLock<CloseReason>>,
    /// Allocator of memory that the page reads in place, if the lane has one.
    lender: OnceLock<Arc<dyn LendMemory>>,
    /// The sync commands that run at once.
    blocking: Arc<Share>,
    probe: DocumentProbe,
}

/// Sync commands of one document that run at once.
const BLOCKING_MAX: usize = 64;

/// Threads of a runtime of the engine for sync commands: the share of each of 128 documents, so that those of some windows cannot stop the commands of others.
/// Tokio starts a thread only when it has work and none is idle. Its default of 512 is the share of 8 documents.
#[cfg_attr(
    not(any(feature = "webview", feature = "webkitgtk")),
    allow(dead_code, reason = "the core has no runtime")
)]
pub(crate) const BLOCKING_THREADS_MAX: usize = 128 * BLOCKING_MAX;

impl Document {
    /// Creates a document on a lane, whose calls run by `dispatch`.
    pub fn new(
        lane: Lane,
        dispatch: impl Dispatch + 'static,
        caller: Arc<Caller>,
        limits: Limits,
    ) -> Arc<Self> {
        let ledger = Ledger::new(Arc::clone(dispatch.ledger()), &limits);
        #[cfg(feature = "inspector")]
        let probe = inspected::probe(&dispatch, &caller, lane);
        #[cfg(not(feature = "inspector"))]
        let probe = DocumentProbe {};
        let state = State {
            closed: None,
            ledger: Arc::clone(&ledger),
            calls: Calls::new(limits.calls_in_flight_max, Arc::clone(&ledger)),
            bodies: Bodies::new(limits.calls_in_flight_max),
            uploads: Uploads::default(),
            outbox: Outbox::new(limits.clone(), Arc::clone(&ledger)),
            inbox: Inbox::new(limits.clone(), Arc::clone(&ledger)),
            next_stream: stream::HOST_CHANNELS_FIRST,
            streams: HashMap::new(),
            poll: None,
            pending_replies: PendingReplies::default(),
            channels: HashMap::new(),
            listeners: PageListeners::default(),
            message_charges: HashMap::new(),
            awaits_queue: false,
            awaits_bodies: false,
            removed: Vec::new(),
        };
        let document = Arc::new(Self {
            lane,
            limits,
            dispatch: Arc::new(dispatch),
            caller,
            ledger,
            root: CancellationToken::new(),
            state: Monitor::new(state),
            counters: Counters::default(),
            close_reason: Arc::default(),
            lender: OnceLock::new(),
            blocking: Arc::new(Share::new(BLOCKING_MAX)),
            probe,
        });
        #[cfg(feature = "inspector")]
        inspected::watch(&document);
        document
    }

    fn state(&self) -> Guard<'_> {
        self.state.lock()
    }

    /// Returns the share of the document in the threads that run sync commands.
    pub(crate) const fn blocking(&self) -> &Arc<Share> {
        &self.blocking
    }

    /// Returns the limits of the session.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Returns the identity of the document for commands and events.
    pub const fn caller(&self) -> &Arc<Caller> {
        &self.caller
    }

    /// Returns the account of what the page makes the host hold.
    pub const fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// Sets the allocator of memory that the page reads in place.
    #[cfg_attr(
        not(all(
            target_os = "linux",
            any(feature = "webkitgtk", feature = "unstable", test)
        )),
        allow(dead_code, reason = "for the shared-memory lane")
    )]
    pub(crate) fn lend_from(&self, lender: Arc<dyn LendMemory>) {
        // One lane serves a document from its start to its end.
        let _ = self.lender.set(lender);
    }

    /// Allocates memory that the page reads in place. Returns `None` if the lane has no such memory.
    ///
    /// # Errors
    /// Returns `too_many_buffers` at the limit of the lane.
    pub(crate) fn lend(&self, length: usize) -> Result<Option<Box<dyn LaneMemory>>, Refusal> {
        self.lender.get().map_or(Ok(None), |lane| lane.lend(length))
    }

    /// Returns a deferred body.
    ///
    /// # Errors
    /// Returns `unknown_body` if the page has released it.
    pub(crate) fn body(&self, id: u64) -> Result<Arc<BodySource>, Refusal> {
        self.state().bodies.get(id)
    }

    /// Ends the session: cancels the running calls, and drops uploads, bodies, channels and listeners. Later requests are refused.
    pub fn close(&self, reason: CloseReason) {
        let (uploads, poll, replies) = {
            let mut state = self.state();
            if state.closed.is_some() {
                return;
            }
            state.closed = Some(reason);
            self.close_reason.get_or_init(|| reason);
            state.clear();
            let replies = state.take_ready_replies();
            state.notify(Topic::ALL);
            (state.uploads.ids(), state.poll.take(), replies)
        };
        foreign::contain("a waker of a cancelled call", || self.root.cancel());
        self.blocking.run_cancelled();
        let gone = || reason.refusal("request");
        if let Some(deliver) = poll {
            deliver(Err(gone()));
        }
        // The calls of these replies have ended, and their results are still sent.
        deliver_all(replies);
        for id in uploads {
            self.refuse_upload(id, |_| gone());
        }
    }
}
