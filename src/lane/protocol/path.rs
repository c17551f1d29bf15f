use crate::{
    Refusal,
    wire::{Code, INTEGER_MAX},
};

/// The operation that the path of a request names (SPEC §5). Offsets and lengths are in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Call,
    Upload {
        call: u64,
        offset: u64,
        length: u64,
    },
    Body {
        body: u64,
        offset: u64,
        length: u64,
    },
    Frames {
        length: u64,
    },
    Poll {
        sequence: u64,
    },
    Watch,
    /// A range of a body, to be shared in a buffer (SPEC §11).
    Buffer {
        number: u64,
        body: u64,
        offset: u64,
        length: u64,
    },
    /// The end of the page's use of a buffer.
    Release {
        number: u64,
    },
}

impl Route {
    /// Parses a path such as `/body/3/0/1024`.
    ///
    /// # Errors
    /// `bad_path` for every other path.
    pub(crate) fn parse(path: &str) -> Result<Self, Refusal> {
        let mut parts = path.strip_prefix('/').unwrap_or(path).split('/');
        let route = match parts.next() {
            Some("call") => Self::Call,
            Some("frames") => Self::Frames {
                length: integer(parts.next())?,
            },
            Some("watch") => Self::Watch,
            Some("poll") => Self::Poll {
                sequence: integer(parts.next())?,
            },
            Some("upload") => Self::Upload {
                call: integer(parts.next())?,
                offset: integer(parts.next())?,
                length: integer(parts.next())?,
            },
            Some("body") => Self::Body {
                body: integer(parts.next())?,
                offset: integer(parts.next())?,
                length: integer(parts.next())?,
            },
            Some("buffer") => Self::Buffer {
                number: integer(parts.next())?,
                body: integer(parts.next())?,
                offset: integer(parts.next())?,
                length: integer(parts.next())?,
            },
            Some("release") => Self::Release {
                number: integer(parts.next())?,
            },
            _ => return Err(bad_path()),
        };
        if parts.next().is_some() {
            Err(bad_path())
        } else {
            Ok(route)
        }
    }

    /// Checks that a lane has the operation. Buffers are of the lane `webview2` alone.
    ///
    /// # Errors
    /// `bad_path` otherwise.
    pub(crate) fn check_lane(self, has_buffers: bool) -> Result<Self, Refusal> {
        match self {
            Self::Buffer { .. } | Self::Release { .. } if !has_buffers => Err(bad_path()),
            _ => Ok(self),
        }
    }
}

/// Parses an integer of the wire: decimal digits alone, at most 2^53 - 1.
fn integer(part: Option<&str>) -> Result<u64, Refusal> {
    let digits = part
        .filter(|part| {
            !part.is_empty() && part.len() <= 16 && part.bytes().all(|byte| byte.is_ascii_digit())
        })
        .ok_or_else(bad_path)?;
    digits
        .parse()
        .ok()
        .filter(|integer| *integer <= INTEGER_MAX)
        .ok_or_else(bad_path)
}

pub(crate) fn bad_path() -> Refusal {
    Refusal::new(
        Code::BadPath,
        "the path names no operation of the protocol lane",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_parsed_exactly() {
        assert_eq!(Route::parse("/call"), Ok(Route::Call));
        assert_eq!(Route::parse("/frames/96"), Ok(Route::Frames { length: 96 }));
        assert_eq!(Route::parse("/watch"), Ok(Route::Watch));
        assert_eq!(Route::parse("/poll/0"), Ok(Route::Poll { sequence: 0 }));
        assert_eq!(
            Route::parse("/upload/1/2/3"),
            Ok(Route::Upload {
                call: 1,
                offset: 2,
                length: 3
            })
        );
        assert_eq!(
            Route::parse("/body/9007199254740991/2/3"),
            Ok(Route::Body {
                body: INTEGER_MAX,
                offset: 2,
                length: 3
            })
        );
        assert_eq!(
            Route::parse("/buffer/9007199254740991/1/2/3"),
            Ok(Route::Buffer {
                number: INTEGER_MAX,
                body: 1,
                offset: 2,
                length: 3
            })
        );
        assert_eq!(Route::parse("/release/7"), Ok(Route::Release { number: 7 }));
    }

    #[test]
    fn buffers_are_of_one_lane() {
        for path in ["/buffer/1/2/3/4", "/release/1"] {
            let route = Route::parse(path).expect("a path");
            assert_eq!(route.check_lane(true), Ok(route));
            let refused = route.check_lane(false).map_err(|refusal| refusal.code());
            assert_eq!(refused, Err(Code::BadPath));
        }
        assert_eq!(Route::Call.check_lane(false), Ok(Route::Call));
    }

    #[test]
    fn every_other_path_is_refused() {
        for path in [
            "",
            "/",
            "//",
            "/calls",
            "/call/",
            "/call/1",
            "/frames",
            "/frames/",
            "/frames/-1",
            "/frames/1/2",
            "/poll",
            "/poll/",
            "/poll/-1",
            "/poll/+1",
            "/poll/1e3",
            "/poll/0x1",
            "/poll/ 1",
            "/poll/9007199254740992",
            "/poll/99999999999999999999",
            "/upload/1/2",
            "/upload/1/2/3/4",
            "/body/1//3",
            "/buffer/1/2/3",
            "/buffer/1/2/3/4/5",
            "/buffer/9007199254740992/2/3/4",
            "/release",
            "/release/1/2",
            "/release/-1",
            "/%63all",
            "/call%00",
            "/../call",
            "/..%2fcall",
            "/\u{661}",
            "/poll/\u{661}",
            "/%",
            "/%zz",
            "/call?x",
            "/CALL",
        ] {
            assert_eq!(
                Route::parse(path).map_err(|refusal| refusal.code()),
                Err(Code::BadPath),
                "{path:?}"
            );
        }
    }
}
