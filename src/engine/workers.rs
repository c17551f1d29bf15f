//! Threads for work of the engine, apart from those of commands: however many commands block, pages load and files are read.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use parking_lot::{Condvar, Mutex};

use crate::foreign;

type Work = Box<dyn FnOnce() + Send>;

/// Time without work after which a thread ends.
const IDLE: Duration = Duration::from_secs(10);

/// Threads that take work from one queue, in order. They are started as work arrives, up to a bound, and end when there is none.
pub(super) struct Workers(Arc<Shared>);

struct Shared {
    name: &'static str,
    threads_max: usize,
    runtime: tokio::runtime::Handle,
    state: Mutex<State>,
    arrived: Condvar,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Work>,
    threads: usize,
    idle: usize,
}

impl Workers {
    /// Creates the queue. Its threads are in the context of `runtime`.
    pub(super) fn new(
        name: &'static str,
        threads_max: usize,
        runtime: tokio::runtime::Handle,
    ) -> Self {
        Self(Arc::new(Shared {
            name,
            threads_max,
            runtime,
            state: Mutex::default(),
            arrived: Condvar::new(),
        }))
    }

    /// Runs `work` on one of the threads, after work that arrived before.
    pub(super) fn run(&self, work: Work) {
        let mut state = self.0.state.lock();
        state.waiting.push_back(work);
        if state.idle >= state.waiting.len() || state.threads == self.0.threads_max {
            drop(state);
            self.0.arrived.notify_one();
            return;
        }
        state.threads += 1;
        drop(state);
        let shared = Arc::clone(&self.0);
        let started = std::thread::Builder::new()
            .name(self.0.name.to_owned())
            .spawn(move || shared.work());
        if started.is_ok() {
            return;
        }
        let mut state = self.0.state.lock();
        state.threads -= 1;
        if state.threads == 0 {
            // The system has no thread for it; one of the runtime's takes it.
            let waiting = std::mem::take(&mut state.waiting);
            drop(state);
            for work in waiting {
                self.0.runtime.spawn_blocking(work);
            }
        }
    }
}

impl Shared {
    /// Runs work until none has arrived for a while.
    fn work(&self) {
        let _inside = self.runtime.enter();
        let mut state = self.state.lock();
        loop {
            if let Some(work) = state.waiting.pop_front() {
                drop(state);
                foreign::contain("work of the engine", work);
                state = self.state.lock();
                continue;
            }
            state.idle += 1;
            let timed_out = self.arrived.wait_for(&mut state, IDLE).timed_out();
            state.idle -= 1;
            if timed_out && state.waiting.is_empty() {
                state.threads -= 1;
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn work_runs_in_order_on_at_most_so_many_threads() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        let workers = Workers::new("test", 2, runtime.handle().clone());
        let (sender, received) = mpsc::channel();
        let releases: Vec<mpsc::Sender<()>> = (0..4)
            .map(|number| {
                let (release, released) = mpsc::channel::<()>();
                let sender = sender.clone();
                workers.run(Box::new(move || {
                    sender.send(number).expect("the test listens");
                    let _ = released.recv();
                    assert!(number != 0, "expected by the test");
                }));
                release
            })
            .collect();
        let mut first = [received.recv().unwrap(), received.recv().unwrap()];
        first.sort_unstable();
        assert_eq!(first, [0, 1]);
        assert!(received.try_recv().is_err(), "two threads at most");
        // A panic does not end the thread's service.
        for (release, next) in releases.into_iter().take(2).zip([2, 3]) {
            drop(release);
            assert_eq!(received.recv(), Ok(next));
        }
        assert_eq!(workers.0.state.lock().threads, 2);
    }
}
