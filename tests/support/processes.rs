//! Web processes that a test has started.

/// Returns the web processes that this process has started.
pub(crate) fn web_processes() -> Vec<u32> {
    let own = std::process::id();
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let is_own = |process: &u32| {
        let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // pid (comm) state ppid …
        status.rsplit_once(')').is_some_and(|(head, tail)| {
            let parent = tail.split_whitespace().nth(1);
            head.contains("(WebKitWebProces")
                && parent.and_then(|parent| parent.parse().ok()) == Some(own)
        })
    };
    numbers.filter(is_own).collect()
}

/// Kills every web process that this process has started. Returns whether each was killed: one may have ended meanwhile.
pub(crate) fn kill_web_processes() -> bool {
    let stays = |process: &u32| {
        let status = std::process::Command::new("kill")
            .args(["-9", &process.to_string()])
            .status();
        !status.is_ok_and(|status| status.success())
    };
    web_processes().into_iter().filter(stays).count() == 0
}
