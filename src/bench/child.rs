//! The application as a child of its benchmark: a plugin more, which hands jobs to the page.

use std::sync::{Arc, OnceLock};

use bytelane_bench_protocol::{Code, Job, Page, PageResult, Prepare, RUNNER, Ready, Worker};
use serde::de::DeserializeOwned;

use crate::{
    AppHandle, Builder, Context, Manager, Webview,
    config::CapabilityEntry,
    ipc::{Invoke, InvokeBody, InvokeError},
    plugin::{self, TauriPlugin},
};

/// Name of the plugin.
const PLUGIN: &str = "bench";

/// Name of the most that one turn of the main loop has read, copied and parsed.
const TURN_BYTES: &str = "turn_bytes_max";

/// Runs the application until the benchmark lets go of it, and ends the process.
pub(super) fn run(builder: Builder, mut context: Context) -> ! {
    let handle: Arc<OnceLock<AppHandle>> = Arc::default();
    let ending = Arc::clone(&handle);
    let worker = Worker::start(about(), move || {
        if let Some(app) = ending.get() {
            app.exit(0);
        }
    });
    let worker = worker.unwrap_or_else(|error| {
        eprintln!("no thread for the benchmark: {error}");
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
            failed.fail(format!("the application does not run: {error}"));
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

/// Where an application lists what its pages may call, they may call the benchmark too.
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
            // Set here alone.
            let _set = handle.set(app.clone());
            let app = app.clone();
            ticking.start_ticks(move |tick| app.run_on_main_thread(tick).is_ok())?;
            Ok(())
        })
        .on_webview_ready(move |webview| watch(&webview, watching.clone()))
        .build()
}

const CONTROL: &str = include_str!("control.js");

/// What the runner calls.
struct Commands {
    worker: Worker,
    app: Arc<OnceLock<AppHandle>>,
    /// Label of the window whose page is measured: the first that has loaded one.
    measured: OnceLock<String>,
}

impl Commands {
    /// Serves a call on the thread that brings it: a mark is to be set where nothing waits.
    fn serve(&self, invoke: Invoke) -> bool {
        let worker = &self.worker;
        match invoke.message.command() {
            "mark" => {
                worker.mark();
                invoke.resolver.resolve(());
            }
            "ready" => self.ready(invoke),
            "prepare" => take(invoke, |prepare: Prepare| worker.prepare(prepare)),
            "finish" => take(invoke, |result: PageResult| worker.finish(result)),
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
        take(invoke, |page: Page| self.worker.ready(page.lane));
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

/// Answers a call whose argument `value` is a `T`.
fn take<T: DeserializeOwned>(invoke: Invoke, work: impl FnOnce(T)) {
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

/// Tells the page what an operation is. The second script finds out whether the first was one.
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
        // Where the event loop has ended, so has the job.
        let _ended = webview.eval(script);
    }
}

/// A page whose process dies will answer no job.
#[cfg(target_os = "linux")]
fn watch(webview: &Webview, worker: Worker) {
    use webkit2gtk::WebViewExt;

    // An error means that the event loop has ended.
    let _ended = webview.with_webview(move |webview| {
        webview
            .inner()
            .connect_web_process_terminated(move |_, reason| {
                worker.fail(format!("the page's process has died: {reason:?}"));
            });
    });
}

#[cfg(not(target_os = "linux"))]
fn watch(_: &Webview, _: Worker) {}
