//! The files of the page, and beside them the bytes that a download is, as one plain response of the same scheme.

use bytelane::{
    ServePages,
    file::{Assets, EmbeddedFiles},
    http::{Request, Response},
    payload::Body,
};

use crate::commands::Shelf;

static FILES: &[(&str, &[u8])] = &[
    ("/bytelane.js", include_bytes!("../page/bytelane.js")),
    ("/index.html", include_bytes!("../page/index.html")),
    ("/operations.js", include_bytes!("../page/operations.js")),
];

/// Where the bytes are.
const PAYLOAD: &str = "/payload";

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
        if request.uri().path() == PAYLOAD {
            return Response::new(Body::from(bytelane::Payload::Raw(self.shelf.shown())));
        }
        self.files.answer_page(&request)
    }
}
