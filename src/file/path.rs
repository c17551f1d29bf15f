use percent_encoding::percent_decode_str;

use super::not_found;
use crate::{Refusal, wire::Code};

/// Converts the path of a URL to a path relative to a root: decodes it exactly once and validates it with [`check`].
///
/// A `%` without two hexadecimal digits after it is a character of the name, as in `/50%`.
pub(super) fn decode(path: &str) -> Result<String, Refusal> {
    // The names of served files are UTF-8.
    let decoded = percent_decode_str(path)
        .decode_utf8()
        .map_err(|_| not_found())?;
    let relative = decoded.strip_prefix('/').unwrap_or(&decoded);
    check(relative)?;
    Ok(relative.to_owned())
}

/// Checks that a relative path stays in its directory on this operating system.
///
/// Names that are special on Windows only are ordinary names elsewhere, so a route such as `/con` and a file such as `aux.js` exist there.
pub(super) fn check(path: &str) -> Result<(), Refusal> {
    if path.contains('\0') {
        return Err(Refusal::new(Code::BadPath, "the path contains a NUL byte"));
    }
    if path.starts_with('/') {
        return Err(denied());
    }
    for name in path.split('/') {
        match name {
            "" => return Err(not_found()),
            "." | ".." => return Err(denied()),
            _ if cfg!(windows) => windows::check(name)?,
            _ => {}
        }
    }
    Ok(())
}

fn denied() -> Refusal {
    Refusal::new(
        Code::PathDenied,
        "the path leads outside the served directory",
    )
}

/// The rules of names on Windows. Compiled on every system, so that every system tests them.
mod windows {
    use super::{Refusal, denied, not_found};

    /// # Errors
    /// `path_denied` for a name that leads elsewhere: a drive, a `\`. `not_found` for a name that no file can have: that of a device or of an alternate
    /// data stream, and a name with a dot or a space at its end, which Windows removes.
    pub(super) fn check(name: &str) -> Result<(), Refusal> {
        if name.contains('\\') || is_drive(name) {
            return Err(denied());
        }
        if name.ends_with(['.', ' ']) || name.contains(':') || is_device(name) {
            return Err(not_found());
        }
        Ok(())
    }

    fn is_drive(name: &str) -> bool {
        matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
    }

    /// Whether Windows would open a device instead of a file; the extension does not matter.
    fn is_device(name: &str) -> bool {
        let stem = name
            .split(['.', ':'])
            .next()
            .unwrap_or(name)
            .trim_end_matches(' ');
        if ["con", "prn", "aux", "nul", "conin$", "conout$"]
            .iter()
            .any(|device| stem.eq_ignore_ascii_case(device))
        {
            return true;
        }
        let Some((kind, number)) = stem.split_at_checked(3) else {
            return false;
        };
        let is_port = kind.eq_ignore_ascii_case("com") || kind.eq_ignore_ascii_case("lpt");
        is_port
            && matches!(
                number,
                "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
            )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(result: Result<(), Refusal>) -> Option<Code> {
        result.err().map(|refusal| refusal.code())
    }

    #[test]
    fn windows_has_names_that_are_no_files() {
        for name in ["c:", "C:x", "a\\b", "\\\\server"] {
            assert_eq!(code(windows::check(name)), Some(Code::PathDenied), "{name}");
        }
        for name in [
            "CON",
            "con.txt",
            "nul",
            "aux.js",
            "COM1",
            "lpt9.txt",
            "COM¹",
            "CONIN$",
            "prn .x",
            "end.",
            "end ",
            "file:stream",
        ] {
            assert_eq!(code(windows::check(name)), Some(Code::NotFound), "{name}");
        }
        for name in ["a.js", "console", "com", "com10", "nul-1", ".hidden", "50%"] {
            assert_eq!(code(windows::check(name)), None, "{name}");
        }
    }

    #[cfg(not(windows))]
    #[test]
    fn names_that_are_special_on_windows_are_names_elsewhere() {
        for path in [
            "/aux.js",
            "/con.json",
            "/c:d.txt",
            "/end.",
            "/end ",
            "/con",
            "/user/nul/edit",
            "/50%",
            "/a\\b",
        ] {
            assert_eq!(decode(path).as_deref(), Ok(&path[1..]));
        }
        assert_eq!(decode("/%35%30%").as_deref(), Ok("50%"));
    }

    #[test]
    fn every_system_refuses_a_step_upwards() {
        for path in [
            "..",
            "/../a",
            "/a/..%2fb",
            "/%2e%2e/a",
            "/.",
            "//a",
            "/%2fa",
        ] {
            assert_eq!(
                decode(path).map_err(|refusal| refusal.code()),
                Err(Code::PathDenied),
                "{path}"
            );
        }
    }
}
