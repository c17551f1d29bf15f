//! Asynchronous iterators of the page.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use js_sys::{AsyncIterator, Function, IteratorNext, Reflect, Symbol};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A loop over an asynchronous iterable. It requests a value when it is polled, so the page's back-pressure holds.
pub(crate) struct Iteration {
    iterable: JsValue,
    iterator: Option<AsyncIterator>,
    next: Option<JsFuture>,
    done: bool,
}

impl Iteration {
    pub(crate) const fn new(iterable: JsValue) -> Self {
        Self {
            iterable,
            iterator: None,
            next: None,
            done: false,
        }
    }

    pub(crate) const fn iterable(&self) -> &JsValue {
        &self.iterable
    }

    fn request(&mut self) -> Result<JsFuture, JsValue> {
        if self.iterator.is_none() {
            let begin: Function =
                Reflect::get(&self.iterable, &Symbol::async_iterator())?.dyn_into()?;
            self.iterator = Some(begin.call0(&self.iterable)?.unchecked_into());
        }
        let iterator = self.iterator.as_ref().ok_or(JsValue::UNDEFINED)?;
        Ok(iterator.next()?.into())
    }

    /// Returns the next value; `None` at the end, which an error is too.
    pub(crate) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<JsValue, JsValue>>> {
        if self.done {
            return Poll::Ready(None);
        }
        let next = match &mut self.next {
            Some(next) => next,
            None => match self.request() {
                Ok(next) => self.next.insert(next),
                Err(error) => {
                    self.done = true;
                    return Poll::Ready(Some(Err(error)));
                }
            },
        };
        let result = ready!(Pin::new(next).poll(context));
        self.next = None;
        Poll::Ready(match result {
            Ok(next) => {
                let next: IteratorNext = next.unchecked_into();
                self.done = next.done();
                (!self.done).then(|| Ok(next.value()))
            }
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        })
    }
}
