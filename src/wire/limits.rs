use serde::Serialize;

/// Limits of the wire protocol, by their names in SPEC §7.
///
/// Both sides check lengths against them before they allocate memory. An application may set them on its engine; the page receives the values in
/// the handshake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Limits {
    /// Length of a frame's head, in bytes.
    pub head_bytes_max: u32,
    /// Number of headers of a call.
    pub header_count_max: usize,
    /// Length of one header with its name, in bytes.
    pub header_bytes_max: usize,
    /// Length of all headers of a call, in bytes.
    pub headers_bytes_max: usize,
    /// Length of a request's path, in bytes.
    pub path_bytes_max: usize,
    /// Length of a command's name, in bytes.
    pub command_bytes_max: usize,
    /// Length of a JSON text, in bytes.
    pub json_bytes_max: u64,
    /// Nesting depth of a JSON text.
    pub json_depth_max: usize,
    /// Length of one body from the page, in bytes.
    pub body_bytes_max: u64,
    /// Number of attachments of one payload.
    pub attachments_max: u32,
    /// Length up to which a body is not deferred, in bytes.
    pub inline_body_bytes_max: u64,
    /// Length of one segment of a deferred body, in bytes.
    pub segment_bytes_max: u64,
    /// Number of segments of one body that are requested at once.
    pub segments_in_flight_max: u32,
    /// Length of a batch, in bytes.
    pub batch_bytes_max: u64,
    /// Number of frames of a batch.
    pub batch_frames_max: usize,
    /// Number of calls of one document that run at once.
    pub calls_in_flight_max: usize,
    /// Window of a channel, in bytes.
    pub channel_bytes_max: u64,
    /// Window of a channel, in frames.
    pub channel_frames_max: u64,
    /// Initial grant of a channel from the page, in bytes.
    pub channel_open_bytes: u64,
    /// Initial grant of a channel from the page, in frames.
    pub channel_open_frames: u64,
    /// Number of open channels of one document, in each direction.
    pub channels_open_max: usize,
    /// Queued bytes of one document, in each direction.
    pub document_bytes_max: u64,
    /// Queued bytes of the process, in each direction.
    pub process_bytes_max: u64,
    /// Minimum cost of a message, in bytes of credit.
    pub message_cost_bytes_min: u64,
}

impl Default for Limits {
    fn default() -> Self {
        const KIB: u64 = 1024;
        const MIB: u64 = 1024 * KIB;
        Self {
            head_bytes_max: 128 * 1024,
            header_count_max: 64,
            header_bytes_max: 64 * 1024,
            headers_bytes_max: 64 * 1024,
            path_bytes_max: 2048,
            command_bytes_max: 128,
            json_bytes_max: 1024 * MIB,
            json_depth_max: 127,
            body_bytes_max: 1024 * MIB,
            attachments_max: 65_536,
            inline_body_bytes_max: MIB,
            segment_bytes_max: 2 * MIB,
            segments_in_flight_max: 6,
            batch_bytes_max: MIB,
            batch_frames_max: 4096,
            calls_in_flight_max: 65_536,
            channel_bytes_max: 8 * MIB,
            channel_frames_max: 1024,
            channel_open_bytes: 64 * KIB,
            channel_open_frames: 64,
            channels_open_max: 65_536,
            document_bytes_max: 64 * MIB,
            process_bytes_max: 256 * MIB,
            message_cost_bytes_min: 64,
        }
    }
}
