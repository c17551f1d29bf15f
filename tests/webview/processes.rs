//! Web processes that a test has started.

/// Kills every web process that this process has started.
pub(crate) fn kill_web_processes() {
    let own = std::process::id();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(process) = name.to_str().filter(|name| name.parse::<u32>().is_ok()) else {
            continue;
        };
        let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // pid (comm) state ppid …
        let Some((head, tail)) = status.rsplit_once(')') else {
            continue;
        };
        let parent = tail.split_whitespace().nth(1);
        if head.contains("(WebKitWebProces")
            && parent.and_then(|parent| parent.parse().ok()) == Some(own)
        {
            let _ = std::process::Command::new("kill")
                .args(["-9", process])
                .status();
        }
    }
}
