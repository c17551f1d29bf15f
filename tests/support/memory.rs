//! The resident memory of this process, as the kernel counts it.

/// Returns a field of `/proc/self/status`, in bytes.
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

/// Resets the peak. Returns the resident bytes.
pub(crate) fn start_peak_bytes() -> Result<u64, String> {
    std::fs::write("/proc/self/clear_refs", "5").map_err(|error| error.to_string())?;
    status_bytes("VmRSS")
}

/// Returns the most resident bytes since the peak was reset.
pub(crate) fn peak_bytes() -> Result<u64, String> {
    status_bytes("VmHWM")
}
