//! The files of the page, and the bytes of a download as a plain response of the same scheme.

use std::ops::Range;

use bytelane::{
    ServePages,
    file::{Assets, EmbeddedFiles},
    http::{Request, Response},
    payload::Body,
};

use crate::shelf::Shelf;

static FILES: &[(&str, &[u8])] = &[
    ("/bytelane.js", include_bytes!("../page/bytelane.js")),
    ("/index.html", include_bytes!("../page/index.html")),
    ("/operations.js", include_bytes!("../page/operations.js")),
    ("/structured.js", include_bytes!("../page/structured.js")),
    (
        "/views.js",
        include_bytes!("../../../examples/table/page/views.js"),
    ),
];

/// Path of the bytes: all of them, or a range at `/payload/<from>/<to>`.
const PAYLOAD: &str = "/payload";

/// Returns the range of the bytes that a path names, or `None` if it names a file.
fn payload_range(path: &str, length: usize) -> Option<Range<usize>> {
    let range = path.strip_prefix(PAYLOAD)?;
    if range.is_empty() {
        return Some(0..length);
    }
    let (from, to) = range.strip_prefix('/')?.split_once('/')?;
    let range = from.parse().ok()?..to.parse().ok()?;
    (range.start <= range.end && range.end <= length).then_some(range)
}

pub(crate) struct Pages {
    files: EmbeddedFiles,
    shelf: Shelf,
}

impl Pages {
    pub(crate) fn new(shelf: Shelf) -> Self {
        Self {
            files: EmbeddedFiles::new(FILES),
            shelf,
        }
    }
}

impl ServePages for Pages {
    fn serve(&self, request: Request<()>) -> Response<Body> {
        let bytes = self.shelf.shown();
        if let Some(range) = payload_range(request.uri().path(), bytes.len()) {
            return Response::new(Body::from(bytelane::Payload::Raw(bytes.slice(range))));
        }
        self.files.answer_page(&request)
    }
}
