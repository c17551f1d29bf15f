use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use crate::Bytes;

/// A body whose bytes are produced while it is sent, and its length if it is known.
pub struct BodyStream {
    chunks: Pin<Box<dyn Stream<Item = Result<Bytes, String>> + Send>>,
    length: Option<u64>,
}

impl BodyStream {
    /// Creates a body of a stream. The page receives the text of an error of the stream.
    pub fn new<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: fmt::Display,
    {
        Self {
            chunks: Box::pin(Chunks {
                stream: Box::pin(stream),
            }),
            length: None,
        }
    }

    /// Returns the length in bytes, if it is known.
    pub const fn length(&self) -> Option<u64> {
        self.length
    }

    pub(crate) const fn set_length(&mut self, length: u64) {
        self.length = Some(length);
    }

    /// Returns the next bytes; `None` after the last.
    pub(crate) async fn next(&mut self) -> Option<Result<Bytes, String>> {
        std::future::poll_fn(|context| self.chunks.as_mut().poll_next(context)).await
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStream")
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// Converts the items of a stream to [`Bytes`], and its errors to text.
struct Chunks<S> {
    stream: Pin<Box<S>>,
}

impl<S, B, E> Stream for Chunks<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: fmt::Display,
{
    type Item = Result<Bytes, String>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.stream.as_mut().poll_next(context));
        Poll::Ready(next.map(|chunk| chunk.map(Into::into).map_err(|error| error.to_string())))
    }
}
