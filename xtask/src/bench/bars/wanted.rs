//! The targets of each lane, stated once; the report and the terminal read them here.

use super::bar::{
    Bar,
    Measure::{
        BytelaneSleeps, FastestPeer, HostGrowth, HostSleeps, HostTaken, Missing, Nanoseconds,
        PageSleeps, Peer, Rate, Rival, Speed, Tail, Time, TimeOfBoth, TurnBytes,
    },
    Topic,
    Wanted::{AtLeast, AtMost},
};
use crate::bench::operations::{
    CALL, CALLS_FLOODED, CHANNEL, CHANNEL_JSON, DISPATCHED, DOWNLOAD, DOWNLOAD_FILE,
    DOWNLOAD_FIRST, DOWNLOAD_VEC, DOWNLOAD_VEC_FIRST, DRAWN, EVENTS, FAIRNESS, FETCH, FILL,
    FILL_FIRST, GIB, HOST_FILL, INTO, KEEP, KIB, MANY, MEMCPY, MIB, PARSE, PIECES, PING_PONG,
    RESTING, SET, STRUCTURED, Spec, UNREAD, UPLOAD,
};

/// Highest ratio by which a flooding channel may slow down the others.
const FAIR: f64 = 20.0;
/// Bytes held for a page that does not read: the limit of a channel, one frame, and 16 MiB.
const UNREAD_BYTES: f64 = ((8 + 16) * MIB + 256 * KIB) as f64;
/// Bytes held beside the source while 1 GiB is sent.
const SENT_BYTES: f64 = (64 * MIB) as f64;

/// Most time of ordinary commands through `@tauri-apps/api`, as a multiple of async ones through the client.
const ORDINARY: f64 = 1.3;

const fn transfer(operation: &'static str, bytes: u64) -> Spec {
    Spec::new(operation, bytes, 1)
}

const fn calls(concurrency: u64) -> Spec {
    Spec::new(CALL, 0, concurrency)
}

const PING: Spec = transfer(PING_PONG, 64);
const ALONE: Spec = FAIRNESS[0];
const FLOODED: Spec = FAIRNESS[1];
const FIRST_FILLS: super::bar::Measure = TimeOfBoth(
    transfer(FILL_FIRST, 128 * MIB),
    transfer(HOST_FILL, 128 * MIB),
);
const TYPED: (Spec, Spec) = STRUCTURED[0];
const ROWS: (Spec, Spec) = STRUCTURED[2];
const WHOLE: (Spec, Spec) = STRUCTURED[3];

// One line for each target.
#[rustfmt::skip]
pub(super) const BARS: &[Bar] = &[
    // --- The protocol lane ------------------------------------------------------------------------------------------------------------
    Bar::new(Topic::Protocol, "protocol", transfer(DOWNLOAD, 128 * MIB), Speed(transfer(FETCH, 128 * MIB)), AtLeast(4.0)).bound(transfer(PIECES, 128 * MIB)),
    Bar::new(Topic::Protocol, "protocol", transfer(DOWNLOAD, 128 * MIB), Rate(transfer(DOWNLOAD, 16 * MIB)), AtLeast(0.8)),
    Bar::new(Topic::Protocol, "protocol", transfer(DOWNLOAD_FILE, GIB), HostGrowth, AtMost(SENT_BYTES)),
    Bar::new(Topic::Protocol, "protocol", transfer(UPLOAD, 16 * MIB), TurnBytes, AtMost((64 * KIB) as f64)),
    Bar::new(Topic::Protocol, "shm", DISPATCHED, Nanoseconds, AtMost(1_000.0)),
    Bar::new(Topic::Protocol, "shm", DISPATCHED, HostTaken, AtMost(0.01)),
    // --- Channels and events ----------------------------------------------------------------------------------------------------------
    Bar::new(Topic::Protocol, "protocol", calls(1), Peer("wry"), AtLeast(1.0)),
    Bar::new(Topic::Protocol, "protocol", calls(2_000), Peer("wry"), AtLeast(1.0)),
    Bar::new(Topic::Protocol, "protocol", transfer(DOWNLOAD, MIB), Peer("wry"), AtLeast(1.0)),
    Bar::new(Topic::Protocol, "protocol", transfer(DOWNLOAD, 16 * MIB), Peer("wry"), AtLeast(1.0)),
    Bar::new(Topic::Protocol, "protocol", transfer(DOWNLOAD, 128 * MIB), Peer("wry"), AtLeast(1.0)),
    Bar::new(Topic::Protocol, "protocol", transfer(DOWNLOAD, MIB), Speed(transfer(PIECES, MIB)), AtLeast(1.0)),
    Bar::new(Topic::Protocol, "protocol", transfer(DOWNLOAD, 16 * MIB), Speed(transfer(PIECES, 16 * MIB)), AtLeast(1.0)),
    Bar::new(Topic::Protocol, "protocol", transfer(DOWNLOAD, 128 * MIB), Speed(transfer(PIECES, 128 * MIB)), AtLeast(1.0)),
    Bar::new(Topic::Protocol, "protocol", transfer(UPLOAD, MIB), Peer("wry"), AtLeast(1.0)),
    Bar::new(Topic::Protocol, "protocol", transfer(UPLOAD, 16 * MIB), Peer("wry"), AtLeast(1.0)),
    Bar::new(Topic::Protocol, "protocol", transfer(UPLOAD, 128 * MIB), Peer("wry"), AtLeast(1.0)),
    Bar::new(Topic::Channels, "protocol", transfer(CHANNEL, 512), Rival, AtLeast(10.0)).bound(transfer(KEEP, 512)),
    Bar::new(Topic::Channels, "protocol", transfer(CHANNEL_JSON, 64), Rival, AtLeast(8.0)).bound(transfer(PARSE, 64)),
    Bar::new(Topic::Channels, "protocol", transfer(EVENTS, 64), Rival, AtLeast(8.0)).bound(transfer(PARSE, 64)),
    Bar::new(Topic::Channels, "protocol", UNREAD, HostGrowth, AtMost(UNREAD_BYTES)),
    Bar::new(Topic::Channels, "shm", UNREAD, HostGrowth, AtMost(UNREAD_BYTES)),
    Bar::new(Topic::Channels, "protocol", MANY, Missing, AtMost(0.0)),
    Bar::new(Topic::Channels, "shm", MANY, Missing, AtMost(0.0)),
    Bar::new(Topic::Channels, "protocol", FLOODED, Tail(ALONE), AtMost(FAIR)),
    Bar::new(Topic::Channels, "shm", FLOODED, Tail(ALONE), AtMost(FAIR)),
    // --- Shared memory ----------------------------------------------------------------------------------------------------------------
    Bar::new(Topic::Shm, "shm", calls(1), Rival, AtLeast(20.0)).bound(PING),
    Bar::new(Topic::Shm, "shm", calls(1), Time(PING), AtMost(0.6)),
    Bar::new(Topic::Shm, "shm", calls(2_000), Rival, AtLeast(10.0)),
    Bar::new(Topic::Shm, "shm", transfer(DOWNLOAD, MIB), Rival, AtLeast(10.0)).bound(transfer(FILL, MIB)),
    Bar::new(Topic::Shm, "shm", transfer(DOWNLOAD, 16 * MIB), Rival, AtLeast(15.0)).bound(transfer(FILL, 16 * MIB)),
    Bar::new(Topic::Shm, "shm", transfer(DOWNLOAD, 128 * MIB), Rival, AtLeast(50.0)).bound(transfer(FILL, 128 * MIB)),
    Bar::new(Topic::Shm, "shm", transfer(DOWNLOAD, 128 * MIB), Speed(transfer(FILL, 128 * MIB)), AtLeast(1.0)),
    Bar::new(Topic::Shm, "shm", transfer(INTO, 128 * MIB), Rival, AtLeast(100.0)).bound(transfer(SET, 128 * MIB)),
    Bar::new(Topic::Shm, "shm", transfer(INTO, 128 * MIB), Speed(transfer(SET, 128 * MIB)), AtLeast(0.5)),
    Bar::new(Topic::Shm, "shm", transfer(UPLOAD, 128 * MIB), Rival, AtLeast(12.0)).bound(transfer(MEMCPY, 128 * MIB)),
    Bar::new(Topic::Shm, "shm", transfer(CHANNEL, 512), Rival, AtLeast(80.0)).bound(transfer(KEEP, 512)),
    Bar::new(Topic::Shm, "shm", transfer(CHANNEL, 64 * KIB), Rival, AtLeast(20.0)).bound(transfer(KEEP, 64 * KIB)),
    Bar::new(Topic::Shm, "shm", transfer(CHANNEL_JSON, 64), Rival, AtLeast(15.0)).bound(transfer(PARSE, 64)),
    Bar::new(Topic::Shm, "shm", transfer(EVENTS, 64), Rival, AtLeast(15.0)).bound(transfer(PARSE, 64)),
    Bar::new(Topic::Shm, "shm", transfer(DOWNLOAD_FILE, GIB), HostGrowth, AtMost(SENT_BYTES)),
    Bar::new(Topic::Shm, "shm", transfer(DOWNLOAD_FILE, GIB), Rate(transfer(DOWNLOAD_FILE, 128 * MIB)), AtLeast(0.8)),
    // Linear, as far as filling the same memory in a page is.
    Bar::new(Topic::Shm, "shm", transfer(DOWNLOAD, GIB), Rate(transfer(DOWNLOAD, 16 * MIB)), AtLeast(0.8)).bound(transfer(FILL, GIB)),
    Bar::new(Topic::Shm, "shm", transfer(CHANNEL, 64), FastestPeer, AtLeast(1.2)).bound(transfer(KEEP, 64)),
    Bar::new(Topic::Shm, "shm", transfer(CHANNEL_JSON, 64), FastestPeer, AtLeast(1.2)).bound(transfer(PARSE, 64)),
    Bar::new(Topic::Shm, "shm", transfer(CHANNEL_JSON, 512), FastestPeer, AtLeast(1.2)).bound(transfer(PARSE, 512)),
    Bar::new(Topic::Shm, "shm", transfer(EVENTS, 64), FastestPeer, AtLeast(1.2)).bound(transfer(PARSE, 64)),
    // --- Structured data --------------------------------------------------------------------------------------------------------------
    Bar::new(Topic::Structured, "shm", TYPED.0, Rate(TYPED.1), AtLeast(0.95)),
    Bar::new(Topic::Structured, "protocol", TYPED.0, Rate(TYPED.1), AtLeast(0.95)),
    Bar::new(Topic::Structured, "shm", ROWS.0, Speed(ROWS.1), AtLeast(10.0)),
    Bar::new(Topic::Structured, "shm", WHOLE.0, Speed(WHOLE.1), AtLeast(1.5)),
    // --- Ordinary commands, and the first result of an application --------------------------------------------------------------------
    Bar::new(Topic::Ordinary, "shm", Spec::new("call_sync_tauri", 0, 1), Time(calls(1)), AtMost(ORDINARY)),
    Bar::new(Topic::Ordinary, "shm", Spec::new("call_sync_tauri", 0, 4_000), Time(calls(4_000)), AtMost(ORDINARY)),
    Bar::new(Topic::Ordinary, "shm", transfer("upload_sync_tauri", 4 * KIB), Time(transfer(UPLOAD, 4 * KIB)), AtMost(ORDINARY)),
    Bar::new(Topic::Ordinary, "shm", transfer("upload_sync_tauri", 64 * KIB), Time(transfer(UPLOAD, 64 * KIB)), AtMost(ORDINARY)),
    Bar::new(Topic::Ordinary, "shm", transfer("upload_sync_tauri", MIB), Time(transfer(UPLOAD, MIB)), AtMost(ORDINARY)),
    Bar::new(Topic::Ordinary, "shm", transfer("channel_made_tauri", 64 * KIB), Time(transfer("channel_made", 64 * KIB)), AtMost(ORDINARY)),
    Bar::new(Topic::Ordinary, "shm", transfer(DOWNLOAD_VEC_FIRST, 128 * MIB), FIRST_FILLS, AtMost(1.0)),
    Bar::new(Topic::Ordinary, "shm", transfer(DOWNLOAD_FIRST, 128 * MIB), Time(transfer(FILL_FIRST, 128 * MIB)), AtMost(1.0)),
    Bar::new(Topic::Ordinary, "shm", transfer(DOWNLOAD_VEC, 16 * MIB), TimeOfBoth(transfer(FILL, 16 * MIB), transfer(HOST_FILL, 16 * MIB)), AtMost(1.0)),
    // --- Rest, batches and tails ------------------------------------------------------------------------------------------------------
    Bar::new(Topic::Rest, "shm", RESTING, BytelaneSleeps, AtMost(0.0)),
    Bar::new(Topic::Rest, "shm", DRAWN, HostSleeps, AtMost(3.0)),
    Bar::new(Topic::Rest, "shm", DRAWN, PageSleeps, AtMost(3.0)),
    Bar::new(Topic::Rest, "protocol", RESTING, BytelaneSleeps, AtMost(0.0)),
    Bar::new(Topic::Rest, "shm", CALLS_FLOODED, Tail(calls(1)), AtMost(10.0)),
];
