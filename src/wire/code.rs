use std::fmt;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $status:literal;)*) => {
        /// Why the engine refused something: a stable code of SPEC §8.
        ///
        /// The text of a code is part of the public interface: the page sees it as `IpcError.code`, and it never changes meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code, in the order of the specification.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The text of the code, as it stands on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The HTTP status that goes with the code on lanes that have one.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* }
            }
        }
    };
}

codes! {
    /// The path or the command name is not well formed.
    BadPath = "bad_path", 400;
    /// A header is not well formed.
    BadHeader = "bad_header", 400;
    /// A frame breaks the rules of the wire.
    BadFrame = "bad_frame", 400;
    /// A body is not JSON.
    BadJson = "bad_json", 400;
    /// An archive does not validate.
    BadArchive = "bad_archive", 400;
    /// A shared-memory descriptor is not what it must be.
    BadMemfd = "bad_memfd", 400;
    /// An argument is missing or of the wrong type.
    BadArguments = "bad_arguments", 400;
    /// JSON or an archive nests too deep.
    TooDeep = "too_deep", 400;
    /// A body ended before its stated length.
    BodyTruncated = "body_truncated", 400;
    /// The buffer of an argument is detached; raised in the page.
    DetachedBuffer = "detached_buffer", 400;
    /// No secret came with the request.
    TokenMissing = "token_missing", 401;
    /// The secret is wrong.
    TokenBad = "token_bad", 401;
    /// The origin may not use the engine.
    OriginDenied = "origin_denied", 403;
    /// The command is not allowed for this caller.
    AclDenied = "acl_denied", 403;
    /// The file lies outside the served root.
    PathDenied = "path_denied", 403;
    /// No command has this name.
    UnknownCommand = "unknown_command", 404;
    /// The document has no such channel, upload or body.
    UnknownChannel = "unknown_channel", 404;
    /// No such file.
    NotFound = "not_found", 404;
    /// The method is not POST.
    MethodDenied = "method_denied", 405;
    /// The call id was used before.
    DuplicateRequest = "duplicate_request", 409;
    /// The document has gone.
    DocumentGone = "document_gone", 410;
    /// The channel has ended.
    ChannelClosed = "channel_closed", 410;
    /// A length is over its limit.
    BodyTooLarge = "body_too_large", 413;
    /// The path is over its limit.
    UriTooLong = "uri_too_long", 414;
    /// The command cannot take this kind of payload.
    TypeUnsupported = "type_unsupported", 415;
    /// The range lies outside the body.
    RangeInvalid = "range_invalid", 416;
    /// The headers are over their limits.
    HeadersTooLarge = "headers_too_large", 431;
    /// Too many calls run at once.
    TooManyInflight = "too_many_inflight", 429;
    /// Too many channels or buffers are open.
    TooManyBuffers = "too_many_buffers", 429;
    /// The page cancelled the call.
    Cancelled = "cancelled", 499;
    /// The command panicked.
    HandlerPanicked = "handler_panicked", 500;
    /// A stream failed before its end.
    StreamFailed = "stream_failed", 500;
    /// The command let go of the call without an answer.
    NoReply = "no_reply", 500;
    /// A defect of the engine.
    Internal = "internal", 500;
    /// The application is closing.
    ShuttingDown = "shutting_down", 503;
    /// The call took longer than its deadline.
    DeadlineExceeded = "deadline_exceeded", 504;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Bytes that break the wire: which code they earn, and why.
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

    /// The stable code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// What is wrong, in a few words that quote nothing of the input.
    pub const fn reason(&self) -> &'static str {
        self.reason
    }
}
