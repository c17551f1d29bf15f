use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

use super::{CommandArg, CommandItem, InvokeError, ReceiveError, Receiver};
use crate::{
    Bytes,
    document::AttachedStream,
    session::{Credit, EndReason},
};

/// Bytes of any length from the page, as they come: a file that is saved, a recording that is under way.
///
/// A command takes one as an argument where the page passes a `Blob`, a `File`, a `ReadableStream`, an async iterable of buffers, or a buffer. The
/// command starts at once, and the page sends as far ahead as the credit allows (8 MiB, [`set_credit`](Self::set_credit)): no more than that is in memory,
/// whatever the length. Read it as a [`Stream`] of [`Bytes`], as an [`AsyncRead`], or with [`blocking_chunk`](Self::blocking_chunk). Dropping
/// it before its end tells the page to stop.
///
/// A buffer, and a `Blob` of at most 1 MiB, comes with the call and is one chunk.
///
/// # Examples
/// ```
/// use bytelane::ipc::Upload;
///
/// #[bytelane::command]
/// async fn count(name: String, mut content: Upload) -> Result<u64, String> {
///     let mut bytes = 0;
///     while let Some(chunk) = content.chunk().await.map_err(|error| error.to_string())? {
///         bytes += chunk.len() as u64;
///     }
///     println!("{name}: {bytes} of {:?}", content.length());
///     Ok(bytes)
/// }
/// # let _ = bytelane::generate_handler![count];
/// ```
///
/// In the page: `await bytelane.invoke('count', { name: file.name, content: file })`.
#[derive(Debug)]
pub struct Upload {
    source: Source,
    length: Option<u64>,
    received: u64,
    /// What was received and not yet read by [`AsyncRead`].
    rest: Bytes,
}

#[derive(Debug)]
enum Source {
    Memory(Option<Bytes>),
    Page(Receiver<Bytes>),
}

impl From<Bytes> for Upload {
    /// An upload that is there already: for tests of commands.
    fn from(bytes: Bytes) -> Self {
        Self {
            length: Some(bytes.len() as u64),
            source: Source::Memory(Some(bytes).filter(|bytes| !bytes.is_empty())),
            received: 0,
            rest: Bytes::new(),
        }
    }
}

impl Upload {
    fn from_page(stream: AttachedStream) -> Self {
        Self {
            length: stream.length,
            source: Source::Page(Receiver::new(stream.receiver)),
            received: 0,
            rest: Bytes::new(),
        }
    }

    /// Length of all bytes, where the page knows it.
    pub const fn length(&self) -> Option<u64> {
        self.length
    }

    /// Bytes that were received so far.
    pub const fn received(&self) -> u64 {
        self.received
    }

    /// Sets how far ahead the page may send, as [`Receiver::set_credit`] does.
    pub fn set_credit(&self, credit: Credit) {
        if let Source::Page(receiver) = &self.source {
            receiver.set_credit(credit);
        }
    }

    /// Lets go of the rest; the page is told why.
    pub fn close(self, reason: EndReason) {
        if let Source::Page(receiver) = self.source {
            receiver.close(reason);
        }
    }

    /// The next bytes; `None` behind the last.
    ///
    /// # Errors
    /// [`ReceiveError::Closed`] when the page gave up, its source failed, or its document went; [`ReceiveError::Length`] when the bytes are not
    /// as many as were announced.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, ReceiveError> {
        std::future::poll_fn(|context| self.poll_chunk(context)).await
    }

    /// As [`chunk`](Self::chunk), blocking the thread, but never the main thread. For commands that are not async.
    ///
    /// # Errors
    /// As [`chunk`](Self::chunk); on the main thread [`ReceiveError::Empty`] when nothing is there.
    pub fn blocking_chunk(&mut self) -> Result<Option<Bytes>, ReceiveError> {
        if !self.rest.is_empty() {
            return Ok(Some(std::mem::take(&mut self.rest)));
        }
        let next = match &mut self.source {
            Source::Memory(bytes) => Ok(bytes.take()),
            Source::Page(receiver) => receiver.blocking_recv(),
        };
        self.count(next)
    }

    /// The poll of [`chunk`](Self::chunk).
    pub fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, ReceiveError>> {
        if !self.rest.is_empty() {
            return Poll::Ready(Ok(Some(std::mem::take(&mut self.rest))));
        }
        let next = match &mut self.source {
            Source::Memory(bytes) => Ok(bytes.take()),
            Source::Page(receiver) => ready!(receiver.poll_recv(context)),
        };
        Poll::Ready(self.count(next))
    }

    /// Counts bytes, and holds them against what was announced.
    fn count(
        &mut self,
        next: Result<Option<Bytes>, ReceiveError>,
    ) -> Result<Option<Bytes>, ReceiveError> {
        let next = next?;
        self.received += next.as_ref().map_or(0, |bytes| bytes.len() as u64);
        if let Source::Page(receiver) = &self.source {
            receiver
                .end
                .check_length(self.length, self.received, next.is_none())?;
        }
        Ok(next)
    }
}

impl Stream for Upload {
    type Item = Result<Bytes, ReceiveError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context).map(Result::transpose)
    }
}

impl AsyncRead for Upload {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        while self.rest.is_empty() {
            match ready!(self.poll_chunk(context)).map_err(io::Error::other)? {
                None => return Poll::Ready(Ok(())),
                Some(bytes) => self.rest = bytes,
            }
        }
        let length = self.rest.len().min(buffer.remaining());
        buffer.put_slice(&self.rest[..length]); // COPY: into the buffer of who reads
        self.rest = self.rest.slice(length..);
        Poll::Ready(Ok(()))
    }
}

/// For `#[command]`: whether an argument is an upload, which takes bytes as they come.
pub fn is_upload<T>() -> bool {
    typeid::of::<T>() == typeid::of::<Upload>()
}

impl<'de> CommandArg<'de> for Upload {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let message = item.message;
        let attachment = message
            .attachment_of(item.key)
            .map_err(|refusal| refusal.with_command(item.name).with_key(item.key))?;
        if let Some(upload) = attachment.and_then(|index| message.attachments().take(index)) {
            return Ok(Self::from_page(upload));
        }
        Bytes::from_command(item).map(Self::from)
    }
}
