use crate::{payload::PayloadError, wire::Code};

/// Levels of a JSON text (SPEC §3.1). Also where the JSON parser itself stops.
const JSON_DEPTH_MAX: usize = 127;

/// Refuses a text whose arrays and objects nest deeper than the limit, wherever in the text, read later or not.
///
/// Looks at brackets outside of strings alone; whether the text is JSON is for the parser to say. Needs no memory, however deep the text.
pub(super) fn check(text: &[u8]) -> Result<(), PayloadError> {
    // Most texts have too few brackets to nest that deep, which takes a fraction of the time to find out.
    if memchr::memchr2_iter(b'[', b'{', text)
        .nth(JSON_DEPTH_MAX)
        .is_none()
    {
        return Ok(());
    }
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => rest = behind_string(behind),
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

/// What follows the string that has begun.
fn behind_string(mut rest: &[u8]) -> &[u8] {
    while let Some(at) = memchr::memchr2(b'"', b'\\', rest) {
        if rest[at] == b'"' {
            return &rest[at + 1..];
        }
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    &[]
}
