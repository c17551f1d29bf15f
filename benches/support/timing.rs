//! Durations of the benchmarks of the host.

use std::time::Duration;

use criterion::Criterion;

/// Returns criterion settings that measure each row for one second.
pub(crate) fn a_second_a_row() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(1))
}
