use super::answer::Answer;
use crate::{Refusal, session::Batch};

/// Receives the reply to a call, for a lane to send.
pub(crate) type Deliver = Box<dyn FnOnce(Answer) + Send>;

/// Receives the answer to a poll, for a lane to send.
pub(crate) type DeliverBatch = Box<dyn FnOnce(Result<Batch, Refusal>) + Send>;
