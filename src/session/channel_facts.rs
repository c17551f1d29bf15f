/// Figures of one channel.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ChannelFacts {
    /// Id of the channel.
    pub(crate) id: u64,
    /// Messages since the channel opened.
    pub(crate) messages: u64,
    /// Cost of the messages since the channel opened, in bytes of credit.
    pub(crate) bytes: u64,
    /// Messages that the sender may send before the next grant.
    pub(crate) credit_messages: u64,
    /// Bytes that the sender may send before the next grant.
    pub(crate) credit_bytes: u64,
    /// Messages in the queue of the host.
    pub(crate) queued: usize,
}
