//! Text as the `Range` and the conditions of a request for a file: the whole, one part that is exactly what is stated, or none.

use std::sync::LazyLock;

use bytelane::{
    file::{Assets, EmbeddedFiles},
    payload::Body,
};
use http::{HeaderValue, Request, StatusCode, header};

static CONTENT: [u8; 1_000] = {
    let mut content = [0; 1_000];
    let mut index = 0;
    while index < content.len() {
        content[index] = (index * 7 % 256) as u8;
        index += 1;
    }
    content
};
static TABLE: &[(&str, &[u8])] = &[("/f", &CONTENT)];
static FILES: LazyLock<EmbeddedFiles> = LazyLock::new(|| EmbeddedFiles::new(TABLE));

pub(crate) fn run(data: &[u8]) {
    // Three headers, split at line ends.
    let mut values = data.split(|byte| *byte == b'\n');
    let mut request = Request::get("/f").body(()).expect("well formed");
    for name in [header::RANGE, header::IF_RANGE, header::IF_NONE_MATCH] {
        let value = values.next().map(HeaderValue::from_bytes);
        if let Some(Ok(value)) = value {
            request.headers_mut().append(name, value);
        }
    }
    let response = FILES.answer(&request);
    let (head, body) = response.into_parts();
    let Body::Payload(payload) = body else {
        panic!("an embedded file is bytes");
    };
    let came = payload.into_segments().concat();
    match head.status {
        StatusCode::OK => assert_eq!(came, CONTENT),
        StatusCode::PARTIAL_CONTENT => {
            let stated = head.headers[header::CONTENT_RANGE].to_str().expect("ASCII");
            let (first, last) = stated
                .strip_prefix("bytes ")
                .and_then(|stated| stated.strip_suffix("/1000"))
                .and_then(|stated| stated.split_once('-'))
                .expect("bytes first-last/1000");
            let (first, last): (usize, usize) = (
                first.parse().expect("a number"),
                last.parse().expect("a number"),
            );
            assert_eq!(came, CONTENT[first..=last]);
        }
        StatusCode::NOT_MODIFIED | StatusCode::RANGE_NOT_SATISFIABLE => assert!(came.is_empty()),
        status => panic!("answered with {status}"),
    }
}
