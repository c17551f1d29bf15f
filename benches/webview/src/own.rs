//! What is asked of bytelane alone, and of no peer: files, fairness, a page that does not read, and the router without a page.

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Sender},
    },
    time::Instant,
};

use bytelane::{
    Bytes, Call, Payload, Reply, ReplySlot, Router, State,
    bench::protocol::{Worker, content},
    ipc::{Channel, JavaScriptChannelId, Request, Response},
};

use crate::commands::Shelf;

/// Bytes of a message that passes a flood.
const MESSAGE_BYTES: usize = 512;

/// The prepared bytes, for a request that is no command.
#[bytelane::command]
pub(crate) async fn shelve(shelf: State<'_, Shelf>, worker: State<'_, Worker>) {
    shelf.bytes(&worker);
}

#[bytelane::command]
pub(crate) async fn download_file(worker: State<'_, Worker>) -> Result<Response, String> {
    let path = worker.file().ok_or("no file was prepared")?;
    Ok(Response::file(path))
}

/// Sends as fast as it may until the page closes the channel.
#[bytelane::command]
pub(crate) fn flood(messages: Channel<Bytes>, bytes: usize) {
    let message = Bytes::from(content(0, bytes));
    while messages.send(message.clone()).is_ok() {}
}

/// Where the call that answers a message says that it came, and when.
#[derive(Default)]
pub(crate) struct Answers(Mutex<Option<Sender<(usize, Instant)>>>);

impl Answers {
    fn set(&self, sender: Option<Sender<(usize, Instant)>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = sender;
    }

    fn tell(&self, place: usize) {
        let now = Instant::now();
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = &*sender {
            // Where nobody waits any more, nothing is measured.
            let _late = sender.send((place, now));
        }
    }
}

#[bytelane::command]
pub(crate) async fn answered(place: usize, answers: State<'_, Answers>) -> Result<(), ()> {
    answers.tell(place);
    Ok(())
}

/// Sends a message on each channel at once, waits for all answers, and so on; tells how many were exchanged.
#[bytelane::command]
pub(crate) fn others(
    channels: Vec<JavaScriptChannelId>,
    count: u64,
    request: Request<'_>,
    answers: State<'_, Answers>,
    worker: State<'_, Worker>,
) -> Result<u64, String> {
    let open = |id: JavaScriptChannelId| request.channel::<Bytes>(id);
    let channels: Result<Vec<_>, _> = channels.into_iter().map(open).collect();
    let channels = channels.map_err(|refusal| refusal.to_string())?;
    let message = Bytes::from(content(0, MESSAGE_BYTES));
    let (sender, receiver) = mpsc::channel();
    answers.set(Some(sender));
    let mut exchanges = 0;
    for _ in 0..count {
        let mut sent = Vec::with_capacity(channels.len());
        for channel in &channels {
            sent.push(Instant::now());
            let result = channel.send(message.clone());
            result.map_err(|error| error.to_string())?;
        }
        for _ in &channels {
            let (place, came) = receiver.recv().map_err(|error| error.to_string())?;
            let sent = sent.get(place).ok_or("there is no such channel")?;
            worker.timed(came - *sent);
            exchanges += 1;
        }
    }
    answers.set(None);
    Ok(exchanges)
}

/// Offers numbered messages that are made when there is room for them.
#[bytelane::command]
pub(crate) fn made(messages: Channel<Bytes>, count: u32, bytes: usize) -> Result<(), String> {
    (0..count)
        .try_for_each(|number| messages.send(content(number, bytes).into()))
        .map_err(|error| error.to_string())
}

#[bytelane::command]
fn echo(body: Bytes) -> Bytes {
    body
}

/// Raw calls from the router to a command and back, one after the other on this thread; tells how many were answered with all they brought.
#[bytelane::command]
pub(crate) fn dispatch(bytes: usize, count: u64) -> u64 {
    let router = Router::new(bytelane::generate_handler![echo]);
    let payload = Payload::Raw(content(0, bytes).into());
    let (sender, receiver) = mpsc::sync_channel::<Reply>(1);
    let answered = || {
        let sender = sender.clone();
        router.dispatch(
            Call::new("echo", payload.clone()),
            ReplySlot::new(move |reply| {
                // It is waited for below.
                let _waited_for = sender.send(reply);
            }),
        );
        let reply = receiver.recv().ok()?;
        reply.into_bytes().ok().filter(|body| body.len() == bytes)
    };
    (0..count).filter(|_| answered().is_some()).count() as u64
}
