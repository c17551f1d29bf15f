//! Calls of Tauri's `invoke` that arrive over the lane.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
};

use bytelane::{
    Payload, Refusal,
    router::{Invoke, InvokeResolver, Reply},
    wire::Code,
};
use http::HeaderMap;
use percent_encoding::percent_decode_str;
use tauri::{
    Runtime,
    ipc::{CallbackFn, InvokeBody, InvokeResponse, InvokeResponseBody},
    webview::InvokeRequest,
};

use super::{
    attacher::{Attached, is_main_thread},
    caller::Caller,
    main_thread::MainThread,
};

/// The command that carries a call of Tauri's `invoke`.
pub(crate) const COMMAND: &str = "__bytelane_tauri_call__";

/// The header with the name of Tauri's command, percent-encoded as in the path of Tauri's own request.
pub(crate) const COMMAND_HEADER: &str = "bytelane-tauri-command";

/// Passes a call to Tauri, on the main thread, as Tauri's own protocol does. Tauri checks the invoke key and the permissions, and runs the command.
pub(crate) fn pass_on<R: Runtime>(attached: &Arc<Attached<R>>, invoke: Invoke) {
    let Invoke {
        message, resolver, ..
    } = invoke;
    let headers = message.headers();
    let command = text(headers, COMMAND_HEADER);
    let command = percent_decode_str(command).decode_utf8_lossy().into_owned();
    message.show_as(&command);
    let answer = Answer::new(&command, resolver, Arc::clone(&attached.main));
    let caller = message.caller();
    let Some(caller_of_tauri) = caller.extensions.get::<Caller<R>>().cloned() else {
        return answer.refuse(Code::Internal, "the call has no webview of Tauri");
    };
    let Ok(url) = caller.origin.parse() else {
        return answer.reject("origin is not a valid URL");
    };
    let body = match body(message.raw_payload(), text(headers, "content-type")) {
        Ok(body) => body,
        Err(error) => return answer.reject(&error.to_string()),
    };
    let request = InvokeRequest {
        cmd: command,
        callback: CallbackFn(number(headers, "tauri-callback")),
        error: CallbackFn(number(headers, "tauri-error")),
        url,
        body,
        invoke_key: text(headers, "tauri-invoke-key").to_owned(),
        headers: without_own(headers),
    };
    attached.on_main_thread(move || run(&caller_of_tauri, request, answer));
}

fn run<R: Runtime>(caller: &Caller<R>, request: InvokeRequest, answer: Answer) {
    let Some(webview) = caller.webview() else {
        return answer.reject("failed to acquire webview reference");
    };
    let answer = Arc::new(answer);
    let of_responder = Arc::clone(&answer);
    let responder = Box::new(move |_, _, response, _, _| match response {
        InvokeResponse::Ok(body) => of_responder.resolve(body),
        InvokeResponse::Err(error) => of_responder.give(|resolver| resolver.reject(error.0)),
    });
    let handled = catch_unwind(AssertUnwindSafe(|| webview.on_message(request, responder)));
    if handled.is_err() {
        if answer.command.starts_with("plugin:") {
            tracing::error!(
                command = answer.command,
                "a sync command of a plugin panicked: Tauri's list of plugins is poisoned, and the application ends at the next event"
            );
        }
        answer.panicked();
    }
}

/// The resolver of a call. The call is refused if it is dropped without an answer.
struct Answer {
    command: String,
    resolver: Mutex<Option<InvokeResolver>>,
    main: Arc<MainThread>,
}

impl Answer {
    fn new(command: &str, resolver: InvokeResolver, main: Arc<MainThread>) -> Self {
        Self {
            command: command.to_owned(),
            resolver: Mutex::new(Some(resolver)),
            main,
        }
    }

    /// Answers the call, unless it has been answered.
    fn give(&self, answer: impl FnOnce(InvokeResolver)) {
        let resolver = self
            .resolver
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(resolver) = resolver {
            if !is_main_thread() {
                self.main.answered_elsewhere();
            }
            answer(resolver);
        }
    }

    fn resolve(&self, body: InvokeResponseBody) {
        let payload = match body {
            InvokeResponseBody::Json(text) => Payload::Json(text.into_bytes().into()),
            InvokeResponseBody::Raw(bytes) => Payload::Raw(bytes.into()),
        };
        self.give(|resolver| resolver.reply(Reply::done(payload)));
    }

    /// Rejects the promise with a text, as Tauri does.
    fn reject(&self, text: &str) {
        self.give(|resolver| resolver.reject(text));
    }

    fn refuse(&self, code: Code, text: &str) {
        let text = format!("command {}: {text}", self.command);
        let refusal = Refusal::new(code, text).with_command(&self.command);
        self.give(|resolver| resolver.reply(refusal));
    }

    fn panicked(&self) {
        let text = format!("command {} panicked", self.command);
        let refusal = Refusal::new(Code::HandlerPanicked, text).with_command(&self.command);
        self.give(|resolver| resolver.reply(refusal));
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        let text = "ended without an answer: an async command panicked, its handler dropped the call, or the invoke key is not that of the application";
        self.refuse(Code::NoReply, text);
    }
}

/// Returns the body as Tauri's own protocol reads it.
fn body(payload: &Payload, content_type: &str) -> serde_json::Result<InvokeBody> {
    Ok(match payload {
        Payload::Raw(bytes) if content_type.starts_with("application/json") => {
            InvokeBody::Json(serde_json::from_slice(bytes)?)
        }
        // COPY: Tauri's body is a vector, and the received memory has an owner of its own.
        Payload::Raw(bytes) => InvokeBody::Raw(Vec::from(bytes.clone())),
        Payload::Json(text) => InvokeBody::Json(serde_json::from_slice(text)?),
        _ => InvokeBody::Raw(Vec::new()),
    })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

fn number(headers: &HeaderMap, name: &str) -> u32 {
    text(headers, name).parse().unwrap_or_default()
}

/// Returns the headers as the command sees them without the plugin.
fn without_own(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    headers.remove(COMMAND_HEADER);
    headers
}
