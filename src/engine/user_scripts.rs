//! The scripts that run at document start in a webview.

use super::options::Scripts;
use webkit2gtk::{
    UserContentInjectedFrames, UserContentManagerExt, UserScript, UserScriptInjectionTime, WebView,
    WebViewExt,
};

/// Adds scripts to a webview that has not started a document: those of the engine, which only documents of `origins` run, in their main frame, and those of
/// the application after them.
pub(super) fn add(
    webview: &WebView,
    origins: &[String],
    of_engine: &[String],
    of_application: &Scripts,
) {
    let Some(manager) = webview.user_content_manager() else {
        tracing::error!(target: "bytelane::lane", "the webview accepts no scripts, so its pages have no client");
        return;
    };
    let add = |script: &str, frames, allowed: &[&str]| {
        manager.add_script(&UserScript::new(
            script,
            frames,
            UserScriptInjectionTime::Start,
            allowed,
            &[],
        ));
    };
    let (exact, covered): (Vec<_>, Vec<_>) = origins.iter().partition(|one| may_lack_path(one));
    let patterns: Option<Vec<String>> = covered.iter().map(|origin| pattern(origin)).collect();
    // Without a pattern a script runs in every document, and the client decides by itself.
    let patterns = patterns.unwrap_or_default();
    let allowed: Vec<&str> = patterns.iter().map(String::as_str).collect();
    for script in of_engine {
        if !covered.is_empty() {
            add(script, UserContentInjectedFrames::TopFrame, &allowed);
        }
        if !exact.is_empty() {
            add(
                &guarded(script, &exact),
                UserContentInjectedFrames::TopFrame,
                &[],
            );
        }
    }
    for script in &of_application.main_frame {
        add(script, UserContentInjectedFrames::TopFrame, &[]);
    }
    for script in &of_application.all_frames {
        add(script, UserContentInjectedFrames::AllFrames, &[]);
    }
}

/// Returns whether an origin is that of addresses such as `app://localhost`, which have no path: WebKit's patterns match none of them. Addresses of `http` and
/// `https` always have one.
fn may_lack_path(origin: &str) -> bool {
    let is_exact = !origin.contains(['*', '?', '#']);
    is_exact
        && origin.split_once("://").is_some_and(|(scheme, host)| {
            !host.is_empty() && !matches!(scheme, "http" | "https" | "file")
        })
}

/// Returns a script that does nothing in documents of other origins. It reads only what no page can replace, because it runs again after `document.open()`.
fn guarded(script: &str, origins: &[&String]) -> String {
    let is_one = |origin: &&String| {
        let text = serde_json::to_string(origin)
            .unwrap_or_else(|error| unreachable!("a text is plain data: {error}"));
        // The origin of a scheme that is not one of the web's may be `null`.
        format!("location.origin === {text} || location.protocol + '//' + location.host === {text}")
    };
    let conditions: Vec<_> = origins.iter().map(is_one).collect();
    format!("if ({}) {{\n{script}\n}}", conditions.join(" || "))
}

/// Returns the pattern of addresses that covers an origin, or a pattern of origins. WebKit's patterns have no ports, and a `*` only for the first labels
/// of a host. Returns `None` for an origin without a host, such as `null`.
fn pattern(origin: &str) -> Option<String> {
    let (scheme, authority) = origin.split_once("://")?;
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => authority,
    };
    let is_covered = !host
        .strip_prefix("*.")
        .unwrap_or(host)
        .contains(['*', '?', '#']);
    let host = if is_covered { host } else { "*" };
    (!host.is_empty()).then(|| format!("{scheme}://{host}/*"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_covers_its_origin() {
        for (origin, expected) in [
            ("app://*.localhost", Some("app://*.localhost/*")),
            ("http://localhost:1420", Some("http://localhost/*")),
            ("http://localhost:*", Some("http://localhost/*")),
            ("https://*.example.org", Some("https://*.example.org/*")),
            ("https://a*.example.org", Some("https://*/*")),
            ("http://[::1]:3000", Some("http://[::1]/*")),
            ("http://[::1]", Some("http://[::1]/*")),
            ("null", None),
            ("file://", None),
        ] {
            assert_eq!(pattern(origin).as_deref(), expected, "{origin}");
        }
    }

    #[test]
    fn an_address_of_the_scheme_of_an_application_may_lack_a_path() {
        for (origin, expected) in [
            ("tauri://localhost", true),
            ("app://localhost:80", true),
            ("app://*.localhost", false),
            ("http://localhost", false),
            ("file://", false),
            ("null", false),
        ] {
            assert_eq!(may_lack_path(origin), expected, "{origin}");
        }
        let script = guarded("work()", &[&"app://a\"b".to_owned()]);
        let condition = r#"location.origin === "app://a\"b" || location.protocol + '//' + location.host === "app://a\"b""#;
        assert_eq!(script, format!("if ({condition}) {{\nwork()\n}}"));
    }
}
