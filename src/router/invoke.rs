use std::{
    cell::RefCell,
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, OnceLock},
};

use http::HeaderMap;
use serde::Serialize;

use super::{
    Call, Caller, CommandWork, Executor, IpcResponse, Reply, ReplySlot, executor, into_reply,
};
use crate::{
    Refusal, State,
    document::Attachments,
    file::Conditions,
    payload::{Arguments, Body, InvokeBody, Payload, PayloadError, Unescaped},
    state::StateStore,
    wire::Code,
};

/// A call as a command sees it, with the slot for its answer.
pub struct Invoke {
    /// The call.
    pub message: InvokeMessage,
    /// Where the answer goes.
    pub resolver: InvokeResolver,
    pub(crate) executor: Arc<dyn Executor>,
}

impl std::fmt::Debug for Invoke {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invoke")
            .field("message", &self.message)
            .field("resolver", &self.resolver)
            .finish_non_exhaustive()
    }
}

/// The call: name, payload, headers, and what the host knows of the caller.
#[derive(Debug)]
pub struct InvokeMessage {
    call: Call,
    /// Bytes of the name that stand before the command's own: `plugin:name|`.
    namespace: usize,
    state: Arc<StateStore>,
    arguments: OnceLock<Result<Arguments, Refusal>>,
    unescaped: Unescaped,
    body: OnceLock<Result<InvokeBody, Refusal>>,
}

impl InvokeMessage {
    pub(super) const fn new(call: Call, state: Arc<StateStore>) -> Self {
        Self {
            call,
            namespace: 0,
            state,
            arguments: OnceLock::new(),
            unescaped: Unescaped::new(),
            body: OnceLock::new(),
        }
    }

    /// Name of the command; to a handler of a plugin, without the plugin's.
    pub fn command(&self) -> &str {
        &self.call.command[self.namespace..]
    }

    /// Name of the command as the page gave it, such as `plugin:name|command`.
    pub fn full_command(&self) -> &str {
        &self.call.command
    }

    /// Takes the plugin's name off the command's, when it has this one.
    #[cfg(feature = "app")]
    pub(crate) fn enter_plugin(&mut self, name: &str) -> bool {
        let rest = self.call.command.strip_prefix("plugin:");
        let inside = rest.and_then(|rest| rest.strip_prefix(name)?.strip_prefix('|'));
        let Some(inside) = inside else { return false };
        self.namespace = self.call.command.len() - inside.len();
        true
    }

    /// The payload as it came.
    pub const fn raw_payload(&self) -> &Payload {
        &self.call.payload
    }

    /// The payload as JSON or bytes. JSON is parsed at the first use; attached bytes stand in it as arrays of numbers, so prefer typed
    /// arguments.
    ///
    /// Text that is not JSON is `null` here; [`Request`](crate::ipc::Request) refuses it.
    pub fn payload(&self) -> &InvokeBody {
        static NULL: InvokeBody = InvokeBody::Json(serde_json::Value::Null);
        self.try_payload().unwrap_or(&NULL)
    }

    /// As [`payload`](Self::payload), with the reason why there is none.
    pub(crate) fn try_payload(&self) -> Result<&InvokeBody, &Refusal> {
        self.body
            .get_or_init(|| InvokeBody::from_payload(&self.call.payload))
            .as_ref()
    }

    /// Headers given with the call.
    pub const fn headers(&self) -> &HeaderMap {
        &self.call.headers
    }

    /// Who calls.
    pub const fn caller(&self) -> &Arc<Caller> {
        &self.call.caller
    }

    /// Fires when the page cancels the call, or its document goes.
    pub const fn cancellation(&self) -> &tokio_util::sync::CancellationToken {
        &self.call.cancel
    }

    /// The document that calls.
    pub(crate) const fn document(&self) -> &crate::document::WeakDocument {
        &self.call.document
    }

    /// Returns the attachments that are streamed.
    pub(crate) const fn attachments(&self) -> &Attachments {
        &self.call.attachments
    }

    /// Index of the attachment that an argument is as a whole; 0 for a payload that is bytes as a whole.
    pub(crate) fn attachment_of(&self, key: &str) -> Result<Option<usize>, Refusal> {
        let mixed = match &self.call.payload {
            Payload::Raw(_) => return Ok(Some(0)),
            Payload::Mixed(mixed) => mixed,
            _ => return Ok(None),
        };
        let arguments = self.arguments().map_err(Clone::clone)?;
        let name = match arguments.part(&self.call.payload, key) {
            Some(Payload::Mixed(part)) => part.text,
            _ => return Ok(None),
        };
        match serde_json::from_slice::<String>(&name) {
            Ok(name) => Ok(mixed.index_of(&name)?),
            // Something else than a string, which is no attachment.
            Err(_) => Ok(None),
        }
    }

    /// Managed values.
    pub const fn state_store(&self) -> &Arc<StateStore> {
        &self.state
    }

    /// A managed value, when one of this type was managed.
    pub fn try_state<T: Send + Sync + 'static>(&self) -> Option<State<'_, T>> {
        self.state.try_get()
    }

    /// Where arguments borrow text that has escapes.
    pub(crate) const fn unescaped(&self) -> &Unescaped {
        &self.unescaped
    }

    /// The arguments by key, found once for all of them.
    pub(crate) fn arguments(&self) -> Result<&Arguments, &Refusal> {
        self.arguments
            .get_or_init(|| Arguments::read(&self.call.payload))
            .as_ref()
    }
}

/// Where the answer to a call goes; answering uses it up. Dropped unused, it answers `no_reply`.
#[derive(Debug)]
pub struct InvokeResolver {
    slot: Option<ReplySlot>,
    wanted: Conditions,
}

thread_local! {
    /// The slot of a resolver that was dropped while its handler ran on this thread; `None` outside of handlers.
    static DROPPED: RefCell<Option<Option<ReplySlot>>> = const { RefCell::new(None) };
}

impl InvokeResolver {
    pub(super) const fn new(slot: ReplySlot, wanted: Conditions) -> Self {
        Self {
            slot: Some(slot),
            wanted,
        }
    }

    /// Runs a handler; a slot that it dropped unused on this thread comes back instead of being answered.
    pub(super) fn watch_drops<T>(handler: impl FnOnce() -> T) -> (T, Option<ReplySlot>) {
        let outer = DROPPED.replace(Some(None));
        let result = handler();
        (result, DROPPED.replace(outer).flatten())
    }

    /// Answers with a value, or with an error value.
    pub fn respond<T: IpcResponse>(self, result: Result<T, InvokeError>) {
        self.reply(into_reply(result));
    }

    /// Answers with a value.
    pub fn resolve<T: IpcResponse>(self, value: T) {
        self.respond(Ok(value));
    }

    /// Answers with an error value.
    pub fn reject<T: Serialize>(self, value: T) {
        self.invoke_error(InvokeError::from(value));
    }

    /// Answers with an error.
    pub fn invoke_error(self, error: InvokeError) {
        self.reply(error.into_reply());
    }

    /// Answers with a reply made elsewhere.
    pub fn reply(mut self, reply: impl Into<Reply>) {
        if let Some(slot) = self.slot.take() {
            slot.send(reply.into().resolve(&self.wanted));
        }
    }
}

impl Drop for InvokeResolver {
    fn drop(&mut self) {
        let Some(slot) = self.slot.take() else { return };
        DROPPED.with_borrow_mut(|dropped| match dropped {
            Some(place @ None) => *place = Some(slot),
            _ => drop(slot),
        });
    }
}

/// Why a call failed: the command's own error value, or a refusal.
#[derive(Debug)]
pub struct InvokeError(ErrorKind);

#[derive(Debug)]
enum ErrorKind {
    Value(Payload),
    Refused(Refusal),
}

impl InvokeError {
    /// The error's text as the value that the page gets.
    pub fn from_error<E: std::error::Error>(error: E) -> Self {
        Self::from(error.to_string())
    }

    /// The text of an `anyhow::Error`, with what caused it, as the value that the page gets.
    pub fn from_anyhow(error: impl std::fmt::Display) -> Self {
        Self::from(format!("{error:#}"))
    }

    /// A refusal of the engine.
    pub const fn refused(refusal: Refusal) -> Self {
        Self(ErrorKind::Refused(refusal))
    }

    /// The refusal, when it is one.
    pub const fn refusal(&self) -> Option<&Refusal> {
        match &self.0 {
            ErrorKind::Refused(refusal) => Some(refusal),
            ErrorKind::Value(_) => None,
        }
    }

    pub(crate) fn into_reply(self) -> Reply {
        match self.0 {
            ErrorKind::Value(payload) => Reply::failed(Body::from(payload)),
            ErrorKind::Refused(refusal) => refusal.into(),
        }
    }
}

impl<T: Serialize> From<T> for InvokeError {
    fn from(value: T) -> Self {
        match Payload::from_value(&value) {
            Ok(payload) => Self(ErrorKind::Value(payload)),
            // As Tauri does: what cannot be serialized is told by its text.
            Err(error) => Self::from_error(error),
        }
    }
}

impl From<Refusal> for InvokeError {
    fn from(refusal: Refusal) -> Self {
        Self::refused(refusal)
    }
}

impl From<PayloadError> for InvokeError {
    fn from(error: PayloadError) -> Self {
        Self::refused(error.into())
    }
}

impl Invoke {
    /// Runs a handler behind the last byte of everything that follows the call: bytes of the page's that were not there yet when it called.
    ///
    /// A `#[command]` does this by itself, unless it takes them as they come, in an [`Upload`](crate::ipc::Upload). A handler that is not one finds nothing in
    /// their place before. Runs `handler` at once where nothing follows. Where a source of the page fails, the call is answered without it.
    pub fn collected(self, handler: impl FnOnce(Self) + Send + 'static) {
        self.collect_but(&[], handler);
    }

    /// As [`collected`](Self::collected), but for the arguments that are uploads.
    #[doc(hidden)]
    pub fn prepared(self, arguments: &[(&'static str, bool)], handler: fn(Self)) {
        if self.message.call.attachments.is_empty() {
            return handler(self);
        }
        let uploads = arguments.iter().filter(|(_, is_upload)| *is_upload);
        // An argument that cannot be read is refused when it is read.
        let kept: Vec<usize> = uploads
            .filter_map(|(key, _)| self.message.attachment_of(key).ok().flatten())
            .collect();
        self.collect_but(&kept, handler);
    }

    fn collect_but(self, kept: &[usize], handler: impl FnOnce(Self) + Send + 'static) {
        if !self.message.call.attachments.has_others(kept) {
            return handler(self);
        }
        let kept = kept.to_vec();
        let executor = Arc::clone(&self.executor);
        executor.spawn(Box::pin(async move {
            let Self {
                message: InvokeMessage {
                    mut call, state, ..
                },
                resolver,
                executor,
            } = self;
            let limits = crate::document::upgrade(&call.document)
                .map(|document| document.limits().clone())
                .unwrap_or_default();
            let payload = std::mem::take(&mut call.payload);
            let collecting = call.attachments.collect(payload, &kept, &limits);
            match call.cancel.run_until_cancelled(collecting).await {
                None => resolver.reply(cancelled(&call.command)),
                Some(Err(refusal)) => resolver.reply(refusal.with_command(&call.command)),
                Some(Ok(payload)) => {
                    call.payload = payload;
                    handler(Self {
                        message: InvokeMessage::new(call, state),
                        resolver,
                        executor,
                    });
                }
            }
        }));
    }

    /// Runs a sync command where it may block, catching its panic.
    #[doc(hidden)]
    pub fn run_blocking(self, command: impl FnOnce(&InvokeMessage) -> Reply + Send + 'static) {
        let executor = Arc::clone(&self.executor);
        let work = Box::new(move || self.run_here(command));
        executor::run(&*executor, CommandWork::Blocking(work));
    }

    /// Runs a sync command on the main thread, catching its panic.
    #[doc(hidden)]
    pub fn run_on_main_thread(
        self,
        command: impl FnOnce(&InvokeMessage) -> Reply + Send + 'static,
    ) {
        let executor = Arc::clone(&self.executor);
        executor.run_on_main_thread(Box::new(move || self.run_here(command)));
    }

    fn run_here(self, command: impl FnOnce(&InvokeMessage) -> Reply) {
        let Self {
            message, resolver, ..
        } = self;
        if message.cancellation().is_cancelled() {
            return resolver.reply(cancelled(message.command()));
        }
        let reply = catch_unwind(AssertUnwindSafe(|| command(&message)))
            .unwrap_or_else(|_| panicked(message.command()));
        resolver.reply(reply);
    }

    /// Runs an async command as a task: its panic is caught, and it is dropped when the call is cancelled.
    #[doc(hidden)]
    pub fn spawn<F>(self, command: impl FnOnce(Arc<InvokeMessage>) -> F + Send + 'static)
    where
        F: Future<Output = Reply> + Send + 'static,
    {
        let Self {
            message,
            resolver,
            executor,
        } = self;
        let task = Box::pin(async move {
            let message = Arc::new(message);
            let guarded = CatchPanic {
                future: Box::pin(AssertUnwindSafe(command(Arc::clone(&message)))),
            };
            let reply = match message.cancellation().run_until_cancelled(guarded).await {
                Some(Ok(reply)) => reply,
                Some(Err(())) => panicked(message.command()),
                None => cancelled(message.command()),
            };
            resolver.reply(reply);
        });
        executor::run(&*executor, CommandWork::Task(task));
    }
}

fn panicked(command: &str) -> Reply {
    Refusal::new(Code::HandlerPanicked, format!("command {command} panicked"))
        .with_command(command)
        .into()
}

fn cancelled(command: &str) -> Reply {
    Refusal::new(Code::Cancelled, format!("command {command} was cancelled"))
        .with_command(command)
        .into()
}

/// A future whose panic becomes `Err`.
struct CatchPanic<F> {
    future: std::pin::Pin<Box<AssertUnwindSafe<F>>>,
}

impl<F: Future> Future for CatchPanic<F> {
    type Output = Result<F::Output, ()>;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Self::Output> {
        let future = &mut self.future;
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(_) => std::task::Poll::Ready(Err(())),
        }
    }
}
