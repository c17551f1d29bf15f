//! Panics that commands raise on purpose.

use std::sync::Once;

/// The message of a panic that a command raises on purpose.
pub(crate) const ON_PURPOSE: &str = "on purpose";

/// Keeps the panics that commands raise on purpose out of the output.
pub(crate) fn silence_panics_on_purpose() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if panic.payload().downcast_ref() != Some(&ON_PURPOSE) {
                before(panic);
            }
        }));
    });
}
