//! Fairness: round trips on many channels, alone and beside a channel that floods the page. No peer has it.

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Sender},
    },
    time::Instant,
};

use bytelane::{
    Bytes, State,
    bench::protocol::{Worker, content},
    ipc::{Channel, JavaScriptChannelId, Request},
};

/// Bytes of a message that is answered.
const MESSAGE_BYTES: usize = 512;

/// Sends as fast as the credit permits until the page closes the channel.
#[bytelane::command]
pub(crate) fn flood(messages: Channel<Bytes>, bytes: usize) {
    let message = Bytes::from(content(0, bytes));
    while messages.send(message.clone()).is_ok() {}
}

/// Records the arrival of each message's answer and its time.
#[derive(Default)]
pub(crate) struct Answers(Mutex<Option<Sender<(usize, Instant)>>>);

impl Answers {
    fn set(&self, sender: Option<Sender<(usize, Instant)>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = sender;
    }

    fn record(&self, place: usize) {
        let now = Instant::now();
        let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sender) = &*sender {
            // An error means that the measurement has ended.
            let _late = sender.send((place, now));
        }
    }
}

#[bytelane::command]
pub(crate) async fn answered(place: usize, answers: State<'_, Answers>) -> Result<(), ()> {
    answers.record(place);
    Ok(())
}

/// Sends a message on each channel, waits for all answers, and repeats. Returns the number of exchanges.
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
            let (place, arrived) = receiver.recv().map_err(|error| error.to_string())?;
            let sent = sent
                .get(place)
                .ok_or("the answer names an unknown channel")?;
            worker.timed(arrived - *sent);
            exchanges += 1;
        }
    }
    answers.set(None);
    Ok(exchanges)
}
