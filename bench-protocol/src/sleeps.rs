//! The number of times that threads of a program and of its web processes have gone to sleep: each is a wake-up later.

use std::{collections::HashMap, fs};

use super::memory::web_processes;

/// Threads of the benchmark itself.
const OWN_THREADS: [&str; 3] = ["jobs", "memory", "ticks"];

/// Sleeps of the threads of the host and of its web processes since the start of each thread.
pub(super) struct Sleeps {
    web_processes: Vec<u32>,
    host: Threads,
    page: Threads,
}

/// The sleeps of each thread, by its id.
type Threads = HashMap<u32, u64>;

impl Sleeps {
    pub(super) fn now() -> Self {
        let web_processes = web_processes();
        Self {
            host: sleeps_of(&[std::process::id()]),
            page: sleeps_of(&web_processes),
            web_processes,
        }
    }

    /// Returns the sleeps of the host and of the page since `self`. Those of a thread that has ended are unknown.
    pub(super) fn since(&self) -> (u64, u64) {
        let host = sleeps_of(&[std::process::id()]);
        let page = sleeps_of(&self.web_processes);
        (difference(&self.host, &host), difference(&self.page, &page))
    }
}

fn difference(before: &Threads, after: &Threads) -> u64 {
    let since = |(thread, sleeps): (&u32, &u64)| {
        let known = before.get(thread).copied().unwrap_or_default();
        sleeps.saturating_sub(known)
    };
    after.iter().map(since).sum()
}

/// Returns the sleeps of all threads of processes; none on systems that do not report them.
fn sleeps_of(processes: &[u32]) -> Threads {
    let threads = processes
        .iter()
        .filter_map(|process| fs::read_dir(format!("/proc/{process}/task")).ok());
    threads
        .flatten()
        .flatten()
        .filter_map(|thread| {
            let id = thread.file_name().to_str()?.parse().ok()?;
            let status = fs::read_to_string(thread.path().join("status")).ok()?;
            let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name));
            let is_own = OWN_THREADS.contains(&field("Name:")?.trim());
            let sleeps = field("voluntary_ctxt_switches:")?.trim().parse().ok()?;
            (!is_own).then_some((id, sleeps))
        })
        .collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::{sync::mpsc, thread, time::Duration};

    use super::*;

    /// Starts a thread that sleeps so many times, says so, and lives until the sender is dropped: only living threads are counted.
    fn napping(name: &str, naps: u64) -> (mpsc::Sender<()>, thread::JoinHandle<()>) {
        let (done, is_done) = mpsc::channel::<()>();
        let (stop, stopped) = mpsc::channel::<()>();
        let nap = move || {
            (0..naps).for_each(|_| thread::sleep(Duration::from_micros(50)));
            drop(done);
            let _stopped = stopped.recv();
        };
        let thread = thread::Builder::new().name(name.into()).spawn(nap);
        let _done = is_done.recv();
        (stop, thread.expect("a thread"))
    }

    #[test]
    fn threads_that_sleep_are_counted_but_those_of_the_benchmark() {
        const NAPS: u64 = 20;
        const OWN_NAPS: u64 = 5_000;
        let before = Sleeps::now();
        let threads = [napping("ticks", OWN_NAPS), napping("engine", NAPS)];
        let (host, page) = before.since();
        assert!((NAPS..OWN_NAPS).contains(&host), "{host}");
        assert_eq!(page, 0);
        for (stop, thread) in threads {
            drop(stop);
            thread.join().expect("the thread ends");
        }
    }
}
