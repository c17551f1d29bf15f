//! One run: a host, a page, a network that loses, duplicates, delays and reorders, and a scheduler. The seed determines every choice.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
};

use bytelane::{
    Caller, Payload, Refusal,
    lane::{CloseReason, MemoryLane},
    unstable::{Dispatch, LEDGER, ProcessLedger},
    wire::{
        Element, Frame, FrameKind, Limits,
        frame::{Body, Cancel, End, Reply, ReplyOutcome},
    },
};
use bytes::{Bytes, BytesMut};

use crate::{
    canary::Canary,
    faults::{Faults, Hits, Point},
    host::{self, Ledger},
    hostile::{Act, Choices, HostilePage, ON_PURPOSE, Traps},
    page::{Page, Track, Verdict},
    random::Random,
    tasks::Tasks,
};

/// Number of steps after which a run is considered stuck.
const STEPS_MAX: usize = 200_000;

type Polled = Result<(u64, Vec<Frame>), Refusal>;

/// An answer in flight to the page.
enum Arrival {
    Polled(Polled),
    Replied {
        call: u64,
        reply: Result<Bytes, Refusal>,
    },
    /// The answer to a CALL that was sent a second time.
    RepliedAgain {
        call: u64,
        reply: Result<Bytes, Refusal>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Command {
    Produce { count: u64, to: u64 },
    Consume { count: u64, from: u64 },
    Relay { count: u64, from: u64, to: u64 },
}

struct Call {
    command: Command,
    frame: Frame,
    replies: u32,
    /// The reply, until the frames before it have arrived.
    waiting: Option<Reply>,
    settled: bool,
    /// The page has cancelled the call or closed one of its channels: any outcome is valid.
    disturbed: bool,
    /// The call did not reach the host.
    lost: bool,
}

/// Statistics of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) steps: u64,
    pub(crate) calls: u64,
    pub(crate) messages_down: u64,
    pub(crate) messages_up: u64,
    /// Calls of the hostile page, each of which was answered once.
    pub(crate) hostile_calls: u64,
    pub(crate) hits: Hits,
}

pub(crate) struct World {
    random: Random,
    limits: Limits,
    lane: Arc<MemoryLane>,
    tasks: Tasks,
    ledger: Arc<Ledger>,
    page: Page,
    calls: BTreeMap<u64, Call>,
    calls_left: usize,
    next_call: u64,
    arrivals: Arc<Mutex<Vec<Arrival>>>,
    polls: u32,
    /// Batches that arrived, for late duplicates.
    history: Vec<Vec<Frame>>,
    faults: Faults,
    closed: Option<CloseReason>,
    /// Number of steps for which the page still processes no messages.
    stalled: u64,
    /// A second page of the process, which breaks the protocol.
    hostile: Option<HostilePage>,
    traps: Arc<Traps>,
    /// The account that both pages share.
    process: Arc<ProcessLedger>,
    /// A defect that the run must find, and whether it was injected.
    canary: Option<(Canary, bool)>,
    summary: Summary,
}

fn limits(random: &mut Random) -> Limits {
    let mut limits = Limits::default();
    limits.channel_frames_max = 1 + random.next() % 12;
    limits.channel_bytes_max = 256 + random.next() % 4_096;
    limits.channel_open_frames = 1 + random.next() % limits.channel_frames_max;
    limits.channel_open_bytes = 64 + random.next() % 512;
    limits.document_bytes_max = 4_096 + random.next() % 16_384;
    limits.batch_frames_max = 1 + random.below(16);
    limits.batch_bytes_max = 256 + random.next() % 4_096;
    limits.inline_body_bytes_max = 128 + random.next() % 1_024;
    limits
}

/// Returns limits that a few acts of the hostile page reach.
fn hostile_limits(limits: &Limits) -> Limits {
    let mut limits = limits.clone();
    limits.calls_in_flight_max = 8;
    limits.channels_open_max = 4;
    limits
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let limits = limits(&mut random);
        let faults = Faults::draw(&mut random);
        let (tasks, ledger) = (Tasks::default(), Arc::<Ledger>::default());
        let traps = Arc::<Traps>::default();
        let router = host::router(&ledger, &traps, &tasks);
        let hostile = faults
            .hostile
            .then(|| HostilePage::open(router.clone(), hostile_limits(&limits)));
        let process = Arc::clone(Dispatch::ledger(&router));
        let lane = MemoryLane::with(router, Caller::default(), limits.clone());
        Self {
            page: Page::new(limits.clone()),
            lane: Arc::new(lane),
            calls_left: 1 + random.below(5),
            calls: BTreeMap::new(),
            next_call: 1,
            arrivals: Arc::default(),
            polls: 0,
            history: Vec::new(),
            closed: None,
            stalled: 0,
            hostile,
            traps,
            process,
            canary: None,
            summary: Summary::default(),
            random,
            limits,
            tasks,
            ledger,
            faults,
        }
    }

    /// Creates a world with a defect.
    pub(crate) fn with_canary(seed: u64, canary: Canary) -> Self {
        let mut world = Self {
            canary: Some((canary, false)),
            ..Self::new(seed)
        };
        // The page checks nothing of a call that it has given up.
        world.faults = Faults {
            disturb: 0,
            lose_reply: 0,
            close: false,
            ..world.faults
        };
        world
    }

    /// Returns whether the defect was injected.
    fn is_damaged(&self) -> bool {
        self.canary.is_some_and(|(_, injected)| injected)
    }

    /// Runs to the end with the defect. Returns `None` if the run had no occasion for it, and otherwise whether it was found.
    pub(crate) fn finds_canary(mut self) -> Option<bool> {
        let result = self.run_to_end();
        if !self.is_damaged() {
            return None;
        }
        Some(result.is_err() || self.check().is_err())
    }

    /// Runs to the end, and checks the result.
    pub(crate) fn run(mut self) -> Verdict<Summary> {
        self.run_to_end()?;
        self.check()
    }

    fn run_to_end(&mut self) -> Verdict {
        let steps_max = if self.canary.is_some() {
            STEPS_MAX / 20
        } else {
            STEPS_MAX
        };
        let closes_at = self.faults.close.then(|| self.random.below(600));
        for step in 0.. {
            if step == steps_max {
                return Err(format!("stuck: {}", self.state()));
            }
            if Some(step) == closes_at {
                self.close();
            }
            self.summary.steps += 1;
            self.step()?;
            if self.is_done() {
                break;
            }
        }
        Ok(())
    }

    fn hit(&mut self, point: Point) {
        self.summary.hits.hit(point);
    }

    fn state(&self) -> String {
        let open = |call: &&Call| !call.settled;
        let calls: Vec<_> = self
            .calls
            .values()
            .filter(open)
            .map(|call| call.command)
            .collect();
        let stats = self.lane.stats();
        format!(
            "calls {calls:?}, page at frame {}, polls {}, {stats:?}, ledger {:?}",
            self.page.last,
            self.polls,
            self.ledger.all()
        )
    }

    fn is_done(&self) -> bool {
        let arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        if self.closed.is_some() {
            return self.tasks.ready() == 0 && arrivals.is_empty();
        }
        self.calls_left == 0
            && self.calls.values().all(|call| call.settled)
            && self.page.is_done()
            && self.tasks.ready() == 0
            // A call whose reply was lost is settled before its frames, and the bodies that the page releases, have arrived.
            && self.lane.stats().bodies_held == 0
    }

    fn step(&mut self) -> Verdict {
        if self.hostile.is_some() && self.random.happens(20) {
            return self.disturb_process();
        }
        if self.closed.is_some() {
            return if self.random.happens(50) {
                self.run_task()
            } else {
                self.deliver()
            };
        }
        if self.polls == 0 || (self.polls == 1 && self.random.happens(1)) {
            self.poll();
        }
        if self.stalled > 0 {
            // Only the host and the network make progress.
            self.stalled -= 1;
            return self.run_task();
        }
        match self.random.below(17) {
            0..4 => self.run_task(),
            4..7 => self.deliver(),
            7..9 => self.post(|page| &mut page.control, Point::ControlLost),
            9..11 => self.post(|page| &mut page.data, Point::DataLost),
            11..14 => self.process_message(),
            14..16 => {
                self.send();
                Ok(())
            }
            _ if self.random.happens(self.faults.disturb) => self.disturb(),
            _ if self.random.happens(self.faults.stall) => {
                self.stalled = 1 + self.random.next() % 300;
                self.hit(Point::PageStalled);
                Ok(())
            }
            _ => self.start_call(),
        }
    }

    fn run_task(&mut self) -> Verdict {
        let ready = self.tasks.ready();
        if ready > 0 {
            let place = self.random.below(ready);
            self.run_task_at(place)?;
        }
        Ok(())
    }

    fn run_task_at(&self, place: usize) -> Verdict {
        let stepped = catch_unwind(AssertUnwindSafe(|| self.tasks.step(place)));
        // An executor isolates its tasks, as that of tokio does. What a task leaves behind when it panics is the engine's concern.
        match stepped {
            Err(panic) if panic.downcast_ref() != Some(&ON_PURPOSE) => {
                Err("a task of the engine panicked".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// The hostile page acts once.
    fn disturb_process(&mut self) -> Verdict {
        let Some(page) = &mut self.hostile else {
            return Ok(());
        };
        let (tasks, random) = (&self.tasks, &mut self.random);
        let mut bytes = || random.next().to_le_bytes()[7];
        let act = page.act(&mut Choices::new(&mut bytes), &|task| tasks.start(task))?;
        match act {
            Act::Batch => self.hit(Point::HostileBatch),
            Act::DamagedBatch => self.hit(Point::HostileDamage),
            Act::Call => self.hit(Point::HostileCall),
            Act::Upload => self.hit(Point::HostileUpload),
            Act::Poll => self.hit(Point::HostilePoll),
            Act::Body => self.hit(Point::HostileBody),
            Act::Nothing => {}
        }
        Ok(())
    }

    /// Ends the document of the hostile page, and checks that the process holds nothing of it.
    fn check_process(&mut self) -> Verdict {
        if let Some(page) = &self.hostile {
            page.close(CloseReason::DocumentGone);
        }
        self.traps.release();
        while self.tasks.ready() > 0 {
            self.run_task_at(0)?;
        }
        if let Some(page) = &self.hostile {
            self.summary.hostile_calls = page.check()?;
        }
        let hits = &mut self.summary.hits;
        hits.add_hits(Point::ForeignPanic, self.traps.panicked());
        hits.add_hits(Point::ForeignCall, self.traps.called_back());
        let (made, dropped) = self.traps.made_and_dropped();
        if made != dropped {
            return Err(format!("{made} values of commands, {dropped} dropped"));
        }
        for row in LEDGER {
            let held = self.process.held(row.holding);
            if held != 0 {
                let holding = row.holding;
                return Err(format!(
                    "the process holds {held} of {holding:?} for no document"
                ));
            }
        }
        Ok(())
    }

    fn poll(&mut self) {
        if self.polls > 0 {
            self.hit(Point::PollTwice);
        }
        self.polls += 1;
        let (lane, arrivals) = (Arc::clone(&self.lane), Arc::clone(&self.arrivals));
        let received = self.page.last;
        self.tasks.start(async move {
            let polled = lane.poll(received).await;
            arrivals
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(Arrival::Polled(polled));
        });
    }

    /// Delivers one of the answers in flight, in any order. An answer to a poll may be lost.
    fn deliver(&mut self) -> Verdict {
        let (arrival, place) = {
            let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
            if arrivals.is_empty() {
                return Ok(());
            }
            let place = self.random.below(arrivals.len());
            (arrivals.remove(place), place)
        };
        if place > 0 {
            self.hit(Point::ArrivalOvertook);
        }
        match arrival {
            Arrival::Polled(polled) => {
                self.polls -= 1;
                match polled {
                    Ok(_) if self.random.happens(self.faults.lose) => {
                        self.hit(Point::PollAnswerLost)
                    }
                    Ok((first, mut frames)) => {
                        if let Some((canary, injected)) = &mut self.canary {
                            let seen = (self.page.last + 1).saturating_sub(first);
                            let seen = usize::try_from(seen).unwrap_or(usize::MAX);
                            if let Some(frames) = frames.get_mut(seen..) {
                                *injected |= canary.damage(frames);
                            }
                        }
                        self.page.receive(first, frames)?;
                        self.settle_waiting()?;
                    }
                    Err(refusal) => self.check_gone(&refusal)?,
                }
                Ok(())
            }
            Arrival::Replied { call, reply } => self.replied(call, reply),
            Arrival::RepliedAgain { call, reply } => self.replied_again(call, reply),
        }
    }

    /// Checks that a refusal after the end has the code of the close reason.
    fn check_gone(&self, refusal: &Refusal) -> Verdict {
        let expected = self.closed.map(CloseReason::code);
        if expected == Some(refusal.code()) {
            return Ok(());
        }
        Err(format!("refused: {refusal}, closed: {:?}", self.closed))
    }

    fn replied(&mut self, id: u64, reply: Result<Bytes, Refusal>) -> Verdict {
        let call = self.calls.get_mut(&id).ok_or("a reply to no call")?;
        call.replies += 1;
        if call.replies > 1 {
            return Err(format!("call {id} was answered twice"));
        }
        let reply = decode_reply(id, reply, &self.limits)?;
        if self.closed.is_none() && self.random.happens(self.faults.lose_reply) {
            self.hit(Point::ReplyLost);
            return self.give_up_call(id);
        }
        if reply.watermark > self.page.last {
            self.summary.hits.hit(Point::ReplyAheadOfFrames);
        }
        call.waiting = Some(reply);
        self.settle_waiting()
    }

    /// Settles the calls whose frames have all arrived (SPEC §6.4).
    fn settle_waiting(&mut self) -> Verdict {
        let last = self.page.last;
        let is_closed = self.closed.is_some();
        let ready: Vec<u64> = self
            .calls
            .iter()
            .filter(|(_, call)| {
                let waiting = call.waiting.as_ref();
                waiting.is_some_and(|reply| reply.watermark <= last || is_closed)
            })
            .map(|(id, _)| *id)
            .collect();
        ready.into_iter().try_for_each(|id| self.settle(id))
    }

    fn settle(&mut self, id: u64) -> Verdict {
        let Some(call) = self.calls.get_mut(&id) else {
            return Ok(());
        };
        let Some(reply) = call.waiting.take() else {
            return Ok(());
        };
        call.settled = true;
        let text = String::from_utf8_lossy(reply.body.as_slice()).into_owned();
        let head = String::from_utf8_lossy(&reply.head).into_owned();
        let defects = ["WRONG", "handler_panicked", "no_reply", "internal", "bad_"];
        if let Some(defect) = defects
            .iter()
            .find(|defect| text.contains(**defect) || head.contains(**defect))
        {
            return Err(format!("call {id} ended with {defect}: {head} {text}"));
        }
        if call.disturbed || self.closed.is_some() {
            return Ok(());
        }
        let (Command::Produce { count, .. }
        | Command::Consume { count, .. }
        | Command::Relay { count, .. }) = call.command;
        let is_plain = reply.outcome == ReplyOutcome::Done && !reply.body.is_deferred();
        if text != count.to_string() || !is_plain {
            return Err(format!(
                "call {id}, {:?}, ended with {head} {text}",
                call.command
            ));
        }
        if let Command::Produce { to, .. } | Command::Relay { to, .. } = call.command {
            let came = self.page.incoming.get(&to).map(|channel| channel.next);
            if came != Some(count) {
                return Err(format!(
                    "call {id} settled when {came:?} of {count} messages had come"
                ));
            }
        }
        Ok(())
    }

    /// Gives up a call whose request or reply was lost: it has failed, and is not sent again (SPEC §5).
    fn give_up_call(&mut self, id: u64) -> Verdict {
        if let Some(call) = self.calls.get_mut(&id) {
            call.settled = true;
            call.disturbed = true;
        }
        self.end_channels(id)
    }

    fn replied_again(&self, id: u64, reply: Result<Bytes, Refusal>) -> Verdict {
        let reply = decode_reply(id, reply, &self.limits)?;
        let head = String::from_utf8_lossy(&reply.head).into_owned();
        let gone = ["document_gone", "shutting_down"];
        let is_refused = reply.outcome == ReplyOutcome::Refused
            && (head.contains("duplicate_request")
                || (self.closed.is_some() && gone.iter().any(|code| head.contains(code))));
        if is_refused {
            Ok(())
        } else {
            Err(format!("call {id}, sent twice, was answered {head}"))
        }
    }

    /// Posts a batch of a track. It may be lost, be reordered, or arrive without an answer, in which case the page posts it again.
    fn post(&mut self, track: impl Fn(&mut Page) -> &mut Track, lost: Point) -> Verdict {
        let posting = track(&mut self.page);
        if posting.batch.is_empty() {
            let count = posting.queue.len().min(1 + self.random.below(8));
            posting.batch = posting.queue.drain(..count).collect();
        }
        if posting.batch.is_empty() {
            return self.post_late_duplicate();
        }
        let mut batch = posting.batch.clone();
        if self.random.happens(self.faults.lose) {
            self.hit(lost);
            return Ok(());
        }
        if self.random.happens(self.faults.reorder) {
            // A channel is known once its OPEN has arrived; its messages are ordered by their indices.
            let opened = batch
                .iter()
                .rposition(|frame| frame.kind() == FrameKind::Open);
            self.random
                .shuffle(&mut batch[opened.map_or(0, |place| place + 1)..]);
            self.hit(Point::BatchReordered);
        }
        self.deliver_batch(batch.clone())?;
        if self.random.happens(self.faults.lose_answer) {
            self.hit(Point::AnswerLost);
        } else {
            track(&mut self.page).batch.clear();
            self.history.push(batch);
        }
        Ok(())
    }

    fn deliver_batch(&self, batch: Vec<Frame>) -> Verdict {
        self.lane
            .send_frames(batch)
            .map(drop)
            .map_err(|refusal| format!("a batch was refused: {refusal}"))
    }

    fn post_late_duplicate(&mut self) -> Verdict {
        if self.history.is_empty() || !self.random.happens(self.faults.late_duplicate) {
            return Ok(());
        }
        let place = self.random.below(self.history.len());
        self.hit(Point::LateDuplicate);
        self.deliver_batch(self.history[place].clone())
    }

    fn process_message(&mut self) -> Verdict {
        let waiting = |channel: &&u64| !self.page.incoming[channel].mailbox.is_empty();
        let channels: Vec<u64> = self.page.incoming.keys().filter(waiting).copied().collect();
        if channels.is_empty() {
            return Ok(());
        }
        let id = channels[self.random.below(channels.len())];
        let (lane, hits) = (Arc::clone(&self.lane), &mut self.summary.hits);
        self.page.process_message(id, |data| {
            hits.hit(Point::BodyDeferred);
            lane.deferred_body(&data.into())
                .map_err(|refusal| refusal.to_string())
        })
    }

    fn send(&mut self) {
        let open = |(_, channel): &(&u64, &crate::page::Outgoing)| !channel.is_over;
        let channels: Vec<u64> = self
            .page
            .outgoing
            .iter()
            .filter(open)
            .map(|(id, _)| *id)
            .collect();
        if !channels.is_empty() {
            let id = channels[self.random.below(channels.len())];
            self.page.send(id);
        }
    }

    fn start_call(&mut self) -> Verdict {
        if self.calls_left == 0 {
            return Ok(());
        }
        self.calls_left -= 1;
        let id = self.next_call;
        self.next_call += 1;
        let (seed, count) = (self.random.next() >> 12, self.random.next() % 40);
        let up_max = usize::try_from(self.limits.inline_body_bytes_max).unwrap_or(usize::MAX);
        let channel = |id: u64| format!("__CHANNEL__:{id}");
        let (name, command, arguments) = match self.random.below(3) {
            0 => {
                let to = self.page.expect_stream(seed, usize::MAX);
                let arguments = serde_json::json!({ "call": id, "seed": seed, "count": count, "messages": channel(to) });
                ("produce", Command::Produce { count, to }, arguments)
            }
            1 => {
                let from = self.page.open_stream(seed, count, up_max);
                let arguments = serde_json::json!({ "call": id, "seed": seed, "bytesMax": up_max, "messages": channel(from) });
                ("consume", Command::Consume { count, from }, arguments)
            }
            _ => {
                let from = self.page.open_stream(seed, count, up_max);
                let to = self.page.expect_stream(seed, up_max);
                let arguments =
                    serde_json::json!({ "call": id, "from": channel(from), "to": channel(to) });
                ("relay", Command::Relay { count, from, to }, arguments)
            }
        };
        let frame = call_frame(id, name, &arguments);
        let frame = if let Some((Canary::ForgetCall, injected)) = &mut self.canary {
            *injected = true;
            call_frame(id, host::FORGET, &arguments)
        } else {
            frame
        };
        let lost = self.canary.is_none() && self.random.happens(self.faults.lose_call);
        if !lost {
            self.send_call(id, &frame, |call, reply| Arrival::Replied { call, reply });
        }
        let call = Call {
            command,
            frame,
            replies: 0,
            waiting: None,
            settled: false,
            disturbed: false,
            lost,
        };
        self.calls.insert(id, call);
        if lost {
            self.hit(Point::CallLost);
            return self.give_up_call(id);
        }
        Ok(())
    }

    fn send_call(
        &self,
        id: u64,
        frame: &Frame,
        arrival: fn(u64, Result<Bytes, Refusal>) -> Arrival,
    ) {
        let mut bytes = BytesMut::new();
        frame.encode(&mut bytes);
        let (lane, arrivals) = (Arc::clone(&self.lane), Arc::clone(&self.arrivals));
        self.tasks.start(async move {
            let reply = lane.exchange(bytes.freeze()).await;
            arrivals
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(arrival(id, reply));
        });
    }

    /// The page cancels a call, closes a channel, or sends a call a second time.
    fn disturb(&mut self) -> Verdict {
        let running: Vec<u64> = self
            .calls
            .iter()
            .filter(|(_, call)| !call.settled)
            .map(|(id, _)| *id)
            .collect();
        if running.is_empty() {
            return Ok(());
        }
        let id = running[self.random.below(running.len())];
        let Some(call) = self.calls.get_mut(&id) else {
            return Ok(());
        };
        match self.random.below(3) {
            // The first call has started when the second arrives; otherwise the second one is the call.
            0 if self.ledger.of(id).started > 0 => {
                let frame = call.frame.clone();
                self.hit(Point::CallTwice);
                self.send_call(id, &frame, |call, reply| Arrival::RepliedAgain {
                    call,
                    reply,
                });
            }
            1 => {
                call.disturbed = true;
                self.summary.hits.hit(Point::CallCancelled);
                self.page
                    .control
                    .queue
                    .push_back(Cancel { call: id }.into());
                self.end_channels(id)?;
            }
            _ => {
                if let Command::Produce { to, .. } | Command::Relay { to, .. } = call.command {
                    call.disturbed = true;
                    self.hit(Point::ChannelClosedByPage);
                    self.page.close(to)?;
                }
            }
        }
        Ok(())
    }

    /// Ends the channels of a cancelled call.
    fn end_channels(&mut self, id: u64) -> Verdict {
        match self.calls[&id].command {
            Command::Produce { to, .. } => self.page.close(to),
            Command::Consume { from, .. } => {
                self.give_up(from);
                Ok(())
            }
            Command::Relay { from, to, .. } => {
                self.give_up(from);
                self.page.close(to)
            }
        }
    }

    fn give_up(&mut self, id: u64) {
        let Some(channel) = self
            .page
            .outgoing
            .get_mut(&id)
            .filter(|channel| !channel.is_over)
        else {
            return;
        };
        channel.is_over = true;
        let end = End {
            channel: id,
            count: channel.sent,
            head: Bytes::from_static(br#"{"reason":"cancelled"}"#),
        };
        self.page.data.queue.push_back(end.into());
    }

    fn close(&mut self) {
        let reasons = [
            (CloseReason::DocumentGone, Point::DocumentGone),
            (CloseReason::PageCrashed, Point::PageCrashed),
            (CloseReason::WindowClosed, Point::WindowClosed),
            (CloseReason::Shutdown, Point::Shutdown),
        ];
        let (reason, point) = reasons[self.random.below(reasons.len())];
        self.closed = Some(reason);
        self.hit(point);
        if self.lane.stats().calls_running > 0 {
            self.hit(Point::ClosedInMidst);
        }
        self.lane.close(reason);
    }

    /// Checks the invariants at the end of a run.
    fn check(mut self) -> Verdict<Summary> {
        if self.closed.is_none() {
            let before = self.lane.stats();
            // Messages of an ended channel, whose call was cancelled before it began, wait for a claim until the document ends.
            let never_began =
                |(id, call): (&u64, &Call)| call.disturbed && self.ledger.of(*id).started == 0;
            let unclaimed = self
                .calls
                .iter()
                .filter(|entry| never_began(*entry))
                .count();
            let held = (
                before.calls_running,
                before.bodies_held,
                before.uploads_open,
                before.channels_open,
                before.bytes_queued,
            );
            let is_waiting = before.channels_from_page > unclaimed
                || (unclaimed == 0 && before.bytes_received != 0);
            if held != (0, 0, 0, 0, 0) || is_waiting {
                return Err(format!("all is done, and still held: {before:?}"));
            }
            self.closed = Some(CloseReason::DocumentGone);
            self.lane.close(CloseReason::DocumentGone);
        }
        self.check_process()?;
        while !self
            .arrivals
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_empty()
        {
            self.deliver()?;
        }
        if self.tasks.alive() != 0 {
            return Err(format!(
                "{} tasks are left: {}",
                self.tasks.alive(),
                self.state()
            ));
        }
        let after = self.lane.stats();
        let held = (
            after.calls_running,
            after.bodies_held,
            after.uploads_open,
            after.channels_open,
            after.channels_from_page,
        );
        if held != (0, 0, 0, 0, 0)
            || after.bytes_queued + after.bytes_received != 0
            || after.calls != after.replies
        {
            return Err(format!(
                "the document has ended, and still holds: {after:?}"
            ));
        }
        for (id, call) in &self.calls {
            let entry = self.ledger.of(*id);
            let replies = u32::from(!call.lost);
            if call.replies != replies || entry.started > replies || entry.started != entry.ended {
                return Err(format!("call {id}: {} replies, {entry:?}", call.replies));
            }
            self.summary.messages_up += entry.received;
        }
        self.summary.calls = self.calls.len() as u64;
        self.summary.messages_down = self.page.delivered;
        Ok(self.summary)
    }
}

fn call_frame(id: u64, command: &str, arguments: &serde_json::Value) -> Frame {
    let payload = Payload::from_value(arguments).expect("arguments");
    let kind = payload.kind();
    let bytes: Bytes = payload.into_segments().concat().into();
    let call = bytelane::wire::frame::Call {
        id,
        head: serde_json::json!({ "cmd": command }).to_string().into(),
        body: Body::new(kind, Element::Bytes, bytes),
    };
    call.into()
}

fn decode_reply(id: u64, reply: Result<Bytes, Refusal>, limits: &Limits) -> Verdict<Reply> {
    let mut bytes =
        reply.map_err(|refusal| format!("call {id} was refused as malformed: {refusal}"))?;
    let frame = Frame::decode(&mut bytes, limits).map_err(|error| error.to_string())?;
    match frame {
        Frame::Reply(reply) if reply.call == id && bytes.is_empty() => Ok(reply),
        other => Err(format!("call {id} was answered with {other:?}")),
    }
}
