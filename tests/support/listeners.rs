//! The sockets on which this process listens, as the kernel reports them.

use std::{collections::BTreeSet, fs};

/// The state of a listening socket.
const LISTEN: &str = "0A";

/// Returns the addresses of the listening TCP sockets of this process, in the kernel's hexadecimal form without the port.
pub(crate) fn listening_addresses() -> BTreeSet<String> {
    let own: BTreeSet<String> = fs::read_dir("/proc/self/fd")
        .expect("descriptors")
        .filter_map(|entry| fs::read_link(entry.ok()?.path()).ok())
        .filter_map(|target| {
            let name = target.to_string_lossy().into_owned();
            Some(name.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())
        })
        .collect();
    let mut found = BTreeSet::new();
    for table in ["/proc/self/net/tcp", "/proc/self/net/tcp6"] {
        for line in fs::read_to_string(table)
            .unwrap_or_default()
            .lines()
            .skip(1)
        {
            let columns: Vec<_> = line.split_whitespace().collect();
            if let [_, local, _, state, _, _, _, _, _, inode, ..] = columns.as_slice()
                && *state == LISTEN
                && own.contains(*inode)
            {
                found.extend(local.split(':').next().map(str::to_owned));
            }
        }
    }
    found
}
