use crate::{payload::PayloadError, wire::Code};

/// Maximum nesting depth of a JSON text (SPEC §3.1), which is also the limit of the JSON parser.
const JSON_DEPTH_MAX: usize = 127;

/// Checks that arrays and objects nest no deeper than the limit, anywhere in the text.
///
/// Counts brackets outside strings only and leaves all other errors to the parser. Needs no memory, whatever the depth.
///
/// # Errors
/// Returns `too_deep`.
pub(super) fn check(text: &[u8]) -> Result<(), PayloadError> {
    // Counting brackets is much faster, and most texts have too few to exceed the limit.
    if memchr::memchr2_iter(b'[', b'{', text)
        .nth(JSON_DEPTH_MAX)
        .is_none()
    {
        return Ok(());
    }
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => rest = after_string(after),
            _ => {}
        }
        if depth > JSON_DEPTH_MAX {
            return Err(PayloadError::new(
                Code::TooDeep,
                "JSON nests deeper than 127 levels",
            ));
        }
    }
    Ok(())
}

/// Returns the text after the string that `rest` starts in.
fn after_string(mut rest: &[u8]) -> &[u8] {
    while let Some(at) = memchr::memchr2(b'"', b'\\', rest) {
        if rest[at] == b'"' {
            return &rest[at + 1..];
        }
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    &[]
}
