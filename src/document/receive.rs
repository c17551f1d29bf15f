//! Frames from the page that are not calls.

use super::{
    Document,
    state::{Topic, release_body},
};
use crate::{
    Refusal,
    wire::{Code, Flags, Frame, FrameKind, PROTOCOL_VERSION},
};

impl Document {
    /// Receives the frames of a batch that are not calls. Returns the frames that answer them at once.
    ///
    /// A refused frame does not affect the others.
    ///
    /// # Errors
    /// Returns the first refusal: `bad_frame` for a kind that the page does not send, `unknown_channel` for a message of a channel that the page has not
    /// opened.
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
            FrameKind::Release => release_body(&mut self.state(), frame.id),
            FrameKind::Credit => {
                let mut state = self.state();
                state.outbox.grant(frame.id, frame.seq, frame.body_bytes);
                state.notify(Topic::sender(frame.id));
            }
            FrameKind::Event => self.receive_event(frame)?,
            FrameKind::Open => self.open_by_page(frame.id)?,
            FrameKind::Data => self.receive_data(frame)?,
            FrameKind::End => {
                self.end_by_page(frame.id);
                self.end_inbound(&frame)?;
            }
            kind => {
                let message = format!("a page does not send {kind:?} frames in a batch");
                return Err(Refusal::new(Code::BadFrame, message));
            }
        }
        Ok(())
    }

    fn hello(&self, version: u64) -> Frame {
        let head = serde_json::json!({ "lane": self.lane, "limits": self.limits });
        let mut frame = Frame::new(FrameKind::Hello, 0, PROTOCOL_VERSION);
        frame.head = head.to_string().into();
        // SPEC §4.1: a host that does not support the version answers with REFUSED.
        if version != PROTOCOL_VERSION {
            frame.flags = Flags::REFUSED;
        }
        frame
    }
}
