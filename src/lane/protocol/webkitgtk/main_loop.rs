use std::sync::{Mutex, PoisonError};

type Job = Box<dyn FnOnce() + Send>;

/// Work for the main loop, in order. One wake-up takes all that waits.
static QUEUE: Mutex<Vec<Job>> = Mutex::new(Vec::new());

/// Runs `job` in a later turn of the GTK main loop, from any thread.
pub(crate) fn post(job: impl FnOnce() + Send + 'static) {
    let first = {
        let mut queue = QUEUE.lock().unwrap_or_else(PoisonError::into_inner);
        queue.push(Box::new(job));
        queue.len() == 1
    };
    if first {
        glib::source::idle_add_full(glib::Priority::DEFAULT, || {
            let jobs = std::mem::take(&mut *QUEUE.lock().unwrap_or_else(PoisonError::into_inner));
            for job in jobs {
                // A panic must neither cross into C nor take the jobs behind it along.
                if std::panic::catch_unwind(std::panic::AssertUnwindSafe(job)).is_err() {
                    tracing::error!("work on the main loop panicked");
                }
            }
            glib::ControlFlow::Break
        });
    }
}
