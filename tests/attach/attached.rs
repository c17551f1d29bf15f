//! The way in: contexts and webviews that the application creates.

use std::{cell::Cell, rc::Rc, sync::atomic::Ordering::Relaxed};

use bytelane::engine::webkitgtk::{is_attached, on_load_started, prepare_contexts};

use gtk::prelude::*;
use webkit2gtk::WebViewExt;

use crate::{
    Case,
    application::{
        CALLED, ORIGIN, URL, build, context, engine, expected_lane, open, options, until,
    },
    case,
};

pub(crate) const CASES: &[Case] = &[
    case("when_it_starts_to_load", when_it_starts_to_load),
    case("before_it_loads", before_it_loads),
    case("after_a_document", after_a_document),
    case("a_second_context", a_second_context),
    case("twice", twice),
    case("a_hook_that_panics", a_hook_that_panics),
    case("closed_while_attaching", closed_while_attaching),
    case("forty_webviews", forty_webviews),
    case("many_reloads", many_reloads),
];

/// Attaches an engine to every webview that starts to load.
pub(crate) fn attach_to_all() {
    prepare_contexts(&[ORIGIN]).expect("a directory");
    let engine = engine();
    on_load_started(move |view| {
        if !is_attached(view) {
            engine.attach_webkitgtk(options("main"), view);
        }
    })
    .expect("the signal");
}

fn when_it_starts_to_load() {
    attach_to_all();
    let page = open(&context());
    assert!(is_attached(&page.view));
    page.check(expected_lane());
    page.after_load(|| page.view.reload());
    page.check(expected_lane());
    // The application's own calls are not affected.
    page.run("await fetch('ipc://localhost/any', { mode: 'no-cors' })");
    assert_eq!(CALLED.load(Relaxed), 1);
}

fn before_it_loads() {
    prepare_contexts(&[ORIGIN]).expect("a directory");
    let page = build(&context());
    let handle = engine().attach_webkitgtk(options("first"), &page.view);
    page.load(URL);
    page.check(expected_lane());
    assert_eq!(page.run("return await bytelane.invoke('label')"), "first");
    assert!(handle.stats().is_some());
    handle.close();
    assert_eq!(
        page.run("return await bytelane.invoke('label').catch(error => error.code)"),
        "document_gone"
    );
}

fn after_a_document() {
    prepare_contexts(&[ORIGIN]).expect("a directory");
    let page = open(&context());
    assert_eq!(page.run("return window.found"), "undefined");
    let mut options = options("late");
    options.url = Some(format!("{URL}second"));
    let loaded = engine();
    page.after_load(|| drop(loaded.attach_webkitgtk(options, &page.view)));
    page.check(expected_lane());
    assert_eq!(page.run("return location.pathname"), "/second");
}

fn a_second_context() {
    attach_to_all();
    let (first, second) = (open(&context()), open(&context()));
    for page in [&first, &second] {
        page.check(expected_lane());
    }
    first.close();
    second.check(expected_lane());
}

fn twice() {
    prepare_contexts(&[ORIGIN]).expect("a directory");
    let page = build(&context());
    let first = engine().attach_webkitgtk(options("first"), &page.view);
    let second = engine().attach_webkitgtk(options("second"), &page.view);
    assert_eq!((first.label(), second.label()), ("first", "first"));
    page.load(URL);
    page.check(expected_lane());
    assert_eq!(page.run("return await bytelane.invoke('label')"), "first");
}

fn a_hook_that_panics() {
    on_load_started(|_| panic!("expected by the test")).expect("the signal");
    attach_to_all();
    let page = open(&context());
    page.check(expected_lane());
    page.after_load(|| page.view.reload());
    page.check(expected_lane());
}

fn closed_while_attaching() {
    prepare_contexts(&[ORIGIN]).expect("a directory");
    let engine = engine();
    let (attached, closing) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(true)));
    let (counted, is_closing) = (Rc::clone(&attached), Rc::clone(&closing));
    on_load_started(move |view| {
        let number = counted.replace(counted.get() + 1);
        let window = view
            .toplevel()
            .and_then(|top| top.downcast::<gtk::Window>().ok());
        let close = move || window.expect("a window").close();
        if is_closing.get() && number % 2 == 0 {
            // The webview ends before the engine is attached.
            close();
            engine.attach_webkitgtk(options("main"), view);
        } else {
            engine.attach_webkitgtk(options("main"), view);
            if is_closing.get() {
                close();
            }
        }
    })
    .expect("the signal");
    let context = context();
    for _ in 0..10 {
        let page = build(&context);
        let (view, started) = (page.view.downgrade(), attached.get());
        page.view.load_uri(URL);
        drop(page);
        until("the webview to be attached and destroyed", || {
            attached.get() > started && view.upgrade().is_none()
        });
    }
    closing.set(false);
    open(&context).check(expected_lane());
}

fn forty_webviews() {
    attach_to_all();
    let context = context();
    let pages: Vec<_> = (0..40).map(|_| build(&context)).collect();
    for page in &pages {
        page.view.load_uri(URL);
    }
    for page in &pages {
        until("forty loads", || page.has_loaded());
        assert_eq!(
            page.run("return await bytelane.invoke('double', { number: 4 })"),
            "8"
        );
        assert_eq!(page.run("return bytelane.lane()"), expected_lane());
    }
    for page in pages {
        page.close();
    }
}

fn many_reloads() {
    attach_to_all();
    let page = open(&context());
    for round in 0..100 {
        page.start(
            "for (let i = 0; i < 20; i++) bytelane?.invoke('reverse', new Uint8Array(100_000))",
        );
        page.view.reload();
        // Reloads at different steps of the load and of the calls.
        for _ in 0..round % 10 {
            glib::MainContext::default().iteration(true);
        }
    }
    until("the last load to end", || !page.view.is_loading());
    page.load(URL);
    page.check(expected_lane());
}
