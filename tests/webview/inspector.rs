//! The window of the inspector beside the window of a case.

use std::sync::Arc;

use bytelane::{Engine, EngineBuilder, State, ipc::Invoke};
use serde_json::Value;
use tao::{
    event_loop::EventLoopWindowTarget,
    window::{Window, WindowBuilder},
};
use tokio::sync::oneshot;
use wry::{WebView, WebViewBuilder};

use crate::{
    cases::Case,
    host::{Action, Host},
    webview::build,
};

/// Names of the cases with this window.
const NAMES: &[&str] = &["inspector", "inspector_at_the_start"];

/// The environment in which the inspector opens by itself.
pub(crate) const AT_THE_START: &[(&str, &str)] = &[("BYTELANE_INSPECTOR", "1")];

/// The case in that environment.
pub(crate) const CASE: Case = Case {
    name: "inspector_at_the_start",
    page: include_str!("pages/inspector_at_the_start.js"),
    check: |_| Ok(()),
};

pub(crate) fn is_named(name: &str) -> bool {
    NAMES.contains(&name)
}

/// An expression to evaluate in the window, and where its value goes.
#[derive(Debug)]
pub(crate) struct Question {
    expression: String,
    answer: oneshot::Sender<Value>,
}

/// Evaluates an expression in the window of the inspector. Returns null while there is none.
#[bytelane::command]
async fn ask_inspector(host: State<'_, Arc<Host>>, expression: String) -> Result<Value, ()> {
    let (answer, answered) = oneshot::channel();
    host.request(Action::AskInspector(Question { expression, answer }));
    Ok(answered.await.unwrap_or_default())
}

/// Returns how many windows of the inspector were opened, and how many records the inspector has.
#[bytelane::command]
fn inspected(host: State<'_, Arc<Host>>) -> (u64, usize) {
    let engine = host.engine.lock().clone();
    let inspector = engine.as_ref().and_then(Engine::inspector);
    let calls = inspector.map_or(0, |inspector| inspector.snapshot(0).calls.len());
    (host.ledger.get("inspector_opened"), calls)
}

pub(crate) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    bytelane::generate_handler![ask_inspector, inspected]
}

/// Enables the inspector, whose window the case opens.
pub(crate) fn configure(builder: EngineBuilder, host: &Arc<Host>) -> EngineBuilder {
    let host = Arc::clone(host);
    builder
        .inspector(true)
        .inspector_window(move || host.request(Action::ShowInspector))
}

/// The open window.
pub(crate) struct Inspector {
    webview: WebView,
    _window: Window,
}

impl Inspector {
    pub(crate) fn open(
        target: &EventLoopWindowTarget<Action>,
        engine: &Engine,
        host: &Host,
    ) -> Self {
        host.ledger.add("inspector_opened");
        let window = WindowBuilder::new().build(target).expect("a window");
        let builder = WebViewBuilder::new();
        let (webview, _) = engine
            .attach(engine.inspector_options(), builder, |builder| {
                build(&window, builder)
            })
            .expect("a webview");
        Self {
            webview,
            _window: window,
        }
    }

    pub(crate) fn ask(&self, Question { expression, answer }: Question) {
        let script = format!(
            "(() => {{ try {{ return {expression} }} catch (error) {{ return `${{error}}` }} }})() ?? null"
        );
        let answer = std::sync::Mutex::new(Some(answer));
        let done = move |text: String| {
            let value = serde_json::from_str(&text).unwrap_or_default();
            if let Some(answer) = answer.lock().expect("no panic").take() {
                let _asked = answer.send(value);
            }
        };
        self.webview
            .evaluate_script_with_callback(&script, done)
            .expect("an open webview");
    }
}
