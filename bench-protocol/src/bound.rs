//! Bounds of the machine itself: a round trip to another process, and a copy in memory.

use std::{
    io::{self, Read, Write},
    time::{Duration, Instant},
};

/// Environment variable that is set for a child process that echoes its input.
pub const ECHO: &str = "BYTELANE_BENCH_ECHO";

/// Length of a ping in bytes.
const PING_BYTES: usize = 64;

/// Echoes standard input to standard output and exits, if the process was started as an echo. Call it at the start of `main`.
pub fn echo_if_asked() {
    if std::env::var_os(ECHO).is_none() {
        return;
    }
    let mut message = [0; PING_BYTES];
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    while input.read_exact(&mut message).is_ok() {
        if output
            .write_all(&message)
            .and_then(|()| output.flush())
            .is_err()
        {
            break;
        }
    }
    std::process::exit(0);
}

/// Returns the time of `iters` round trips to another process over a socket pair.
///
/// # Errors
/// Returns an error if the process cannot be started, or if it exits.
#[cfg(unix)]
pub fn ping_pong(iters: u64) -> io::Result<Duration> {
    use std::{
        os::{fd::OwnedFd, unix::net::UnixStream},
        process::{Command, Stdio},
    };

    let (mut here, there) = UnixStream::pair()?;
    let output = OwnedFd::from(there.try_clone()?);
    let mut other = Command::new(std::env::current_exe()?)
        .env(ECHO, "1")
        .stdin(Stdio::from(OwnedFd::from(there)))
        .stdout(Stdio::from(output))
        .spawn()?;
    let mut message = [7; PING_BYTES];
    let mut exchange = |times: u64| -> io::Result<()> {
        for _ in 0..times {
            here.write_all(&message)?;
            here.read_exact(&mut message)?;
        }
        Ok(())
    };
    // The first round trip waits until the process has started.
    exchange(1)?;
    let start = Instant::now();
    exchange(iters)?;
    let time = start.elapsed();
    drop(here);
    other.wait()?;
    Ok(time)
}

/// Socket pairs are not supported on this system.
///
/// # Errors
/// Always returns an error.
#[cfg(not(unix))]
pub fn ping_pong(_: u64) -> io::Result<Duration> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Returns the time of `iters` copies of `bytes` bytes between two buffers whose pages are resident.
pub fn memcpy(bytes: usize, iters: u64) -> Duration {
    let source = vec![7_u8; bytes];
    let mut target = vec![1_u8; bytes];
    target.copy_from_slice(&source);
    let start = Instant::now();
    for _ in 0..iters {
        std::hint::black_box(&mut target).copy_from_slice(std::hint::black_box(&source));
    }
    start.elapsed()
}

/// Returns the time in which the host makes `iters` vectors of `bytes` bytes, each in memory of its own, from bytes in use.
pub fn host_fill(bytes: usize, iters: u64) -> Duration {
    let source = vec![7_u8; bytes];
    let start = Instant::now();
    for _ in 0..iters {
        std::hint::black_box(std::hint::black_box(&source).to_vec());
    }
    start.elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_take_time() {
        assert!(memcpy(1 << 20, 10) > Duration::ZERO);
        assert!(host_fill(1 << 20, 10) > Duration::ZERO);
    }
}
