use serde::Serialize;

use crate::wire::Limits;

/// How much of a channel may be under way: sent, and not yet taken by whoever receives (SPEC §6.3).
///
/// # Examples
/// ```
/// use bytelane::session::Credit;
///
/// let small = Credit { bytes: 256 * 1024, ..Credit::default() };
/// assert_eq!(small.frames, 1024);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Credit {
    /// Bytes of messages. One message may go beyond.
    pub bytes: u64,
    /// Messages.
    pub frames: u64,
}

impl Credit {
    /// What a channel has that nobody has adjusted.
    pub const fn of(limits: &Limits) -> Self {
        Self {
            bytes: limits.channel_bytes_max,
            frames: limits.channel_frames_max,
        }
    }

    /// What a channel from the page opens with, before its receiver has granted anything.
    pub(super) fn at_open(limits: &Limits) -> Self {
        Self {
            bytes: limits.channel_open_bytes.min(limits.channel_bytes_max),
            frames: limits.channel_open_frames.min(limits.channel_frames_max),
        }
    }

    /// At least one message, and no more than the document may hold.
    pub(super) fn clamped(self, limits: &Limits) -> Self {
        Self {
            bytes: self.bytes.clamp(1, limits.document_bytes_max.max(1)),
            frames: self.frames.clamp(1, MESSAGES_MAX),
        }
    }
}

/// Most messages that an adjusted channel may have under way: what is kept for each one is the host's memory too.
const MESSAGES_MAX: u64 = 1 << 20;

impl Default for Credit {
    fn default() -> Self {
        Self::of(&Limits::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn credit(bytes: u64, frames: u64) -> Credit {
        Credit { bytes, frames }
    }

    #[test]
    fn a_channel_opens_with_no_more_than_it_may_have() {
        let limits = Limits::default();
        assert_eq!(Credit::at_open(&limits), credit(64 * 1024, 64));
        let small = Limits {
            channel_bytes_max: 10,
            channel_frames_max: 2,
            ..limits
        };
        assert_eq!(Credit::at_open(&small), credit(10, 2));
        assert_eq!(Credit::of(&small), credit(10, 2));
    }

    #[test]
    fn what_is_asked_for_is_held_between_one_message_and_the_document() {
        let limits = Limits {
            document_bytes_max: 1_000,
            ..Limits::default()
        };
        let cases = [
            (credit(0, 0), credit(1, 1)),
            (credit(1, 1), credit(1, 1)),
            (credit(1_000, MESSAGES_MAX), credit(1_000, MESSAGES_MAX)),
            (credit(1_001, MESSAGES_MAX + 1), credit(1_000, MESSAGES_MAX)),
            (credit(u64::MAX, u64::MAX), credit(1_000, MESSAGES_MAX)),
        ];
        for (asked, held) in cases {
            assert_eq!(asked.clamped(&limits), held, "{asked:?}");
        }
        let nothing = Limits {
            document_bytes_max: 0,
            ..limits
        };
        assert_eq!(credit(5, 5).clamped(&nothing), credit(1, 5));
    }
}
