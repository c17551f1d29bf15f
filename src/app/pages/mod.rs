//! Pages and files that webviews load: the application's pages, the asset protocol, and custom URI schemes.

pub(crate) mod asset;
mod inline;
mod policy;
pub(crate) mod responder;
pub(crate) mod serve;
pub(crate) mod uri_scheme;
pub(crate) mod web_resource;
