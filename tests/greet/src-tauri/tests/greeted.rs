//! The unchanged application in a real webview: a simulated user types a name, submits the form, reads the greeting and closes the window, from
//! outside the application. Needs a display; `cargo xtask test` starts one.

use std::process::ExitCode;

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    println!("\ntest result: ok. 0 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n");
    ExitCode::SUCCESS
}

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == "--list") {
        return ExitCode::SUCCESS;
    }
    if std::env::var_os("DISPLAY").is_none() && std::env::var_os("WAYLAND_DISPLAY").is_none() {
        eprintln!("no display; `cargo xtask test` starts one");
        return ExitCode::FAILURE;
    }
    user::start();
    greet_lib::run();
    let read = user::read();
    let passed = read.as_deref() == Some("Hello, Ada! You've been greeted from Rust!");
    let (verdict, counts) = if passed {
        ("ok", "1 passed; 0 failed")
    } else {
        ("FAILED", "0 passed; 1 failed")
    };
    println!("test the_name_is_greeted ... {verdict}");
    if !passed {
        println!("the page shows {read:?}");
    }
    println!("\ntest result: {verdict}. {counts}; 0 ignored; 0 measured; 0 filtered out\n");
    if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The simulated user of the application.
#[cfg(target_os = "linux")]
mod user {
    use std::{
        sync::{
            atomic::{AtomicBool, Ordering},
            Mutex,
        },
        time::Duration,
    };

    use gtk::prelude::*;
    use webkit2gtk::{WebView, WebViewExt};

    /// Seconds after which the application counts as hung.
    const SECONDS_MAX: u64 = 60;

    /// The actions of the user on the page, as the body of an async function.
    const USE: &str = "
        while (document.readyState !== 'complete' || !document.querySelector('#greet-form')) await new Promise((next) => setTimeout(next, 5))
        document.querySelector('#greet-input').value = 'Ada'
        document.querySelector('#greet-form').requestSubmit()
        const message = document.querySelector('#greet-msg')
        while (message.textContent === '') await new Promise((next) => setTimeout(next, 5))
        return message.textContent
    ";

    static READ: Mutex<Option<String>> = Mutex::new(None);
    static BUSY: AtomicBool = AtomicBool::new(false);

    /// Waits for the window and performs the actions.
    pub fn start() {
        std::thread::spawn(|| {
            std::thread::sleep(Duration::from_secs(SECONDS_MAX));
            eprintln!("the application hung for {SECONDS_MAX} s");
            std::process::exit(1);
        });
        glib::timeout_add(Duration::from_millis(20), look);
    }

    pub fn read() -> Option<String> {
        READ.lock().unwrap().clone()
    }

    fn look() -> glib::ControlFlow {
        if read().is_some() {
            return glib::ControlFlow::Break;
        }
        let window = gtk::Window::list_toplevels()
            .into_iter()
            .find_map(|widget| {
                let window = widget.downcast::<gtk::Window>().ok()?;
                Some((webview_in(window.upcast_ref())?, window))
            });
        if let Some((webview, window)) = window.filter(|_| !BUSY.swap(true, Ordering::Relaxed)) {
            webview.call_async_javascript_function(
                USE,
                None,
                None,
                None,
                gtk::gio::Cancellable::NONE,
                move |outcome| {
                    BUSY.store(false, Ordering::Relaxed);
                    // An error means that the page has not loaded yet; the next timeout tries again.
                    if let Ok(value) = outcome {
                        *READ.lock().unwrap() = Some(value.to_string());
                        window.close();
                    }
                },
            );
        }
        glib::ControlFlow::Continue
    }

    fn webview_in(widget: &gtk::Widget) -> Option<WebView> {
        if let Some(webview) = widget.downcast_ref::<WebView>() {
            return Some(webview.clone());
        }
        let container = widget.downcast_ref::<gtk::Container>()?;
        container.children().iter().find_map(webview_in)
    }
}
