//! The wire of the shared-memory lane (SPEC §9), compiled into the crate and into the web process extension, which has no dependencies.

pub(crate) mod limits;
pub(crate) mod packet;
pub(crate) mod spin;

#[cfg(test)]
pub(crate) mod tests;
