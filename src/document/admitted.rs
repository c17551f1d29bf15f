use http::HeaderMap;
use tokio_util::sync::CancellationToken;

use crate::{inspector::CallProbe, session::StreamHead};

/// Decoded head of an admitted call.
#[derive(Debug)]
pub(super) struct Admitted {
    pub(super) command: String,
    pub(super) headers: HeaderMap,
    pub(super) cancel: CancellationToken,
    pub(super) streams: Vec<StreamHead>,
    pub(super) probe: CallProbe,
}
