//! The number of times that threads of a program and of its web processes have gone to sleep: each is a wake-up later.

use std::{
    collections::HashMap,
    fs, io,
    sync::mpsc::{self, RecvTimeoutError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use super::memory::web_processes;

/// Threads of the benchmark itself.
const OWN_THREADS: [&str; 4] = ["jobs", "memory", "sleeps", "ticks"];
/// The start and the end of an interval, in which the benchmark itself wakes threads: it is not counted.
const EDGE: Duration = Duration::from_millis(200);
/// Start of the names of bytelane's threads.
const BYTELANE_THREADS: &str = "bytelane";
/// Time between two counts: the last one before the end of the interval is not known before.
const STEP: Duration = Duration::from_millis(50);

/// Counts sleeps in the middle of an interval, in a thread of its own.
pub(super) struct Counter {
    stop: mpsc::Sender<()>,
    thread: JoinHandle<Option<Count>>,
}

/// Sleeps within a time.
#[derive(Clone, Copy, Debug)]
struct Count {
    time: Duration,
    slept: Slept<u64>,
}

/// Sleeps of threads.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Slept<T> {
    /// Those of the host.
    pub(super) host: T,
    /// Those of the host that are bytelane's own: neither the main thread nor the threads of the webview.
    pub(super) bytelane: T,
    /// Those of the web processes.
    pub(super) page: T,
}

impl Counter {
    /// # Errors
    /// Returns the error of the system if it provides no thread.
    pub(super) fn start() -> io::Result<Self> {
        let (stop, stopped) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("sleeps".into())
            .spawn(move || count(&stopped))?;
        Ok(Self { stop, thread })
    }

    /// Ends an interval of this length. Returns the sleeps in it, in proportion to the counted part; `None` if it was too short to be counted.
    pub(super) fn stop(self, interval: Duration) -> Option<Slept<f64>> {
        drop(self.stop);
        let Count { time, slept } = self.thread.join().ok().flatten()?;
        let scaled = |sleeps: u64| sleeps as f64 * interval.as_secs_f64() / time.as_secs_f64();
        Some(Slept {
            host: scaled(slept.host),
            bytelane: scaled(slept.bytelane),
            page: scaled(slept.page),
        })
    }
}

fn count(stopped: &mpsc::Receiver<()>) -> Option<Count> {
    let goes_on = |time| stopped.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
    if !goes_on(EDGE) {
        return None;
    }
    let (start, first) = (Instant::now(), Sleeps::now());
    let mut counts = Vec::new();
    while goes_on(STEP) {
        let slept = first.since();
        let time = start.elapsed();
        counts.push(Count { time, slept });
    }
    let end = start.elapsed();
    counts.into_iter().rfind(|count| count.time + EDGE <= end)
}

/// Sleeps of the threads of the host and of its web processes since the start of each thread.
struct Sleeps {
    web_processes: Vec<u32>,
    host: Threads,
    page: Threads,
}

/// The name and the sleeps of each thread, by its id.
type Threads = HashMap<u32, (String, u64)>;

impl Sleeps {
    fn now() -> Self {
        let web_processes = web_processes();
        Self {
            host: sleeps_of(&[std::process::id()]),
            page: sleeps_of(&web_processes),
            web_processes,
        }
    }

    /// Returns the sleeps since `self`. Those of a thread that has ended are unknown.
    fn since(&self) -> Slept<u64> {
        let host = sleeps_of(&[std::process::id()]);
        let page = sleeps_of(&self.web_processes);
        Slept {
            host: difference(&self.host, &host, |_| true),
            bytelane: difference(&self.host, &host, |name| name.starts_with(BYTELANE_THREADS)),
            page: difference(&self.page, &page, |_| true),
        }
    }
}

/// Returns how often threads with these names have gone to sleep in between.
fn difference(before: &Threads, after: &Threads, is_counted: impl Fn(&str) -> bool) -> u64 {
    let counted = after.iter().filter(|(_, (name, _))| is_counted(name));
    let since = |(thread, (_, sleeps)): (&u32, &(String, u64))| {
        let known = before.get(thread).map_or(0, |(_, sleeps)| *sleeps);
        sleeps.saturating_sub(known)
    };
    counted.map(since).sum()
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
            let name = field("Name:")?.trim();
            let is_own = OWN_THREADS.contains(&name);
            let sleeps = field("voluntary_ctxt_switches:")?.trim().parse().ok()?;
            (!is_own).then(|| (id, (name.to_owned(), sleeps)))
        })
        .collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// Starts a thread that sleeps so many times, says so, and lives until the sender is dropped: only living threads are counted.
    fn napping(name: &str, naps: u64) -> (mpsc::Sender<()>, JoinHandle<()>) {
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
        let threads = [
            napping("ticks", OWN_NAPS),
            napping("engine", NAPS),
            napping("bytelane-link", NAPS),
        ];
        let Slept {
            host,
            bytelane,
            page,
        } = before.since();
        assert!((2 * NAPS..OWN_NAPS).contains(&host), "{host}");
        assert!((NAPS..2 * NAPS).contains(&bytelane), "{bytelane}");
        assert_eq!(page, 0);
        for (stop, thread) in threads {
            drop(stop);
            thread.join().expect("the thread ends");
        }
    }

    #[test]
    fn the_middle_of_an_interval_is_counted() {
        let short = Counter::start().expect("a thread");
        assert_eq!(short.stop(Duration::from_secs(1)), None);
        // A slow machine counts nothing in a short interval.
        let counted = (1..20).find_map(|steps| {
            let counter = Counter::start().expect("a thread");
            thread::sleep(2 * EDGE + steps * 4 * STEP);
            counter.stop(Duration::from_secs(1))
        });
        let slept = counted.expect("a count");
        assert!(slept.host.is_finite());
    }
}
