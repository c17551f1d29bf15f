use std::{
    fmt,
    ops::{Deref, DerefMut},
};

use super::{Channel, CommandArg, CommandItem, InvokeError, InvokeResponseBody, IpcResponse};
use crate::{
    Bytes, Refusal,
    document::{LaneMemory, WeakDocument, bytes_of, upgrade},
    payload::Payload,
    router::Reply,
};

/// A buffer for large results, such as images, that a command writes in place and the host sends without copying it.
///
/// On the shared-memory lane the page reads the buffer directly, so the page's own copy is the only one. On other lanes, and when the lane has no buffer
/// left, it is ordinary memory. Memory is reused for the same document once the page has read it and the buffer is dropped; after 10 seconds without
/// use it is returned to the system.
///
/// A buffer of up to 64 KiB, or in a stream, is sent in a frame instead, which costs one more copy.
///
/// A `SharedBuf` is a mutable slice of bytes. Return it from a command, pass it to [`Response`](super::Response) or send it on a channel. Convert it to
/// [`Bytes`] to send it in a stream or inside another value.
///
/// # Examples
/// ```
/// use bytelane::ipc::{Buffers, Channel, SharedBuf};
///
/// /// 1920 by 1080 pixels.
/// const FRAME_BYTES: usize = 1920 * 1080 * 4;
///
/// fn draw(pixels: &mut [u8], frame: u8) {
///     pixels.fill(frame);
/// }
///
/// #[bytelane::command]
/// fn still(buffers: Buffers) -> SharedBuf {
///     let mut pixels = buffers.take(FRAME_BYTES);
///     draw(&mut pixels, 0);
///     pixels
/// }
///
/// #[bytelane::command]
/// async fn film(buffers: Buffers, frames: Channel<SharedBuf>) -> Result<(), String> {
///     for frame in 0..250 {
///         let mut pixels = buffers.take(FRAME_BYTES);
///         draw(&mut pixels, frame);
///         frames.send_async(pixels).await.map_err(|error| error.to_string())?;
///     }
///     Ok(())
/// }
/// # use bytelane::{Payload, Router, lane::MemoryLane, wire::{Frame, PayloadKind}};
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// # let lane = MemoryLane::new(Router::new(bytelane::generate_handler![still, film]));
/// # let Payload::Raw(pixels) = lane.call("still", Payload::None).await.unwrap() else { panic!("pixels") };
/// # assert!(pixels.len() == FRAME_BYTES && pixels.iter().all(|byte| *byte == 0));
/// # let frames = Payload::from_value(&serde_json::json!({ "frames": "__CHANNEL__:1" })).unwrap();
/// # let call = lane.call("film", frames);
/// # let first = async {
/// #     loop {
/// #         let frames = lane.next_frames().await.unwrap();
/// #         if let Some(Frame::Data(data)) = frames.into_iter().find(|frame| matches!(frame, Frame::Data(_))) {
/// #             break data.body;
/// #         }
/// #     }
/// # };
/// # tokio::select! {
/// #     ended = call => panic!("the film ended before a page read its frames: {ended:?}"),
/// #     body = first => assert_eq!((body.payload, body.length), (PayloadKind::Raw, FRAME_BYTES as u64)),
/// # }
/// # });
/// ```
pub struct SharedBuf {
    memory: Memory,
    length: usize,
}

enum Memory {
    /// A buffer of the lane, which may be longer.
    Lane(Box<dyn LaneMemory>),
    /// Ordinary memory.
    Own(Vec<u8>),
}

impl SharedBuf {
    fn over(lent: Option<Box<dyn LaneMemory>>, length: usize) -> Self {
        let memory = lent.map_or_else(|| Memory::Own(vec![0; length]), Memory::Lane);
        Self { memory, length }
    }

    /// Shortens the buffer to `length` bytes. Has no effect if the buffer is shorter.
    pub fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    /// Whether the page reads the buffer directly. For tests and measurements.
    pub const fn is_shared(&self) -> bool {
        matches!(self.memory, Memory::Lane(_))
    }
}

impl Deref for SharedBuf {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        let bytes = match &self.memory {
            Memory::Lane(memory) => (**memory).as_ref(),
            Memory::Own(bytes) => bytes,
        };
        &bytes[..self.length]
    }
}

impl DerefMut for SharedBuf {
    fn deref_mut(&mut self) -> &mut [u8] {
        let bytes = match &mut self.memory {
            Memory::Lane(memory) => (**memory).as_mut(),
            Memory::Own(bytes) => bytes,
        };
        &mut bytes[..self.length]
    }
}

impl AsRef<[u8]> for SharedBuf {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl AsMut<[u8]> for SharedBuf {
    fn as_mut(&mut self) -> &mut [u8] {
        self
    }
}

/// Prints the length, never the contents.
impl fmt::Debug for SharedBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedBuf({})", self.length)
    }
}

/// Converts without copying.
impl From<SharedBuf> for Bytes {
    fn from(buffer: SharedBuf) -> Self {
        match buffer.memory {
            Memory::Lane(memory) => bytes_of(memory, buffer.length).into(),
            Memory::Own(mut bytes) => {
                bytes.truncate(buffer.length);
                bytes.into()
            }
        }
    }
}

impl From<SharedBuf> for InvokeResponseBody {
    fn from(buffer: SharedBuf) -> Self {
        Bytes::from(buffer).into()
    }
}

/// Converts without copying.
impl From<SharedBuf> for Payload {
    fn from(buffer: SharedBuf) -> Self {
        Self::Raw(buffer.into())
    }
}

impl IpcResponse for SharedBuf {
    fn body(self) -> crate::Result<InvokeResponseBody> {
        Ok(self.into())
    }

    fn into_reply(self) -> crate::Result<Reply> {
        Ok(Reply::done(Payload::from(self)))
    }
}

/// Allocates [`SharedBuf`]s for the document that called a command. A command takes it as an argument, or from a channel with [`Channel::buffers`].
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    document: WeakDocument,
}

impl Buffers {
    /// Allocates a buffer of `length` bytes. Its contents are unspecified: zeros, or data that was sent to this document before.
    pub fn take(&self, length: usize) -> SharedBuf {
        SharedBuf::over(self.lend(length).unwrap_or_default(), length)
    }

    /// Allocates a buffer, as [`take`](Self::take) does, but fails instead of using ordinary memory if the lane has no buffer left. For a command that
    /// produces more than its page reads.
    ///
    /// # Errors
    /// Returns [`Error::Refused`](crate::Error::Refused) with the code `too_many_buffers` if the document holds 256 MiB, or all documents of the process hold
    /// 512 MiB. Buffers are available again when the page has read them.
    pub fn try_take(&self, length: usize) -> crate::Result<SharedBuf> {
        Ok(SharedBuf::over(self.lend(length)?, length))
    }

    fn lend(&self, length: usize) -> Result<Option<Box<dyn LaneMemory>>, Refusal> {
        let document = upgrade(&self.document).ok();
        document.map_or(Ok(None), |document| document.lend(length))
    }
}

impl<'de> CommandArg<'de> for Buffers {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        Ok(Self {
            document: item.message.document().clone(),
        })
    }
}

impl<T> Channel<T> {
    /// Returns an allocator of buffers for the messages of this channel.
    pub fn buffers(&self) -> Buffers {
        Buffers {
            document: self.document().cloned().unwrap_or_default(),
        }
    }
}
