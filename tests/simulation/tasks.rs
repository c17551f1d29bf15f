//! Tasks that the scheduler runs in an order that the seed determines.

use std::{
    collections::VecDeque,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Wake, Waker},
};

use bytelane::router::Executor;

type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

#[derive(Clone, Default)]
pub(crate) struct Tasks(Arc<Shared>);

#[derive(Default)]
struct Shared {
    tasks: Mutex<Vec<Option<Task>>>,
    ready: Mutex<VecDeque<usize>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    fn make_ready(&self, id: usize) {
        let mut ready = lock(&self.ready);
        if !ready.contains(&id) {
            ready.push_back(id);
        }
    }
}

struct Wakeup {
    id: usize,
    shared: Arc<Shared>,
}

impl Wake for Wakeup {
    fn wake(self: Arc<Self>) {
        self.shared.make_ready(self.id);
    }
}

impl Tasks {
    pub(crate) fn start(&self, work: impl Future<Output = ()> + Send + 'static) {
        let mut tasks = lock(&self.0.tasks);
        tasks.push(Some(Box::pin(work)));
        self.0.make_ready(tasks.len() - 1);
    }

    /// Returns the number of ready tasks.
    pub(crate) fn ready(&self) -> usize {
        lock(&self.0.ready).len()
    }

    /// Returns the number of tasks that have not ended.
    pub(crate) fn alive(&self) -> usize {
        lock(&self.0.tasks).iter().flatten().count()
    }

    /// Polls the ready task at this position.
    pub(crate) fn step(&self, place: usize) {
        let Some(id) = lock(&self.0.ready).remove(place) else {
            return;
        };
        // Removed while it runs, because it may start others.
        let Some(mut task) = lock(&self.0.tasks)[id].take() else {
            return;
        };
        let shared = Arc::clone(&self.0);
        let waker = Waker::from(Arc::new(Wakeup { id, shared }));
        if task.as_mut().poll(&mut Context::from_waker(&waker)) == Poll::Pending {
            lock(&self.0.tasks)[id] = Some(task);
        }
    }
}

impl Executor for Tasks {
    fn run_blocking(&self, work: Box<dyn FnOnce() + Send>) {
        self.start(async { work() });
    }

    fn spawn(&self, work: Task) {
        self.start(work);
    }
}
