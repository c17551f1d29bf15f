//! Samples of the memory of a program and its web processes.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

/// Interval of the samples. The kernel walks every page for a sample, so a shorter interval would disturb the job.
const INTERVAL: Duration = Duration::from_millis(25);

/// Memory of a program and of its web processes during a job, as proportional set sizes: a page shared by n processes counts 1/n.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// Peak memory of the host in bytes.
    pub host_peak: u64,
    /// Peak memory of all its web processes in bytes.
    pub web_peak: u64,
    /// All samples.
    pub samples: Vec<Sample>,
}

/// A sample of the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Microseconds since the start of the sampler.
    pub us: u64,
    /// Memory of the host in bytes.
    pub host: u64,
    /// Memory of its web processes in bytes.
    pub web: u64,
}

/// Samples memory while the clock runs; memory that verification takes in between is not counted.
pub(super) struct Sampler {
    stop: Sender<()>,
    thread: JoinHandle<Memory>,
}

impl Sampler {
    pub(super) fn start(clock: Arc<AtomicBool>) -> std::io::Result<Self> {
        let (stop, stopped) = channel();
        // The first sample is taken before the clock starts, as the base of growth.
        let watch = Watch::start();
        let thread = std::thread::Builder::new()
            .name("memory".into())
            .spawn(move || watch.until(&clock, &stopped))?;
        Ok(Self { stop, thread })
    }

    /// Stops the sampler and returns its samples; none on systems that do not report memory.
    pub(super) fn stop(self) -> Memory {
        drop(self.stop);
        self.thread.join().unwrap_or_default()
    }
}

/// The sampled processes and their samples.
struct Watch {
    start: Instant,
    web: Vec<u32>,
    memory: Memory,
}

impl Watch {
    fn start() -> Self {
        let web = web_processes();
        let mut watch = Self {
            start: Instant::now(),
            web,
            memory: Memory::default(),
        };
        watch.sample();
        // A sample of a large process takes long.
        watch.start = Instant::now();
        watch
    }

    fn sample(&mut self) {
        let us = u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX);
        if let Some(host) = proportional_bytes(std::process::id()) {
            let web = self
                .web
                .iter()
                .filter_map(|web| proportional_bytes(*web))
                .sum();
            let memory = &mut self.memory;
            memory.host_peak = memory.host_peak.max(host);
            memory.web_peak = memory.web_peak.max(web);
            memory.samples.push(Sample { us, host, web });
        }
    }

    fn until(mut self, clock: &AtomicBool, stopped: &Receiver<()>) -> Memory {
        while stopped.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
            if clock.load(Ordering::Relaxed) {
                self.sample();
            }
        }
        self.memory
    }
}

/// Returns `Pss` of a process in bytes, or `None` if the process or the file does not exist.
fn proportional_bytes(process: u32) -> Option<u64> {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// Returns the web processes of this program.
pub(super) fn web_processes() -> Vec<u32> {
    descendants(std::process::id())
        .into_iter()
        .filter(|process| is_web_process(*process))
        .collect()
}

fn is_web_process(process: u32) -> bool {
    // The kernel keeps the first 15 characters of a name.
    std::fs::read_to_string(format!("/proc/{process}/comm"))
        .is_ok_and(|name| name.trim() == "WebKitWebProces")
}

/// Returns all descendants of a process: a web process may be the child of a sandbox.
fn descendants(of: u32) -> Vec<u32> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(process) = name.to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        if let Some(parent) = parent(process) {
            children.entry(parent).or_default().push(process);
        }
    }
    let mut found = children.remove(&of).unwrap_or_default();
    let mut at = 0;
    while let Some(process) = found.get(at) {
        let below = children.remove(process).unwrap_or_default();
        found.extend(below);
        at += 1;
    }
    found
}

fn parent(process: u32) -> Option<u32> {
    // pid (comm) state ppid …
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, tail) = stat.rsplit_once(')')?;
    tail.split_whitespace().nth(1)?.parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn allocated_memory_is_sampled() {
        let before = proportional_bytes(std::process::id()).expect("the kernel reports memory");
        let held = vec![1_u8; 64 << 20];
        let sampler = Sampler::start(Arc::new(true.into())).expect("a thread");
        let memory = sampler.stop();
        assert_eq!(
            held.iter().map(|byte| usize::from(*byte)).sum::<usize>(),
            held.len()
        );
        assert!(
            memory.host_peak >= before + (60 << 20),
            "{memory:?}, {before} before"
        );
        assert!(!memory.samples.is_empty());
    }

    #[test]
    fn descendants_are_found() {
        let mut child = std::process::Command::new("sh")
            .args(["-c", "sleep 30 & echo $!; wait"])
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("a shell");
        let mut line = String::new();
        let output = child.stdout.take().expect("a pipe");
        std::io::BufRead::read_line(&mut std::io::BufReader::new(output), &mut line)
            .expect("a line");
        let below: u32 = line.trim().parse().expect("a process");
        let found = descendants(std::process::id());
        std::process::Command::new("kill")
            .arg(below.to_string())
            .status()
            .expect("kill");
        child.wait().expect("the shell ends");
        assert!(
            found.contains(&child.id()) && found.contains(&below),
            "{found:?}"
        );
    }
}
