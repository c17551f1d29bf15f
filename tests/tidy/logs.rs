//! Every log has a target with a stable name, and `docs/observability.md` lists the targets.

use crate::{tree::Sources, violation::Violation};
use std::collections::BTreeSet;

/// The page that lists the targets.
pub(crate) const PAGE: &str = "docs/observability.md";

/// The macros that log.
const MACROS: &[&str] = &[
    "debug!",
    "debug_span!",
    "error!",
    "error_span!",
    "info!",
    "info_span!",
    "trace!",
    "trace_span!",
    "warn!",
    "warn_span!",
];

/// Returns the logs without a target, and the differences between the targets in use and those of the page.
pub(crate) fn violations(sources: &Sources, page: &str) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut used = BTreeSet::new();
    let listed = targets(page);
    for (file, text) in sources {
        for (start, _) in text.match_indices("tracing::") {
            let log = &text[start + "tracing::".len()..];
            if !MACROS.iter().any(|name| log.starts_with(name)) {
                continue;
            }
            let call = log.split(';').next().unwrap_or_default();
            let target = call
                .split_once("target: \"")
                .and_then(|(_, rest)| rest.split('"').next());
            let line = text[..start].matches('\n').count() + 1;
            match target {
                Some(target) if listed.contains(target) => drop(used.insert(target)),
                Some(target) => found.push(Violation {
                    entry: format!("logs: {target}"),
                    detail: format!("{file}:{line}: list the target in {PAGE}"),
                }),
                None => found.push(Violation {
                    entry: format!("logs: {file}"),
                    detail: format!(
                        "{file}:{line}: add `target: \"bytelane::…\"`, one of those in {PAGE}: the path of a module is no stable name"
                    ),
                }),
            }
        }
    }
    for target in listed.difference(&used) {
        found.push(Violation {
            entry: format!("logs: {target}"),
            detail: format!("{PAGE} lists a target that no log has"),
        });
    }
    found
}

/// Returns the targets that a page names in inline code.
fn targets(page: &str) -> BTreeSet<&str> {
    page.split('`')
        .filter(|part| {
            part.strip_prefix("bytelane::").is_some_and(|name| {
                !name.is_empty() && name.chars().all(|letter| letter.is_ascii_lowercase())
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::violations;

    fn count(text: &str, page: &str) -> usize {
        violations(&[("src/a.rs".to_owned(), text.to_owned())].into(), page).len()
    }

    #[test]
    fn a_log_needs_a_target_that_the_page_lists() {
        let named = "tracing::warn!(target: \"bytelane::call\", \"text\");";
        assert_eq!(count(named, "| `bytelane::call` |"), 0);
        assert_eq!(count(named, ""), 1);
        assert_eq!(count("tracing::warn!(\"text\");", ""), 1);
        assert_eq!(count("tracing::Span::current();", ""), 0);
        assert_eq!(count("", "`bytelane::call`, `bytelane::Call`"), 1);
    }
}
