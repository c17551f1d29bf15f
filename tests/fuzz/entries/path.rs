//! Text as a path, of the protocol lane and of a file: never anything but what the specification names, never a file outside of the root.

#[allow(
    dead_code,
    unreachable_pub,
    reason = "a file of the crate, of which the entry uses a part"
)]
#[path = "../../../src/lane/protocol/path.rs"]
mod lane;

use std::sync::LazyLock;

use bytelane::{
    file::{Assets, ServedRoot},
    wire::{Code, INTEGER_MAX},
};
use lane::Route;

/// What is served, and what must not be.
const INSIDE: &[u8] = b"inside";
const OUTSIDE: &[u8] = b"outside";

static SITE: LazyLock<(tempfile::TempDir, ServedRoot)> = LazyLock::new(|| {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path().join("root");
    std::fs::create_dir_all(root.join("a/b")).expect("a directory");
    for name in ["f", "a/f", "a/b/f"] {
        std::fs::write(root.join(name), INSIDE).expect("a file");
    }
    std::fs::write(directory.path().join("f"), OUTSIDE).expect("a file");
    #[cfg(unix)]
    for (target, link) in [("../../f", "a/l"), ("..", "u"), ("a/b", "d")] {
        std::os::unix::fs::symlink(target, root.join(link)).expect("a link");
    }
    let served = ServedRoot::new(&root).expect("a root");
    (directory, served)
});

pub(crate) fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    if let Ok(route) = Route::parse(text) {
        let written = match route {
            Route::Call => "call".to_owned(),
            Route::Watch => "watch".to_owned(),
            Route::Frames { length } => format!("frames/{length}"),
            Route::Poll { sequence } => format!("poll/{sequence}"),
            Route::Upload {
                call,
                offset,
                length,
            } => format!("upload/{call}/{offset}/{length}"),
            Route::Body {
                body,
                offset,
                length,
            } => format!("body/{body}/{offset}/{length}"),
            Route::Buffer {
                number,
                body,
                offset,
                length,
            } => format!("buffer/{number}/{body}/{offset}/{length}"),
            Route::Release { number } => format!("release/{number}"),
        };
        assert_eq!(Route::parse(&format!("/{written}")), Ok(route));
        let digits = |text: &str| {
            text.parse::<u64>()
                .is_ok_and(|integer| integer > INTEGER_MAX)
        };
        assert!(!text.split('/').any(digits), "{text}");
    }
    match SITE.1.find(text) {
        Ok(asset) => {
            let body = asset.into_response().into_body();
            assert_eq!(body.len(), INSIDE.len() as u64, "{text}");
        }
        Err(refusal) => assert!(
            matches!(
                refusal.code(),
                Code::BadPath | Code::PathDenied | Code::NotFound
            ),
            "{text}: {refusal}"
        ),
    }
}
