//! A table of a million rows, twice: over an archive, whose rows the page reads when it draws them, and over JSON, which it parses first. Run with
//! `cargo run --release --example table`.
//!
//! `--screenshot <png>` saves a screenshot of the page and exits; with `--width 390` at the width of a phone.

mod orders;
#[path = "../screenshot/mod.rs"]
pub(crate) mod screenshot;

use std::{
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use bytelane::{
    Builder, Context, Payload, State, WindowConfig,
    ipc::{Archived, Buffers, Response},
};
use orders::Order;
use parking_lot::Mutex;
use screenshot::Screenshot;

/// Rows of a table at most: its JSON text would be refused beyond this.
const ROWS_MAX: u32 = 1_200_000;

/// The rows that both forms carry.
#[derive(Default)]
struct Table(Mutex<Arc<Vec<Order>>>);

impl Table {
    fn orders(&self) -> Arc<Vec<Order>> {
        Arc::clone(&self.0.lock())
    }
}

/// Milliseconds that writing a form took.
#[derive(Default)]
struct Written(Mutex<Duration>);

impl Written {
    /// Measures the writing of a form.
    fn time<T>(&self, write: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let written = write();
        *self.0.lock() = start.elapsed();
        written
    }
}

/// Creates the rows.
#[bytelane::command]
fn create(rows: u32, table: State<'_, Table>) -> Result<(), String> {
    if rows > ROWS_MAX {
        return Err(format!(
            "{rows} rows were requested; the limit of this example is {ROWS_MAX}"
        ));
    }
    let orders = Arc::new(orders::orders(rows));
    *table.0.lock() = orders;
    Ok(())
}

/// Returns all rows as an archive, in memory that the page reads directly.
#[bytelane::command]
fn archive_orders(
    table: State<'_, Table>,
    written: State<'_, Written>,
    buffers: Buffers,
) -> bytelane::Result<Archived<Vec<Order>>> {
    let orders = table.orders();
    Ok(written.time(|| buffers.archive(&*orders))?)
}

/// Returns all rows as JSON.
#[bytelane::command]
fn json_orders(table: State<'_, Table>, written: State<'_, Written>) -> bytelane::Result<Response> {
    let orders = table.orders();
    Ok(Response::new(
        written.time(|| Payload::from_value(&*orders))?,
    ))
}

/// Returns the milliseconds that Rust took to write the last form.
#[bytelane::command]
fn written_ms(written: State<'_, Written>) -> f64 {
    written.0.lock().as_secs_f64() * 1000.0
}

/// Returns the application.
pub(crate) fn application(screenshot: Screenshot) -> (Builder, Context) {
    let context = Context::new("org.bytelane.table")
        .embedded(&[
            ("/index.html", include_bytes!("page/index.html")),
            ("/main.js", include_bytes!("page/main.js")),
            ("/forms.js", include_bytes!("page/forms.js")),
            ("/grid.js", include_bytes!("page/grid.js")),
            ("/views.js", include_bytes!("page/views.js")),
            ("/style.css", include_bytes!("page/style.css")),
            ("/page.css", include_bytes!("../page.css")),
        ])
        .window(WindowConfig {
            title: "bytelane: table".into(),
            width: screenshot.width_or(1180.0),
            height: 820.0,
            ..WindowConfig::default()
        });
    let builder = Builder::default()
        .manage(Table::default())
        .manage(Written::default())
        .manage(screenshot)
        .invoke_handler(bytelane::generate_handler![
            create,
            archive_orders,
            json_orders,
            written_ms,
            screenshot::wants_screenshot,
            screenshot::take_screenshot
        ]);
    (builder, context)
}

#[allow(
    dead_code,
    reason = "the tests of the examples run the application themselves"
)]
fn main() -> ExitCode {
    Screenshot::run("table", |screenshot| {
        let (builder, context) = application(screenshot);
        builder.run(context)
    })
}
