//! The requests of a webview that have no complete answer yet.
//!
//! When its network process ends, WebKit stops the requests of every page on custom schemes and settles none of their promises. The engine sees the stop
//! as the release of a request without a complete answer, as it sees the abort by a page, and passes the requests that it still holds to the client, which
//! rejects the lost ones (SPEC §5.5).

use std::{cell::RefCell, collections::BTreeMap, fmt::Write, rc::Rc};

use webkit2gtk::{WebView, WebViewExt};

use super::main_loop::run_on_main_thread_local;

/// The name of a request: a number that the client has drawn for its document, and the place of the request in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RequestName {
    document: u32,
    number: u64,
}

impl RequestName {
    /// Returns the name in a URL, if it has a valid one.
    pub(super) fn of(uri: &str) -> Option<Self> {
        let (document, number) = uri.split_once('?')?.1.split_once('-')?;
        let is_digits = |text: &str, radix: u32| text.chars().all(|letter| letter.is_digit(radix));
        let is_valid = document.len() == 8
            && is_digits(document, 16)
            && number.len() <= 16
            && is_digits(number, 10);
        if !is_valid {
            return None;
        }
        Some(Self {
            document: u32::from_str_radix(document, 16).ok()?,
            number: number.parse().ok()?,
        })
    }
}

/// The unanswered requests of one webview. Main thread only.
pub(crate) struct Unanswered {
    webview: glib::WeakRef<WebView>,
    state: RefCell<State>,
}

#[derive(Default)]
struct State {
    /// The last request that has arrived.
    last: Option<RequestName>,
    /// By the order of their arrival.
    held: BTreeMap<u64, RequestName>,
    arrived: u64,
    is_comparing: bool,
}

impl Unanswered {
    pub(crate) fn of(webview: &WebView) -> Rc<Self> {
        Rc::new(Self {
            webview: glib::prelude::ObjectExt::downgrade(webview),
            state: RefCell::default(),
        })
    }

    /// Adds a request.
    pub(super) fn add(self: &Rc<Self>, name: RequestName) -> UnansweredRequest {
        let mut state = self.state.borrow_mut();
        state.arrived += 1;
        let arrival = state.arrived;
        state.last = Some(name);
        state.held.insert(arrival, name);
        UnansweredRequest {
            of: Rc::clone(self),
            arrival,
            is_answered: false,
        }
    }

    /// Passes the requests to the client in a later turn, once for all that are released in this one.
    pub(super) fn compare(self: &Rc<Self>) {
        if std::mem::replace(&mut self.state.borrow_mut().is_comparing, true) {
            return;
        }
        let this = Rc::clone(self);
        run_on_main_thread_local(move || {
            let script = this.state.borrow_mut().comparison();
            if let (Some(webview), Some(script)) = (this.webview.upgrade(), script) {
                webview.evaluate_javascript(&script, None, None, gio::Cancellable::NONE, |_| ());
            }
        });
    }
}

impl State {
    /// Returns a call of the function that the client has defined.
    fn comparison(&mut self) -> Option<String> {
        self.is_comparing = false;
        let RequestName { document, number } = self.last?;
        let mut script =
            format!("globalThis.__BYTELANE_UNANSWERED__?.('{document:08x}',{number},[");
        for held in self.held.values() {
            if held.document == document {
                write!(script, "{},", held.number).ok()?;
            }
        }
        script.push_str("])");
        Some(script)
    }
}

/// A request that is unanswered until this is dropped.
pub(crate) struct UnansweredRequest {
    of: Rc<Unanswered>,
    arrival: u64,
    is_answered: bool,
}

impl UnansweredRequest {
    /// The engine has read the whole answer.
    pub(super) fn answered(mut self) {
        self.is_answered = true;
    }
}

impl Drop for UnansweredRequest {
    fn drop(&mut self) {
        self.of.state.borrow_mut().held.remove(&self.arrival);
        if !self.is_answered {
            self.of.compare();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_parsed_exactly() {
        let name = |query: &str| RequestName::of(&format!("ipc://localhost/call{query}"));
        let first = RequestName {
            document: 0x0a1b_2c3d,
            number: 17,
        };
        assert_eq!(name("?0a1b2c3d-17"), Some(first));
        for query in [
            "",
            "?",
            "?-",
            "?0a1b2c3d-",
            "?0a1b2c3d",
            "?0a1b2c3-17",
            "?0a1b2c3dd-17",
            "?0a1b2c3g-17",
            "?+a1b2c3d-17",
            "?0a1b2c3d-+7",
            "?0a1b2c3d-17#",
            "?0a1b2c3d-17&a",
            "?0a1b2c3d-12345678901234567",
        ] {
            assert_eq!(name(query), None, "{query}");
        }
    }

    #[test]
    fn a_comparison_has_the_held_requests_of_the_last_document() {
        let unanswered = Rc::new(Unanswered {
            webview: glib::WeakRef::new(),
            state: RefCell::default(),
        });
        let add = |document, number| unanswered.add(RequestName { document, number });
        let comparison = || unanswered.state.borrow_mut().comparison();
        assert_eq!(comparison(), None);
        let _former = add(1, 9);
        let (first, _second) = (add(255, 1), add(255, 2));
        add(255, 3).answered();
        assert!(!unanswered.state.borrow().is_comparing);
        assert_eq!(
            comparison().as_deref(),
            Some("globalThis.__BYTELANE_UNANSWERED__?.('000000ff',3,[1,2,])")
        );
        drop(first);
        assert!(unanswered.state.borrow().is_comparing);
        assert_eq!(
            comparison().as_deref(),
            Some("globalThis.__BYTELANE_UNANSWERED__?.('000000ff',3,[2,])")
        );
    }
}
