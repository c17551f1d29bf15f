//! The files of the page, and beside them the bytes that a download is, as one plain response of the same scheme.

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
];

/// Where the bytes are: all of them, or `/payload/<from>/<to>`.
const PAYLOAD: &str = "/payload";

/// The place of the bytes that a path names; `None` where it names a file.
fn place(path: &str, length: usize) -> Option<Range<usize>> {
    let place = path.strip_prefix(PAYLOAD)?;
    if place.is_empty() {
        return Some(0..length);
    }
    let (from, to) = place.strip_prefix('/')?.split_once('/')?;
    let place = from.parse().ok()?..to.parse().ok()?;
    (place.start <= place.end && place.end <= length).then_some(place)
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
        if let Some(place) = place(request.uri().path(), bytes.len()) {
            return Response::new(Body::from(bytelane::Payload::Raw(bytes.slice(place))));
        }
        self.files.answer_page(&request)
    }
}
