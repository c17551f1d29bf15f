//! Calls: from a CALL frame to the dispatch of the command, and from its reply to the REPLY frame.

use std::sync::Arc;

use bytes::Bytes;
use tracing::Span;

use super::{
    Document,
    admitted::Admitted,
    answer::Answer,
    call::Call,
    deliver::Deliver,
    log::{code_of, log_answered},
    replies::deliver_all,
    reply::{Reply, ReplySlot},
    state::release_body,
    trash::Removed,
    work::CommandWork,
};
use crate::{
    Refusal,
    inspector::{CallProbe, Step},
    payload::Payload,
    session::{CallHead, Charge, Holding},
    wire::{
        Code, Frame, PayloadKind,
        frame::{self, ReplyOutcome},
    },
};

/// Memory that the host holds for a call besides its frame, in bytes.
const CALL_OVERHEAD: u64 = 512;

impl Document {
    /// Checks whether a request can be admitted, before its body is read.
    ///
    /// # Errors
    /// Returns the code of the close reason if the document has ended, and `too_many_inflight` for a call at the limit.
    pub fn check_open(&self, for_call: bool) -> Result<(), Refusal> {
        let state = self.state();
        state.check_open("request")?;
        if for_call {
            state.check_replies()?;
        }
        let limit = self.limits.calls_in_flight_max;
        if for_call && state.calls.running() >= limit {
            return Err(Refusal::new(
                Code::TooManyInflight,
                format!("at most {limit} calls of a page run at once; wait for one to end"),
            ));
        }
        Ok(())
    }

    /// Decodes a request that must be exactly one CALL.
    pub(crate) fn decode_call(&self, mut request: Bytes) -> Result<frame::Call, Refusal> {
        match Frame::decode(&mut request, &self.limits)? {
            Frame::Call(call) if request.is_empty() => Ok(call),
            _ => Err(Refusal::new(
                Code::BadFrame,
                "the request is not exactly one CALL frame",
            )),
        }
    }

    /// Admits a call and returns the work of its command, if there is work to run. The lane decides on which thread it runs. `deliver` receives the REPLY,
    /// exactly once, on any thread.
    #[must_use = "the command does not run before its work does"]
    pub(crate) fn call(
        self: &Arc<Self>,
        frame: frame::Call,
        deliver: Deliver,
    ) -> Option<CommandWork> {
        let id = frame.id;
        match self.admit(&frame) {
            Err(refusal) => {
                self.log_refused(id, &refusal);
                let command = refusal.command().unwrap_or_default();
                let probe = self.probe.call(id, command, frame.body.length);
                probe.answered(ReplyOutcome::Refused, Some(refusal.code().as_str()), 0);
                probe.reached(Step::Sent);
                deliver(Answer::refused(id, &refusal));
                None
            }
            Ok(admitted) if !frame.body.is_deferred() => {
                self.dispatch_call(frame, admitted, deliver, None)
            }
            // SPEC §5.2: the body of a call that cannot run is not accepted.
            Ok(admitted) if !self.dispatch.may_run(&self.caller, &admitted.command) => {
                let frame = frame::Call {
                    body: frame::Body::default(),
                    ..frame
                };
                self.dispatch_call(frame, admitted, deliver, None)
            }
            Ok(admitted) => self.begin_upload(frame, admitted, deliver),
        }
    }

    /// Runs the work of a command, if there is any, on the executor.
    pub(crate) fn execute(&self, work: Option<CommandWork>) {
        if let Some(work) = work {
            self.dispatch.execute(work);
        }
    }

    fn admit(&self, frame: &frame::Call) -> Result<Admitted, Refusal> {
        let head = CallHead::decode(&frame.head, &self.limits)?;
        let headers = head
            .headers(&self.limits)
            .map_err(|refusal| refusal.with_command(&head.cmd))?;
        // SPEC §7: `json_bytes_max` is checked by the header if the body is deferred.
        if frame.body.payload == PayloadKind::Json && frame.body.length > self.limits.json_bytes_max
        {
            return Err(Refusal::new(
                Code::BodyTooLarge,
                format!(
                    "the JSON text of the call is longer than json_bytes_max, {} bytes: pass large data as bytes, or raise the limit",
                    self.limits.json_bytes_max
                ),
            )
            .with_command(&head.cmd));
        }
        let cancel = self.root.child_token();
        let mut state = self.state();
        state
            .check_open("call")
            .map_err(|refusal| refusal.with_command(&head.cmd))?;
        state
            .check_replies()
            .map_err(|refusal| refusal.with_command(&head.cmd))?;
        let inline = frame.body.bytes.as_ref().map_or(0, Bytes::len);
        let bytes = (frame.head.len() + inline) as u64 + CALL_OVERHEAD;
        if self.ledger.try_add(Holding::Calls, bytes).is_err() {
            let held = self.ledger.held(Holding::Calls);
            let text = format!(
                "call {} is refused: the arguments of the calls in flight hold {held} bytes; wait for one to end",
                frame.id
            );
            return Err(Refusal::new(Code::TooManyInflight, text).with_command(&head.cmd));
        }
        if let Err(refusal) = state.calls.begin(frame.id, cancel.clone(), bytes) {
            self.ledger.sub(Holding::Calls, bytes);
            return Err(refusal.with_command(&head.cmd));
        }
        drop(state);
        self.counters.add_call();
        let probe = self.probe.call(frame.id, &head.cmd, frame.body.length);
        Ok(Admitted {
            command: head.cmd,
            headers,
            cancel,
            streams: head.streams,
            probe,
        })
    }

    /// Dispatches an admitted call with its body, which is charged until the reply is made.
    pub(super) fn dispatch_call(
        self: &Arc<Self>,
        frame: frame::Call,
        admitted: Admitted,
        deliver: Deliver,
        charge: Option<Charge>,
    ) -> Option<CommandWork> {
        let id = frame.id;
        let bytes = frame.body.bytes.unwrap_or_default();
        self.counters.add_bytes_in(bytes.len() as u64);
        let span = self.call_span(id, &admitted.command, bytes.len());
        let answered = span.clone();
        let probe = admitted.probe.clone();
        probe.reached(Step::Admitted);
        let document = Arc::clone(self);
        let body_charged = charge.as_ref().map_or(0, Charge::amount);
        let slot = ReplySlot::new(move |reply| {
            drop(charge);
            document.finish(id, reply, deliver, &answered, probe);
        });
        let decoded = Payload::decode(frame.body.payload, frame.body.element, bytes, &self.limits)
            .map_err(Refusal::from)
            .and_then(|payload| {
                let attachments =
                    self.claim_attachments(&payload, &admitted.streams, body_charged)?;
                Ok((payload, attachments))
            });
        let (payload, attachments) = match decoded {
            Ok(decoded) => decoded,
            Err(refusal) => {
                slot.send(refusal.with_command(admitted.command));
                return None;
            }
        };
        let Admitted {
            command,
            headers,
            cancel,
            probe,
            ..
        } = admitted;
        let call = Call {
            command,
            headers,
            payload,
            caller: Arc::clone(&self.caller),
            cancel,
            document: self.downgrade(),
            attachments,
            span,
            probe,
        };
        self.dispatch.dispatch(call, slot)
    }

    fn finish(
        self: &Arc<Self>,
        id: u64,
        reply: Reply,
        deliver: Deliver,
        span: &Span,
        probe: CallProbe,
    ) {
        let answer = self.answer(id, reply);
        log_answered(span, &answer);
        let deliver = if probe.is_active() {
            probe.answered(answer.outcome, code_of(&answer), answer.body.length);
            if answer.body.is_deferred() {
                self.state().bodies.report_to(&probe, id);
            }
            Box::new(move |answer| {
                probe.reached(Step::Sent);
                deliver(answer);
            })
        } else {
            deliver
        };
        self.counters.add_reply();
        self.counters.add_bytes_of_result(answer.body.length);
        self.deliver_in_order(answer, deliver);
    }

    /// Cancels a call. Releases the deferred body or the stream of a call that has been answered.
    pub(crate) fn cancel(&self, id: u64) {
        let late = {
            let mut state = self.state();
            let cancelled = state.calls.cancel(id).map(Removed::Cancelled);
            state.removed.extend(cancelled);
            if let Some(body) = state.bodies.of_call(id) {
                release_body(&mut state, body);
            }
            state.take_replies_of(id)
        };
        deliver_all(late);
        self.cancel_stream(id);
        self.refuse_upload(id, |command| {
            Refusal::new(Code::Cancelled, format!("command {command} was cancelled"))
        });
    }
}
