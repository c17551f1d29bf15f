use std::collections::BTreeMap;

use super::{Client, Errors, Integers};
use crate::{
    description::{Form, Graph, Signature},
    view::Shape,
};

/// A command, and the plugin that it belongs to.
#[derive(Debug)]
pub(super) struct CommandForm {
    pub(super) plugin: Option<String>,
    pub(super) signature: Signature,
}

/// An event of the application.
#[derive(Debug)]
pub(super) struct EventForm {
    pub(super) name: &'static str,
    pub(super) docs: &'static str,
    pub(super) payload: Form,
}

/// What the module consists of, and how it is written.
#[derive(Debug, Default)]
pub(super) struct Content {
    pub(super) graph: Graph,
    pub(super) commands: Vec<CommandForm>,
    pub(super) events: Vec<EventForm>,
    /// Types that are exported whether or not a command names them.
    pub(super) others: Vec<Form>,
    /// Names of archives that are not named types.
    pub(super) archives: BTreeMap<String, Shape>,
    /// A name that two archives with different layouts were given.
    pub(super) repeated_archive: Option<String>,
    pub(super) client: Client,
    pub(super) errors: Errors,
    pub(super) integers: Integers,
    /// Where the client is imported from, if not from its package.
    pub(super) import: Option<String>,
    /// Where the reader and the encoder of archives are imported from, if not from the package.
    pub(super) archive_import: Option<String>,
}
