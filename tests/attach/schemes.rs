//! The scheme of the protocol lane is a setting.

use bytelane::{AttachOptions, Bytes, Payload, engine::webkitgtk::prepare_contexts, payload::Body};

use crate::{
    Case,
    application::{ORIGIN, URL, build, context_without_calls, engine_on, expected_lane, options},
    case,
};

pub(crate) const CASES: &[Case] = &[
    case("two_schemes_on_one_context", two_schemes_on_one_context),
    case(
        "a_scheme_of_pages_is_that_of_another_lane",
        pages_on_the_scheme_of_a_lane,
    ),
    Case {
        lane: Some("protocol"),
        ..case(
            "a_policy_that_blocks_the_scheme",
            a_policy_that_blocks_the_scheme,
        )
    },
];

fn two_schemes_on_one_context() {
    prepare_contexts(&[ORIGIN]).expect("a directory");
    let context = context_without_calls();
    let pages: Vec<_> = ["ipc", "bytelane", "x-lane.2"]
        .into_iter()
        .map(|scheme| {
            let page = build(&context);
            let engine = engine_on(scheme);
            assert_eq!(engine.scheme(), scheme);
            engine.attach_webkitgtk(options(scheme), &page.view);
            page.load(URL);
            page
        })
        .collect();
    for (page, label) in pages.iter().zip(["ipc", "bytelane", "x-lane.2"]) {
        page.check(expected_lane());
        assert_eq!(page.run("return await bytelane.invoke('label')"), label);
        let other = if label == "ipc" { "bytelane" } else { "ipc" };
        let status = format!(
            "return await fetch('{other}://localhost/frames/0', {{ method: 'POST', mode: 'no-cors' }}).then(() => 'answered', () => 'blocked')"
        );
        assert_eq!(page.run(&status), "answered");
        assert_eq!(
            page.run("return await bytelane.invoke('label')"),
            label,
            "the session goes on"
        );
    }
}

/// The scheme `bytelane` is that of pages in one webview and of the lane in another one, on the same context.
fn pages_on_the_scheme_of_a_lane() {
    prepare_contexts(&[ORIGIN]).expect("a directory");
    let context = context_without_calls();
    let (served, lane) = (build(&context), build(&context));
    let serve = |_: http::Request<()>| {
        let page = "<!doctype html><script>window.found = typeof bytelane</script>";
        let body = Body::from(Payload::Raw(Bytes::from_static(page.as_bytes())));
        http::Response::builder()
            .header("content-type", "text/html")
            .body(body)
            .expect("a response")
    };
    let options_of_pages =
        AttachOptions::new("pages").serve("bytelane", serve, "bytelane://localhost/");
    served.after_load(|| drop(engine_on("ipc").attach_webkitgtk(options_of_pages, &served.view)));
    engine_on("bytelane").attach_webkitgtk(options("lane"), &lane.view);
    lane.load(URL);
    for (page, label) in [(&served, "pages"), (&lane, "lane")] {
        page.check(expected_lane());
        assert_eq!(page.run("return await bytelane.invoke('label')"), label);
    }
}

fn a_policy_that_blocks_the_scheme() {
    let page = build(&context_without_calls());
    engine_on("x-lane").attach_webkitgtk(options("main"), &page.view);
    page.load("app://localhost/policy");
    let error = page.run("return await bytelane.invoke('label').catch(error => error.message)");
    assert!(
        error.contains("blocks x-lane://localhost/. Add x-lane: to its directive connect-src"),
        "{error}"
    );
}
