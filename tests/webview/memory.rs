//! How much memory this process holds, as the kernel counts it.

/// A field of `/proc/self/status`, in bytes.
fn status_bytes(field: &str) -> Result<u64, String> {
    let status = std::fs::read_to_string("/proc/self/status").map_err(|error| error.to_string())?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kib = line
        .and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok())
        .ok_or_else(|| format!("/proc/self/status has no {field}"))?;
    Ok(kib * 1024)
}

/// Forgets the peak so far; gives what is held now.
pub(crate) fn start_peak_bytes() -> Result<u64, String> {
    std::fs::write("/proc/self/clear_refs", "5").map_err(|error| error.to_string())?;
    status_bytes("VmRSS")
}

/// The most that was held since the peak was started.
pub(crate) fn peak_bytes() -> Result<u64, String> {
    status_bytes("VmHWM")
}
