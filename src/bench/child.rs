//! The application as the child of its benchmark: an additional plugin passes jobs to the page.

use std::sync::{Arc, OnceLock};

use bytelane_bench_protocol::{Code, Job, Page, PageResult, Prepare, RUNNER, Ready, Worker};
use serde::de::DeserializeOwned;

use crate::{
    AppHandle, Builder, Context, Manager, Webview,
    config::CapabilityEntry,
    ipc::{Invoke, InvokeBody, InvokeError},
    plugin::{self, TauriPlugin},
};

/// The name of the plugin.
const PLUGIN: &str = "bench";

/// The name of the gauge of the most bytes that one turn of the main loop has read, copied and parsed.
const TURN_BYTES: &str = "turn_bytes_max";

/// Runs the application until the benchmark closes its input, and exits the process.
pub(super) fn run(builder: Builder, mut context: Context) -> ! {
    let handle: Arc<OnceLock<AppHandle>> = Arc::default();
    let ending = Arc::clone(&handle);
    let worker = Worker::start(about(), move || {
        if let Some(app) = ending.get() {
            app.exit(0);
        }
    });
    let worker = worker.unwrap_or_else(|error| {
        eprintln!("the benchmark cannot start a thread: {error}");
        std::process::exit(1)
    });
    worker.level(TURN_BYTES, || {
        crate::lane::protocol::turn_bytes_max() as u64
    });
    allow(&mut context);
    let failed = worker.clone();
    match builder.plugin(bench(worker, handle)).run(context) {
        Ok(()) => std::process::exit(0),
        Err(error) => {
            failed.fail(format!("the application cannot run: {error}"));
            std::process::exit(1)
        }
    }
}

fn about() -> Ready {
    let version = wry::webview_version().unwrap_or_else(|_| "of unknown version".into());
    let engine = if cfg!(target_os = "linux") {
        "WebKitGTK"
    } else if cfg!(windows) {
        "WebView2"
    } else {
        "WKWebView"
    };
    Ready {
        system: "bytelane".into(),
        lane: String::new(),
        version: env!("CARGO_PKG_VERSION").into(),
        engine: format!("{engine} {version}"),
        mark_ns: 0,
    }
}

/// Adds the benchmark's commands to every capability that lists allowed commands.
fn allow(context: &mut Context) {
    for entry in &mut context.config_mut().app.security.capabilities {
        if let CapabilityEntry::Inline(capability) = entry
            && let Some(allowed) = &mut capability.allow
        {
            allowed.push(format!("plugin:{PLUGIN}|*"));
        }
    }
}

fn bench(worker: Worker, handle: Arc<OnceLock<AppHandle>>) -> TauriPlugin {
    let (ticking, watching) = (worker.clone(), worker.clone());
    let commands = Commands {
        worker: worker.clone(),
        app: Arc::clone(&handle),
        measured: OnceLock::new(),
    };
    plugin::Builder::new(PLUGIN)
        .js_init_script(format!(
            "if (globalThis.bytelane) {{\n{RUNNER}\n{CONTROL}\n}}"
        ))
        .invoke_handler(move |invoke| commands.serve(invoke))
        .setup(move |app, _| {
            app.manage(worker);
            // Set only here.
            let _set = handle.set(app.clone());
            let app = app.clone();
            ticking.start_ticks(move |tick| app.run_on_main_thread(tick).is_ok())?;
            Ok(())
        })
        .on_webview_ready(move |webview| watch(&webview, watching.clone()))
        .build()
}

const CONTROL: &str = include_str!("control.js");

/// The commands that the runner calls.
struct Commands {
    worker: Worker,
    app: Arc<OnceLock<AppHandle>>,
    /// The label of the window whose page is measured: the first window whose page has loaded.
    measured: OnceLock<String>,
}

impl Commands {
    /// Serves a call on the thread that receives it, so that a mark is set without a delay.
    fn serve(&self, invoke: Invoke) -> bool {
        let worker = &self.worker;
        match invoke.message.command() {
            "mark" => {
                worker.mark();
                invoke.resolver.resolve(());
            }
            "ready" => self.ready(invoke),
            "prepare" => with_value(invoke, |prepare: Prepare| worker.prepare(prepare)),
            "finish" => with_value(invoke, |result: PageResult| worker.finish(result)),
            "next" => self.next(invoke),
            _ => return false,
        }
        true
    }

    fn ready(&self, invoke: Invoke) {
        let label = invoke.message.caller().label.clone();
        if *self.measured.get_or_init(|| label.clone()) != label {
            return invoke.resolver.resolve(false);
        }
        with_value(invoke, |page: Page| self.worker.ready(page.lane));
    }

    fn next(&self, invoke: Invoke) {
        let label = &invoke.message.caller().label;
        let webview = self.app.get().and_then(|app| app.get_webview_window(label));
        self.worker.next(move |job: Job| {
            if let (Some(code), Some(webview)) = (&job.code, webview) {
                define(&webview, &job.op, code);
            }
            invoke.resolver.resolve(job);
        });
    }
}

/// Serves a call whose argument `value` is a `T`.
fn with_value<T: DeserializeOwned>(invoke: Invoke, work: impl FnOnce(T)) {
    let value = match invoke.message.payload() {
        InvokeBody::Json(arguments) => arguments.get("value").cloned().unwrap_or_default(),
        InvokeBody::Raw(_) => serde_json::Value::Null,
    };
    match serde_json::from_value(value) {
        Ok(value) => {
            work(value);
            invoke.resolver.resolve(());
        }
        Err(error) => invoke.resolver.invoke_error(InvokeError::from_error(error)),
    }
}

/// Defines an operation in the page. The second script reports whether the first one parsed.
fn define(webview: &Webview, op: &str, code: &Code) {
    let Code { setup, run, check } = code;
    let check = check.as_deref().unwrap_or("true");
    let name = serde_json::Value::from(op);
    let body = format!(
        "const {{ invoke, Channel, IpcError, emit, emitTo, listen, once, typed }} = bytelane\n{setup}\n;return {{ run: async () => (\n{run}\n), \
         check: (result) => (\n{check}\n) }}"
    );
    let text = serde_json::Value::from(body.as_str());
    let scripts = [
        format!("bytelaneBench.define({name}, async () => {{\n{body}\n}})"),
        format!("bytelaneBench.defined({text})"),
    ];
    for script in scripts {
        // An error means that the event loop has ended, and the job with it.
        let _ended = webview.eval(script);
    }
}

/// Fails the running job if the web process of the page terminates.
#[cfg(target_os = "linux")]
fn watch(webview: &Webview, worker: Worker) {
    use webkit2gtk::WebViewExt;

    // An error means that the event loop has ended.
    let _ended = webview.with_webview(move |webview| {
        webview
            .inner()
            .connect_web_process_terminated(move |_, reason| {
                worker.fail(format!(
                    "the web process of the page has terminated: {reason:?}"
                ));
            });
    });
}

#[cfg(not(target_os = "linux"))]
fn watch(_: &Webview, _: Worker) {}
