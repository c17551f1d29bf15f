//! The engine without the application layer: the program creates its window with tao and its webview with wry. Run with
//! `cargo run --example plain_wry`.
//!
//! `bytelane` re-exports the versions of both that it works with.

use std::sync::{Arc, Mutex};

use bytelane::{
    AttachOptions, Bytes, Engine, Payload, Router, State, WebviewHandle,
    ipc::Extension,
    payload::Body,
    state::StateStore,
    tao::{
        dpi::LogicalSize,
        event::{Event, WindowEvent},
        event_loop::{ControlFlow, EventLoop, EventLoopBuilder, EventLoopProxy},
        window::{Window, WindowBuilder, WindowId},
    },
    wry,
};

/// Receives the bytes of the page's `Uint8Array`. The page receives an `ArrayBuffer`.
#[bytelane::command]
fn reverse(bytes: Bytes) -> Bytes {
    bytes.iter().rev().copied().collect::<Vec<u8>>().into()
}

/// Work for the event loop, which owns the windows.
enum Action {
    Title(WindowId, String),
}

/// Sends work to the event loop.
struct Windows(Mutex<EventLoopProxy<Action>>);

/// Sets the title of the window that calls. `WindowId` is the extension of its webview.
#[bytelane::command]
fn title(
    text: String,
    window: Extension<WindowId>,
    webview: WebviewHandle,
    windows: State<'_, Windows>,
) -> Result<String, String> {
    let proxy = windows.0.lock().map_err(|error| error.to_string())?;
    proxy
        .send_event(Action::Title(*window, text))
        .map_err(|error| error.to_string())?;
    Ok(webview.label().to_owned())
}

/// Serves the page.
fn page(_: http::Request<()>) -> http::Response<Body> {
    let mut response = http::Response::new(Body::from(Payload::Raw(Bytes::from_static(
        include_bytes!("index.html"),
    ))));
    response.headers_mut().insert(
        "content-type",
        http::HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

#[cfg(target_os = "linux")]
fn build(builder: wry::WebViewBuilder<'_>, window: &Window) -> wry::Result<wry::WebView> {
    use {bytelane::tao::platform::unix::WindowExtUnix, wry::WebViewBuilderExtUnix};
    builder.build_gtk(
        &window
            .default_vbox()
            .expect("tao creates a box by default")
            .clone(),
    )
}

#[cfg(not(target_os = "linux"))]
fn build(builder: wry::WebViewBuilder<'_>, window: &Window) -> wry::Result<wry::WebView> {
    builder.build(&window)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let event_loop: EventLoop<Action> = EventLoopBuilder::with_user_event().build();
    let window = WindowBuilder::new()
        .with_title("Plain wry")
        .with_inner_size(LogicalSize::new(620.0, 340.0))
        .build(&event_loop)?;

    let state = Arc::new(StateStore::default());
    state.set(Windows(Mutex::new(event_loop.create_proxy())));
    let router = Router::new(bytelane::generate_handler![reverse, title]).with_state(state);
    let engine = Engine::new(router);
    let options = AttachOptions::new("main")
        .serve("demo", page, "demo://localhost/")
        .extension(window.id());
    let (webview, handle) = engine.attach(options, wry::WebViewBuilder::new(), |builder| {
        build(builder, &window)
    })?;

    event_loop.run(move |event, _, flow| {
        *flow = ControlFlow::Wait;
        // The closure owns the webview, so it lives as long as the event loop.
        let _kept = &webview;
        match event {
            Event::UserEvent(Action::Title(id, text)) if id == window.id() => {
                window.set_title(&text);
            }
            Event::WindowEvent {
                event: WindowEvent::CloseRequested,
                ..
            } => {
                handle.close();
                *flow = ControlFlow::Exit;
            }
            _ => {}
        }
    })
}
