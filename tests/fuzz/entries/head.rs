//! Bytes as the head of a CALL: an accepted one is within the limits, names a command of the restricted alphabet, and has headers of HTTP.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "a file of the crate, of which the entry uses a part"
)]
#[path = "../../../src/session/head.rs"]
mod source;

use bytelane::wire::Limits;
use source::CallHead;

pub(crate) fn run(data: &[u8]) {
    let limits = Limits::default();
    let Ok(head) = CallHead::decode(data, &limits) else {
        return;
    };
    assert!((1..=limits.command_bytes_max).contains(&head.cmd.len()));
    assert!(
        head.cmd
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_.:/|-".contains(&byte))
    );
    let Ok(headers) = head.headers(&limits) else {
        return;
    };
    assert!(headers.len() <= limits.header_count_max);
    let mut total = 0;
    for (name, value) in &headers {
        let length = name.as_str().len() + value.len();
        assert!(length <= limits.header_bytes_max);
        assert!(!value.as_bytes().iter().any(|byte| b"\r\n\0".contains(byte)));
        total += length;
    }
    assert!(total <= limits.headers_bytes_max);
}
