use std::{
    collections::HashMap,
    fmt,
    hash::{DefaultHasher, Hasher},
    sync::OnceLock,
};

use http::HeaderValue;

use super::{Asset, Assets, not_found, path};
use crate::{Bytes, Payload, Refusal};

struct Embedded {
    bytes: &'static [u8],
    etag: OnceLock<HeaderValue>,
}

/// Files that are embedded in the executable. Serving a file copies nothing.
///
/// # Examples
/// ```
/// use bytelane::file::{Assets, EmbeddedFiles};
///
/// static FILES: &[(&str, &[u8])] = &[("/index.html", b"<p>hello")];
/// let files = EmbeddedFiles::new(FILES);
/// let request = http::Request::get("/anything").body(()).expect("well formed");
/// assert_eq!(files.answer(&request).status(), 404);
/// assert_eq!(files.answer_page(&request).status(), 200);
/// ```
#[derive(Default)]
pub struct EmbeddedFiles {
    files: HashMap<&'static str, Embedded>,
}

impl fmt::Debug for EmbeddedFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedFiles")
            .field("files", &self.files.len())
            .finish()
    }
}

impl EmbeddedFiles {
    /// Creates the files from a table of paths and contents. Paths may start with `/` and are not percent-encoded.
    pub fn new(table: &'static [(&'static str, &'static [u8])]) -> Self {
        let named = |&(name, bytes): &(&'static str, &'static [u8])| {
            (
                name.strip_prefix('/').unwrap_or(name),
                Embedded {
                    bytes,
                    etag: OnceLock::new(),
                },
            )
        };
        Self {
            files: table.iter().map(named).collect(),
        }
    }

    /// Returns the paths of all files, without a leading `/`, in no particular order.
    pub fn paths(&self) -> impl Iterator<Item = &'static str> {
        self.files.keys().copied()
    }
}

impl Assets for EmbeddedFiles {
    fn find(&self, path: &str) -> Result<Asset, Refusal> {
        let name = path::decode(path)?;
        let file = self.files.get(name.as_str()).ok_or_else(not_found)?;
        let etag = file.etag.get_or_init(|| etag(file.bytes)).clone();
        let payload = Payload::Raw(Bytes::from_static(file.bytes));
        Ok(Asset {
            etag: Some(etag),
            ..Asset::new(&name, payload)
        })
    }
}

/// Returns a hash of the contents, so that a new build of the application invalidates exactly the files that it changed.
fn etag(bytes: &[u8]) -> HeaderValue {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    let tag = format!(r#""{:016x}-{:x}""#, hasher.finish(), bytes.len());
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static(r#"W/"""#))
}
