//! The engine without the application layer: the program creates its window with tao and its webview with wry. Run with
//! `cargo run --example plain_wry`.

use bytelane::{AttachOptions, Bytes, Engine, Payload, Router, payload::Body};
use tao::{
    event::{Event, WindowEvent},
    event_loop::{ControlFlow, EventLoop},
    window::{Window, WindowBuilder},
};

/// Receives the bytes of the page's `Uint8Array`. The page receives an `ArrayBuffer`.
#[bytelane::command]
fn reverse(bytes: Bytes) -> Bytes {
    bytes.iter().rev().copied().collect::<Vec<u8>>().into()
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
    use {tao::platform::unix::WindowExtUnix, wry::WebViewBuilderExtUnix};
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
    let event_loop = EventLoop::new();
    let window = WindowBuilder::new()
        .with_title("Plain wry")
        .build(&event_loop)?;

    let engine = Engine::new(Router::new(bytelane::generate_handler![reverse]));
    let options = AttachOptions::new("main").serve("demo", page, "demo://localhost/");
    let (webview, handle) = engine.attach(options, wry::WebViewBuilder::new(), |builder| {
        build(builder, &window)
    })?;

    event_loop.run(move |event, _, flow| {
        *flow = ControlFlow::Wait;
        // The closure owns both, so they live as long as the event loop.
        let _kept = (&webview, &window);
        if let Event::WindowEvent {
            event: WindowEvent::CloseRequested,
            ..
        } = event
        {
            handle.close();
            *flow = ControlFlow::Exit;
        }
    })
}
