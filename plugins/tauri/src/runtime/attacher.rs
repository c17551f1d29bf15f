//! The engine beside Tauri: what calls need, and the webviews that it is attached to.

use std::sync::Arc;

use bytelane::{Engine, Router, ipc::Invoke, wire::Limits};
use tauri::{AppHandle, Runtime};

#[cfg(target_os = "linux")]
use super::{caller::Caller, webviews::Webviews};
use super::{
    calls,
    channels::{self, Tunnels},
    main_thread::{MainThread, Wake},
    permissions::Judge,
    status::Acceleration,
    tauri_version::run_on_main_thread,
};

/// The handler of the application's commands of bytelane.
pub(crate) type Handler = dyn Fn(Invoke) -> bool + Send + Sync;

/// What the handler of the engine needs.
pub(crate) struct Attached<R: Runtime> {
    pub(crate) app: AppHandle<R>,
    pub(crate) handler: Box<Handler>,
    pub(crate) acceleration: Acceleration,
    /// Judges the application's commands, if Tauri's permissions do.
    pub(crate) judge: Option<Arc<Judge>>,
    pub(crate) tunnels: Arc<Tunnels>,
    pub(crate) main: Arc<MainThread>,
}

impl<R: Runtime> Attached<R> {
    /// Handles a call that arrives over the lane.
    fn handle(self: &Arc<Self>, invoke: Invoke) -> bool {
        match invoke.message.command() {
            calls::COMMAND if self.acceleration.calls() => calls::pass_on(self, invoke),
            channels::COMMAND if self.acceleration.calls() => self.tunnels.accept::<R>(invoke),
            _ => {
                if let Some(Err(error)) = self.judge.as_ref().map(|judge| judge.check::<R>(&invoke))
                {
                    invoke.resolver.reject(error.0);
                    return true;
                }
                return (self.handler)(invoke);
            }
        }
        true
    }

    /// Runs work on the main thread, in the order of the calls.
    pub(crate) fn on_main_thread(&self, work: impl FnOnce() + Send + 'static) {
        match self.main.push(work) {
            Wake::No => {}
            Wake::Turn => wake(&self.app, &self.main),
            Wake::Fence => fence(&self.app, &self.main),
        }
    }
}

/// Makes the main thread run a turn of its queue.
fn wake<R: Runtime>(app: &AppHandle<R>, main: &Arc<MainThread>) {
    let (app_of_turn, main) = (app.clone(), Arc::clone(main));
    let turn = move || main.turn(|| wake(&app_of_turn, &main));
    #[cfg(target_os = "linux")]
    glib::idle_add_full(glib::Priority::DEFAULT, move || {
        turn();
        glib::ControlFlow::Break
    });
    #[cfg(not(target_os = "linux"))]
    {
        // Without an event loop the application has ended.
        let _ended = run_on_main_thread(app, turn);
    }
}

/// Makes the main thread pass a fence of its queue, after all that is in the queue of the event loop.
fn fence<R: Runtime>(app: &AppHandle<R>, main: &Arc<MainThread>) {
    let (app, main) = (app.clone(), Arc::clone(main));
    let app_of_turn = app.clone();
    let post = move || {
        let pass = move || main.pass(|| wake(&app_of_turn, &main));
        // Without an event loop the application has ended.
        let _ended = run_on_main_thread(&app, pass);
    };
    if is_main_thread() {
        // From there Tauri would run it at once.
        tauri::async_runtime::spawn(async move { post() });
    } else {
        post();
    }
}

/// Returns whether this thread is the main thread. Nothing is queued from there on other systems.
pub(crate) fn is_main_thread() -> bool {
    #[cfg(target_os = "linux")]
    let is_main = glib::MainContext::default().is_owner();
    #[cfg(not(target_os = "linux"))]
    let is_main = false;
    is_main
}

/// The settings of the engine.
pub(crate) struct Settings {
    pub(crate) limits: Limits,
    /// Origins of the application's pages.
    pub(crate) origins: Vec<String>,
    #[cfg(feature = "inspector")]
    pub(crate) inspector: bool,
}

/// Attaches the engine to the webviews of the application.
pub(crate) struct Attacher<R: Runtime> {
    engine: Engine,
    attached: Arc<Attached<R>>,
    origins: Vec<String>,
    script: String,
    #[cfg(target_os = "linux")]
    webviews: Webviews<R>,
}

impl<R: Runtime> Attacher<R> {
    pub(crate) fn new(attached: Arc<Attached<R>>, settings: Settings) -> Self {
        let of_router = Arc::clone(&attached);
        let router = Router::new(move |invoke: Invoke| of_router.handle(invoke));
        let tauri::async_runtime::RuntimeHandle::Tokio(runtime) = tauri::async_runtime::handle();
        let engine = Engine::builder(router)
            .scheme(super::NAME)
            .runtime(runtime)
            .limits(settings.limits);
        #[cfg(feature = "inspector")]
        let engine = engine.inspector(settings.inspector);
        let engine = engine.build();
        Self {
            engine,
            script: super::script::of_page(&attached.acceleration),
            attached,
            origins: settings.origins,
            #[cfg(target_os = "linux")]
            webviews: Webviews::default(),
        }
    }

    #[cfg(target_os = "linux")]
    pub(crate) fn origins(&self) -> &[String] {
        &self.origins
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn acceleration(&self) -> &Acceleration {
        &self.attached.acceleration
    }

    /// Ends all sessions: the application ends.
    pub(crate) fn shut_down(&self) {
        #[cfg(target_os = "linux")]
        self.webviews.shut_down();
    }
}

#[cfg(target_os = "linux")]
impl<R: Runtime> Attacher<R> {
    /// Attaches the engine to a webview, unless it is attached already. On the main thread.
    pub(crate) fn attach(self: &Arc<Self>, label: &str, view: &webkit2gtk::WebView) {
        use gtk::prelude::WidgetExt;

        if bytelane::engine::webkitgtk::is_attached(view) {
            return;
        }
        let caller = Caller::new(self.attached.app.clone(), label);
        let mut options = bytelane::AttachOptions::new(label).extension(caller.clone());
        options.origins.clone_from(&self.origins);
        options.scripts.push(self.script.clone());
        let handle = self.engine.attach_webkitgtk(options, view);
        self.webviews.add(view, caller, handle);
        let of_destroyed = Arc::downgrade(self);
        view.connect_destroy(move |view| {
            if let Some(attacher) = of_destroyed.upgrade()
                && let Some(caller) = attacher.webviews.remove(view)
            {
                let tunnels = &attacher.attached.tunnels;
                tunnels.close(caller.label(), caller.number());
            }
        });
    }

    /// Takes a webview that Tauri announces, with its view. On the main thread.
    pub(crate) fn announce(
        self: &Arc<Self>,
        webview: tauri::Webview<R>,
        view: &webkit2gtk::WebView,
    ) {
        self.attach(webview.label(), view);
        self.webviews.announce(view, webview);
    }
}
