use serde::Serialize;

/// Every maximum of the wire, by its name in SPEC §7.
///
/// Both sides judge lengths against these before they take memory for them. An application may raise or lower them on its engine; the
/// page learns the values in the handshake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of a frame's head.
    pub head_bytes_max: u32,
    /// Headers of a request.
    pub header_count_max: usize,
    /// Bytes of one header, name and value.
    pub header_bytes_max: usize,
    /// Bytes of all headers of a request.
    pub headers_bytes_max: usize,
    /// Bytes of a request's path.
    pub path_bytes_max: usize,
    /// Bytes of a command's name.
    pub command_bytes_max: usize,
    /// Bytes of a JSON text.
    pub json_bytes_max: u64,
    /// Levels of a JSON text.
    pub json_depth_max: usize,
    /// Bytes of one body from the page.
    pub body_bytes_max: u64,
    /// Attachments of one payload.
    pub attachments_max: u32,
    /// Bytes of a body that still travels in its frame.
    pub inline_body_bytes_max: u64,
    /// Bytes of one segment of a deferred body.
    pub segment_bytes_max: u64,
    /// Segments of one body asked for at once.
    pub segments_in_flight_max: u32,
    /// Bytes of a batch.
    pub batch_bytes_max: u64,
    /// Frames of a batch.
    pub batch_frames_max: usize,
    /// Calls of one document that run at once.
    pub calls_in_flight_max: usize,
    /// Bytes of credit of a channel.
    pub channel_bytes_max: u64,
    /// Frames of credit of a channel.
    pub channel_frames_max: u64,
    /// Channels of one document.
    pub channels_open_max: usize,
    /// Queued bytes of one document.
    pub document_bytes_max: u64,
    /// Queued bytes of the process.
    pub process_bytes_max: u64,
    /// What a message costs at least, in bytes of credit.
    pub message_cost_bytes_min: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const KIB: u64 = 1024;
        const MIB: u64 = 1024 * KIB;
        Self {
            head_bytes_max: 16 * 1024,
            header_count_max: 64,
            header_bytes_max: 8 * 1024,
            headers_bytes_max: 16 * 1024,
            path_bytes_max: 2048,
            command_bytes_max: 128,
            json_bytes_max: 16 * MIB,
            json_depth_max: 127,
            body_bytes_max: 1024 * MIB,
            attachments_max: 65_536,
            inline_body_bytes_max: MIB,
            segment_bytes_max: 2 * MIB,
            segments_in_flight_max: 6,
            batch_bytes_max: MIB,
            batch_frames_max: 4096,
            calls_in_flight_max: 4096,
            channel_bytes_max: 8 * MIB,
            channel_frames_max: 1024,
            channels_open_max: 4096,
            document_bytes_max: 64 * MIB,
            process_bytes_max: 256 * MIB,
            message_cost_bytes_min: 64,
        }
    }
}
