use percent_encoding::percent_decode_str;

use crate::{Refusal, wire::Code};

/// Converts the path of a URL to a path relative to a root: decodes it exactly once and validates it with [`check`].
pub(super) fn decode(path: &str) -> Result<String, Refusal> {
    if !is_encoded_well(path.as_bytes()) {
        return Err(Refusal::new(
            Code::BadPath,
            "the path has an invalid percent-encoding",
        ));
    }
    let decoded = percent_decode_str(path)
        .decode_utf8()
        .map_err(|_| Refusal::new(Code::BadPath, "the path is not UTF-8"))?;
    let relative = decoded.strip_prefix('/').unwrap_or(&decoded);
    check(relative)?;
    Ok(relative.to_owned())
}

/// Whether each `%` is followed by two hexadecimal digits.
fn is_encoded_well(path: &[u8]) -> bool {
    memchr::memchr_iter(b'%', path).all(|at| {
        path.get(at + 1..at + 3)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

/// Checks that a relative path stays in its directory on every operating system.
///
/// The rules are the same on all systems, so the paths that a page can request do not depend on the platform.
pub(super) fn check(path: &str) -> Result<(), Refusal> {
    if path.contains('\0') {
        return Err(Refusal::new(Code::BadPath, "the path contains a NUL byte"));
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
    // Windows removes trailing dots and spaces. This covers `.` and `..` too.
    if name.ends_with(['.', ' ']) || is_drive(name) || is_device(name) {
        return Err(denied());
    }
    // An alternate data stream on Windows; an ordinary character elsewhere.
    if cfg!(windows) && name.contains(':') {
        return Err(denied());
    }
    Ok(())
}

fn denied() -> Refusal {
    Refusal::new(
        Code::PathDenied,
        "the path leads outside the served directory",
    )
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
