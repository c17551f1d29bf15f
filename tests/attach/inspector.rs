//! The window of the inspector that the engine opens itself.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use bytelane::engine::webkitgtk::prepare_contexts;
use gtk::prelude::*;
use webkit2gtk::WebViewExt;

use crate::{
    Case,
    application::{ORIGIN, URL, build, context, engine, expected_lane, options, until},
    case,
};

pub(crate) const CASES: &[Case] = &[case("inspector", inspector)];

/// Returns the open windows of the inspector.
fn windows() -> Vec<gtk::Window> {
    let windows = gtk::Window::list_toplevels().into_iter();
    let windows = windows.filter_map(|widget| widget.downcast::<gtk::Window>().ok());
    windows
        .filter(|window| window.title().is_some_and(|title| title == "Inspector"))
        .collect()
}

fn inspector() {
    prepare_contexts(&[ORIGIN]).expect("a directory");
    let page = build(&context());
    let engine = engine();
    engine.attach_webkitgtk(options("main"), &page.view);
    page.load(URL);
    let inspector = engine.inspector().expect("a debug build");
    assert!(!inspector.is_open() && windows().is_empty());

    // The key of the page.
    let press = "window.dispatchEvent(new KeyboardEvent('keydown', { code: 'F12', ctrlKey: true, shiftKey: true }))";
    page.run(press);
    until("the window to record", || inspector.is_open());
    page.check(expected_lane());
    let calls = inspector.snapshot(0).calls;
    assert!(
        calls
            .iter()
            .any(|call| call.command == "double" && call.label == "main")
    );
    let [window] = windows().try_into().expect("one window");

    // Its page has the client, and reads the records.
    let view = window
        .child()
        .and_then(|child| child.downcast::<webkit2gtk::WebView>().ok());
    let page_of_inspector = view.expect("a webview");
    let found = RefCell::new(String::new());
    until("the page to show the calls", || {
        found.replace(ask(
            &page_of_inspector,
            "document.querySelector('#calls').textContent",
        ));
        found.borrow().contains("double")
    });

    // It is shown again, not opened twice.
    assert!(engine.show_inspector());
    page.check(expected_lane());
    assert_eq!(windows().len(), 1);

    // Nothing is recorded after it is closed.
    window.close();
    until("the end of the records", || !inspector.is_open());
    until("the window to close", || windows().is_empty());
    let recorded = inspector.snapshot(0).calls.len();
    page.check(expected_lane());
    assert_eq!(inspector.snapshot(0).calls.len(), recorded);
    engine.show_inspector();
    until("the window to record again", || inspector.is_open());
}

/// Evaluates an expression in a webview. Returns an empty text for an error, such as that of a page that has not loaded.
fn ask(view: &webkit2gtk::WebView, expression: &str) -> String {
    let answer = Rc::new(Cell::new(None));
    let slot = Rc::clone(&answer);
    let none: Option<&gio::Cancellable> = None;
    view.evaluate_javascript(expression, None, None, none, move |value| {
        slot.set(Some(value.map(|value| value.to_string())));
    });
    let text = RefCell::new(None);
    until("a script to end", || {
        text.replace(answer.take()).is_some() || text.borrow().is_some()
    });
    text.take().and_then(Result::ok).unwrap_or_default()
}
