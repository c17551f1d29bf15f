use http::Extensions;

/// The document of a webview that calls. All its calls share it. Every field comes from the host, none from the page.
#[derive(Debug, Default)]
pub struct Caller {
    /// Label of the webview.
    pub label: String,
    /// Origin that the engine reported, such as `bytelane://localhost`.
    pub origin: String,
    /// Values that the lane and the application attach: the handle of the application, of the window, of the document.
    pub extensions: Extensions,
}
