//! Page loads, as callbacks receive them.

use url::Url;

/// What a page is about to do, or has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageLoadEvent {
    /// It has started to load.
    Started,
    /// It has loaded.
    Finished,
}

/// A page that loads.
#[derive(Clone, Copy, Debug)]
pub struct PageLoadPayload<'a> {
    pub(crate) url: &'a Url,
    pub(crate) event: PageLoadEvent,
}

impl<'a> PageLoadPayload<'a> {
    /// Where it is.
    pub const fn url(&self) -> &'a Url {
        self.url
    }

    /// Whether it starts, or has loaded.
    pub const fn event(&self) -> PageLoadEvent {
        self.event
    }
}
