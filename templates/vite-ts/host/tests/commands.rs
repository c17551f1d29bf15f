//! The commands without a window: the memory lane is the session, the wire format and the router of the application.

use bytelane::{
    Bytes, Payload, Router,
    lane::{CallError, MemoryLane},
};
use serde::Serialize;

#[derive(Serialize)]
struct Picture {
    width: u32,
    pixels: Bytes,
}

async fn invert(width: u32, pixels: &[u8]) -> Result<Payload, CallError> {
    let lane = MemoryLane::new(Router::new(app::handler()));
    let picture = Picture {
        width,
        pixels: pixels.to_vec().into(),
    };
    let arguments = Payload::from_value(&picture).expect("a payload");
    lane.call("invert", arguments).await
}

#[tokio::test]
async fn colours_are_inverted_and_alpha_is_not() {
    let inverted = invert(1, &[0, 100, 255, 7]).await.expect("a picture");
    assert_eq!(inverted, Payload::Raw(vec![255, 155, 0, 7].into()));
}

#[tokio::test]
async fn half_a_row_is_an_error() {
    let error = invert(2, &[0; 12]).await.expect_err("an error");
    let text = "12 bytes are not whole rows of 2 pixels";
    let value = Payload::from_value(text).expect("a payload");
    assert_eq!(error, CallError::Failed(value));
}

/// Fails if src/bindings.ts differs from the commands; `BYTELANE_BINDINGS=write` writes it.
#[cfg(feature = "bindings")]
#[test]
fn bindings_are_fresh() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/bindings.ts");
    let bindings = bytelane::bindings::Bindings::new().commands(&app::handler());
    bindings.check(file).expect("fresh bindings");
}
