//! Benchmarks of an application's own commands in its own webview. Run with `cargo bench --features bench --bench application`.

use bytelane::{
    Builder, Bytes, Context, WindowConfig,
    bench::{Application, Operation},
};
use criterion::{Criterion, Throughput};

const BYTES: u64 = 1 << 20;

/// Returns an image of `bytes` bytes, as a decoder would.
#[bytelane::command]
fn picture(bytes: usize) -> Bytes {
    vec![7; bytes].into()
}

#[bytelane::command]
fn greet(name: &str) -> String {
    format!("Hello, {name}!")
}

/// Returns the application: its commands, its page and its window.
fn viewer() -> (Builder, Context) {
    let context = Context::new("org.bytelane.benchmark")
        .embedded(&[("/index.html", b"<!doctype html><title>Viewer</title>")])
        .window(WindowConfig::default());
    let commands = bytelane::generate_handler![picture, greet];
    (Builder::default().invoke_handler(commands), context)
}

fn main() {
    let application = Application::new(viewer);
    let mut criterion = Criterion::default().sample_size(20).configure_from_args();

    criterion.bench_function("greet", |bencher| {
        bencher.iter_custom(|iters| {
            application.time("await invoke('greet', { name: 'page' })", iters)
        });
    });
    let picture = Operation::new(format!("await invoke('picture', {{ bytes: {BYTES} }})"))
        .check(format!("result.byteLength === {BYTES}"));
    let mut group = criterion.benchmark_group("picture");
    group.throughput(Throughput::Bytes(BYTES));
    group.bench_function("1MiB", |bencher| {
        bencher.iter_custom(|iters| application.time(picture.clone(), iters));
    });
    group.finish();
    criterion.final_summary();
}
