use std::{
    convert::Infallible,
    future::Future,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::sync::oneshot;
use tower::{ServiceExt, util::BoxCloneSyncService};
use tower_layer::Layer;
use tower_service::Service;
use tracing::Instrument;

use super::{
    Call, Caller, CommandWork, Executor, InlineExecutor, Invoke, InvokeMessage, InvokeResolver,
    Reply, ReplySlot, events,
    handler_run::{HandlerRun, Left},
    listed::Listed,
};
use crate::{
    Refusal,
    capability::Capabilities,
    document::Dispatch,
    event::EventHub,
    file::Conditions,
    session::{Ledger, ProcessLedger},
    state::StateStore,
    wire::{Code, Limits, frame},
};

/// The error of a tower layer.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

type Handler = dyn Fn(Invoke) -> bool + Send + Sync;
type Layered = BoxCloneSyncService<Call, Reply, BoxError>;
type Wrap = dyn Fn(Layered) -> Layered + Send + Sync;

/// Routes calls to commands: checks capabilities, passes the call through layers, and runs the command of its name.
///
/// Created from the handler that [`generate_handler!`](crate::generate_handler) returns. Cheap to clone.
///
/// # Examples
/// ```
/// use bytelane::{Call, Payload, Router};
///
/// #[bytelane::command]
/// fn double(number: u32) -> u32 {
///     number * 2
/// }
///
/// let router = Router::new(bytelane::generate_handler![double]);
/// let (sender, receiver) = std::sync::mpsc::channel();
/// let call = Call::new("double", Payload::from_value(&serde_json::json!({ "number": 21 })).unwrap());
/// router.run(call, bytelane::ReplySlot::new(move |reply| sender.send(reply).unwrap()));
/// assert_eq!(receiver.recv().unwrap().into_value::<u32>().unwrap(), 42);
/// ```
#[derive(Clone)]
pub struct Router {
    route: RouteService,
    ledger: Arc<ProcessLedger>,
    /// Whether the handler may have a command.
    may_have: Arc<dyn Fn(&str) -> bool + Send + Sync>,
    capabilities: Arc<Capabilities>,
    /// The layers, innermost first, to wrap the route again when its settings change.
    layers: Vec<Arc<Wrap>>,
    /// The route wrapped in the layers; `None` without layers.
    layered: Option<Layered>,
    #[cfg(feature = "inspector")]
    pub(super) inspector: Option<Arc<crate::inspector::Inspector>>,
    #[cfg(feature = "inspector")]
    pub(super) show_inspector: Option<super::inspector::ShowInspector>,
}

impl std::fmt::Debug for Router {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Router")
            .field("layers", &self.layers.len())
            .finish_non_exhaustive()
    }
}

impl Router {
    /// Creates a router with this handler, without managed state, that runs commands with [`InlineExecutor`].
    ///
    /// The handler returns whether it knows the command of the call. A call that it does not know is refused with `unknown_command`.
    pub fn new(handler: impl Fn(Invoke) -> bool + Send + Sync + 'static) -> Self {
        let listed = Listed::of(&handler);
        let route = RouteService {
            handler: Arc::new(handler),
            state: Arc::default(),
            executor: Arc::new(InlineExecutor),
            events: Arc::default(),
        };
        Self {
            route,
            ledger: Arc::default(),
            may_have: Arc::new(move |command| listed.may_have(command)),
            capabilities: Arc::default(),
            layers: Vec::new(),
            layered: None,
            #[cfg(feature = "inspector")]
            inspector: None,
            #[cfg(feature = "inspector")]
            show_inspector: None,
        }
    }

    /// Wraps the current route in the layers.
    fn wrapped(mut self) -> Self {
        self.layered = (!self.layers.is_empty()).then(|| {
            let route = self.route.clone();
            let innermost =
                BoxCloneSyncService::new(route.map_err(|never: Infallible| match never {}));
            self.layers
                .iter()
                .fold(innermost, |inner, wrap| wrap(inner))
        });
        self
    }

    /// Sets the store of managed values that commands can take as [`State`](crate::State).
    #[must_use]
    pub fn with_state(mut self, state: Arc<StateStore>) -> Self {
        self.route.state = state;
        self.wrapped()
    }

    /// Sets the function that decides whether the handler may have a command of a name. The body of a call is not accepted if it does not.
    ///
    /// The router knows the commands of [`generate_handler!`](crate::generate_handler). A handler of your own, which wraps it or passes calls on, is assumed
    /// to have every command by default.
    #[must_use]
    pub fn with_commands(
        mut self,
        may_have: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.may_have = Arc::new(may_have);
        self
    }

    /// Sets the executor that runs commands.
    #[must_use]
    pub fn with_executor(mut self, executor: impl Executor) -> Self {
        self.route.executor = Arc::new(executor);
        self.wrapped()
    }

    /// Sets the event hub that the pages listen to and emit to with `plugin:event|…` calls. By default a router has a hub of its own.
    #[must_use]
    pub fn with_events(mut self, events: Arc<EventHub>) -> Self {
        self.route.events = events;
        self.wrapped()
    }

    /// Sets the capabilities that every call is checked against before it reaches the layers.
    #[must_use]
    pub fn with_capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = Arc::new(capabilities);
        self
    }

    /// Returns the capabilities that calls are checked against.
    pub const fn capabilities(&self) -> &Arc<Capabilities> {
        &self.capabilities
    }

    /// Returns the event hub.
    pub const fn events(&self) -> &Arc<EventHub> {
        &self.route.events
    }

    /// Returns the ledger that all documents share.
    #[cfg(feature = "unstable")]
    pub const fn ledger(&self) -> &Arc<ProcessLedger> {
        &self.ledger
    }

    /// Returns the store of managed values.
    pub const fn state(&self) -> &Arc<StateStore> {
        &self.route.state
    }

    /// Returns the executor that runs commands.
    pub const fn executor(&self) -> &Arc<dyn Executor> {
        &self.route.executor
    }

    /// Adds a tower layer around all commands. A call passes through the layer that was added last first.
    ///
    /// An error of the layer refuses the call: a timeout with `deadline_exceeded`, an overload with `too_many_inflight`, a [`Refusal`] with its own
    /// code, any other error with `layer_failed` and the text of the error.
    #[must_use]
    pub fn layer<L, S>(mut self, layer: L) -> Self
    where
        L: Layer<BoxCloneSyncService<Call, Reply, BoxError>, Service = S> + Send + Sync + 'static,
        S: Service<Call, Response = Reply> + Clone + Send + Sync + 'static,
        S::Error: Into<BoxError> + 'static,
        S::Future: Send + 'static,
    {
        self.layers.push(Arc::new(move |inner| {
            BoxCloneSyncService::new(layer.layer(inner).map_err(Into::into))
        }));
        self.wrapped()
    }

    /// Runs the command of a call on the executor. `reply` receives the answer, exactly once.
    pub fn run(&self, call: Call, reply: ReplySlot) {
        if let Some(work) = self.dispatch(call, reply) {
            work.run_on(&*self.route.executor);
        }
    }

    /// Routes a call to its command and returns the work of the command, which the caller has to run: on an executor with [`CommandWork::run_on`], or
    /// on the calling thread with [`Executor::run_here`]. `reply` receives the answer, exactly once.
    ///
    /// Returns `None` if there is nothing to run: the call was refused or answered, or it runs by itself, as in layers, on the main thread, and after
    /// the streamed attachments of the call have been received.
    #[must_use = "the command does not run before its work does"]
    pub fn dispatch(&self, call: Call, reply: ReplySlot) -> Option<CommandWork> {
        #[cfg(feature = "inspector")]
        let (call, reply) = match super::inspector::serve(self, call, reply) {
            ControlFlow::Break(work) => return work,
            ControlFlow::Continue(call) => call,
        };
        if let Err(refusal) = self.capabilities.check(&call.caller, &call.command) {
            reply.send(refusal);
            return None;
        }
        match &self.layered {
            None => self.route.dispatch(call, reply),
            Some(layered) => {
                let service = layered.clone();
                let span = call.span.clone();
                let task = async move {
                    let command = call.command.clone();
                    let cancel = call.cancel.clone();
                    let answer = match cancel.run_until_cancelled(service.oneshot(call)).await {
                        Some(Ok(reply)) => reply,
                        Some(Err(error)) => refusal_of(error, &command).into(),
                        None => Refusal::new(
                            Code::Cancelled,
                            format!("command {command} was cancelled"),
                        )
                        .with_command(command)
                        .into(),
                    };
                    reply.send(answer);
                };
                self.route.executor.spawn(Box::pin(task.instrument(span)));
                None
            }
        }
    }
}

impl Dispatch for Router {
    fn dispatch(&self, call: Call, reply: ReplySlot) -> Option<CommandWork> {
        Self::dispatch(self, call, reply)
    }

    fn may_run(&self, caller: &Caller, command: &str) -> bool {
        (events::is_served(command) || (self.may_have)(command))
            && self.capabilities.check(caller, command).is_ok()
    }

    fn execute(&self, work: CommandWork) {
        work.run_on(&**self.executor());
    }

    fn emit(
        &self,
        caller: &Caller,
        event: frame::Event,
        limits: &Limits,
        ledger: &Arc<Ledger>,
    ) -> Result<(), Refusal> {
        if let Err(denied) = self.capabilities.check(caller, "plugin:event|emit_to") {
            // An event has no reply, and the other frames of its batch are not affected.
            tracing::warn!(target: "bytelane::request", label = caller.label, "{denied}");
            return Ok(());
        }
        events::receive(self.events(), &**self.executor(), event, limits, ledger)
    }

    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>) {
        self.executor().spawn(task);
    }

    fn ledger(&self) -> &Arc<ProcessLedger> {
        &self.ledger
    }

    #[cfg(feature = "inspector")]
    fn inspector(&self) -> Option<&Arc<crate::inspector::Inspector>> {
        self.inspector.as_ref()
    }
}

/// The innermost tower service, which runs the handler.
#[derive(Clone)]
pub struct RouteService {
    handler: Arc<Handler>,
    state: Arc<StateStore>,
    executor: Arc<dyn Executor>,
    events: Arc<EventHub>,
}

impl std::fmt::Debug for RouteService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RouteService").finish_non_exhaustive()
    }
}

impl RouteService {
    fn dispatch(&self, call: Call, reply: ReplySlot) -> Option<CommandWork> {
        let command = call.command.clone();
        let wanted = Conditions::of(&call.headers);
        let run = HandlerRun::start();
        let invoke = Invoke {
            message: InvokeMessage::new(call, Arc::clone(&self.state)),
            resolver: InvokeResolver::new(reply, wanted, Arc::clone(&run)),
            executor: Arc::clone(&self.executor),
        };
        let known = catch_unwind(AssertUnwindSafe(|| {
            match events::serve(&self.events, invoke) {
                ControlFlow::Break(()) => true,
                ControlFlow::Continue(invoke) => (self.handler)(invoke),
            }
        }));
        let Left { slot, work } = run.finish();
        if let Some(slot) = slot {
            slot.send(unanswered(known.ok(), &command));
        }
        work
    }
}

/// The refusal of a call that its handler dropped without an answer. `known` is what the handler returned, and `None` if it panicked.
fn unanswered(known: Option<bool>, command: &str) -> Refusal {
    match known {
        Some(true) => Refusal::new(
            Code::NoReply,
            format!("command {command} dropped the call without an answer"),
        ),
        Some(false) => Refusal::new(Code::UnknownCommand, format!("Command {command} not found")),
        None => Refusal::new(Code::HandlerPanicked, format!("command {command} panicked")),
    }
    .with_command(command)
}

/// Returns the refusal of a call that failed in a layer.
fn refusal_of(error: BoxError, command: &str) -> Refusal {
    let refusal = if error.is::<tower::timeout::error::Elapsed>() {
        Refusal::new(
            Code::DeadlineExceeded,
            format!("command {command} took longer than the time limit of a layer"),
        )
    } else if error.is::<tower::load_shed::error::Overloaded>() {
        Refusal::new(
            Code::TooManyInflight,
            format!("command {command} was rejected by a layer: too many calls at once"),
        )
    } else {
        match error.downcast::<Refusal>() {
            Ok(refusal) => *refusal,
            Err(error) => Refusal::new(Code::LayerFailed, error.to_string()),
        }
    };
    if refusal.command().is_some() {
        refusal
    } else {
        refusal.with_command(command)
    }
}

impl Service<Call> for RouteService {
    type Response = Reply;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Reply, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, call: Call) -> Self::Future {
        let (sender, receiver) = oneshot::channel();
        let reply = ReplySlot::new(move |reply| drop(sender.send(reply)));
        if let Some(work) = self.dispatch(call, reply) {
            work.run_on(&*self.executor);
        }
        Box::pin(async move {
            Ok(receiver
                .await
                .unwrap_or_else(|_| Refusal::new(Code::Internal, "reply slot was lost").into()))
        })
    }
}
