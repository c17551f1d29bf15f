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
    let patterns: Option<Vec<String>> = origins.iter().map(|origin| pattern(origin)).collect();
    // Without a pattern a script runs in every document, and the client decides by itself.
    let patterns = patterns.unwrap_or_default();
    let allowed: Vec<&str> = patterns.iter().map(String::as_str).collect();
    let add = |script: &str, frames, allowed: &[&str]| {
        manager.add_script(&UserScript::new(
            script,
            frames,
            UserScriptInjectionTime::Start,
            allowed,
            &[],
        ));
    };
    if !origins.is_empty() {
        for script in of_engine {
            add(script, UserContentInjectedFrames::TopFrame, &allowed);
        }
    }
    for script in &of_application.main_frame {
        add(script, UserContentInjectedFrames::TopFrame, &[]);
    }
    for script in &of_application.all_frames {
        add(script, UserContentInjectedFrames::AllFrames, &[]);
    }
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
            ("bytelane://localhost", Some("bytelane://localhost/*")),
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
}
