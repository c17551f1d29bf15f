use serde::Serialize;

use super::facts::{CallFacts, EventFacts};
use crate::{
    session::{Bound, ChannelFacts, LEDGER, ProcessLedger},
    wire::Limits,
};

/// The state of all inspected documents, and the newest calls and events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Snapshot {
    /// Time of the snapshot, in nanoseconds of the inspector's clock.
    pub now: u64,
    /// Calls, oldest first.
    pub calls: Vec<CallSnapshot>,
    /// Number of calls that newer ones have replaced.
    pub calls_replaced: u64,
    /// Events to pages, oldest first.
    pub events: Vec<EventSnapshot>,
    /// Open documents.
    pub documents: Vec<DocumentSnapshot>,
    /// What the pages make the process hold, by kind.
    pub memory: Vec<MemorySnapshot>,
}

/// A call. Times are nanoseconds of the inspector's clock, and 0 for a step that was not reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CallSnapshot {
    /// Number of the call in the inspector, from 1.
    pub number: u64,
    /// Number of the document.
    pub document: u64,
    /// Label of the webview.
    pub label: String,
    /// Name of the lane.
    pub lane: &'static str,
    /// Id of the call in its document.
    pub id: u64,
    /// Name of the command, its first 128 bytes.
    pub command: String,
    /// Bytes of the arguments.
    pub bytes_in: u64,
    /// Bytes of the result.
    pub bytes_out: u64,
    /// `running`, `done`, `failed` (an error value of the command) or `refused`.
    pub outcome: &'static str,
    /// The code of a refusal.
    pub code: Option<String>,
    /// When the call arrived.
    pub arrived: u64,
    /// When its arguments were complete.
    pub admitted: u64,
    /// When its command started.
    pub started: u64,
    /// When its reply was encoded.
    pub answered: u64,
    /// When its reply left for the page.
    pub sent: u64,
    /// When the page released the body of the reply, if it did not travel in the reply.
    pub read: u64,
}

/// An event that was sent to a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EventSnapshot {
    /// Number of the event in the inspector, from 1.
    pub number: u64,
    /// Number of the document.
    pub document: u64,
    /// Label of the webview.
    pub label: String,
    /// Name of the event, its first 128 bytes.
    pub name: String,
    /// Bytes of the payload.
    pub bytes: u64,
    /// Listeners in the page.
    pub listeners: u64,
    /// When it was enqueued, in nanoseconds.
    pub time: u64,
    /// Whether the queue of the page had room for it.
    pub is_sent: bool,
}

/// An open document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DocumentSnapshot {
    /// Number of the document in the inspector, from 1.
    pub number: u64,
    /// Label of the webview.
    pub label: String,
    /// Name of the lane.
    pub lane: &'static str,
    /// Calls that were admitted.
    pub calls: u64,
    /// Calls in flight.
    pub calls_running: usize,
    /// Bytes of bodies received from the page.
    pub bytes_in: u64,
    /// Bytes of bodies sent to the page: results, messages and events.
    pub bytes_out: u64,
    /// Open channels.
    pub channels: Vec<ChannelSnapshot>,
}

/// A channel that is open or holds messages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ChannelSnapshot {
    /// Id of the channel in its document.
    pub id: u64,
    /// Whether its messages go to the page.
    pub to_page: bool,
    /// Messages since the channel opened.
    pub messages: u64,
    /// Cost of the messages since the channel opened, in bytes of credit.
    pub bytes: u64,
    /// Messages that the sender may send before the next grant.
    pub credit_messages: u64,
    /// Bytes that the sender may send before the next grant.
    pub credit_bytes: u64,
    /// Messages in the queue of the host.
    pub queued: usize,
    /// Tasks that wait: for credit to send, or for a message.
    pub waiting: usize,
}

/// What the process holds of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MemorySnapshot {
    /// Name of the kind in the ledger.
    pub kind: &'static str,
    /// Bytes, or a number of items.
    pub held: u64,
    /// The bound of the process.
    pub bound: u64,
    /// Whether it is a number of items.
    pub is_count: bool,
}

impl ChannelSnapshot {
    pub(crate) const fn new(facts: ChannelFacts, to_page: bool, waiting: usize) -> Self {
        Self {
            id: facts.id,
            to_page,
            messages: facts.messages,
            bytes: facts.bytes,
            credit_messages: facts.credit_messages,
            credit_bytes: facts.credit_bytes,
            queued: facts.queued,
            waiting,
        }
    }
}

/// Returns what the process holds, by kind.
pub(crate) fn memory(ledger: &ProcessLedger, limits: &Limits) -> Vec<MemorySnapshot> {
    let rows = LEDGER.iter().map(|row| {
        let (bound, is_count) = match row.process {
            Bound::Document => (limits.document_bytes_max, false),
            Bound::Process => (limits.process_bytes_max, false),
            Bound::Bytes(bytes) => (bytes, false),
            Bound::Items(items) => (items, true),
        };
        MemorySnapshot {
            kind: row.name,
            held: ledger.held(row.holding),
            bound,
            is_count,
        }
    });
    rows.collect()
}

impl CallFacts {
    /// Returns whether the call has reached a step since a time.
    pub(super) fn has_changed(&self, since: u64) -> bool {
        self.steps().iter().any(|time| *time >= since && *time > 0)
    }

    pub(super) fn describe(&self) -> CallSnapshot {
        let [arrived, admitted, started, answered, sent, read] = self.steps();
        CallSnapshot {
            number: self.number,
            document: self.document.number,
            label: self.document.label.to_string(),
            lane: self.document.lane.as_str(),
            id: self.id,
            command: self.command().to_owned(),
            bytes_in: self.bytes_in,
            bytes_out: self.bytes_out(),
            outcome: self.outcome(),
            code: self.code().map(str::to_owned),
            arrived,
            admitted,
            started,
            answered,
            sent,
            read,
        }
    }
}

impl EventFacts {
    pub(super) fn describe(&self) -> EventSnapshot {
        EventSnapshot {
            number: self.number,
            document: self.document.number,
            label: self.document.label.to_string(),
            name: self.name.to_string(),
            bytes: self.bytes,
            listeners: self.listeners,
            time: self.time,
            is_sent: self.is_sent,
        }
    }
}
