//! Values that a callback of the page has received.

use std::{
    cell::RefCell,
    collections::VecDeque,
    rc::Rc,
    task::{Context, Poll, Waker},
};

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue, prelude::Closure};

#[derive(Default)]
struct Waiting {
    values: VecDeque<JsValue>,
    waker: Option<Waker>,
}

/// A callback, and the values that it has been called with.
pub(crate) struct Queue {
    waiting: Rc<RefCell<Waiting>>,
    callback: Closure<dyn FnMut(JsValue)>,
}

impl Queue {
    pub(crate) fn new() -> Self {
        let waiting = Rc::<RefCell<Waiting>>::default();
        let filled = Rc::clone(&waiting);
        let callback = Closure::new(move |value| {
            let waker = {
                let mut waiting = filled.borrow_mut();
                waiting.values.push_back(value);
                waiting.waker.take()
            };
            // Without the borrow: a waker may poll at once.
            if let Some(waker) = waker {
                waker.wake();
            }
        });
        Self { waiting, callback }
    }

    /// Returns the callback, which must not be called after the queue is dropped.
    pub(crate) fn callback(&self) -> &Function {
        self.callback.as_ref().unchecked_ref()
    }

    pub(crate) fn poll_next(&self, context: &mut Context<'_>) -> Poll<JsValue> {
        let mut waiting = self.waiting.borrow_mut();
        match waiting.values.pop_front() {
            Some(value) => Poll::Ready(value),
            None => {
                waiting.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}
