//! Files as answers: what can be asked for, and what cannot.

mod support;

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    ops::Range,
    path::Path,
    time::{Duration, SystemTime},
};

use bytelane::{
    Bytes, Call, Payload, Reply,
    file::{Assets, EmbeddedFiles, ServedRoot},
    ipc::Response,
    payload::{Body, FileBody},
    router::Outcome,
    wire::Code,
};
use http::{Request, StatusCode};
use proptest::prelude::*;
use support::answer_to;
use tempfile::TempDir;

/// What must never be read.
const SECRET: &[u8] = b"secret: outside of the root";
const CONTENT: &[u8] = b"0123456789";

/// A root with a few files, and a secret beside it.
fn site() -> (TempDir, ServedRoot) {
    let directory = tempfile::tempdir().expect("a directory");
    let root = directory.path().join("root");
    fs::create_dir_all(root.join("sub/deep")).expect("a directory");
    for name in [
        "file.txt",
        "sub/inner.html",
        "index.html",
        "about.html",
        "sub/index.html",
        "with space.txt",
        "größe.txt",
        "%41.txt",
        "a..b.txt",
    ] {
        fs::write(root.join(name), CONTENT).expect("a file");
        age(&root.join(name));
    }
    fs::write(directory.path().join("secret.txt"), SECRET).expect("a file");
    let root = ServedRoot::new(root).expect("a root");
    (directory, root)
}

/// Makes a file look old, so that its ETag is a strong one.
fn age(path: &Path) {
    let file = File::options().write(true).open(path).expect("a file");
    file.set_modified(SystemTime::now() - Duration::from_secs(3600))
        .expect("a time");
}

fn code(result: Result<bytelane::file::Asset, bytelane::Refusal>) -> Option<Code> {
    result.err().map(|refusal| refusal.code())
}

fn get(assets: &impl Assets, headers: &[(&str, &str)]) -> http::Response<Body> {
    ask(assets, "GET", "/file.txt", headers)
}

fn ask(
    assets: &impl Assets,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> http::Response<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    assets.answer(&request.body(()).expect("a request"))
}

fn content(response: http::Response<Body>) -> Bytes {
    response.into_body().read().expect("readable")
}

// Paths

#[test]
fn files_are_found_by_their_path() {
    let (_directory, root) = site();
    for path in [
        "/file.txt",
        "file.txt",
        "/sub/inner.html",
        "/with%20space.txt",
        "/gr%C3%B6%C3%9Fe.txt",
        "/%2541.txt",
        "/a..b.txt",
        "/sub%2Finner.html",
    ] {
        let asset = root
            .find(path)
            .unwrap_or_else(|refusal| panic!("{path}: {refusal}"));
        assert_eq!(asset.body.read().expect("readable"), CONTENT, "{path}");
    }
    assert_eq!(code(root.find("/missing.txt")), Some(Code::NotFound));
    assert_eq!(code(root.find("/file.txt/more")), Some(Code::NotFound));
    assert_eq!(
        code(root.find("/A.txt")),
        Some(Code::NotFound),
        "%2541 is decoded once, to %41"
    );
}

/// Every way to write a step upwards, and every place to put it.
fn traversals() -> Vec<String> {
    let dots = [
        "..",
        "%2e%2e",
        "%2E%2E",
        ".%2e",
        "%2e.",
        "%252e%252e",
        "..%00",
        "%00..",
        "..;",
        ". .",
        "...",
        "....",
        "%c0%ae%c0%ae",
        "%uff0e%uff0e",
        "．．",
        "..%20",
    ];
    let separators = [
        "/",
        "//",
        "\\",
        "%2f",
        "%2F",
        "%5c",
        "%5C",
        "%252f",
        "%255c",
        "/./",
        "%c0%af",
        "%e2%81%84",
        "/%2e/",
        "\\\\",
    ];
    let targets = [
        "secret.txt",
        "etc/passwd",
        "proc/self/environ",
        "proc/self/root/etc/passwd",
        "",
    ];
    let mut paths = Vec::new();
    for prefix in ["", "/", "sub", "/sub/deep", "//", "/file.txt"] {
        for dot in dots {
            for separator in separators {
                for steps in 1..4 {
                    for target in targets {
                        paths.push(format!(
                            "{prefix}{separator}{}{target}",
                            format!("{dot}{separator}").repeat(steps)
                        ));
                    }
                }
            }
        }
    }
    paths
}

#[test]
fn no_path_leads_outside() {
    let (directory, root) = site();
    let absolute = directory
        .path()
        .join("secret.txt")
        .to_str()
        .expect("UTF-8")
        .to_owned();
    let mut paths = traversals();
    for target in [
        absolute.as_str(),
        "/etc/passwd",
        "/proc/self/environ",
        "/dev/zero",
        "/dev/stdin",
    ] {
        let encoded = target.replace('/', "%2f");
        paths.extend([
            target.to_owned(),
            format!("/{target}"),
            format!("//{target}"),
            encoded.clone(),
            format!("/{encoded}"),
            format!("file://{target}"),
        ]);
    }
    for name in [
        "C:",
        "c:/x",
        "C:\\x",
        "CON",
        "con.txt",
        "nul",
        "NUL.html",
        "aux",
        "COM1",
        "lpt9.txt",
        "COM¹",
        "CONIN$",
        "prn .x",
        "\\\\?\\C:\\x",
        "\\\\server\\share",
    ] {
        paths.extend([name.to_owned(), format!("/{name}"), format!("/sub/{name}")]);
    }
    paths.extend(
        [
            "%",
            "%z",
            "%zz",
            "%ff%fe",
            "/%00",
            "file.txt%00",
            "file.txt%00.html",
            "/\u{202e}txt.elif",
            " ",
            ".",
            "/",
            "",
            "./file.txt",
            "file.txt.",
            "file.txt ",
        ]
        .map(str::to_owned),
    );
    paths.push("/a".repeat(100_000));
    paths.push("a".repeat(100_000));
    println!("{} paths", paths.len());
    assert!(paths.len() > 3000);
    for path in paths {
        for found in [root.find(&path), root.find_page(&path)] {
            match found {
                // The rules of pages end at the root's own `index.html`.
                Ok(asset) => assert_eq!(asset.body.read().expect("readable"), CONTENT, "{path:?}"),
                Err(refusal) => assert!(
                    matches!(
                        refusal.code(),
                        Code::BadPath | Code::PathDenied | Code::NotFound
                    ),
                    "{path:?}: {refusal}"
                ),
            }
        }
        if let Ok(asset) = root.find_plain(&path) {
            assert_eq!(asset.body.read().expect("readable"), CONTENT, "{path:?}");
        }
    }
}

#[test]
fn paths_are_refused_with_their_code() {
    let (_directory, root) = site();
    for (path, expected) in [
        ("/../secret.txt", Code::PathDenied),
        ("/%2e%2e/secret.txt", Code::PathDenied),
        ("/sub/../../secret.txt", Code::PathDenied),
        ("/sub/../file.txt", Code::PathDenied),
        ("//etc/passwd", Code::PathDenied),
        ("/%2fetc/passwd", Code::PathDenied),
        (
            "/sub\\..\\..\\secret.txt",
            if cfg!(windows) {
                Code::PathDenied
            } else {
                Code::NotFound
            },
        ),
        (
            "/c:/x",
            if cfg!(windows) {
                Code::PathDenied
            } else {
                Code::NotFound
            },
        ),
        ("/nul.txt", Code::NotFound),
        ("/%00", Code::BadPath),
        ("/%ff", Code::NotFound),
        ("/%zz", Code::NotFound),
        ("/%", Code::NotFound),
        ("/%252e%252e/secret.txt", Code::NotFound),
        ("/sub", Code::NotFound),
        ("/", Code::NotFound),
    ] {
        assert_eq!(code(root.find(path)), Some(expected), "{path}");
    }
}

proptest! {
    #[test]
    fn no_random_path_leads_outside(path in "[./\\\\%a-f0-9:sub]{0,24}") {
        thread_local!(static SITE: (TempDir, ServedRoot) = site());
        SITE.with(|(_, root)| {
            if let Ok(asset) = root.find(&path) {
                assert_eq!(asset.body.read().expect("readable"), CONTENT);
            }
        });
    }
}

#[cfg(unix)]
mod links {
    use std::{
        os::unix::fs::symlink,
        sync::atomic::{AtomicBool, Ordering},
    };

    use super::*;

    #[test]
    fn links_stay_inside() {
        let (directory, root) = site();
        let inside = directory.path().join("root");
        symlink("file.txt", inside.join("good")).expect("a link");
        symlink("../file.txt", inside.join("sub/good")).expect("a link");
        symlink("../secret.txt", inside.join("out")).expect("a link");
        symlink(directory.path().join("secret.txt"), inside.join("absolute")).expect("a link");
        symlink("..", inside.join("up")).expect("a link");
        symlink("/proc/self/root", inside.join("magic")).expect("a link");
        symlink("/proc/self/fd", inside.join("descriptors")).expect("a link");
        symlink("circle", inside.join("circle")).expect("a link");
        symlink("nowhere", inside.join("dangling")).expect("a link");
        for good in ["good", "sub/good"] {
            assert_eq!(
                root.find(good)
                    .expect("a file")
                    .body
                    .read()
                    .expect("readable"),
                CONTENT
            );
        }
        for bad in [
            "out",
            "absolute",
            "up/secret.txt",
            "magic/etc/passwd",
            "descriptors/0",
        ] {
            assert_eq!(code(root.find(bad)), Some(Code::PathDenied), "{bad}");
        }
        for missing in ["circle", "dangling"] {
            assert_eq!(code(root.find(missing)), Some(Code::NotFound), "{missing}");
        }
    }

    /// A name changes between a file and a link out of the root, again and again, while it is asked for.
    #[test]
    fn a_swapped_link_is_never_followed_outside() {
        let (directory, root) = site();
        let inside = directory.path().join("root");
        let stop = AtomicBool::new(false);
        let outcomes = std::thread::scope(|scope| {
            scope.spawn(|| {
                let (name, spare) = (inside.join("swapped"), inside.join("spare"));
                while !stop.load(Ordering::Relaxed) {
                    fs::write(&spare, CONTENT).expect("a file");
                    fs::rename(&spare, &name).expect("swapped");
                    symlink("../secret.txt", &spare).expect("a link");
                    fs::rename(&spare, &name).expect("swapped");
                    let _ = fs::remove_file(&name);
                    symlink("sub", &spare).expect("a link");
                    fs::rename(&spare, inside.join("way")).expect("swapped");
                    symlink("..", &spare).expect("a link");
                    fs::rename(&spare, inside.join("way")).expect("swapped");
                }
            });
            let mut outcomes = std::collections::BTreeMap::<String, usize>::new();
            for _ in 0..10_000 {
                for path in ["swapped", "way/secret.txt", "way/inner.html"] {
                    let outcome = match root.find(path) {
                        Ok(asset) => {
                            let content = asset.body.read().expect("readable");
                            assert!(
                                content == CONTENT || content.is_empty(),
                                "from outside of the root"
                            );
                            "found".to_owned()
                        }
                        Err(refusal) => refusal.code().to_string(),
                    };
                    *outcomes.entry(format!("{path} {outcome}")).or_default() += 1;
                }
            }
            stop.store(true, Ordering::Relaxed);
            outcomes
        });
        println!("{outcomes:?}");
        assert!(
            outcomes
                .keys()
                .all(|outcome| !outcome.ends_with("internal")),
            "{outcomes:?}"
        );
    }

    #[test]
    fn what_is_no_file_is_not_found_and_never_waited_for() {
        let (directory, root) = site();
        let inside = directory.path().join("root");
        let status = std::process::Command::new("mkfifo")
            .arg(inside.join("fifo"))
            .status()
            .expect("mkfifo");
        assert!(status.success());
        let _socket =
            std::os::unix::net::UnixListener::bind(inside.join("socket")).expect("a socket");
        // On a thread of its own: a FIFO that is waited for is waited for without end.
        let (done, waited) = std::sync::mpsc::channel();
        let check = std::thread::spawn(move || {
            for path in ["fifo", "socket", "sub", "sub/deep"] {
                assert_eq!(code(root.find(path)), Some(Code::NotFound), "{path}");
                let path = inside.join(path);
                let reply = answer_to(Call::new("file", Payload::None), move || {
                    Response::file(&path)
                });
                let code = reply.refusal().map(|refusal| refusal.code());
                assert!(matches!(code, Some(Code::NotFound | Code::Internal)));
            }
            assert_eq!(code(root.find("fifo/x")), Some(Code::NotFound));
            let _ = done.send(());
        });
        let waited = waited.recv_timeout(Duration::from_secs(10));
        assert_ne!(waited, Err(std::sync::mpsc::RecvTimeoutError::Timeout));
        check.join().expect("found nothing");
    }
}

// Pages

static EMBEDDED: &[(&str, &[u8])] = &[
    ("/index.html", CONTENT),
    ("/about.html", b"about"),
    ("/docs/index.html", b"docs"),
    ("app.js", b"js"),
    ("/file.txt", CONTENT),
];

#[test]
fn pages_are_found_as_tauri_finds_them() {
    let files = EmbeddedFiles::new(EMBEDDED);
    for (path, expected) in [
        ("/", CONTENT),
        ("", CONTENT),
        ("/about", b"about"),
        ("/about.html", b"about"),
        ("/docs", b"docs"),
        ("/docs/", b"docs"),
        ("/app.js", b"js"),
        ("/any/route", CONTENT),
    ] {
        let asset = files
            .find_page(path)
            .unwrap_or_else(|refusal| panic!("{path}: {refusal}"));
        assert_eq!(asset.body.read().expect("readable"), expected, "{path}");
    }
    assert_eq!(
        code(files.find("/about")),
        Some(Code::NotFound),
        "an asset is only what it is"
    );
    assert_eq!(code(files.find_page("/../x")), Some(Code::PathDenied));
    assert_eq!(
        code(EmbeddedFiles::new(&[]).find_page("/")),
        Some(Code::NotFound)
    );
    let (_directory, root) = site();
    assert_eq!(
        root.find_page("/about").expect("a page").content_type,
        "text/html; charset=utf-8"
    );
    assert_eq!(
        root.find_page("/sub/")
            .expect("a page")
            .body
            .read()
            .expect("readable"),
        CONTENT
    );
}

#[test]
fn content_types_are_those_of_names() {
    let type_of = |name: &str| bytelane::file::Asset::new(name, Payload::None).content_type;
    for (name, expected) in [
        ("a.html", "text/html; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.mjs", "application/javascript; charset=utf-8"),
        ("a.css", "text/css; charset=utf-8"),
        ("a.json", "application/json; charset=utf-8"),
        ("a.svg", "image/svg+xml; charset=utf-8"),
        ("a.wasm", "application/wasm"),
        ("a.PNG", "image/png"),
        ("a.mp4", "video/mp4"),
        ("a", "application/octet-stream"),
        ("a.unknown-thing", "application/octet-stream"),
    ] {
        assert_eq!(type_of(name), expected, "{name}");
    }
}

#[test]
fn only_get_and_head() {
    let files = EmbeddedFiles::new(EMBEDDED);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
        let response = ask(&files, method, "/file.txt", &[]);
        assert_eq!(response.status(), 405);
        assert_eq!(response.headers()["allow"], "GET, HEAD");
        assert_eq!(response.headers()["bytelane-error"], "method_denied");
    }
    let head = ask(&files, "HEAD", "/file.txt", &[("range", "bytes=0-1")]);
    assert_eq!(
        (head.status().as_u16(), &head.headers()["content-length"]),
        (200, &"10".parse().expect("a value"))
    );
    assert!(head.into_body().is_empty());
    let missing = ask(&files, "GET", "/missing", &[]);
    assert_eq!(
        (
            missing.status().as_u16(),
            &missing.headers()["bytelane-error"]
        ),
        (404, &"not_found".parse().expect("a value"))
    );
    assert_eq!(ask(&files, "GET", "/%2e%2e/x", &[]).status(), 403);
}

// Ranges

/// Both sources of files, which must answer alike.
fn on_both(check: impl Fn(&dyn Fn(&[(&str, &str)]) -> http::Response<Body>)) {
    let (_directory, root) = site();
    check(&|headers| get(&root, headers));
    let files = EmbeddedFiles::new(EMBEDDED);
    check(&|headers| get(&files, headers));
}

#[test]
fn one_range_is_answered_with_it() {
    on_both(|get| {
        let whole = get(&[]);
        assert_eq!(whole.status(), 200);
        assert_eq!(whole.headers()["accept-ranges"], "bytes");
        assert_eq!(whole.headers()["content-length"], "10");
        assert_eq!(content(whole), CONTENT);
        for (range, expected, stated) in [
            ("bytes=0-0", &b"0"[..], "bytes 0-0/10"),
            ("bytes=0-", CONTENT, "bytes 0-9/10"),
            ("bytes=3-5", b"345", "bytes 3-5/10"),
            ("bytes=5-100", b"56789", "bytes 5-9/10"),
            ("bytes=9-", b"9", "bytes 9-9/10"),
            ("bytes=-3", b"789", "bytes 7-9/10"),
            ("bytes=-100", CONTENT, "bytes 0-9/10"),
            ("bytes=2-18446744073709551615", b"23456789", "bytes 2-9/10"),
            ("bytes=2-9223372036854775808", b"23456789", "bytes 2-9/10"),
        ] {
            let response = get(&[("range", range)]);
            assert_eq!(response.status(), 206, "{range}");
            assert_eq!(response.headers()["content-range"], stated, "{range}");
            assert_eq!(
                response.headers()["content-length"],
                expected.len().to_string().as_str(),
                "{range}"
            );
            assert_eq!(content(response), expected, "{range}");
        }
    });
}

#[test]
fn a_range_outside_is_refused() {
    on_both(|get| {
        for range in [
            "bytes=10-",
            "bytes=10-20",
            "bytes=-0",
            "bytes=9-1",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=0x1-2",
            "bytes=1.5-2",
            "bytes=--1",
            "bytes=+1-2",
            "bytes=18446744073709551616-",
            "bytes=99999999999999999999999-",
            "bytes=9223372036854775808-",
            "bytes=1 - 2",
            "bytes=0-0-0",
            "bytes=\u{e9}",
        ] {
            let response = get(&[("range", range)]);
            assert_eq!(response.status(), 416, "{range}");
            assert_eq!(response.headers()["content-range"], "bytes */10", "{range}");
            assert!(response.into_body().is_empty(), "{range}");
        }
    });
}

#[test]
fn what_is_no_single_range_is_answered_with_the_whole() {
    on_both(|get| {
        for range in [
            "bytes=0-1,3-4",
            "bytes=0-,0-",
            "items=0-1",
            "bytes",
            "",
            "0-1",
        ] {
            let response = get(&[("range", range)]);
            assert_eq!(response.status(), 200, "{range}");
            assert_eq!(content(response), CONTENT, "{range}");
        }
        assert_eq!(
            get(&[("range", "bytes=0-1"), ("range", "bytes=2-3")]).status(),
            200,
            "several headers are several ranges"
        );
    });
}

/// A third of a million ranges are not parsed; `tests/copies.rs` shows that none is stored.
#[test]
fn a_bomb_of_ranges_does_not_go_off() {
    on_both(|get| {
        let bomb = format!("bytes={}", "0-,".repeat(333_333));
        for _ in 0..20 {
            assert_eq!(get(&[("range", &bomb)]).status(), 200);
        }
        let long = format!("bytes={}-", "9".repeat(1_000_000));
        assert_eq!(get(&[("range", &long)]).status(), 416);
    });
}

#[cfg(unix)]
#[test]
fn offsets_beyond_32_bits_are_exact() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("sparse");
    let file = File::create(&path).expect("a file");
    let length = (1_u64 << 42) + 5;
    file.set_len(length).expect("a sparse file");
    std::os::unix::fs::FileExt::write_all_at(&file, b"end", length - 3).expect("written");
    drop(file);
    let root = ServedRoot::new(directory.path()).expect("a root");
    let response = ask(
        &root,
        "GET",
        "/sparse",
        &[("range", &format!("bytes={}-", length - 3))],
    );
    assert_eq!(
        response.headers()["content-range"],
        format!("bytes {}-{}/{length}", length - 3, length - 1).as_str()
    );
    assert_eq!(content(response), b"end");
    assert_eq!(
        ask(&root, "GET", "/sparse", &[]).into_body().len(),
        length,
        "announced, not read"
    );
}

#[test]
fn an_empty_file_has_no_range() {
    static EMPTY: &[(&str, &[u8])] = &[("file.txt", b"")];
    let files = EmbeddedFiles::new(EMPTY);
    assert_eq!(get(&files, &[]).status(), 200);
    for range in ["bytes=0-", "bytes=0-0"] {
        let response = get(&files, &[("range", range)]);
        assert_eq!(
            (
                response.status().as_u16(),
                &response.headers()["content-range"]
            ),
            (416, &"bytes */0".parse().expect("a value"))
        );
    }
}

// Conditions

#[test]
fn what_the_page_has_is_not_sent_again() {
    on_both(|get| {
        let etag = get(&[]).headers()["etag"]
            .to_str()
            .expect("text")
            .to_owned();
        assert!(etag.starts_with('"'), "strong: {etag}");
        for known in [
            etag.as_str(),
            &format!("W/{etag}"),
            &format!("\"other\", {etag}"),
            "*",
        ] {
            let response = get(&[("if-none-match", known), ("range", "bytes=0-1")]);
            assert_eq!(response.status(), 304, "{known}");
            assert_eq!(response.headers()["etag"], etag.as_str());
            assert!(response.into_body().is_empty());
        }
        assert_eq!(get(&[("if-none-match", "\"other\"")]).status(), 200);
        assert_eq!(
            get(&[("if-none-match", "\"a\""), ("if-none-match", &etag)]).status(),
            304
        );
        // The tag decides where there is one; the time does not.
        assert_eq!(
            get(&[
                ("if-none-match", "\"other\""),
                ("if-modified-since", "Fri, 31 Dec 9999 23:59:59 GMT")
            ])
            .status(),
            200
        );
    });
}

#[test]
fn a_range_of_another_version_is_answered_with_the_whole() {
    on_both(|get| {
        let etag = get(&[]).headers()["etag"]
            .to_str()
            .expect("text")
            .to_owned();
        assert_eq!(
            get(&[("range", "bytes=0-1"), ("if-range", &etag)]).status(),
            206
        );
        for other in [
            "\"other\"",
            &format!("W/{etag}"),
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "nonsense",
        ] {
            assert_eq!(
                get(&[("range", "bytes=0-1"), ("if-range", other)]).status(),
                200,
                "{other}"
            );
        }
    });
    let (_directory, root) = site();
    let modified = get(&root, &[]).headers()["last-modified"]
        .to_str()
        .expect("text")
        .to_owned();
    assert_eq!(
        get(&root, &[("range", "bytes=0-1"), ("if-range", &modified)]).status(),
        206
    );
    assert_eq!(
        get(&root, &[("if-modified-since", &modified)]).status(),
        304
    );
    assert_eq!(
        get(
            &root,
            &[("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT")]
        )
        .status(),
        200
    );
}

#[test]
fn a_change_changes_the_tag() {
    let (directory, root) = site();
    let path = directory.path().join("root/file.txt");
    let tag = || get(&root, &[]).headers()["etag"].clone();
    let first = tag();
    fs::write(&path, b"abcdefghij").expect("written");
    let second = tag();
    assert_ne!(first, second);
    assert!(
        second.as_bytes().starts_with(b"W/"),
        "may change again within the same tick"
    );
    let etag = second.to_str().expect("text");
    assert_eq!(
        get(&root, &[("range", "bytes=0-1"), ("if-range", etag)]).status(),
        200,
        "a weak tag resumes nothing"
    );
    age(&path);
    fs::remove_file(&path).expect("removed");
    fs::write(&path, b"abcdefghij").expect("written");
    age(&path);
    assert_ne!(tag(), first);
}

// Bodies

#[test]
fn a_file_that_shrinks_is_an_error_never_less() {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(&[1; 1000]).expect("written");
    let body = FileBody::new(file.reopen().expect("opened")).expect("a body");
    assert_eq!(body.len(), 1000);
    assert_eq!(body.read(990..1000).expect("there").len(), 10);
    file.as_file().set_len(995).expect("shrunk");
    assert_eq!(
        body.read(990..1000).expect_err("gone").kind(),
        ErrorKind::UnexpectedEof
    );
    assert_eq!(body.read(0..995).expect("there").len(), 995);
    file.as_file().set_len(0).expect("shrunk");
    assert_eq!(
        body.read(0..1).expect_err("gone").kind(),
        ErrorKind::UnexpectedEof
    );
    assert!(body.read(5..5).expect("nothing").is_empty());
}

#[test]
fn a_file_that_grows_keeps_its_length() {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(b"abc").expect("written");
    let body = FileBody::new(file.reopen().expect("opened")).expect("a body");
    file.write_all(b"def").expect("written");
    assert_eq!(body.read(0..3).expect("there"), &b"abc"[..]);
    assert_eq!(
        body.read(0..4).expect_err("not ours").kind(),
        ErrorKind::InvalidInput
    );
    let part = body.part(1..3).expect("a part");
    assert_eq!(part.read(0..2).expect("there"), &b"bc"[..]);
    assert_eq!(
        part.read(0..3).expect_err("outside").kind(),
        ErrorKind::InvalidInput
    );
    assert_eq!(
        part.part(Range { start: 2, end: 1 })
            .expect_err("backwards")
            .kind(),
        ErrorKind::InvalidInput
    );
    assert_eq!(
        body.part(0..u64::MAX).expect_err("outside").kind(),
        ErrorKind::InvalidInput
    );
}

#[test]
fn a_directory_is_no_body() {
    let directory = tempfile::tempdir().expect("a directory");
    let mut options = File::options();
    options.read(true);
    // FILE_FLAG_BACKUP_SEMANTICS, without which Windows opens no directory.
    #[cfg(windows)]
    std::os::windows::fs::OpenOptionsExt::custom_flags(&mut options, 0x0200_0000);
    let opened = options.open(directory.path()).expect("opened");
    assert_eq!(
        FileBody::new(opened).expect_err("no file").kind(),
        ErrorKind::InvalidInput
    );
}

// Commands

fn reply(directory: &TempDir, path: &'static str, headers: &[(&'static str, &str)]) -> Reply {
    let root = directory.path().join("root");
    let mut call = Call::new("file", Payload::None);
    for (name, value) in headers {
        call.headers.append(*name, value.parse().expect("a value"));
    }
    answer_to(call, move || {
        Response::file_in(&root, path).with_header("x-own", "1")
    })
}

#[test]
fn a_command_answers_with_a_file() {
    let (directory, _root) = site();
    let whole = reply(&directory, "file.txt", &[]);
    assert_eq!(whole.status, 200);
    assert_eq!(whole.headers["content-type"], "text/plain; charset=utf-8");
    let etag = whole.headers["etag"].to_str().expect("text").to_owned();
    assert_eq!(whole.into_bytes().expect("bytes"), CONTENT);
    let part = reply(&directory, "file.txt", &[("range", "bytes=2-4")]);
    assert_eq!(
        (part.status, &part.headers["content-range"]),
        (
            StatusCode::PARTIAL_CONTENT,
            &"bytes 2-4/10".parse().expect("a value")
        )
    );
    assert_eq!(part.headers["x-own"], "1", "headers of the command stay");
    assert_eq!(part.into_bytes().expect("bytes"), b"234");
    let known = reply(&directory, "file.txt", &[("if-none-match", &etag)]);
    assert_eq!(known.status, 304);
    assert!(matches!(
        known.outcome,
        Outcome::Done(Body::Payload(Payload::None))
    ));
    let outside = reply(&directory, "file.txt", &[("range", "bytes=10-")]);
    assert_eq!(
        (outside.status, &outside.headers["content-range"]),
        (
            StatusCode::RANGE_NOT_SATISFIABLE,
            &"bytes */10".parse().expect("a value")
        )
    );
    assert_eq!(
        outside.refusal().map(|refusal| refusal.code()),
        Some(Code::RangeInvalid)
    );
    for (path, expected) in [
        ("missing", Code::NotFound),
        ("../secret.txt", Code::PathDenied),
        ("/etc/passwd", Code::PathDenied),
        ("sub", Code::NotFound),
    ] {
        let refusal = reply(&directory, path, &[])
            .refusal()
            .cloned()
            .expect("refused");
        assert_eq!(refusal.code(), expected, "{path}");
        assert!(
            !refusal
                .message()
                .contains(directory.path().to_str().expect("UTF-8")),
            "no path in the message"
        );
    }
    // A path of a command is used as it is, without decoding.
    assert_eq!(
        reply(&directory, "%41.txt", &[])
            .into_bytes()
            .expect("bytes"),
        CONTENT
    );
    let path = directory.path().join("root/file.txt");
    let anywhere = answer_to(Call::new("file", Payload::None), move || {
        Response::file(&path)
    });
    assert_eq!(anywhere.into_value::<Bytes>().expect("bytes"), CONTENT);
}
