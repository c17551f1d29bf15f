//! Webviews whose schemes, scripts and loads the application passes on to the engine, as a plugin does on other systems.

use std::borrow::Cow;

use bytelane::{Engine, SchemeAttachment};
use gio::prelude::*;
use webkit2gtk::{
    LoadEvent, SecurityManagerExt, URISchemeRequest, URISchemeRequestExt, URISchemeResponse,
    URISchemeResponseExt, UserContentInjectedFrames, UserContentManagerExt, UserScript,
    UserScriptInjectionTime, WebContextExt, WebViewExt,
};

use crate::{
    Case,
    application::{Page, URL, build, context_without_calls, engine, options, until},
    case,
};

pub(crate) const CASES: &[Case] = &[
    on_protocol("served_by_the_application", served_by_the_application),
    on_protocol("the_end_that_the_application_reports", the_end),
    on_protocol("requests_of_no_document", requests_of_no_document),
];

const fn on_protocol(name: &'static str, run: fn()) -> Case {
    Case {
        lane: Some("protocol"),
        ..case(name, run)
    }
}

/// Answers a request through the engine.
fn pass_on(attachment: &SchemeAttachment, request: &URISchemeRequest) {
    let mut head = http::Request::builder()
        .method(request.http_method().expect("a method").as_str())
        .uri(request.uri().expect("an address").as_str());
    if let Some(headers) = request.http_headers() {
        headers.foreach(|name, value| {
            let builder = std::mem::take(&mut head);
            head = builder.header(name, value);
        });
    }
    let body = request.http_body().map_or_else(Vec::new, |stream| {
        let mut body = Vec::new();
        loop {
            let bytes = stream
                .read_bytes(65_536, gio::Cancellable::NONE)
                .expect("bytes");
            if bytes.is_empty() {
                return body;
            }
            body.extend_from_slice(&bytes);
        }
    });
    let request = glib::thread_guard::ThreadGuard::new(request.clone());
    let respond = move |response: http::Response<Cow<'static, [u8]>>| {
        glib::MainContext::default().invoke(move || finish(&request.into_inner(), &response));
    };
    attachment.serve(head.body(body).expect("a request"), respond);
}

fn finish(request: &URISchemeRequest, response: &http::Response<Cow<'static, [u8]>>) {
    let bytes = glib::Bytes::from(&**response.body());
    let length = bytes.len() as i64;
    let answer = URISchemeResponse::new(&gio::MemoryInputStream::from_bytes(&bytes), length);
    answer.set_status(response.status().as_u16().into(), None);
    let headers = soup::MessageHeaders::new(soup::MessageHeadersType::Response);
    for (name, value) in response.headers() {
        headers.append(name.as_str(), value.to_str().expect("a text"));
    }
    answer.set_http_headers(headers);
    request.finish_with_response(&answer);
}

/// Builds a webview and connects it to an engine. Reports loads if `reports` is set.
fn connect(engine: &Engine, label: &str, reports: bool) -> (Page, SchemeAttachment) {
    let context = context_without_calls();
    let attachment = engine.attach_scheme(options(label));
    let page = build(&context);
    let security = context.security_manager().expect("a security manager");
    security.register_uri_scheme_as_cors_enabled(engine.scheme());
    let serving = attachment.clone();
    context.register_uri_scheme(engine.scheme(), move |request| pass_on(&serving, request));
    let manager = page.view.user_content_manager().expect("a manager");
    for script in attachment.scripts() {
        let frames = UserContentInjectedFrames::TopFrame;
        manager.add_script(&UserScript::new(
            script,
            frames,
            UserScriptInjectionTime::Start,
            &[],
            &[],
        ));
    }
    assert!(attachment.frame_scripts().is_empty());
    let handle = attachment.handle().clone();
    page.view.connect_load_changed(move |view, event| {
        if event == LoadEvent::Committed && reports {
            handle.document_loaded(&view.uri().expect("an address"));
        }
    });
    (page, attachment)
}

fn served_by_the_application() {
    let (page, attachment) = connect(&engine(), "served", true);
    for _ in 0..2 {
        page.load(URL);
        page.check("protocol");
        assert_eq!(page.run("return await bytelane.invoke('label')"), "served");
    }
    assert_eq!(attachment.handle().label(), "served");
    attachment.handle().close();
    assert_eq!(
        page.run("return await bytelane.invoke('label').catch(error => error.code)"),
        "document_gone"
    );
}

fn the_end() {
    let (page, attachment) = connect(&engine(), "served", true);
    page.load(URL);
    page.check("protocol");
    attachment.handle().document_ended();
    assert!(attachment.handle().stats().is_none());
    assert_eq!(
        page.run("return await bytelane.invoke('label').catch(error => error.code)"),
        "document_gone"
    );
    // The next document has a session.
    page.load(URL);
    page.check("protocol");
    until("the session", || attachment.handle().stats().is_some());
}

fn requests_of_no_document() {
    let engine = engine();
    let (page, attachment) = connect(&engine, "served", false);
    page.load(URL);
    // Without a reported load there is no session.
    assert_eq!(
        page.run("return await bytelane.invoke('label').catch(error => error.code)"),
        "document_gone"
    );
    let status = |method: &str, uri: &str, headers: &[(&str, &str)]| {
        let mut request = http::Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (sender, receiver) = std::sync::mpsc::channel();
        attachment.serve(
            request.body(Vec::new()).expect("a request"),
            move |response| {
                sender
                    .send(response.status().as_u16())
                    .expect("the test waits");
            },
        );
        receiver.recv().expect("an answer")
    };
    let origin = ("origin", "app://localhost");
    assert_eq!(status("GET", "bytelane://localhost/call", &[origin]), 405);
    assert_eq!(status("POST", "bytelane://localhost/call", &[]), 403);
    assert_eq!(
        status("POST", "bytelane://localhost/nothing", &[origin]),
        400
    );
    assert_eq!(
        status(
            "POST",
            "bytelane://localhost/call",
            &[origin, ("bytelane-secret", "x")]
        ),
        401
    );
    assert_eq!(status("GET", "elsewhere://localhost/", &[origin]), 404);
    assert_eq!(
        status("OPTIONS", "bytelane://localhost/call", &[origin]),
        204
    );
}
