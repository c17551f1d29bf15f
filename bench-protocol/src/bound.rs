//! What the machine itself allows, measured beside the rest: a message to another process and back, and a copy.

use std::{
    io::{self, Read, Write},
    time::{Duration, Instant},
};

/// Set for a program that is started to send back what it is sent.
pub const ECHO: &str = "BYTELANE_BENCH_ECHO";

/// Bytes of a ping.
const PING_BYTES: usize = 64;

/// Sends back what comes in until nothing comes, and ends the process, when it was started for that. Call it first of all.
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

/// Time of `iters` messages to another process and back over a pair of sockets.
///
/// # Errors
/// When the process cannot be started, or ends.
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
    // The first one waits for the process to start.
    exchange(1)?;
    let start = Instant::now();
    exchange(iters)?;
    let time = start.elapsed();
    drop(here);
    other.wait()?;
    Ok(time)
}

/// Measured where there are pairs of sockets.
///
/// # Errors
/// Always.
#[cfg(not(unix))]
pub fn ping_pong(_: u64) -> io::Result<Duration> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Time of `iters` copies of this many bytes between two buffers that were touched before.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_take_time() {
        assert!(memcpy(1 << 20, 10) > Duration::ZERO);
    }
}
