use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $status:literal;)*) => {
        /// Stable error code of a refusal (SPEC §8).
        ///
        /// The text of a code is part of the public interface: the page reads it as `IpcError.code`, and its meaning never changes. [`help`](Self::help)
        /// leads to the usual cause of each code and the remedy.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// All codes, in the order of the specification.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Returns the text of the code on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// Returns the address of the text about the code: its meaning, the usual cause, and the remedy.
            pub const fn help(self) -> &'static str {
                match self { $(Self::$variant => concat!("https://github.com/bytelane/bytelane/blob/main/docs/errors.md#", $text),)* }
            }

            /// Returns the HTTP status for lanes that have one.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }
        }
    };
}

codes! {
    /// The path or the command name is malformed.
    BadPath = "bad_path", 400;
    /// A header is malformed.
    BadHeader = "bad_header", 400;
    /// A frame breaks the rules of the wire.
    BadFrame = "bad_frame", 400;
    /// A body is not JSON.
    BadJson = "bad_json", 400;
    /// An archive does not validate.
    BadArchive = "bad_archive", 400;
    /// A shared-memory descriptor is invalid.
    BadMemfd = "bad_memfd", 400;
    /// An argument is missing or of the wrong type.
    BadArguments = "bad_arguments", 400;
    /// JSON is nested too deep.
    TooDeep = "too_deep", 400;
    /// A body ended before its stated length.
    BodyTruncated = "body_truncated", 400;
    /// The buffer of an argument is detached. Raised in the page.
    DetachedBuffer = "detached_buffer", 400;
    /// The request has no secret.
    TokenMissing = "token_missing", 401;
    /// The secret is wrong.
    TokenBad = "token_bad", 401;
    /// The request names a host that is not an address of the server.
    HostDenied = "host_denied", 403;
    /// The origin is not allowed to use the engine.
    OriginDenied = "origin_denied", 403;
    /// The Content Security Policy of the page blocks the requests of the lane. Raised in the page.
    PolicyDenied = "policy_denied", 403;
    /// The command is not allowed for this caller.
    AclDenied = "acl_denied", 403;
    /// The file is outside the served root.
    PathDenied = "path_denied", 403;
    /// No command has this name.
    UnknownCommand = "unknown_command", 404;
    /// The document has no such channel.
    UnknownChannel = "unknown_channel", 404;
    /// The document has no such body or upload.
    UnknownBody = "unknown_body", 404;
    /// The file does not exist.
    NotFound = "not_found", 404;
    /// The method is not POST.
    MethodDenied = "method_denied", 405;
    /// The call id was used before.
    DuplicateRequest = "duplicate_request", 409;
    /// The page was reloaded, navigated away or closed.
    DocumentGone = "document_gone", 410;
    /// The channel has ended.
    ChannelClosed = "channel_closed", 410;
    /// A body is over its limit.
    BodyTooLarge = "body_too_large", 413;
    /// The path is over its limit.
    UriTooLong = "uri_too_long", 414;
    /// The command does not accept this payload kind.
    TypeUnsupported = "type_unsupported", 415;
    /// The range is outside the body.
    RangeInvalid = "range_invalid", 416;
    /// The headers are over their limits.
    HeadersTooLarge = "headers_too_large", 431;
    /// Too many calls are running at once.
    TooManyInflight = "too_many_inflight", 429;
    /// Too many channels are open.
    TooManyChannels = "too_many_channels", 429;
    /// Too many event listeners are registered.
    TooManyListeners = "too_many_listeners", 429;
    /// Too many deferred bodies are waiting for the page.
    TooManyBodies = "too_many_bodies", 429;
    /// Too many buffers: in shared memory, or attached to one payload.
    TooManyBuffers = "too_many_buffers", 429;
    /// The page holds too many resources, such as images.
    TooManyResources = "too_many_resources", 429;
    /// Pages have opened too many windows.
    TooManyWindows = "too_many_windows", 429;
    /// A queue of events is full: for a page, or for listeners in Rust.
    QueueFull = "queue_full", 429;
    /// The page cancelled the call.
    Cancelled = "cancelled", 499;
    /// The command panicked.
    HandlerPanicked = "handler_panicked", 500;
    /// A stream failed before its end.
    StreamFailed = "stream_failed", 500;
    /// A middleware layer failed.
    LayerFailed = "layer_failed", 500;
    /// The command dropped the call without an answer.
    NoReply = "no_reply", 500;
    /// An internal error of the engine.
    Internal = "internal", 500;
    /// The application is closing.
    ShuttingDown = "shutting_down", 503;
    /// The call exceeded its deadline.
    DeadlineExceeded = "deadline_exceeded", 504;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Violation of the wire protocol: a code and a reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {reason}")]
pub struct WireError {
    code: Code,
    reason: &'static str,
}

impl WireError {
    pub(crate) const fn new(code: Code, reason: &'static str) -> Self {
        Self { code, reason }
    }

    /// Returns the stable code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// Returns the reason, which quotes nothing of the input.
    pub const fn reason(&self) -> &'static str {
        self.reason
    }
}
