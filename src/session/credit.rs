use serde::Serialize;

use crate::wire::Limits;

/// Window of a channel: how much may be sent and not yet received (SPEC §6.3).
///
/// # Examples
/// ```
/// use bytelane::ipc::Credit;
///
/// let small = Credit { bytes: 256 * 1024, ..Credit::default() };
/// assert_eq!(small.frames, 1024);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Credit {
    /// Bytes of messages. The last message may overrun.
    pub bytes: u64,
    /// Number of messages.
    pub frames: u64,
}

impl Credit {
    /// Returns the default window of a channel.
    pub const fn of(limits: &Limits) -> Self {
        Self {
            bytes: limits.channel_bytes_max,
            frames: limits.channel_frames_max,
        }
    }

    /// Returns the initial grant of a channel from the page, before its receiver grants more.
    pub(super) fn at_open(limits: &Limits) -> Self {
        Self {
            bytes: limits.channel_open_bytes.min(limits.channel_bytes_max),
            frames: limits.channel_open_frames.min(limits.channel_frames_max),
        }
    }

    /// Returns a window of at least one byte and one message, and at most the limit of the document.
    pub(super) fn clamped(self, limits: &Limits) -> Self {
        Self {
            bytes: self.bytes.clamp(1, limits.document_bytes_max.max(1)),
            frames: self.frames.clamp(1, MESSAGES_MAX),
        }
    }
}

/// Maximum number of messages in an adjusted window. The bookkeeping of each message takes memory of the host too.
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
    fn the_initial_grant_is_within_the_window() {
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
    fn an_adjusted_window_is_clamped() {
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
        for (requested, clamped) in cases {
            assert_eq!(requested.clamped(&limits), clamped, "{requested:?}");
        }
        let nothing = Limits {
            document_bytes_max: 0,
            ..limits
        };
        assert_eq!(credit(5, 5).clamped(&nothing), credit(1, 5));
    }
}
