use std::ops::Range;

use http::{HeaderMap, HeaderValue, StatusCode, header};

use crate::{
    Payload,
    payload::{Attachment, Body},
};

/// The headers of a request that select a range or a version of a file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions {
    headers: HeaderMap,
}

impl Conditions {
    /// Extracts the conditions from the headers of a request. Allocates only if there are any.
    pub(crate) fn of(request: &HeaderMap) -> Self {
        let mut headers = HeaderMap::new();
        for name in [
            header::RANGE,
            header::IF_RANGE,
            header::IF_NONE_MATCH,
            header::IF_MODIFIED_SINCE,
        ] {
            for value in request.get_all(&name) {
                headers.append(name.clone(), value.clone());
            }
        }
        Self { headers }
    }

    /// Removes the range.
    pub(super) fn forget_range(&mut self) {
        self.headers.remove(header::RANGE);
    }

    /// Whether the page has this version of the file already (RFC 9110 §13.1.2, §13.1.3).
    fn is_known(&self, file: &HeaderMap) -> bool {
        if self.headers.contains_key(header::IF_NONE_MATCH) {
            let etag = file.get(header::ETAG).map(|etag| opaque(etag.as_bytes()));
            let mut tags = self
                .headers
                .get_all(header::IF_NONE_MATCH)
                .iter()
                .flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
            return tags.any(|tag| tag.trim_ascii() == b"*" || Some(opaque(tag)) == etag);
        }
        let asked = self.headers.get(header::IF_MODIFIED_SINCE).and_then(date);
        let modified = file.get(header::LAST_MODIFIED).and_then(date);
        asked
            .zip(modified)
            .is_some_and(|(asked, modified)| modified <= asked)
    }

    /// Whether the range applies to this version of the file (RFC 9110 §13.1.5), by strong comparison.
    fn range_applies(&self, file: &HeaderMap) -> bool {
        let Some(version) = self.headers.get(header::IF_RANGE) else {
            return true;
        };
        let Some(etag) = file.get(header::ETAG) else {
            return false;
        };
        let is_strong = etag.as_bytes().starts_with(b"\"");
        is_strong && (version == etag || Some(version) == file.get(header::LAST_MODIFIED))
    }

    /// Returns the requested part of a file of `length` bytes.
    fn part(&self, length: u64) -> Part {
        let mut values = self.headers.get_all(header::RANGE).iter();
        let (Some(value), None) = (values.next(), values.next()) else {
            return Part::Whole;
        };
        let Ok(text) = value.to_str() else {
            return Part::Outside;
        };
        let is_bytes = text
            .split_once('=')
            .is_some_and(|(unit, _)| unit.trim().eq_ignore_ascii_case("bytes"));
        // A request for several ranges receives the whole file, before memory is used for each range.
        if !is_bytes || memchr::memchr(b',', text.as_bytes()).is_some() {
            return Part::Whole;
        }
        let ranges =
            http_range_header::parse_range_header(text).and_then(|ranges| ranges.validate(length));
        match ranges.as_deref() {
            Ok([range]) => Part::Range(*range.start()..range.end().saturating_add(1).min(length)),
            _ => Part::Outside,
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Range(Range<u64>),
    Outside,
}

/// Returns the opaque part of an entity tag, without `W/`.
fn opaque(etag: &[u8]) -> &[u8] {
    let etag = etag.trim_ascii();
    etag.strip_prefix(b"W/").unwrap_or(etag)
}

fn date(value: &HeaderValue) -> Option<std::time::SystemTime> {
    httpdate::parse_http_date(value.to_str().ok()?).ok()
}

/// Applies the conditions of a request to the response with the whole file: the file, a range of it (206), *not modified* (304) or *range not satisfiable* (416).
///
/// Compares with `ETag` and `Last-Modified` of the response. A response with another status than 200 is returned unchanged.
pub(crate) fn answer(mut whole: http::Response<Body>, wanted: &Conditions) -> http::Response<Body> {
    if wanted.headers.is_empty() || whole.status() != StatusCode::OK {
        return whole;
    }
    if wanted.is_known(whole.headers()) {
        *whole.status_mut() = StatusCode::NOT_MODIFIED;
        whole.headers_mut().remove(header::CONTENT_LENGTH);
        whole.headers_mut().remove(header::CONTENT_TYPE);
        *whole.body_mut() = Body::default();
        return whole;
    }
    if !wanted.range_applies(whole.headers()) {
        return whole;
    }
    let length = whole.body().len();
    match wanted.part(length) {
        Part::Whole => whole,
        Part::Range(range) => match part_of(whole.body(), range.clone()) {
            Some(part) => {
                *whole.body_mut() = part;
                *whole.status_mut() = StatusCode::PARTIAL_CONTENT;
                set(
                    whole.headers_mut(),
                    &format!("bytes {}-{}/{length}", range.start, range.end - 1),
                    range.end - range.start,
                );
                whole
            }
            None => outside(whole, length),
        },
        Part::Outside => outside(whole, length),
    }
}

fn outside(mut whole: http::Response<Body>, length: u64) -> http::Response<Body> {
    *whole.body_mut() = Body::default();
    *whole.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
    whole.headers_mut().remove(header::CONTENT_TYPE);
    set(whole.headers_mut(), &format!("bytes */{length}"), 0);
    whole
}

fn set(headers: &mut HeaderMap, content_range: &str, content_length: u64) {
    headers.insert(header::CONTENT_LENGTH, content_length.into());
    headers.extend(
        HeaderValue::from_str(content_range)
            .ok()
            .map(|value| (header::CONTENT_RANGE, value)),
    );
}

/// Returns a range of a body, which shares the memory or the file.
fn part_of(body: &Body, range: Range<u64>) -> Option<Body> {
    match body {
        Body::File(file) => file.part(range).ok().map(Body::File),
        Body::Payload(
            Payload::Raw(bytes)
            | Payload::Json(bytes)
            | Payload::Archive(bytes)
            | Payload::Typed(Attachment { bytes, .. }),
        ) => {
            let range = usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?;
            (range.end <= bytes.len()).then(|| Payload::Raw(bytes.slice(range)).into())
        }
        Body::Payload(_) => None,
    }
}
