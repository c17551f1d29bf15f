//! The guard of a scheme that belongs to the application: it reads the body of each request, as a library does that knows nothing of the engine, and WebKitGTK
//! ends the process if that body holds a `Blob`.

use std::{cell::RefCell, time::Duration};

use bytelane::engine::webkitgtk::guard_scheme;
use gio::prelude::*;
use webkit2gtk::{
    SecurityManagerExt, URISchemeRequest, URISchemeRequestExt, URISchemeResponse,
    URISchemeResponseExt, WebContext, WebContextExt,
};

use crate::{
    Case,
    application::{Page, URL, context_without_calls, expected_lane, open},
    attached::attach_to_all,
    case,
};

pub(crate) const CASES: &[Case] = &[
    Case {
        is_ended_by: Some(11),
        lane: Some("protocol"),
        ..case("a_blob_without_the_guard", a_blob_without_the_guard)
    },
    Case {
        lane: Some("protocol"),
        ..case(
            "the_same_requests_without_the_guard",
            the_same_requests_without_the_guard,
        )
    },
    case("requests_of_the_client_pass", requests_of_the_client_pass),
    case("other_requests_are_refused", other_requests_are_refused),
    case(
        "marks_are_good_for_one_request",
        marks_are_good_for_one_request,
    ),
    case(
        "a_script_that_runs_again_has_no_marks",
        a_script_that_runs_again,
    ),
    case("pages_of_other_origins_are_refused", pages_of_other_origins),
    case("the_engines_own_scheme_is_not_guarded", own_scheme),
];

thread_local! {
    /// The requests that have reached the application: address and length of the body.
    static REACHED: RefCell<Vec<(String, usize)>> = RefCell::default();
}

fn take_reached() -> Vec<(String, usize)> {
    REACHED.take()
}

/// Creates a context whose `ipc` reads bodies.
fn context() -> WebContext {
    let context = context_without_calls();
    let security = context.security_manager().expect("a security manager");
    security.register_uri_scheme_as_cors_enabled("ipc");
    context.register_uri_scheme("ipc", answer);
    context
}

fn answer(request: &URISchemeRequest) {
    let length = request.http_body().map_or(0, |body| {
        let mut length = 0;
        loop {
            let bytes = body
                .read_bytes(65_536, gio::Cancellable::NONE)
                .expect("bytes");
            length += bytes.len();
            if bytes.is_empty() {
                return length;
            }
        }
    });
    finish(request, length);
}

fn finish(request: &URISchemeRequest, length: usize) {
    let uri = request.uri().expect("an address").to_string();
    REACHED.with_borrow_mut(|reached| reached.push((uri, length)));
    let stream = gio::MemoryInputStream::from_bytes(&glib::Bytes::from_static(b"answer"));
    let response = URISchemeResponse::new(&stream, 6);
    let headers = soup::MessageHeaders::new(soup::MessageHeadersType::Response);
    headers.append("access-control-allow-origin", "*");
    response.set_http_headers(headers);
    response.set_content_type("text/plain");
    request.finish_with_response(&response);
}

fn guarded_page() -> Page {
    attach_to_all();
    guard_scheme("ipc").expect("a directory");
    open(&context())
}

/// Sends bodies in every way that this engine has, and returns the names of those that were answered.
const ATTACKS: &str = r#"
    const url = 'ipc://localhost/command'
    const bodies = { blob: () => new Blob(['abc']), empty: () => new Blob([]), file: () => new File(['abc'], 'a'), form: () => { const form = new FormData(); form.append('a', new Blob(['abc']), 'a'); return form } }
    const answered = []
    const settle = (promise) => Promise.race([promise, new Promise(resolve => setTimeout(resolve, 2000))])
    const attempt = (name, promise) => settle(promise.then(() => answered.push(name), () => {}))
    const loaded = (element) => new Promise((resolve, reject) => { element.onload = resolve; element.onerror = reject; document.body.append(element) })

    // The same function in a frame, in a sandbox and in workers.
    const script = `
        const url = '${url}', out = []
        const bodies = { blob: () => new Blob(['abc']), empty: () => new Blob([]), file: () => new File(['abc'], 'a'), form: () => { const form = new FormData(); form.append('a', new Blob(['abc']), 'a'); return form } }
        async function run() {
            for (const [name, body] of Object.entries(bodies)) {
                for (const more of [{}, { keepalive: true }, { mode: 'no-cors' }]) await fetch(url, { method: 'POST', body: body(), ...more }).then(() => out.push(name), () => {})
                await new Promise(resolve => { const x = new XMLHttpRequest(); x.open('POST', url); x.onload = () => { out.push('xhr ' + name); resolve() }; x.onerror = resolve; x.send(body()) })
            }
            await fetch(url).then(() => out.push('get'), () => {})
            return out
        }`
    const frame = async (name, more) => {
        const element = document.createElement('iframe')
        Object.assign(element, more)
        const told = new Promise(resolve => addEventListener('message', ({ data, source }) => { if (source === element.contentWindow) resolve(data) }))
        document.body.append(element)
        for (const one of (await settle(told)) ?? ['no message']) answered.push(name + ' ' + one)
    }
    const page = `<script>${script}; run().then(out => parent.postMessage(out, '*'))<\/script>`
    await frame('srcdoc', { srcdoc: page })
    await frame('sandbox', { srcdoc: page, sandbox: 'allow-scripts' })
    await frame('data', { src: 'data:text/html,' + encodeURIComponent(page) })
    const blank = document.createElement('iframe')
    document.body.append(blank)
    for (const [name, body] of Object.entries(bodies)) {
        await attempt('fetch of a frame ' + name, blank.contentWindow.fetch(url, { method: 'POST', body: body() }))
        await attempt('fetch of a frame on this window ' + name, blank.contentWindow.fetch.call(window, url, { method: 'POST', body: body() }))
    }
    const code = URL.createObjectURL(new Blob([script + '; run().then(out => postMessage(out), error => postMessage([String(error)]))'], { type: 'text/javascript' }))
    const worker = new Worker(code)
    for (const one of (await settle(new Promise(resolve => worker.onmessage = ({ data }) => resolve(data)))) ?? ['no message']) answered.push('worker ' + one)
    if (typeof SharedWorker === 'function') {
        const shared = URL.createObjectURL(new Blob([script + '; onconnect = ({ ports: [port] }) => run().then(out => port.postMessage(out))'], { type: 'text/javascript' }))
        const port = new SharedWorker(shared).port
        for (const one of (await settle(new Promise(resolve => port.onmessage = ({ data }) => resolve(data)))) ?? []) answered.push('shared worker ' + one)
    }
    for (const [name, body] of Object.entries(bodies)) {
        const request = new XMLHttpRequest()
        request.open('POST', url, false)
        try { request.send(body()); answered.push('sync xhr ' + name) } catch {}
        try { navigator.sendBeacon(url, body()) } catch {}
    }
    // Elements, and navigations of a frame.
    for (const [tag, name] of [['img', 'src'], ['script', 'src'], ['video', 'src']]) {
        await attempt(tag, loaded(Object.assign(document.createElement(tag), { [name]: url })))
    }
    // These report a load also of a refused request.
    for (const [tag, name] of [['object', 'data'], ['embed', 'src'], ['iframe', 'src']]) {
        await settle(loaded(Object.assign(document.createElement(tag), { [name]: url })).catch(() => {}))
    }
    for (const rel of ['stylesheet', 'prefetch', 'modulepreload']) await attempt(rel, loaded(Object.assign(document.createElement('link'), { rel, href: url })))
    await attempt('import', import(url))
    await attempt('event source', new Promise((resolve, reject) => { const source = new EventSource(url); source.onopen = resolve; source.onerror = () => { source.close(); reject() } }))
    const target = Object.assign(document.createElement('iframe'), { name: 'target' })
    document.body.append(target)
    const form = Object.assign(document.createElement('form'), { action: url, method: 'POST', enctype: 'multipart/form-data', target: 'target' })
    const input = Object.assign(document.createElement('input'), { type: 'file', name: 'file' })
    const transfer = new DataTransfer()
    transfer.items.add(new File(['abc'], 'a.txt'))
    input.files = transfer.files
    form.append(input)
    document.body.append(form)
    form.submit()
    Object.assign(document.createElement('a'), { href: url, target: 'target', download: 'a' }).click()
    await new Promise(resolve => setTimeout(resolve, 300))
    return answered.join()"#;

fn a_blob_without_the_guard() {
    attach_to_all();
    let page = open(&context());
    page.start(
        "return await fetch('ipc://localhost/a', { method: 'POST', body: new Blob(['abc']) })",
    );
    crate::application::until("the end of the process", || false);
}

/// The requests that the guard refuses reach an application that reads no bodies.
fn the_same_requests_without_the_guard() {
    attach_to_all();
    let context = context_without_calls();
    let security = context.security_manager().expect("a security manager");
    security.register_uri_scheme_as_cors_enabled("ipc");
    context.register_uri_scheme("ipc", |request| finish(request, 0));
    let answered = open(&context).run(ATTACKS);
    println!("{answered}");
    for name in [
        "srcdoc blob",
        "sandbox file",
        "data form",
        "worker xhr empty",
        "fetch of a frame blob",
        "sync xhr blob",
        "script",
        "stylesheet",
    ] {
        assert!(
            answered.split(',').any(|known| known == name),
            "{name}: {answered}"
        );
    }
    assert!(take_reached().len() > 60);
}

fn requests_of_the_client_pass() {
    let page = guarded_page();
    let send = |body: &str| {
        let text = format!(
            "const form = new FormData(); form.append('a', new Blob(['abc']), 'a.txt')
             return await fetch('ipc://localhost/command?a=b', {{ method: 'POST', {body} }}).then(answer => answer.text(), String)"
        );
        assert_eq!(page.run(&text), "answer", "{body}");
        let reached = take_reached();
        assert_eq!(reached.len(), 1, "{reached:?}");
        let (uri, length) = &reached[0];
        assert!(
            uri.starts_with("ipc://localhost/command?a=b&bytelane-mark="),
            "{uri}"
        );
        *length
    };
    assert_eq!(
        send("body: '{}', headers: { 'tauri-callback': '1', 'content-type': 'application/json' }"),
        2
    );
    assert_eq!(send("body: new Uint8Array(1000)"), 1000);
    assert_eq!(
        send("body: new Uint8Array(3 << 20), keepalive: false"),
        3 << 20
    );
    assert_eq!(send("body: new Blob(['abc'])"), 3);
    assert_eq!(send("body: new Blob([])"), 0);
    assert_eq!(send("body: new File(['abcd'], 'a.txt')"), 4);
    assert!(send("body: form") > 100);
    assert_eq!(send("body: new URLSearchParams('a=b')"), 3);
    assert_eq!(page.run("return await fetch(new Request('ipc://localhost/r', { method: 'POST', body: new Blob(['ab']) })).then(answer => answer.text())"), "answer");
    assert_eq!(take_reached()[0].1, 2);
    // Many at once.
    let many = "const all = Array.from({ length: 500 }, (_, index) => fetch('ipc://localhost/' + index, { method: 'POST', body: 'x' }))
        return (await Promise.all(all)).every(({ status }) => status === 200)";
    assert_eq!(page.run(many), "true");
    assert_eq!(take_reached().len(), 500);
    page.check(expected_lane());
    page.after_load(|| webkit2gtk::WebViewExt::reload(&page.view));
    assert_eq!(send("body: new Blob(['abc'])"), 3);
}

fn other_requests_are_refused() {
    let page = guarded_page();
    for _ in 0..2 {
        assert_eq!(page.run(ATTACKS), "");
        assert_eq!(take_reached(), []);
        page.check(expected_lane());
    }
    // A navigation of the page itself.
    page.start("location.href = 'ipc://localhost/command'");
    let begun = std::time::Instant::now();
    crate::application::until("a moment", || begun.elapsed() > Duration::from_millis(500));
    assert_eq!(take_reached(), []);
    page.load(URL);
    page.check(expected_lane());
}

fn marks_are_good_for_one_request() {
    let page = guarded_page();
    let reused = "const first = await fetch('ipc://localhost/a', { method: 'POST', body: 'x' })
        const blank = document.createElement('iframe')
        document.body.append(blank)
        const guessed = 'ipc://localhost/a?bytelane-mark=' + '0'.repeat(32)
        const outcomes = [first.url.includes('bytelane-mark=')]
        for (const url of [first.url, guessed, 'ipc://localhost/a?bytelane-mark=', first.url.slice(0, -1)]) {
            const body = new Blob(['abc'])
            outcomes.push(await blank.contentWindow.fetch(url, { method: 'POST', body }).then(() => 'answered', () => 'refused'))
        }
        return outcomes.join()";
    assert_eq!(page.run(reused), "true,refused,refused,refused,refused");
    assert_eq!(take_reached().len(), 1);
    let entries = "return performance.getEntriesByType('resource').filter(({ name }) => name.startsWith('ipc:')).length";
    println!(
        "resource timing has {} entries of the scheme",
        page.run(entries)
    );
}

fn a_script_that_runs_again() {
    let page = guarded_page();
    let again = "
        document.open()
        document.write('<!doctype html><script>window.natives = typeof __BYTELANE_NATIVES__<\\/script>')
        document.close()
        return [window.natives, typeof bytelane].join()";
    assert_eq!(page.run(again), "undefined,object");
    // The function of the client is still the one that sends.
    let send = "return await fetch('ipc://localhost/a', { method: 'POST', body: new Blob(['abc']) }).then(answer => answer.text(), String)";
    assert_eq!(page.run(send), "answer");
    assert_eq!(take_reached().len(), 1);
}

fn pages_of_other_origins() {
    attach_to_all();
    guard_scheme("ipc").expect("a directory");
    let context = context();
    context.register_uri_scheme("other", |request| {
        let text = glib::Bytes::from_static(b"<!doctype html><title>other</title>");
        let stream = gio::MemoryInputStream::from_bytes(&text);
        request.finish(&stream, text.len() as i64, Some("text/html"));
    });
    let page = crate::application::build(&context);
    page.load("other://localhost/");
    assert_eq!(
        page.run("return typeof bytelane + typeof __BYTELANE_NATIVES__"),
        "undefinedundefined"
    );
    assert_eq!(page.run(ATTACKS), "");
    assert_eq!(take_reached(), []);
    page.load(URL);
    page.check(expected_lane());
}

fn own_scheme() {
    for scheme in ["", "https", "Ipc", "a b"] {
        assert!(guard_scheme(scheme).is_err(), "{scheme:?}");
    }
    let page = guarded_page();
    page.check(expected_lane());
    assert_eq!(
        page.run("return await fetch('app://localhost/').then(answer => answer.status)"),
        "200"
    );
}
