//! A document at work: its session, the router behind it, and what it holds for the page. Lanes drive it; it knows none of them.

mod answer;
mod bodies;
mod channels;
mod event_name;
mod event_target;
mod events;
mod inbound;
#[cfg(all(test, bytelane_loom))]
mod interleavings;
mod listeners;
mod memory;
mod monitor;
mod stream;
mod upload;

use std::{
    collections::HashMap,
    ops::RangeInclusive,
    sync::{
        Arc, OnceLock, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

pub(crate) use answer::Answer;
use bodies::Bodies;
pub use bodies::BodySource;
pub(crate) use bodies::join_segments;
use bytes::Bytes;
use channels::PendingReply;
pub(crate) use channels::{DeliverBatch, WeakDocument, upgrade};
pub use event_name::EventName;
pub use event_target::EventTarget;
use listeners::PageListeners;
pub(crate) use listeners::{Listening, next_free};
pub(crate) use memory::{LaneMemory, LendMemory, bytes_of};
use monitor::Monitor;
use tokio_util::sync::CancellationToken;
#[cfg(all(target_os = "linux", any(feature = "webview", test)))]
pub(crate) use upload::Arrived;
pub use upload::UploadBuffer;
use upload::Uploads;

use crate::{
    Refusal,
    ipc::{ChannelEnd, Streams},
    payload::Payload,
    router::{Call, Caller, Reply, ReplySlot, Router},
    session::{CallHead, Calls, EndReason, Inbox, Outbox, SendRefused, StreamHead},
    wire::{Code, Flags, Frame, FrameKind, Lane, Limits, PROTOCOL_VERSION},
};

/// Id of a listener: of one in Rust within its hub, of one in a page within its document. Never 0.
pub type EventId = u32;

/// Why a session ended (SPEC §4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CloseReason {
    /// Another document took its place: reload or navigation.
    DocumentGone,
    /// The web process ended.
    PageCrashed,
    /// The window or the webview was closed.
    WindowClosed,
    /// The application is closing.
    Shutdown,
}

impl CloseReason {
    /// The code that late requests of the document get.
    pub const fn code(self) -> Code {
        match self {
            Self::Shutdown => Code::ShuttingDown,
            Self::DocumentGone | Self::PageCrashed | Self::WindowClosed => Code::DocumentGone,
        }
    }

    /// The refusal of whatever comes too late: a request, a call, a channel.
    pub(crate) fn refusal(self, what: &str) -> Refusal {
        Refusal::new(
            self.code(),
            format!("the document of this {what} has ended"),
        )
    }
}

/// Counters of one document, read at any time.
#[derive(Debug, Default)]
struct Counters {
    calls: AtomicU64,
    replies: AtomicU64,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
}

/// What a document has done so far, and what it holds now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Calls that were admitted.
    pub calls: u64,
    /// Calls that were answered.
    pub replies: u64,
    /// Bytes of bodies from the page.
    pub bytes_in: u64,
    /// Bytes of bodies to the page.
    pub bytes_out: u64,
    /// Calls that run now.
    pub calls_running: usize,
    /// Deferred bodies that the page has not released.
    pub bodies_held: usize,
    /// Calls whose body is still arriving.
    pub uploads_open: usize,
    /// Channels whose end in the host is open.
    pub channels_open: usize,
    /// Channels on which the page sends, or has sent what nobody has taken.
    pub channels_from_page: usize,
    /// Bytes of messages that wait for a poll.
    pub bytes_queued: u64,
    /// Bytes of messages from the page that nobody has taken.
    pub bytes_received: u64,
    /// Messages from the page that came twice, of which one was dropped.
    pub duplicates_dropped: u64,
}

/// The live session of one document.
#[derive(Debug)]
pub struct Document {
    lane: Lane,
    limits: Limits,
    router: Router,
    caller: Arc<Caller>,
    root: CancellationToken,
    state: Monitor<State, Topic>,
    counters: Counters,
    /// How it ended, for those who outlive it.
    fate: Arc<OnceLock<CloseReason>>,
    /// Where its lane has memory that the page reads in place.
    lender: OnceLock<Arc<dyn LendMemory>>,
}

/// The state while it is locked.
type Guard<'a> = monitor::Guard<'a, State, Topic>;

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Topic {
    /// That the channel to the page takes a message, or ends.
    Sender(u64),
    /// That there is a message of the channel from the page, or its end.
    Receiver(u64),
}

impl Topic {
    const SENDERS: RangeInclusive<Self> = Self::Sender(0)..=Self::Sender(u64::MAX);
    const ALL: RangeInclusive<Self> = Self::Sender(0)..=Self::Receiver(u64::MAX);

    const fn sender(channel: u64) -> RangeInclusive<Self> {
        Self::Sender(channel)..=Self::Sender(channel)
    }

    const fn receiver(channel: u64) -> RangeInclusive<Self> {
        Self::Receiver(channel)..=Self::Receiver(channel)
    }
}

struct State {
    closed: Option<CloseReason>,
    calls: Calls,
    bodies: Bodies,
    uploads: Uploads,
    outbox: Outbox,
    inbox: Inbox,
    /// Id of the next channel that the host opens.
    next_stream: u64,
    /// Channels that answer calls, by call.
    streams: HashMap<u64, u64>,
    /// The poll that is held.
    poll: Option<DeliverBatch>,
    pending_replies: Vec<PendingReply>,
    /// Channels by id, so that naming one twice gives the same one.
    channels: HashMap<u64, Weak<ChannelEnd>>,
    /// Listeners to events in the page.
    listeners: PageListeners,
    /// Bodies of events that the page may not have fetched yet.
    event_bodies: Vec<u64>,
}

impl State {
    /// Whether the session still takes things.
    fn check_open(&self, what: &str) -> Result<(), Refusal> {
        self.closed
            .map_or(Ok(()), |reason| Err(reason.refusal(what)))
    }

    /// Whether a channel would take a message now.
    fn check_channel(&self, channel: u64) -> Result<(), SendRefused> {
        match self.closed {
            Some(reason) => Err(SendRefused::Ended(reason.into())),
            None => self.outbox.check(channel),
        }
    }

    fn channel_end(&self, channel: u64) -> Option<EndReason> {
        match self.check_channel(channel) {
            Err(SendRefused::Ended(reason)) => Some(reason),
            _ => None,
        }
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State")
            .field("closed", &self.closed)
            .field("calls", &self.calls.running())
            .finish_non_exhaustive()
    }
}

/// Where a lane takes the answer to a call.
pub(crate) type Deliver = Box<dyn FnOnce(Answer) + Send>;

impl Document {
    /// A document whose calls go to `router`, on the lane of this name.
    pub fn new(lane: Lane, router: Router, caller: Arc<Caller>, limits: Limits) -> Arc<Self> {
        let state = State {
            closed: None,
            calls: Calls::new(limits.calls_in_flight_max),
            bodies: Bodies::new(limits.calls_in_flight_max),
            uploads: Uploads::default(),
            outbox: Outbox::new(limits.clone()).with_budget(Arc::clone(router.budget())),
            inbox: Inbox::new(limits.clone(), Arc::clone(router.budget())),
            next_stream: stream::HOST_CHANNELS_FIRST,
            streams: HashMap::new(),
            poll: None,
            pending_replies: Vec::new(),
            channels: HashMap::new(),
            listeners: PageListeners::default(),
            event_bodies: Vec::new(),
        };
        Arc::new(Self {
            lane,
            limits,
            router,
            caller,
            root: CancellationToken::new(),
            state: Monitor::new(state),
            counters: Counters::default(),
            fate: Arc::default(),
            lender: OnceLock::new(),
        })
    }

    fn state(&self) -> Guard<'_> {
        self.state.lock()
    }

    /// The lane has memory that the page reads in place.
    #[cfg_attr(
        not(all(target_os = "linux", any(feature = "webview", test))),
        allow(dead_code, reason = "for the shared-memory lane")
    )]
    pub(crate) fn lend_from(&self, lender: Arc<dyn LendMemory>) {
        // One lane serves a document from its start to its end.
        let _ = self.lender.set(lender);
    }

    /// Memory that the page reads in place, where the lane has it.
    ///
    /// # Errors
    /// `too_many_buffers` when the lane has no more of it.
    pub(crate) fn lend(&self, length: usize) -> Result<Option<Box<dyn LaneMemory>>, Refusal> {
        self.lender.get().map_or(Ok(None), |lane| lane.lend(length))
    }

    /// The limits of its session.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Who it is to commands and events.
    pub const fn caller(&self) -> &Arc<Caller> {
        &self.caller
    }

    /// What it has done and holds.
    pub fn stats(&self) -> Stats {
        let state = self.state();
        Stats {
            calls: self.counters.calls.load(Ordering::Relaxed),
            replies: self.counters.replies.load(Ordering::Relaxed),
            bytes_in: self.counters.bytes_in.load(Ordering::Relaxed),
            bytes_out: self.counters.bytes_out.load(Ordering::Relaxed),
            calls_running: state.calls.running(),
            bodies_held: state.bodies.len(),
            uploads_open: state.uploads.len(),
            channels_open: state.outbox.channels_open(),
            channels_from_page: state.inbox.channels_open(),
            bytes_queued: state.outbox.queued_bytes(),
            bytes_received: state.inbox.held_bytes(),
            duplicates_dropped: state.inbox.duplicates(),
        }
    }

    /// Judges whether one more call may come, before its body is read.
    ///
    /// # Errors
    /// The code of [`CloseReason`] when it has ended, `too_many_inflight` at the limit.
    pub fn check_open(&self, for_call: bool) -> Result<(), Refusal> {
        let state = self.state();
        state.check_open("request")?;
        if for_call && state.calls.running() >= self.limits.calls_in_flight_max {
            return Err(Refusal::new(
                Code::TooManyInflight,
                "too many calls of this document are running",
            ));
        }
        Ok(())
    }

    /// Ends the session: running calls are cancelled, uploads and bodies let go. What comes later finds it closed.
    pub fn close(&self, reason: CloseReason) {
        let (uploads, poll, replies) = {
            let mut state = self.state();
            if state.closed.is_some() {
                return;
            }
            state.closed = Some(reason);
            self.fate.get_or_init(|| reason);
            state.bodies.clear();
            state.outbox.clear();
            state.inbox.clear();
            state.channels.clear();
            state.forget_listeners();
            let replies = channels::take_ready_replies(&mut state);
            state.changed(Topic::ALL);
            (state.uploads.ids(), state.poll.take(), replies)
        };
        self.root.cancel();
        let gone = || reason.refusal("request");
        if let Some(deliver) = poll {
            deliver(Err(gone()));
        }
        // These calls have ended; what they returned is still their answer.
        channels::deliver_all(replies);
        for id in uploads {
            self.refuse_upload(id, |_| gone());
        }
    }

    /// Reads a request that must be exactly one CALL.
    pub(crate) fn decode_call(&self, mut request: Bytes) -> Result<Frame, Refusal> {
        let frame = Frame::decode(&mut request, &self.limits)?;
        if frame.kind != FrameKind::Call || !request.is_empty() {
            let refusal = "the request is not exactly one call";
            return Err(Refusal::new(Code::BadFrame, refusal));
        }
        Ok(frame)
    }

    /// Takes a CALL. `deliver` gets the answer, exactly once, on whatever thread has it.
    pub(crate) fn call(self: &Arc<Self>, frame: Frame, deliver: Deliver) {
        let id = frame.id;
        match self.admit(&frame) {
            Err(refusal) => deliver(Answer::refused(id, &refusal)),
            Ok(admitted) if frame.flags.contains(Flags::DEFERRED) => {
                self.begin_upload(frame, admitted, deliver)
            }
            Ok(admitted) => self.run(frame, admitted, deliver),
        }
    }

    fn admit(&self, frame: &Frame) -> Result<Admitted, Refusal> {
        let head = CallHead::decode(&frame.head, &self.limits)?;
        let headers = head
            .headers(&self.limits)
            .map_err(|refusal| refusal.with_command(&head.cmd))?;
        // SPEC §7: `json_bytes_max` is judged from the header for a body that is still to come.
        if frame.payload == crate::wire::PayloadKind::Json
            && frame.body_bytes > self.limits.json_bytes_max
        {
            return Err(Refusal::new(
                Code::BodyTooLarge,
                format!("JSON text over {} bytes", self.limits.json_bytes_max),
            )
            .with_command(&head.cmd));
        }
        let cancel = self.root.child_token();
        let mut state = self.state();
        state
            .check_open("call")
            .map_err(|refusal| refusal.with_command(&head.cmd))?;
        state
            .calls
            .begin(frame.id, cancel.clone())
            .map_err(|refusal| refusal.with_command(&head.cmd))?;
        self.counters.calls.fetch_add(1, Ordering::Relaxed);
        Ok(Admitted {
            command: head.cmd,
            headers,
            cancel,
            streams: head.streams,
        })
    }

    /// Sends an admitted call with its body to the router.
    fn run(self: &Arc<Self>, frame: Frame, admitted: Admitted, deliver: Deliver) {
        let id = frame.id;
        self.bytes_arrived(frame.body.len() as u64);
        let document = Arc::clone(self);
        let slot = ReplySlot::new(move |reply| document.finish(id, reply, deliver));
        let read = Payload::decode(frame.payload, frame.element, frame.body, &self.limits)
            .map_err(Refusal::from)
            .and_then(|payload| {
                let streams = Streams::claim(self, &payload, &admitted.streams)?;
                Ok((payload, streams))
            });
        match read {
            Err(refusal) => slot.send(refusal.with_command(admitted.command)),
            Ok((payload, streams)) => {
                let Admitted {
                    command,
                    headers,
                    cancel,
                    ..
                } = admitted;
                tracing::trace!(command, call = id, "dispatch");
                self.router.dispatch(
                    Call {
                        command,
                        headers,
                        payload,
                        caller: Arc::clone(&self.caller),
                        cancel,
                        document: self.downgrade(),
                        streams,
                    },
                    slot,
                );
            }
        }
    }

    fn finish(self: &Arc<Self>, id: u64, reply: Reply, deliver: Deliver) {
        let answer = self.answer(id, reply);
        self.state().calls.end(id);
        self.counters.replies.fetch_add(1, Ordering::Relaxed);
        self.counters
            .bytes_out
            .fetch_add(answer.frame.body_bytes, Ordering::Relaxed);
        self.deliver_in_order(answer, deliver);
    }

    /// Cancels a call whose request the page let go of. One that has been answered lets go of what the page did not fetch.
    pub(crate) fn cancel(&self, id: u64) {
        let late = {
            let mut state = self.state();
            state.calls.cancel(id);
            if let Some(body) = state.bodies.of_call(id) {
                channels::release(&mut state, body);
            }
            channels::take_pending_replies(&mut state, id)
        };
        channels::deliver_all(late);
        self.cancel_stream(id);
        self.refuse_upload(id, |command| {
            Refusal::new(Code::Cancelled, format!("command {command} was cancelled"))
        });
    }

    /// Takes the frames of a batch that are not calls; gives those that answer at once.
    ///
    /// # Errors
    /// `bad_frame` for a kind that the page does not send this way, `unknown_channel` for a message of a channel that the page has not opened.
    /// The frames behind one that is refused are taken all the same: they have nothing to do with it.
    pub(crate) fn receive(&self, frames: Vec<Frame>) -> Result<Vec<Frame>, Refusal> {
        let mut answers = Vec::new();
        let mut refused = None;
        for frame in frames {
            if let Err(refusal) = self.receive_one(frame, &mut answers) {
                refused.get_or_insert(refusal);
            }
        }
        refused.map_or(Ok(answers), Err)
    }

    fn receive_one(&self, frame: Frame, answers: &mut Vec<Frame>) -> Result<(), Refusal> {
        match frame.kind {
            FrameKind::Hello => answers.push(self.hello(frame.seq)),
            FrameKind::Cancel => self.cancel(frame.id),
            FrameKind::Release => self.release_body(frame.id),
            FrameKind::Credit => {
                let mut state = self.state();
                state.outbox.grant(frame.id, frame.seq, frame.body_bytes);
                state.changed(Topic::sender(frame.id));
            }
            FrameKind::Event => self.receive_event(frame)?,
            FrameKind::Open => self.open_by_page(frame.id)?,
            FrameKind::Data => self.receive_data(frame)?,
            FrameKind::End => {
                self.end_by_page(frame.id);
                self.end_inbound(&frame)?;
            }
            _ => {
                return Err(Refusal::new(
                    Code::BadFrame,
                    "a frame of this kind does not come this way",
                ));
            }
        }
        Ok(())
    }

    /// Counts bytes of the page.
    fn bytes_arrived(&self, bytes: u64) {
        self.counters.bytes_in.fetch_add(bytes, Ordering::Relaxed);
    }

    fn hello(&self, version: u64) -> Frame {
        let head = serde_json::json!({ "lane": self.lane, "limits": self.limits });
        let mut frame = Frame::new(FrameKind::Hello, 0, PROTOCOL_VERSION);
        frame.head = head.to_string().into();
        // SPEC §4.1: a host that cannot speak the version answers with REFUSED.
        if version != PROTOCOL_VERSION {
            frame.flags = Flags::REFUSED;
        }
        frame
    }

    /// A deferred body that the page may read in ranges.
    ///
    /// # Errors
    /// `unknown_body` when the document holds no such body.
    pub(crate) fn body(&self, id: u64) -> Result<Arc<BodySource>, Refusal> {
        self.state().bodies.get(id)
    }
}

/// A call that passed: its head, read.
#[derive(Debug)]
struct Admitted {
    command: String,
    headers: http::HeaderMap,
    cancel: CancellationToken,
    streams: Vec<StreamHead>,
}

impl Document {
    /// The channel of this id, opened if it is not open.
    pub(crate) fn channel(self: &Arc<Self>, id: u64) -> Result<Arc<ChannelEnd>, Refusal> {
        if let Some(known) = self.state().channels.get(&id).and_then(Weak::upgrade) {
            return Ok(known);
        }
        self.open_channel(id)?;
        let channel = Arc::new(ChannelEnd::new(id, self.downgrade()));
        let mut state = self.state();
        state.channels.retain(|_, known| known.strong_count() > 0);
        state.channels.insert(id, Arc::downgrade(&channel));
        Ok(channel)
    }
}
