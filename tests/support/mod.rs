//! Helpers of the payload tests: calls that a test inspects.

#![allow(dead_code, reason = "each test binary uses its part")]

use std::sync::{Mutex, mpsc};

use bytelane::{
    Call, Payload, Refusal, Reply, ReplySlot, Router,
    ipc::{CommandArg, CommandItem, Invoke, InvokeMessage, IpcResponse},
    lane::MemoryLane,
    payload::Mixed,
    wire::{
        Frame, Limits,
        frame::{Body, Data, Open},
    },
};

/// Dispatches a call with this payload and returns the result of `look` on it.
pub(crate) fn look<R: Send + 'static>(
    payload: Payload,
    look: impl FnOnce(&InvokeMessage) -> R + Send + 'static,
) -> R {
    let look = Mutex::new(Some(look));
    let (sender, receiver) = mpsc::channel();
    let router = Router::new(move |invoke: Invoke| {
        let look = look.lock().expect("one call").take().expect("one call");
        sender.send(look(&invoke.message)).expect("the test waits");
        invoke.resolver.resolve(());
        true
    });
    router.run(Call::new("cmd", payload), ReplySlot::new(drop));
    receiver.recv().expect("looked at")
}

/// Reads one argument of a call as a command does.
pub(crate) fn read<'a, T: CommandArg<'a>>(
    message: &'a InvokeMessage,
    key: &'static str,
) -> Result<T, Refusal> {
    let item = CommandItem {
        name: "cmd",
        key,
        message,
    };
    T::from_command(item).map_err(|error| error.refusal().expect("a refusal").clone())
}

/// Reads one argument of a call with this payload.
pub(crate) fn argument<T: for<'a> CommandArg<'a> + Send + 'static>(
    payload: Payload,
    key: &'static str,
) -> Result<T, Refusal> {
    look(payload, move |message| read(message, key))
}

/// Returns the answer to a call whose command returns the result of `command`.
pub(crate) fn answer<T: IpcResponse>(command: impl Fn() -> T + Send + Sync + 'static) -> Reply {
    answer_to(Call::new("cmd", Payload::None), command)
}

/// Returns the answer as [`answer`] does, to a call with headers.
pub(crate) fn answer_to<T: IpcResponse>(
    call: Call,
    command: impl Fn() -> T + Send + Sync + 'static,
) -> Reply {
    let (sender, receiver) = mpsc::channel();
    let router = Router::new(move |invoke: Invoke| {
        invoke.resolver.resolve(command());
        true
    });
    router.run(
        call,
        ReplySlot::new(move |reply| sender.send(reply).expect("the test waits")),
    );
    receiver.recv().expect("an answer")
}

/// The payload as it arrives on the other side: its body in one buffer.
pub(crate) fn cross(payload: &Payload) -> Payload {
    let body = payload.clone().into_segments().concat();
    Payload::decode(
        payload.kind(),
        payload.element(),
        body.into(),
        &Limits::default(),
    )
    .expect("a written reply can be read")
}

/// JSON with attachments, as a page would write it: `{i}` in the text stands for the name of attachment `i`.
pub(crate) fn mixed(text: &str, attachments: Vec<bytelane::payload::Attachment>) -> Payload {
    let nonce = 0x0123_4567_89ab_cdef;
    let mut text = text.to_owned();
    for index in 0..attachments.len() {
        text = text.replace(
            &format!("<{index}>"),
            &format!("\"\\u0001bytes:{nonce:016x}:{index}\""),
        );
    }
    cross(&Payload::Mixed(Mixed {
        text: text.into(),
        nonce,
        attachments,
    }))
}

pub(crate) fn json(text: &str) -> Payload {
    Payload::Json(text.to_owned().into())
}

/// Sends one message on channel 1, and calls `relay` from there to channel 2. Returns its result, and the first message to the page.
pub(crate) async fn relay_one(lane: &MemoryLane, body: Body) -> (Payload, Data) {
    let open = Open {
        channel: 1,
        head: bytes::Bytes::new(),
    };
    let data = Data {
        channel: 1,
        index: 0,
        is_last: true,
        head: bytes::Bytes::new(),
        body,
    };
    lane.send_frames(vec![open.into(), data.into()])
        .expect("accepted");
    let channels = serde_json::json!({ "from": "__CHANNEL__:1", "to": "__CHANNEL__:2" });
    let arguments = Payload::from_value(&channels).expect("a payload");
    let message = async {
        loop {
            let frames = lane.next_frames().await.expect("frames");
            let data = frames.into_iter().find_map(|frame| match frame {
                Frame::Data(data) => Some(data),
                _ => None,
            });
            if let Some(data) = data {
                break data;
            }
        }
    };
    // The reply follows the message, so the page polls meanwhile.
    let (result, data) = tokio::join!(lane.call("relay", arguments), message);
    (result.expect("a result"), data)
}
