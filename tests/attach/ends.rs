//! The end of a web process is that of its document. The webview lives on.

use std::{cell::Cell, rc::Rc};

use webkit2gtk::WebViewExt;

use crate::{
    Case,
    application::{Page, URL, context, expected_lane, open, until},
    attached::attach_to_all,
    case,
    suite::processes::kill_web_processes,
};

pub(crate) const CASES: &[Case] = &[
    case("reload_after_terminate_web_process", || {
        after_end(|page| page.view.terminate_web_process())
    }),
    case("reload_after_a_crash", || {
        after_end(|_| assert!(kill_web_processes()))
    }),
    case(
        "load_after_terminate_web_process_while_loading",
        terminated_while_loading,
    ),
];

/// Counts the ends of web processes.
fn ends_of(page: &Page) -> Rc<Cell<usize>> {
    let ends = Rc::new(Cell::new(0));
    let counted = Rc::clone(&ends);
    page.view
        .connect_web_process_terminated(move |_, _| counted.set(counted.get() + 1));
    ends
}

fn after_end(end: impl Fn(&Page)) {
    attach_to_all();
    let page = open(&context());
    let ends = ends_of(&page);
    for round in 1..=3 {
        page.check(expected_lane());
        page.run("window.pending = bytelane.invoke('never').catch(() => {})");
        end(&page);
        until("the web process to end", || ends.get() == round);
        page.after_load(|| page.view.reload());
    }
    page.check(expected_lane());
}

fn terminated_while_loading() {
    attach_to_all();
    let page = open(&context());
    let ends = ends_of(&page);
    for round in 1..=5 {
        page.view.load_uri(URL);
        for _ in 0..round {
            glib::MainContext::default().iteration(false);
        }
        page.view.terminate_web_process();
        until("the web process to end", || ends.get() == round);
        page.load(URL);
        page.check(expected_lane());
    }
}
