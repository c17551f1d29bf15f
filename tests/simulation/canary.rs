//! Faults that no page can tolerate: a run that injects one must report a mistake. They test the simulation itself.

use bytelane::wire::{Frame, frame::Credit};
use bytes::Bytes;

/// A defect of the engine or of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Canary {
    /// Two messages of a channel arrive in the wrong order.
    SwapMessages,
    LoseMessage,
    RepeatMessage,
    CorruptMessage,
    /// The guard of a reply slot is removed: a call is never answered.
    ForgetCall,
}

impl Canary {
    pub(crate) const ALL: [Self; 5] = [
        Self::SwapMessages,
        Self::LoseMessage,
        Self::RepeatMessage,
        Self::CorruptMessage,
        Self::ForgetCall,
    ];

    /// Damages the frames of a poll. Returns whether it did.
    pub(crate) fn damage(self, frames: &mut [Frame]) -> bool {
        let channel = |frame: &Frame| match frame {
            Frame::Data(data) => Some(data.channel),
            _ => None,
        };
        let Some(first) = frames.iter().position(|frame| channel(frame).is_some()) else {
            return false;
        };
        let second =
            (first + 1..frames.len()).find(|at| channel(&frames[*at]) == channel(&frames[first]));
        match (self, second) {
            (Self::SwapMessages, Some(second)) => frames.swap(first, second),
            (Self::RepeatMessage, Some(second)) => frames[second] = frames[first].clone(),
            // In its place, so that the numbers of the frames stay the same.
            (Self::LoseMessage, Some(_)) => {
                frames[first] = Credit {
                    channel: u64::MAX,
                    messages: 0,
                    bytes: 0,
                }
                .into();
            }
            (Self::CorruptMessage, _) => return corrupt(&mut frames[first]),
            _ => return false,
        }
        true
    }
}

fn corrupt(frame: &mut Frame) -> bool {
    let Some(bytes) = frame
        .body_mut()
        .and_then(|body| body.bytes.as_mut())
        .filter(|bytes| !bytes.is_empty())
    else {
        return false;
    };
    let mut damaged = bytes.to_vec();
    damaged[0] ^= 1;
    *bytes = Bytes::from(damaged);
    true
}
