use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
};

use futures_core::Stream;
use tokio::io::{AsyncRead, ReadBuf};

use super::{CommandArg, CommandItem, InvokeError, ReceiveError, Receiver};
use crate::{
    Bytes, Payload, Refusal,
    document::Document,
    session::{Credit, EndReason, StreamHead},
    wire::{Code, Limits},
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
    const fn from_page(receiver: Receiver<Bytes>, length: Option<u64>) -> Self {
        Self {
            source: Source::Page(receiver),
            length,
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
        let (Source::Page(receiver), Some(announced)) = (&self.source, self.length) else {
            return Ok(next);
        };
        // Too many are an error at once, too few at the end. A channel that ended otherwise has told its error.
        let is_short = next.is_none()
            && receiver.ended() == Some(EndReason::Ended)
            && self.received < announced;
        if self.received > announced || is_short {
            return Err(ReceiveError::Length {
                channel: receiver.id(),
                announced,
                received: self.received,
            });
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
        if let Some(upload) = attachment.and_then(|index| message.streams().take(index)) {
            return Ok(upload);
        }
        Bytes::from_command(item).map(Self::from)
    }
}

/// The attachments of a call that follow by channels. Those that no argument takes end with the call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Streams {
    streams: Option<Arc<[Following]>>,
}

#[derive(Debug)]
struct Following {
    attachment: usize,
    upload: Mutex<Option<Upload>>,
}

impl Streams {
    /// Takes the receiving ends of all channels that a call names.
    ///
    /// # Errors
    /// `bad_frame` for one that names no attachment; as for any channel of the page.
    pub(crate) fn claim(
        document: &Arc<Document>,
        payload: &Payload,
        heads: &[StreamHead],
    ) -> Result<Self, Refusal> {
        if heads.is_empty() {
            return Ok(Self::default());
        }
        let attachments = match payload {
            Payload::Raw(_) => 1,
            Payload::Mixed(mixed) => mixed.attachments.len(),
            _ => 0,
        };
        let mut streams = Vec::with_capacity(heads.len());
        for head in heads {
            // SPEC §4.2: a stream stands for an attachment of the call.
            if head.attachment >= attachments {
                return Err(Refusal::new(
                    Code::BadFrame,
                    "a stream for an attachment that is not there",
                ));
            }
            let receiver = Receiver::claim(document, head.channel)?;
            streams.push(Following {
                attachment: head.attachment,
                upload: Mutex::new(Some(Upload::from_page(receiver, head.length))),
            });
        }
        Ok(Self {
            streams: Some(streams.into()),
        })
    }

    fn all(&self) -> &[Following] {
        self.streams.as_deref().unwrap_or_default()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    /// The upload that stands for an attachment, once.
    pub(crate) fn take(&self, attachment: usize) -> Option<Upload> {
        let following = self
            .all()
            .iter()
            .find(|following| following.attachment == attachment)?;
        let mut upload = following
            .upload
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        upload.take()
    }

    /// Whether anything but these attachments follows.
    pub(crate) fn has_others(&self, kept: &[usize]) -> bool {
        self.all()
            .iter()
            .any(|following| !kept.contains(&following.attachment))
    }

    /// The payload with all bytes of what follows in it, but for the attachments that an argument takes as they come.
    ///
    /// # Errors
    /// `body_too_large` over `body_bytes_max`, `stream_failed` when a source of the page failed.
    pub(crate) async fn collect(
        &self,
        mut payload: Payload,
        kept: &[usize],
        limits: &Limits,
    ) -> Result<Payload, Refusal> {
        let mut room = limits.body_bytes_max.saturating_sub(payload.body_bytes());
        for following in self.all() {
            if kept.contains(&following.attachment) {
                continue;
            }
            let Some(upload) = self.take(following.attachment) else {
                continue;
            };
            let bytes = gather(upload, &mut room, limits).await?;
            match &mut payload {
                Payload::Raw(whole) => *whole = bytes,
                Payload::Mixed(mixed) => {
                    if let Some(attachment) = mixed.attachments.get_mut(following.attachment) {
                        attachment.bytes = bytes;
                    }
                }
                _ => {}
            }
        }
        Ok(payload)
    }
}

/// All bytes of an upload, in aligned memory that grows with what comes.
async fn gather(mut upload: Upload, room: &mut u64, limits: &Limits) -> Result<Bytes, Refusal> {
    let too_large = || {
        Refusal::new(
            Code::BodyTooLarge,
            format!(
                "the bytes of a call are over {}; take them as an `ipc::Upload`",
                limits.body_bytes_max
            ),
        )
    };
    if upload.length().is_some_and(|length| length > *room) {
        return Err(too_large());
    }
    let mut whole = rkyv::util::AlignedVec::<16>::new();
    let failed = |error: ReceiveError| Refusal::new(Code::StreamFailed, error.to_string());
    while let Some(chunk) = upload.chunk().await.map_err(failed)? {
        *room = room.checked_sub(chunk.len() as u64).ok_or_else(too_large)?;
        whole.extend_from_slice(&chunk); // COPY: the command takes them in one piece
    }
    Ok(Bytes::from_owner(whole))
}
