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

/// Memory of the size of a picture or a block, to be written in place and sent to the page without another copy in the host.
///
/// On the shared-memory lane the page reads it where it stands, so that its own copy is the only one; on other lanes, and where a lane has no
/// more of it, it is ordinary memory. Nothing else differs. It is used again when the page has read it and nobody holds it any more, and never for
/// another document; what is not used for some seconds goes back to the system.
///
/// Up to 64 KiB, and as a piece of a stream, it travels with the frames instead, which costs one copy more.
///
/// It is a slice of bytes to write into. Return it from a command, give it to [`Response`](super::Response) or a channel, or turn it into
/// [`Bytes`], which is what a stream gives and what stands inside of other values.
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
/// #     ended = call => panic!("nobody has taken 250 frames: {ended:?}"),
/// #     body = first => assert_eq!((body.payload, body.length), (PayloadKind::Raw, FRAME_BYTES as u64)),
/// # }
/// # });
/// ```
pub struct SharedBuf {
    memory: Memory,
    length: usize,
}

enum Memory {
    /// The lane's, at least as long.
    Lane(Box<dyn LaneMemory>),
    /// Ordinary.
    Own(Vec<u8>),
}

impl SharedBuf {
    fn over(lent: Option<Box<dyn LaneMemory>>, length: usize) -> Self {
        let memory = lent.map_or_else(|| Memory::Own(vec![0; length]), Memory::Lane);
        Self { memory, length }
    }

    /// Makes it shorter; what it has behind that is not sent. Has no effect when it is not longer.
    pub fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    /// Whether it is memory of the lane's own, which the page reads in place: for tests and measurements, as nothing else depends on it.
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

/// Prints the length, never the content.
impl fmt::Debug for SharedBuf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedBuf({})", self.length)
    }
}

/// Copies nothing.
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
        Self::Bytes(buffer.into())
    }
}

impl IpcResponse for SharedBuf {
    fn body(self) -> crate::Result<InvokeResponseBody> {
        Ok(self.into())
    }

    fn into_reply(self) -> crate::Result<Reply> {
        Ok(Reply::done(Payload::Raw(self.into())))
    }
}

/// Where a command takes [`SharedBuf`]s for the document that called it. Take it as an argument, or of a channel with [`Channel::buffers`]; keep
/// it as long as you like.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    document: WeakDocument,
}

impl Buffers {
    /// Memory of this length. What is in it is unspecified: zeros, or what this document was sent before.
    pub fn take(&self, length: usize) -> SharedBuf {
        SharedBuf::over(self.lend(length).unwrap_or_default(), length)
    }

    /// As [`take`](Self::take), but where the lane has no more of its memory, none: for a command that makes more than its page reads and would
    /// rather hear of it.
    ///
    /// # Errors
    /// [`Error::Refused`](crate::Error::Refused) with the code `too_many_buffers`: a document has at most 256 MiB, and all documents of the
    /// process 512 MiB. It is there again when the page has read what it was sent.
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
    /// Where messages of this channel find memory that the page reads in place.
    pub fn buffers(&self) -> Buffers {
        Buffers {
            document: self.document().cloned().unwrap_or_default(),
        }
    }
}
