//! Frames from the page that are not calls.

use std::sync::Arc;

use super::{
    Document,
    state::{Topic, release_body},
};
use crate::{
    Refusal,
    wire::{Code, Frame, PROTOCOL_VERSION, frame::Hello},
};

impl Document {
    /// Receives the frames of a batch that are not calls. Returns the frames that answer them at once.
    ///
    /// A refused frame does not affect the others.
    ///
    /// # Errors
    /// Returns the first refusal: `bad_frame` for a kind that the page does not send, `unknown_channel` for a message of a channel that the page has not
    /// opened.
    pub(crate) fn receive(self: &Arc<Self>, frames: Vec<Frame>) -> Result<Vec<Frame>, Refusal> {
        let mut answers = Vec::new();
        let mut refused = None;
        for frame in frames {
            if let Err(refusal) = self.receive_one(frame, &mut answers) {
                refused.get_or_insert(refusal);
            }
        }
        refused.map_or(Ok(answers), Err)
    }

    fn receive_one(
        self: &Arc<Self>,
        frame: Frame,
        answers: &mut Vec<Frame>,
    ) -> Result<(), Refusal> {
        match frame {
            // SPEC §4.1: a batch contains at most one HELLO, so that its answer is not longer than a batch.
            Frame::Hello(_) if !answers.is_empty() => {
                let message = "a batch contains more than one HELLO";
                return Err(Refusal::new(Code::BadFrame, message));
            }
            Frame::Hello(hello) => answers.push(self.hello(hello.version).into()),
            Frame::Cancel(cancel) => self.cancel(cancel.call),
            Frame::Release(release) => release_body(&mut self.state(), release.body),
            Frame::Credit(credit) => {
                let mut state = self.state();
                let channel = credit.channel;
                state.outbox.grant(channel, credit.messages, credit.bytes);
                state.notify(Topic::sender(channel));
            }
            Frame::Event(event) => self.receive_event(event)?,
            Frame::Open(open) => self.open_by_page(open.channel)?,
            Frame::Data(data) => self.receive_data(data)?,
            Frame::End(end) => {
                self.end_by_page(end.channel);
                self.end_inbound(&end)?;
            }
            frame @ (Frame::Call(_) | Frame::Reply(_)) => {
                let kind = frame.kind();
                let message = format!("a page does not send {kind:?} frames in a batch");
                return Err(Refusal::new(Code::BadFrame, message));
            }
        }
        Ok(())
    }

    fn hello(&self, version: u64) -> Hello {
        let head = serde_json::json!({ "lane": self.lane, "limits": self.limits });
        Hello {
            version: PROTOCOL_VERSION,
            // SPEC §4.1: a host that does not support the version answers with REFUSED.
            is_refused: version != PROTOCOL_VERSION,
            head: head.to_string().into(),
        }
    }
}
