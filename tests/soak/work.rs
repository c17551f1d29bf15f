//! Commands of the checks of exits, streams, shared buffers, and events of the host.

use std::{
    env,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::{Arc, OnceLock},
    time::Instant,
};

use bytelane::{
    Bytes, Emitter, State,
    ipc::{Buffers, Response, SharedBuf, Upload},
};
use serde::Serialize;

use crate::{
    checks::EXITING,
    host::{Host, MAIN},
    report::LINE,
};

/// The words of the streams count from 0 to this, and begin again.
const WORDS: u32 = 1 << 20;
/// Length of each part of a stream, in bytes.
const PART_BYTES: usize = 1 << 20;

/// Returns a call's own value, and counts the call.
#[bytelane::command]
pub(crate) fn counted_echo(host: State<'_, Arc<Host>>, value: u64) -> u64 {
    host.add("ran", 1);
    value
}

fn counting() -> &'static Bytes {
    static COUNTING: OnceLock<Bytes> = OnceLock::new();
    COUNTING.get_or_init(|| {
        let words = (0..WORDS).flat_map(u32::to_le_bytes);
        Bytes::from(words.collect::<Vec<u8>>())
    })
}

/// Returns a stream of words that count.
#[bytelane::command]
pub(crate) fn stream_words(parts: usize) -> Response {
    let part = |index: usize| {
        let start = index * PART_BYTES % counting().len();
        Ok::<_, String>(counting().slice(start..start + PART_BYTES))
    };
    Response::stream(futures_util::stream::iter((0..parts).map(part)))
}

#[derive(Serialize)]
pub(crate) struct Summed {
    bytes: u64,
    wrong: u64,
}

/// Compares the words of a stream with those that count.
#[bytelane::command]
pub(crate) async fn compare_stream(mut content: Upload) -> Result<Summed, String> {
    let mut summed = Summed { bytes: 0, wrong: 0 };
    while let Some(part) = content
        .chunk_async()
        .await
        .map_err(|error| error.to_string())?
    {
        let whole = counting().len();
        let start = (summed.bytes % whole as u64) as usize;
        // A part need not end where the words begin again.
        let split = part.len().min(whole - start);
        let is_same = part[..split] == counting()[start..start + split]
            && part[split..] == counting()[..part.len() - split];
        summed.wrong += u64::from(!is_same);
        summed.bytes += part.len() as u64;
    }
    Ok(summed)
}

/// Returns bytes in memory that the page reads in place: all of them `index` modulo 256.
#[bytelane::command]
pub(crate) fn shared_buffer(length: usize, index: u64, buffers: Buffers) -> SharedBuf {
    let mut buffer = buffers.take(length);
    buffer.fill(index as u8);
    buffer
}

/// Emits events of the application to the slow listener, from two threads. Returns how many were refused.
#[bytelane::command]
pub(crate) fn emit_slowly(
    host: State<'_, Arc<Host>>,
    count: usize,
    length: usize,
) -> Result<usize, String> {
    let handle = host.handles.lock().get(MAIN).cloned().ok_or("no window")?;
    let payload = Bytes::from(vec![b'x'; length]);
    let first = {
        let (handle, payload) = (handle.clone(), payload.clone());
        std::thread::spawn(move || handle.emit_bytes("slow", payload))
    };
    let emitted = (0..count).map(|_| handle.emit_bytes("slow", payload.to_vec()));
    let refused = emitted.filter(Result::is_err).count();
    let _ = first.join();
    Ok(refused)
}

#[derive(Serialize)]
pub(crate) struct Exit {
    /// Whether the process ended by itself, with success.
    is_clean: bool,
    /// Milliseconds from its request to exit to its end.
    milliseconds: u64,
}

/// Runs an application that exits in the middle of its work.
#[bytelane::command]
pub(crate) fn exit_once() -> Result<Exit, String> {
    let text = |error: std::io::Error| error.to_string();
    let mut child = Command::new(env::current_exe().map_err(text)?)
        .args(["--check", EXITING.name])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(text)?;
    let output = child.stdout.take().ok_or("no output")?;
    let mut exits = None;
    let mut holds = false;
    for line in BufReader::new(output).lines() {
        let line = line.map_err(text)?;
        if line == EXITS {
            exits = Some(Instant::now());
        }
        if let Some(result) = line.strip_prefix(LINE) {
            let result: crate::report::Result =
                serde_json::from_str(result).map_err(|error| error.to_string())?;
            holds = result.holds();
        }
    }
    let status = child.wait().map_err(text)?;
    let elapsed = exits.map(|exits| exits.elapsed().as_millis() as u64);
    Ok(Exit {
        is_clean: status.success() && holds && elapsed.is_some(),
        milliseconds: elapsed.unwrap_or(0),
    })
}

/// The line that an exiting application prints.
pub(crate) const EXITS: &str = "exits";
