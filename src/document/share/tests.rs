use std::{
    iter,
    sync::{Arc, mpsc},
};

use super::*;

/// Threads of the test, without relief.
#[derive(Clone)]
struct Test;

impl Threads for Test {
    fn start(&self, work: Work) {
        std::thread::spawn(work);
    }

    fn relieve(&self, _: Relief) {}

    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>) {
        tokio::spawn(task);
    }
}

/// Starts work that reports `number` and then waits for the returned sender.
fn start(share: &Arc<Share>, number: u32, started: &mpsc::Sender<u32>) -> mpsc::Sender<()> {
    let (release, released) = mpsc::channel();
    let (share, started) = (Arc::clone(share), started.clone());
    let work = move || {
        started.send(number).expect("the test listens");
        // A dropped sender releases it too.
        let _ = released.recv();
    };
    std::thread::spawn(move || share.run(work));
    release
}

#[test]
fn work_over_the_bound_waits_in_order_and_needs_no_further_thread() {
    let share = Arc::new(Share::new(2));
    let (sender, started) = mpsc::channel();
    let first = [start(&share, 0, &sender), start(&share, 1, &sender)];
    let mut both = [started.recv().unwrap(), started.recv().unwrap()];
    both.sort_unstable();
    assert_eq!(both, [0, 1]);
    for number in 2..100 {
        let sender = sender.clone();
        // Returns at once: the calling thread is not blocked by what runs.
        share.run(move || sender.send(number).expect("the test listens"));
    }
    assert!(started.try_recv().is_err());
    // The thread of one of them runs all the rest.
    let [one, other] = first;
    drop(one);
    let rest: Vec<u32> = started.iter().take(98).collect();
    assert!(rest.into_iter().eq(2..100));
    drop(other);
    // The share is free again.
    let (done, ends) = mpsc::channel();
    while share.state.lock().running > 0 {
        std::thread::yield_now();
    }
    share.run(move || done.send(()).expect("the test listens"));
    ends.recv().expect("run at once");
}

#[test]
fn a_panic_does_not_keep_a_place() {
    let share = Share::new(1);
    for _ in 0..3 {
        share.run(|| panic!("expected by the test"));
    }
    assert_eq!(share.state.lock().running, 0);
}

#[tokio::test]
async fn one_cancelled_work_does_not_wait_and_leaves_no_place() {
    let share = Arc::new(Share::new(1));
    let (sender, started) = mpsc::channel();
    let release = start(&share, 0, &sender);
    assert_eq!(started.recv(), Ok(0));
    let (sender, mut ran) = tokio::sync::mpsc::unbounded_channel();
    let wait = |number: u32, token: &CancellationToken| {
        let sender = sender.clone();
        let work = Box::new(move || sender.send(number).expect("the test listens"));
        assert!(share.enqueue(work, token.clone(), &Test).is_none());
    };
    let never = CancellationToken::new();
    wait(1, &never);
    wait(2, &never);
    for number in 10..1_010 {
        let token = CancellationToken::new();
        wait(number, &token);
        token.cancel();
        assert_eq!(ran.recv().await, Some(number));
        assert!(share.state.lock().waiting.len() <= 5);
    }
    // The others run in their turn, which ends the wait for their cancellation.
    drop(release);
    assert_eq!((ran.recv().await, ran.recv().await), (Some(1), Some(2)));
}

/// Work that waits for a thread which has been started is answered when it is cancelled, once the share turns out to be full.
#[tokio::test]
async fn work_that_was_queued_before_the_share_was_full_is_cancelled_too() {
    let share = Arc::new(Share::new(1));
    let (release, released) = mpsc::channel::<()>();
    let block = Box::new(move || {
        // A dropped sender releases it.
        let _ = released.recv();
    });
    let never = CancellationToken::new();
    let begins = share.enqueue(block, never, &Test).expect("a thread");
    let (sender, ran) = oneshot::channel();
    let token = CancellationToken::new();
    let work = Box::new(move || sender.send(()).expect("the test listens"));
    assert!(share.enqueue(work, token.clone(), &Test).is_none());
    let thread = std::thread::spawn({
        let runtime = tokio::runtime::Handle::current();
        move || {
            let _inside = runtime.enter();
            begins();
        }
    });
    token.cancel();
    ran.await.expect("run though its turn has not come");
    drop(release);
    thread.join().expect("the thread ends");
}

#[test]
fn a_burst_starts_one_thread_and_a_thread_that_never_begins_leaves_nothing() {
    let share = Arc::new(Share::new(4));
    let (sender, ran) = mpsc::channel();
    let enqueue = |number: u32| {
        let sender = sender.clone();
        let work = Box::new(move || sender.send(number).expect("the test listens"));
        share.enqueue(work, CancellationToken::new(), &Test)
    };
    let begins = enqueue(0).expect("a thread");
    for number in 1..100 {
        assert!(enqueue(number).is_none());
    }
    begins();
    assert!(ran.try_iter().eq(0..100));
    drop(enqueue(100).expect("a thread again"));
    assert_eq!(share.state.lock().busy(), 0);
    assert!(share.state.lock().waiting.is_empty());
    enqueue(101).expect("a thread again")();
    assert!(ran.try_iter().eq([101]));
}

/// Threads that begin, and checks that are made, when the test does so.
#[derive(Clone, Default)]
struct Held {
    started: Arc<Mutex<Vec<Work>>>,
    reliefs: Arc<Mutex<Vec<Relief>>>,
}

impl Threads for Held {
    fn start(&self, work: Work) {
        self.started.lock().push(work);
    }

    fn relieve(&self, relief: Relief) {
        self.reliefs.lock().push(relief);
    }

    fn spawn(&self, _: Pin<Box<dyn Future<Output = ()> + Send>>) {}
}

#[test]
fn work_behind_a_thread_that_never_begins_gets_another_one() {
    let share = Arc::new(Share::new(3));
    let threads = Held::default();
    let (sender, ran) = mpsc::channel();
    let enqueue = |number: u32| {
        let sender = sender.clone();
        let work = Box::new(move || sender.send(number).expect("the test listens"));
        share.enqueue(work, CancellationToken::new(), &threads)
    };
    let never_begins = enqueue(0).expect("a thread");
    // One at a time, and a burst whose checks end before the next one.
    for burst in [1..2, 2..3, 3..100] {
        for number in burst.clone() {
            assert!(enqueue(number).is_none());
        }
        let relief = threads.reliefs.lock().pop();
        let mut relief = relief.expect("a relief");
        assert!(threads.reliefs.lock().is_empty(), "one relief is enough");
        // With one processor, the second check finds that nothing was taken.
        let started = iter::repeat_with(|| {
            relief();
            threads.started.lock().pop()
        });
        let begins = started.take(2).flatten().next().expect("another thread");
        begins();
        assert!(!relief(), "nothing waits");
        let end = burst.end;
        assert_eq!(ran.try_iter().last(), Some(end - 1));
        assert_eq!(share.state.lock().busy(), 1 + threads.started.lock().len());
    }
    // It finds nothing to run, and the next work has a thread of its own.
    never_begins();
    assert!(enqueue(100).is_some());
    assert!(ran.try_iter().next().is_none());
}

/// Threads that begin later, and an executor that checks once, on the calling thread.
#[derive(Clone, Default)]
struct Once {
    started: Arc<Mutex<Vec<Work>>>,
    /// The checks that run inside one another, and how many of them ran at most and in all.
    checks: Arc<Mutex<[usize; 3]>>,
}

impl Threads for Once {
    fn start(&self, work: Work) {
        self.started.lock().push(work);
    }

    fn relieve(&self, mut relief: Relief) {
        {
            let [depth, deepest, all] = &mut *self.checks.lock();
            *depth += 1;
            *deepest = *depth.max(deepest);
            *all += 1;
        }
        relief();
        drop(relief);
        self.checks.lock()[0] -= 1;
    }

    fn spawn(&self, _: Pin<Box<dyn Future<Output = ()> + Send>>) {}
}

#[test]
fn checks_on_the_calling_thread_are_not_nested_and_later_work_asks_again() {
    let share = Arc::new(Share::new(64));
    let threads = Once::default();
    let enqueue = || share.enqueue(Box::new(|| ()), CancellationToken::new(), &threads);
    let _begins = enqueue().expect("a thread");
    for asked in 1..4 {
        assert!(enqueue().is_none());
        assert_eq!(*threads.checks.lock(), [0, 1, asked]);
    }
    assert!(!share.state.lock().is_relieved);
}

#[test]
fn relief_starts_a_thread_for_each_processor_and_more_only_without_progress() {
    let share = Arc::new(Share::new(8));
    let work = || -> Work { Box::new(|| ()) };
    let _begins = share.enqueue(work(), CancellationToken::new(), &Test);
    for _ in 0..10 {
        assert!(
            share
                .enqueue(work(), CancellationToken::new(), &Test)
                .is_none()
        );
    }
    let mut seen = u64::MAX;
    let counts: Vec<_> = iter::from_fn(|| share.relieve(&mut seen, 4)).collect();
    // Two processors are busy after the first check; the others follow because nothing is taken.
    assert_eq!(counts, [1, 2, 4]);
    assert!(!share.state.lock().is_relieved);
    share.state.lock().starting = 3;
    let mut takes = || {
        drop(share.state.lock().take().expect("work"));
        share.relieve(&mut seen, 4)
    };
    assert_eq!((takes(), takes()), (Some(1), Some(0)));
}

#[test]
fn cancelled_work_does_not_wait() {
    let share = Arc::new(Share::new(1));
    let (sender, started) = mpsc::channel();
    let release = start(&share, 0, &sender);
    assert_eq!(started.recv(), Ok(0));
    let sender = sender.clone();
    share.run(move || sender.send(1).expect("the test listens"));
    share.run_cancelled();
    assert_eq!(started.recv(), Ok(1));
    // Work whose thread comes too late does not wait either.
    let (sender, late) = mpsc::channel();
    share.run(move || sender.send(2).expect("the test listens"));
    assert_eq!(late.try_recv(), Ok(2));
    drop(release);
}
