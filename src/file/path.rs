use percent_encoding::percent_decode_str;

use crate::{Refusal, wire::Code};

/// The path of a URL as a path beneath a root: decoded exactly once and then held to the same rules as [`check`].
pub(super) fn decode(path: &str) -> Result<String, Refusal> {
    if !is_encoded_well(path.as_bytes()) {
        return Err(Refusal::new(
            Code::BadPath,
            "the path is not percent-encoded",
        ));
    }
    let decoded = percent_decode_str(path)
        .decode_utf8()
        .map_err(|_| Refusal::new(Code::BadPath, "the path is not UTF-8"))?;
    let relative = decoded.strip_prefix('/').unwrap_or(&decoded);
    check(relative)?;
    Ok(relative.to_owned())
}

/// Whether two hexadecimal digits follow each `%`.
fn is_encoded_well(path: &[u8]) -> bool {
    memchr::memchr_iter(b'%', path).all(|at| {
        path.get(at + 1..at + 3)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// Holds a relative path to what every system takes for names beneath a directory.
///
/// Stricter than any one system, and the same on all of them: what a page can ask for does not depend on where the application runs.
pub(super) fn check(path: &str) -> Result<(), Refusal> {
    if path.contains('\0') {
        return Err(Refusal::new(Code::BadPath, "the path holds a NUL"));
    }
    if path.starts_with('/') || path.contains('\\') {
        return Err(denied());
    }
    for name in path.split('/') {
        check_name(name)?;
    }
    Ok(())
}

fn check_name(name: &str) -> Result<(), Refusal> {
    if name.is_empty() {
        return Err(Refusal::new(Code::NotFound, "no such file"));
    }
    // Windows drops dots and spaces at the end of a name; `.` and `..` are the shortest such names.
    if name.ends_with(['.', ' ']) || is_drive(name) || is_device(name) {
        return Err(denied());
    }
    // A stream of a file on Windows, an ordinary name elsewhere.
    if cfg!(windows) && name.contains(':') {
        return Err(denied());
    }
    Ok(())
}

fn denied() -> Refusal {
    Refusal::new(Code::PathDenied, "the path leads outside of what is served")
}

fn is_drive(name: &str) -> bool {
    matches!(name.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// Whether Windows would open a device instead of a file, with whatever extension.
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
