//! Processes of WebKit that a test has started.

/// Start of the name of a web process, as long as the system keeps it.
const WEB_PROCESS: &str = "(WebKitWebProces";

/// Returns the web processes that this process has started.
pub(crate) fn web_processes() -> Vec<u32> {
    processes(WEB_PROCESS)
}

/// Returns the processes with this start of a name that this process has started.
pub(crate) fn processes(name: &str) -> Vec<u32> {
    let own = std::process::id();
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let is_own = |process: &u32| {
        let status = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        // pid (comm) state ppid …
        status.rsplit_once(')').is_some_and(|(head, tail)| {
            let parent = tail.split_whitespace().nth(1);
            head.contains(name) && parent.and_then(|parent| parent.parse().ok()) == Some(own)
        })
    };
    numbers.filter(is_own).collect()
}

/// Kills every web process that this process has started. Returns whether each was killed: one may have ended meanwhile.
pub(crate) fn kill_web_processes() -> bool {
    kill(&web_processes())
}

/// Kills processes. Returns whether each was killed.
pub(crate) fn kill(processes: &[u32]) -> bool {
    let stays = |process: &u32| {
        let status = std::process::Command::new("kill")
            .args(["-9", &process.to_string()])
            .status();
        !status.is_ok_and(|status| status.success())
    };
    processes.iter().copied().filter(stays).count() == 0
}
