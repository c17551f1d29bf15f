//! An answer that is sent exactly once.

use std::fmt;

type Deliver<T> = Box<dyn FnOnce(T) + Send>;

/// Delivers one value, once. Dropped unused, it delivers a fallback instead, so a waiter is never left without an answer.
///
/// No lock is held while the value is delivered: it holds none, and neither may its owner.
pub(crate) struct OneShot<T> {
    deliver: Option<Deliver<T>>,
    fallback: fn() -> T,
}

impl<T> OneShot<T> {
    /// Creates an answer that goes to `deliver`: the value that is sent, or that of `fallback` if it is dropped unused.
    pub(crate) fn new(deliver: impl FnOnce(T) + Send + 'static, fallback: fn() -> T) -> Self {
        Self {
            deliver: Some(Box::new(deliver)),
            fallback,
        }
    }

    /// Delivers `value`.
    pub(crate) fn send(mut self, value: T) {
        if let Some(deliver) = self.deliver.take() {
            deliver(value);
        }
    }
}

impl<T> Drop for OneShot<T> {
    fn drop(&mut self) {
        if let Some(deliver) = self.deliver.take() {
            deliver((self.fallback)());
        }
    }
}

impl<T> fmt::Debug for OneShot<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneShot").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn answer() -> (OneShot<u8>, mpsc::Receiver<u8>) {
        let (sender, answers) = mpsc::channel();
        let answer = OneShot::new(move |value| sender.send(value).expect("a receiver"), || 0);
        (answer, answers)
    }

    #[test]
    fn a_sent_value_is_delivered_once() {
        let (answer, answers) = answer();
        answer.send(1);
        assert_eq!(answers.iter().collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn a_dropped_answer_delivers_the_fallback() {
        let (answer, answers) = answer();
        drop(answer);
        assert_eq!(answers.iter().collect::<Vec<_>>(), [0]);
    }
}
