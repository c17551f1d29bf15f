//! Page loads, as callbacks receive them.

use url::Url;

/// The stage of a page load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageLoadEvent {
    /// The page has started to load.
    Started,
    /// The page has finished loading.
    Finished,
}

/// The payload of a page load event.
#[derive(Clone, Copy, Debug)]
pub struct PageLoadPayload<'a> {
    pub(crate) url: &'a Url,
    pub(crate) event: PageLoadEvent,
}

impl<'a> PageLoadPayload<'a> {
    /// Returns the URL of the page.
    pub const fn url(&self) -> &'a Url {
        self.url
    }

    /// Returns the stage of the load.
    pub const fn event(&self) -> PageLoadEvent {
        self.event
    }
}
