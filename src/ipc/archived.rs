//! Archives as arguments, as messages of a page, and in buffers that the page reads.

use rkyv::Archive;

use super::{
    ArchiveArgument, Archived, Buffers, CommandArg, CommandItem, FromMessage, IntoArchive,
    InvokeError,
};
use crate::{
    Bytes, Payload, Refusal,
    payload::{Mixed, PayloadError},
    wire::Code,
};

impl<'de, T: ArchiveArgument> CommandArg<'de> for Archived<T> {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let CommandItem { name, key, .. } = item;
        let named = |refusal: Refusal| refusal.with_command(name).with_key(key);
        let bytes = bytes_of(item).map_err(named)?;
        Self::from_bytes(bytes).map_err(|error| {
            let text = format!("invalid args `{key}` for command `{name}`: {error}");
            named(Refusal::new(error.code(), text)).into()
        })
    }
}

/// Returns the bytes that an argument consists of.
fn bytes_of(item: CommandItem<'_>) -> Result<Bytes, Refusal> {
    let CommandItem { name, key, message } = item;
    let payload = message.raw_payload();
    if let Payload::Raw(bytes) | Payload::Archive(bytes) = payload {
        return Ok(bytes.clone());
    }
    if let Some(index) = message.attachment_of(key)?
        && let Payload::Mixed(Mixed { attachments, .. }) = payload
        && let Some(attachment) = attachments.get(index)
    {
        return Ok(attachment.bytes.clone());
    }
    let arguments = message.arguments().map_err(Clone::clone)?;
    let text = if arguments.part(payload, key).is_none() {
        format!("command {name} missing required key {key}")
    } else {
        format!(
            "invalid args `{key}` for command `{name}`: the value is not the bytes of an archive: pass a buffer"
        )
    };
    Err(Refusal::new(Code::BadArguments, text))
}

impl<T: ArchiveArgument> FromMessage for Archived<T> {
    fn from_message(payload: Payload) -> Result<Self, PayloadError> {
        Self::from_payload(&payload)
    }
}

impl Buffers {
    /// Writes a value as an archive into a buffer. On the shared-memory lane the page reads the buffer directly; see [`SharedBuf`](super::SharedBuf).
    ///
    /// # Errors
    /// Returns the errors of [`Archived::new`].
    pub fn archive<T: IntoArchive + Archive<Archived: 'static>>(
        &self,
        value: &T,
    ) -> Result<Archived<T>, PayloadError> {
        Archived::write_into(value, |length| self.take(length))
    }
}
