//! How long the benchmarks of the host take.

use std::time::Duration;

use criterion::Criterion;

/// A second for each row: there are many.
pub(crate) fn a_second_a_row() -> Criterion {
    Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(1))
}
