//! The wire of the shared-memory lane (SPEC §9), compiled into the crate and into the web process extension.

pub(crate) mod packet;
pub(crate) mod spin;
