//! The commands in the application's own page: what a user waits for. `cargo bench`, after `npm run build`.

use bytelane::bench::{Application, Operation};
use criterion::{Criterion, Throughput};

/// A picture of 512 by 512 pixels.
const BYTES: u64 = 512 * 512 * 4;

fn main() {
    let application = Application::new(app::application);
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let mut group = criterion.benchmark_group("invert");
    group.throughput(Throughput::Bytes(BYTES));
    let operation = Operation::new("await invoke('invert', { width: 512, pixels })")
        .setup(format!("const pixels = new Uint8Array({BYTES})"))
        .check(format!("result.byteLength === {BYTES}"));
    group.bench_function("1MiB", |bencher| {
        bencher.iter_custom(|iters| application.time(operation.clone(), iters));
    });
    group.finish();
    criterion.final_summary();
}
