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

/// A stream of bytes from the page, of any length, such as a file to be saved or a recording in progress.
///
/// A command takes an `Upload` as an argument if the page passes a `Blob`, a `File`, a `ReadableStream`, an async iterable of buffers, or a buffer. The
/// command starts immediately, and the page sends ahead up to the window (8 MiB by default, [`set_credit`](Self::set_credit)), so memory use is bounded
/// whatever the length. Read it as a [`Stream`] of [`Bytes`], as an [`AsyncRead`], or with [`chunk`](Self::chunk). Dropping it before its end stops the
/// page.
///
/// A buffer, and a `Blob` of at most 1 MiB, arrives with the call as one chunk.
///
/// # Examples
/// ```
/// use bytelane::ipc::Upload;
///
/// #[bytelane::command]
/// async fn count(name: String, mut content: Upload) -> Result<u64, String> {
///     let mut bytes = 0;
///     while let Some(chunk) = content.chunk_async().await.map_err(|error| error.to_string())? {
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
    /// The rest of a chunk that [`AsyncRead`] has read in part.
    rest: Bytes,
}

#[derive(Debug)]
enum Source {
    Memory(Option<Bytes>),
    Page(Receiver<Bytes>),
}

impl From<Bytes> for Upload {
    /// Creates an upload of bytes in memory. For tests of commands.
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

    /// Returns the total length in bytes, if the page knows it.
    pub const fn length(&self) -> Option<u64> {
        self.length
    }

    /// Returns the number of bytes that were received so far.
    pub const fn received(&self) -> u64 {
        self.received
    }

    /// Sets the window, as [`Receiver::set_credit`] does.
    pub fn set_credit(&self, credit: Credit) {
        if let Source::Page(receiver) = &self.source {
            receiver.set_credit(credit);
        }
    }

    /// Ends the upload. The page receives the reason.
    pub fn close(self, reason: EndReason) {
        if let Source::Page(receiver) = self.source {
            receiver.close(reason);
        }
    }

    /// Waits for the next bytes. Returns `None` after the last.
    ///
    /// # Errors
    /// Returns [`ReceiveError::Closed`] if the page cancelled the upload, its source failed or its document ended, and [`ReceiveError::Length`] if the length
    /// is not the announced one.
    pub async fn chunk_async(&mut self) -> Result<Option<Bytes>, ReceiveError> {
        std::future::poll_fn(|context| self.poll_chunk(context)).await
    }

    /// Returns the next bytes, and `None` after the last. Blocks the calling thread until there are bytes, unless it is the main thread. In async code use
    /// [`chunk_async`](Self::chunk_async).
    ///
    /// # Errors
    /// Returns the errors of [`chunk_async`](Self::chunk_async), and, on the main thread, [`ReceiveError::Empty`] if no bytes have arrived.
    pub fn chunk(&mut self) -> Result<Option<Bytes>, ReceiveError> {
        if !self.rest.is_empty() {
            return Ok(Some(std::mem::take(&mut self.rest)));
        }
        let next = match &mut self.source {
            Source::Memory(bytes) => Ok(bytes.take()),
            Source::Page(receiver) => receiver.recv(),
        };
        self.count(next)
    }

    /// Polls for the next bytes, as [`chunk_async`](Self::chunk_async) does.
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

    /// Counts received bytes and checks them against the announced length.
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
        buffer.put_slice(&self.rest[..length]); // COPY: into the reader's buffer
        self.rest = self.rest.slice(length..);
        Poll::Ready(Ok(()))
    }
}

/// Whether an argument of a command is an [`Upload`], which does not wait for its bytes. Used by `#[command]`.
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
