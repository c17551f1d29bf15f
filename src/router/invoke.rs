use std::{
    future::Future,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, OnceLock},
};

use http::HeaderMap;
use serde::Serialize;
use tracing::Instrument;

use super::{
    Call, Caller, CommandWork, Executor, InvokeError, IpcResponse, Reply, ReplySlot,
    handler_run::HandlerRun, into_reply,
};
use crate::{
    Refusal, State,
    document::{Attachments, Document, StartPermit, Work},
    file::Conditions,
    inspector::Step,
    payload::{Arguments, InvokeBody, Payload, Unescaped},
    session::{Charge, Ledger},
    state::StateStore,
    wire::{Code, Limits},
};

/// A call together with the resolver that answers it: the argument of a handler.
pub struct Invoke {
    /// The call: its command, payload and headers.
    pub message: InvokeMessage,
    /// Answers the call.
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

/// A call: the command's name, the payload, the headers, and the caller.
#[derive(Debug)]
pub struct InvokeMessage {
    call: Call,
    /// Length of the prefix `plugin:name|`, in bytes, once the call is in its plugin's handler.
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

    /// Returns the name of the command. In the handler of a plugin, the name has no `plugin:name|` prefix.
    pub fn command(&self) -> &str {
        &self.call.command[self.namespace..]
    }

    /// Returns the full name of the command, such as `plugin:name|command`.
    pub fn full_command(&self) -> &str {
        &self.call.command
    }

    /// Removes the prefix of this plugin from the name of the command. Returns `false` if the command is not one of this plugin.
    #[cfg(feature = "app")]
    pub(crate) fn enter_plugin(&mut self, name: &str) -> bool {
        let rest = self.call.command.strip_prefix("plugin:");
        let inside = rest.and_then(|rest| rest.strip_prefix(name)?.strip_prefix('|'));
        let Some(inside) = inside else { return false };
        self.namespace = self.call.command.len() - inside.len();
        true
    }

    /// Sets the name by which the inspector shows the call, for a handler that receives commands of another library under a command of its own. The first
    /// name counts. Has no effect without the feature `inspector`.
    pub fn show_as(&self, command: &str) {
        self.call.probe.rename(command);
    }

    /// Returns the payload as it was received.
    pub const fn raw_payload(&self) -> &Payload {
        &self.call.payload
    }

    /// Returns the payload as JSON or bytes. JSON is parsed on first use, with attached bytes as arrays of numbers, so prefer typed arguments.
    ///
    /// Malformed JSON is `null` here; [`Request`](crate::ipc::Request) refuses it.
    pub fn payload(&self) -> &InvokeBody {
        static NULL: InvokeBody = InvokeBody::Json(serde_json::Value::Null);
        self.try_payload().unwrap_or(&NULL)
    }

    /// Returns the payload, as [`payload`](Self::payload) does, or why it cannot be read.
    pub(crate) fn try_payload(&self) -> Result<&InvokeBody, &Refusal> {
        self.body
            .get_or_init(|| InvokeBody::from_payload(&self.call.payload))
            .as_ref()
    }

    /// Returns the headers that the page sent with the call.
    pub const fn headers(&self) -> &HeaderMap {
        &self.call.headers
    }

    /// Returns the caller.
    pub const fn caller(&self) -> &Arc<Caller> {
        &self.call.caller
    }

    /// Returns the token that is cancelled when the page cancels the call or its document ends.
    pub const fn cancellation(&self) -> &tokio_util::sync::CancellationToken {
        &self.call.cancel
    }

    /// Returns the document that sent the call.
    pub(crate) const fn document(&self) -> &crate::document::WeakDocument {
        &self.call.document
    }

    /// Returns the document if its page holds so many results that the command has to wait.
    fn full_document(&self) -> Option<Arc<Document>> {
        let document = self.call.document.upgrade()?;
        (!document.may_start()).then_some(document)
    }

    /// Waits until the page has released results. Returns the reply to a call that is cancelled or refused meanwhile.
    async fn wait_to_start(&self, document: Arc<Document>) -> Result<StartPermit, Reply> {
        let waiting = document.wait_to_start(self.command());
        match self.call.cancel.run_until_cancelled(waiting).await {
            None => Err(cancelled(self.command())),
            Some(waited) => waited.map_err(Reply::from),
        }
    }

    /// Returns the attachments that are streamed.
    pub(crate) const fn attachments(&self) -> &Attachments {
        &self.call.attachments
    }

    /// Returns the index of the attachment that the argument consists of, if it is one. The index is 0 if the whole payload is bytes.
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
            // Only a string can name an attachment.
            Err(_) => Ok(None),
        }
    }

    /// Returns the store of managed values.
    pub const fn state_store(&self) -> &Arc<StateStore> {
        &self.state
    }

    /// Returns the managed value of type `T`, if there is one.
    pub fn try_state<T: Send + Sync + 'static>(&self) -> Option<State<'_, T>> {
        self.state.try_get()
    }

    /// Returns the store of unescaped strings that arguments borrow from.
    pub(crate) const fn unescaped(&self) -> &Unescaped {
        &self.unescaped
    }

    /// Returns the index of the arguments by key, which is built on first use.
    pub(crate) fn arguments(&self) -> Result<&Arguments, &Refusal> {
        self.arguments
            .get_or_init(|| Arguments::read(&self.call.payload))
            .as_ref()
    }
}

/// Answers a call, once. A resolver that is dropped without an answer refuses the call with `no_reply`.
#[derive(Debug)]
pub struct InvokeResolver {
    slot: Option<ReplySlot>,
    wanted: Conditions,
    handler_run: Arc<HandlerRun>,
    /// What the arguments hold until the call is answered.
    charge: Option<Charge>,
}

impl InvokeResolver {
    pub(super) const fn new(
        slot: ReplySlot,
        wanted: Conditions,
        handler_run: Arc<HandlerRun>,
    ) -> Self {
        Self {
            slot: Some(slot),
            wanted,
            handler_run,
            charge: None,
        }
    }

    /// Answers with the value or the error of `result`.
    pub fn respond<T: IpcResponse>(self, result: Result<T, InvokeError>) {
        self.reply(into_reply(result));
    }

    /// Answers with a value: the promise in the page resolves.
    pub fn resolve<T: IpcResponse>(self, value: T) {
        self.respond(Ok(value));
    }

    /// Answers with an error value: the promise in the page rejects with it.
    pub fn reject<T: Serialize>(self, value: T) {
        self.invoke_error(InvokeError::from(value));
    }

    /// Answers with an [`InvokeError`].
    pub fn invoke_error(self, error: InvokeError) {
        self.reply(error.into_reply());
    }

    /// Answers with a complete [`Reply`].
    pub fn reply(mut self, reply: impl Into<Reply>) {
        self.charge = None;
        if let Some(slot) = self.slot.take() {
            slot.send(reply.into().resolve(&self.wanted));
        }
    }
}

impl Drop for InvokeResolver {
    fn drop(&mut self) {
        if let Some(slot) = self.slot.take() {
            // Without a running handler the slot answers `no_reply` as it is dropped.
            drop(self.handler_run.leave_slot(slot));
        }
    }
}

impl Invoke {
    /// Runs `handler` once every streamed attachment of the call has been received in full; immediately, if there is none.
    ///
    /// `#[command]` does this by itself for all arguments but [`Upload`](crate::ipc::Upload)s. A handler of your own finds the streamed attachments empty
    /// until then. If a source in the page fails, the call is refused with `stream_failed` and `handler` does not run.
    pub fn collected(self, handler: impl FnOnce(Self) + Send + 'static) {
        self.collect_but(&[], handler);
    }

    /// Runs `handler` as [`collected`](Self::collected) does, but does not wait for the arguments that are uploads.
    #[doc(hidden)]
    pub fn prepared(self, arguments: &[(&'static str, bool)], handler: fn(Self)) {
        if self.message.call.attachments.is_empty() {
            return handler(self);
        }
        let uploads = arguments.iter().filter(|(_, is_upload)| *is_upload);
        // An argument that cannot be read is reported when the command reads it.
        let kept: Vec<usize> = uploads
            .filter_map(|(key, _)| self.message.attachment_of(key).ok().flatten())
            .collect();
        self.collect_but(&kept, handler);
    }

    fn collect_but(self, kept: &[usize], handler: impl FnOnce(Self) + Send + 'static) {
        if !self.message.call.attachments.has_others(kept) {
            return handler(self);
        }
        let kept = kept.to_vec(); // COPY: indices of attachments, no payload
        let executor = Arc::clone(&self.executor);
        executor.spawn(Box::pin(async move {
            let Self {
                message: InvokeMessage {
                    mut call, state, ..
                },
                resolver,
                executor,
            } = self;
            let document = crate::document::upgrade(&call.document);
            let (limits, ledger) = match &document {
                Ok(document) => (document.limits().clone(), Arc::clone(document.ledger())),
                // The streams of a document that is gone have ended.
                Err(_) => (Limits::default(), Ledger::alone(&Limits::default())),
            };
            drop(document);
            let payload = std::mem::take(&mut call.payload);
            let mut resolver = resolver;
            let collecting =
                call.attachments
                    .collect(payload, &kept, &limits, &ledger, &mut resolver.charge);
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

    /// Runs a sync command on a thread that may block, within the share of its document. A panic is caught and refuses the call.
    #[doc(hidden)]
    pub fn run_blocking(self, command: impl FnOnce(&InvokeMessage) -> Reply + Send + 'static) {
        let executor = Arc::clone(&self.executor);
        let handler_run = Arc::clone(&self.resolver.handler_run);
        let cancelled = self.message.cancellation().clone();
        let share = crate::document::upgrade(self.message.document())
            .ok()
            .map(|document| Arc::clone(document.blocking()));
        let run = move || match self.message.full_document() {
            None => self.run_here(command),
            Some(document) => self.start_later(document, |executor, invoke, permit| {
                executor.run_blocking(Box::new(move || {
                    let _permit = permit;
                    invoke.run_here(command);
                }));
            }),
        };
        let work = match share {
            Some(share) => share.enqueue(Box::new(run), cancelled, &executor),
            None => Some(Box::new(run) as Work),
        };
        if let Some(work) = work {
            schedule(&handler_run, &*executor, CommandWork::Blocking(work));
        }
    }

    /// Runs a sync command on the main thread. A panic is caught and refuses the call.
    #[doc(hidden)]
    pub fn run_on_main_thread(
        self,
        command: impl FnOnce(&InvokeMessage) -> Reply + Send + 'static,
    ) {
        let executor = Arc::clone(&self.executor);
        executor.run_on_main_thread(Box::new(move || match self.message.full_document() {
            None => self.run_here(command),
            Some(document) => self.start_later(document, |executor, invoke, permit| {
                executor.run_on_main_thread(Box::new(move || {
                    let _permit = permit;
                    invoke.run_here(command);
                }));
            }),
        }));
    }

    /// Passes the call to `start` once the page has released results.
    fn start_later(
        self,
        document: Arc<Document>,
        start: impl FnOnce(&dyn Executor, Self, StartPermit) + Send + 'static,
    ) {
        let executor = Arc::clone(&self.executor);
        executor.spawn(Box::pin(async move {
            match self.message.wait_to_start(document).await {
                Ok(permit) => {
                    let executor = Arc::clone(&self.executor);
                    start(&*executor, self, permit);
                }
                Err(reply) => self.resolver.reply(reply),
            }
        }));
    }

    fn run_here(self, command: impl FnOnce(&InvokeMessage) -> Reply) {
        let Self {
            message, resolver, ..
        } = self;
        if message.cancellation().is_cancelled() {
            return resolver.reply(cancelled(message.command()));
        }
        let span = message.call.span.clone();
        message.call.probe.reached(Step::Started);
        let reply = catch_unwind(AssertUnwindSafe(|| span.in_scope(|| command(&message))))
            .unwrap_or_else(|_| panicked(message.command()));
        resolver.reply(reply);
    }

    /// Runs an async command as a task, which is dropped when the call is cancelled. A panic is caught and refuses the call.
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
        let handler_run = Arc::clone(&resolver.handler_run);
        let task = Box::pin(async move {
            let _permit = match message.full_document() {
                None => None,
                Some(document) => match Box::pin(message.wait_to_start(document)).await {
                    Ok(permit) => permit,
                    Err(reply) => return resolver.reply(reply),
                },
            };
            message.call.probe.reached(Step::Started);
            let message = Arc::new(message);
            let guarded = CatchPanic {
                future: Box::pin(AssertUnwindSafe(
                    command(Arc::clone(&message)).instrument(message.call.span.clone()),
                )),
            };
            let reply = match message.cancellation().run_until_cancelled(guarded).await {
                Some(Ok(reply)) => reply,
                Some(Err(())) => panicked(message.command()),
                None => cancelled(message.command()),
            };
            resolver.reply(reply);
        });
        schedule(&handler_run, &*executor, CommandWork::Task(task));
    }
}

/// Leaves the work of a command to the router while the handler runs, and runs it on the executor otherwise.
fn schedule(handler_run: &HandlerRun, executor: &dyn Executor, work: CommandWork) {
    if let Some(work) = handler_run.leave_work(work) {
        work.run_on(executor);
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

/// A future that turns a panic of the inner future into `Err`.
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
