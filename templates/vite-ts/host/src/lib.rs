//! The commands of the application.

use std::time::Duration;

use bytelane::{
    Builder, Bytes, Context,
    ipc::{Channel, Invoke},
    webview::PageLoadEvent,
};
use serde::Serialize;

/// Bytes of a pixel: red, green, blue, alpha.
const PIXEL_BYTES: usize = 4;
/// Duration of a step of the work.
const STEP: Duration = Duration::from_millis(20);

/// A finished step of the work.
#[derive(Serialize)]
#[cfg_attr(feature = "bindings", derive(bytelane::specta::Type), specta(crate = bytelane::specta))]
pub struct Step {
    done: u32,
    of: u32,
}

/// Returns a picture with its colours inverted. The pixels are RGBA in rows of `width`.
#[bytelane::command]
pub fn invert(width: u32, pixels: Bytes) -> Result<Bytes, String> {
    let row_bytes = PIXEL_BYTES.saturating_mul(width as usize);
    if row_bytes == 0 || !pixels.len().is_multiple_of(row_bytes) {
        let bytes = pixels.len();
        return Err(format!(
            "{bytes} bytes are not whole rows of {width} pixels"
        ));
    }
    let inverted = pixels
        .chunks_exact(PIXEL_BYTES)
        .flat_map(|pixel| [!pixel[0], !pixel[1], !pixel[2], pixel[3]]);
    Ok(inverted.collect::<Vec<u8>>().into())
}

/// Works in steps, and reports each on the channel. Returns whether all steps were done: if the page closes the channel, the work ends.
#[bytelane::command]
pub async fn work(steps: u32, progress: Channel<Step>) -> bool {
    for done in 1..=steps {
        tokio::time::sleep(STEP).await;
        let step = Step { done, of: steps };
        // Waits if the page reads too slowly.
        if progress.send_async(step).await.is_err() {
            return false;
        }
    }
    true
}

/// Returns the handler of all commands.
pub fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    bytelane::generate_handler![invert, work]
}

/// Returns the application.
pub fn application() -> (Builder, Context) {
    let builder = Builder::default()
        .invoke_handler(handler())
        .on_page_load(|webview, load| {
            if cfg!(debug_assertions) && load.event() == PageLoadEvent::Finished {
                eprintln!("{} has loaded {}", webview.label(), load.url());
            }
        });
    (builder, bytelane::generate_context!())
}
