use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use tokio::sync::oneshot;
use tower::{ServiceExt, util::BoxCloneSyncService};
use tower_layer::Layer;
use tower_service::Service;

use super::{
    Call, Caller, Executor, InlineExecutor, Invoke, InvokeMessage, InvokeResolver, Reply,
    ReplySlot, events,
};
use crate::{
    Refusal,
    capability::Capabilities,
    document::Dispatch,
    event::EventHub,
    file::Conditions,
    session::Budget,
    state::StateStore,
    wire::{Code, Limits, frame},
};

/// The error of a tower layer.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

type Handler = dyn Fn(Invoke) -> bool + Send + Sync;
type Layered = BoxCloneSyncService<Call, Reply, BoxError>;
type Wrap = dyn Fn(Layered) -> Layered + Send + Sync;

/// From a command's name to the command: one table for JSON and bytes alike.
///
/// Made from the handler that [`generate_handler!`](crate::generate_handler) returns. Cheap to clone.
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
/// router.dispatch(call, bytelane::ReplySlot::new(move |reply| sender.send(reply).unwrap()));
/// assert_eq!(receiver.recv().unwrap().into_value::<u32>().unwrap(), 42);
/// ```
#[derive(Clone)]
pub struct Router {
    route: RouteService,
    budget: Arc<Budget>,
    capabilities: Arc<Capabilities>,
    /// The layers, innermost first, kept so that they wrap whatever the route becomes.
    layers: Vec<Arc<Wrap>>,
    /// The route in its layers; `None` without any.
    layered: Option<Layered>,
}

impl std::fmt::Debug for Router {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Router")
            .field("layers", &self.layers.len())
            .finish_non_exhaustive()
    }
}

impl Router {
    /// A router over a handler, with no managed state, running commands by [`InlineExecutor`].
    pub fn new(handler: impl Fn(Invoke) -> bool + Send + Sync + 'static) -> Self {
        let route = RouteService {
            handler: Arc::new(handler),
            state: Arc::default(),
            executor: Arc::new(InlineExecutor),
            events: Arc::default(),
        };
        Self {
            route,
            budget: Arc::default(),
            capabilities: Arc::default(),
            layers: Vec::new(),
            layered: None,
        }
    }

    /// Puts the layers around the route as it is now.
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

    /// Shares managed values with the commands.
    #[must_use]
    pub fn with_state(mut self, state: Arc<StateStore>) -> Self {
        self.route.state = state;
        self.wrapped()
    }

    /// Says where commands run.
    #[must_use]
    pub fn with_executor(mut self, executor: impl Executor) -> Self {
        self.route.executor = Arc::new(executor);
        self.wrapped()
    }

    /// Shares a hub of events, in place of one of its own: `plugin:event|…` calls of pages go to it.
    #[must_use]
    pub fn with_events(mut self, events: Arc<EventHub>) -> Self {
        self.route.events = events;
        self.wrapped()
    }

    /// Judges every call by these before a layer sees it.
    #[must_use]
    pub fn with_capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = Arc::new(capabilities);
        self
    }

    /// What judges its calls.
    pub const fn capabilities(&self) -> &Arc<Capabilities> {
        &self.capabilities
    }

    /// The hub of events that its pages take part in.
    pub const fn events(&self) -> &Arc<EventHub> {
        &self.route.events
    }

    /// What the channels of all its documents hold together.
    pub const fn budget(&self) -> &Arc<Budget> {
        &self.budget
    }

    /// The managed values.
    pub const fn state(&self) -> &Arc<StateStore> {
        &self.route.state
    }

    /// Where commands run.
    pub const fn executor(&self) -> &Arc<dyn Executor> {
        &self.route.executor
    }

    /// Puts a tower layer around all commands. The layer given last sees a call first.
    ///
    /// An error of the layer refuses the call: a timeout as `deadline_exceeded`, an overload as `too_many_inflight`, a
    /// [`Refusal`] as itself, anything else as `acl_denied` with the error's text.
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

    /// Sends a call to its command. The answer goes to `reply`, exactly once.
    pub fn dispatch(&self, call: Call, reply: ReplySlot) {
        if let Err(refusal) = self.capabilities.check(&call.caller, &call.command) {
            return reply.send(refusal);
        }
        match &self.layered {
            None => self.route.dispatch(call, reply),
            Some(layered) => {
                let service = layered.clone();
                self.route.executor.spawn(Box::pin(async move {
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
                }));
            }
        }
    }
}

impl Dispatch for Router {
    fn dispatch(&self, call: Call, reply: ReplySlot) {
        Self::dispatch(self, call, reply);
    }

    fn emit(&self, caller: &Caller, event: frame::Event, limits: &Limits) -> Result<(), Refusal> {
        if let Err(denied) = self.capabilities.check(caller, "plugin:event|emit_to") {
            // An event has no reply, and the other frames of its batch are not affected.
            tracing::warn!(label = caller.label, "{denied}");
            return Ok(());
        }
        events::receive(self.events(), &**self.executor(), event, limits)
    }

    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>) {
        self.executor().spawn(task);
    }

    fn budget(&self) -> &Arc<Budget> {
        &self.budget
    }
}

/// The innermost tower service: finds the command and runs it.
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
    fn dispatch(&self, call: Call, reply: ReplySlot) {
        let command = call.command.clone();
        let wanted = Conditions::of(&call.headers);
        let invoke = Invoke {
            message: InvokeMessage::new(call, Arc::clone(&self.state)),
            resolver: InvokeResolver::new(reply, wanted),
            executor: Arc::clone(&self.executor),
        };
        // A handler that knows no such command drops the call and says `false`: the slot comes back, and the answer says which.
        let (claimed, dropped) = InvokeResolver::watch_drops(|| {
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                match events::serve(&self.events, invoke) {
                    None => true,
                    Some(invoke) => (self.handler)(invoke),
                }
            }))
        });
        let Some(slot) = dropped else { return };
        slot.send(
            match claimed {
                Ok(true) => Refusal::new(
                    Code::NoReply,
                    format!("command {command} let go of the call without an answer"),
                ),
                Ok(false) => {
                    Refusal::new(Code::UnknownCommand, format!("Command {command} not found"))
                }
                Err(_) => {
                    Refusal::new(Code::HandlerPanicked, format!("command {command} panicked"))
                }
            }
            .with_command(command),
        );
    }
}

/// What a layer's error means to the page.
fn refusal_of(error: BoxError, command: &str) -> Refusal {
    let refusal = if error.is::<tower::timeout::error::Elapsed>() {
        Refusal::new(
            Code::DeadlineExceeded,
            format!("command {command} took longer than its deadline"),
        )
    } else if error.is::<tower::load_shed::error::Overloaded>() {
        Refusal::new(
            Code::TooManyInflight,
            format!("command {command} was turned away: too many calls at once"),
        )
    } else {
        match error.downcast::<Refusal>() {
            Ok(refusal) => *refusal,
            Err(error) => Refusal::new(Code::AclDenied, error.to_string()),
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
        self.dispatch(call, ReplySlot::new(move |reply| drop(sender.send(reply))));
        Box::pin(async move {
            Ok(receiver
                .await
                .unwrap_or_else(|_| Refusal::new(Code::Internal, "reply slot was lost").into()))
        })
    }
}
