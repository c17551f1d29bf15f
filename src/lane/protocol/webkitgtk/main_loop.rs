use parking_lot::Mutex;

use crate::foreign;

type Work = Box<dyn FnOnce() + Send>;

/// Work for the main thread, in order. One turn of the main loop runs all of it.
static QUEUE: Mutex<Vec<Work>> = Mutex::new(Vec::new());

/// Runs `work` in a later turn of the GTK main loop. Callable from any thread.
pub(crate) fn run_on_main_thread(work: impl FnOnce() + Send + 'static) {
    let first = {
        let mut queue = QUEUE.lock();
        queue.push(Box::new(work));
        queue.len() == 1
    };
    if first {
        glib::source::idle_add_full(glib::Priority::DEFAULT, || {
            let queued = std::mem::take(&mut *QUEUE.lock());
            for work in queued {
                // A panic must neither cross into C nor drop the work queued after it.
                foreign::contain("work on the main thread", work);
            }
            glib::ControlFlow::Break
        });
    }
}

/// Runs `work` in a later turn of the GTK main loop, after everything that is queued. Main thread only, so `work` need not be [`Send`].
pub(super) fn run_on_main_thread_local(work: impl FnOnce() + 'static) {
    let mut work = Some(work);
    glib::source::idle_add_local_full(glib::Priority::DEFAULT, move || {
        if let Some(work) = work.take() {
            // A panic must not cross into C.
            foreign::contain("work on the main thread", work);
        }
        glib::ControlFlow::Break
    });
}
