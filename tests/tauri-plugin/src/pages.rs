//! The windows of the application and their pages: embedded ones, or those of a development server in this process.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
};

use tauri::{
    AppHandle, Config, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry,
    webview::{NewWindowResponse, WebviewBuilder},
};

use crate::mode::{Mode, flag, setting};

/// Applies the settings of the suite to the configuration.
pub(crate) fn configure(config: &mut Config) {
    if flag("DEV") {
        let url = format!("http://127.0.0.1:{}", serve_over_http());
        config.build.dev_url = Some(url.parse().expect("a URL"));
    }
    if flag("NO_CSP") {
        config.app.security.csp = None;
    }
    if let Some(csp) = setting("CSP") {
        config.app.security.csp = Some(tauri::utils::config::Csp::Policy(csp));
    }
    config.app.security.freeze_prototype = flag("FREEZE");
}

pub(crate) fn open_main(app: &AppHandle) -> tauri::Result<WebviewWindow> {
    open(app, "main", &setting("CASE").expect("PLUGGED_CASE"))
}

fn url(case: &str) -> WebviewUrl {
    let mode = Mode::of_environment().name();
    let query = format!("mode={mode}&case={case}");
    if flag("NO_PATH") {
        // As Tauri opens `index.html`, the page of a window by default.
        let url = format!("tauri://localhost?{query}");
        WebviewUrl::CustomProtocol(url.parse().expect("a URL"))
    } else {
        WebviewUrl::App(format!("index.html?{query}").into())
    }
}

/// Returns the builder of a webview that shows a case.
pub(crate) fn child(label: &str, case: &str) -> WebviewBuilder<Wry> {
    WebviewBuilder::new(label, url(case)).data_directory(crate::commands::folder().join("data"))
}

/// Opens a window that shows a case.
pub(crate) fn open(app: &AppHandle, label: &str, case: &str) -> tauri::Result<WebviewWindow> {
    let url = url(case);
    let own = flag("DATA_DIRECTORY") && label != "main";
    let directory = if own { label } else { "data" };
    let window = WebviewWindowBuilder::new(app, label, url)
        .inner_size(300.0, 200.0)
        .visible(label == "main" || !flag("HIDDEN"))
        .on_new_window(|_, _| NewWindowResponse::Allow)
        .data_directory(crate::commands::folder().join(directory))
        .build()?;
    window.with_webview(|platform| {
        use webkit2gtk::{SettingsExt, WebViewExt};
        let settings = WebViewExt::settings(&platform.inner());
        let settings = settings.expect("settings");
        // What pages print is in the log of a case that fails.
        settings.set_enable_write_console_messages_to_stdout(true);
        settings.set_javascript_can_open_windows_automatically(true);
    })?;
    Ok(window)
}

/// Serves the pages as long as this process lives. Returns the port.
fn serve_over_http() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("a bound port").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // An error means that the client has closed the connection early.
            let _gone = answer_over_http(stream);
        }
    });
    port
}

fn answer_over_http(mut stream: TcpStream) -> std::io::Result<()> {
    let mut head = BufReader::new(stream.try_clone()?);
    let mut request = String::new();
    head.read_line(&mut request)?;
    let mut line = String::new();
    while head.read_line(&mut line)? > 2 {
        line.clear();
    }
    let path = request.split(' ').nth(1).unwrap_or("/");
    let path = path.split('?').next().unwrap_or("/");
    let file = pages().join(path.trim_start_matches('/'));
    let (status, body) =
        std::fs::read(file).map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
    let kind = match path.rsplit('.').next() {
        Some("js") => "text/javascript",
        _ => "text/html",
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    )?;
    stream.write_all(&body)
}

fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("page")
}
