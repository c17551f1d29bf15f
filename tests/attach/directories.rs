//! Contexts whose extension directory is the application's, or that existed too early: their pages use the protocol lane.

use std::path::PathBuf;

use webkit2gtk::{WebContext, WebContextExt};

use crate::{
    Case,
    application::{context, open},
    attached::attach_to_all,
    case_with_log,
    suite::processes::web_processes,
};

/// The warning.
const MISSING: &str = "the web process has not loaded the extension";

pub(crate) const CASES: &[Case] = &[
    case_with_log("a_directory_that_is_set_directly", set_directly, MISSING),
    case_with_log(
        "a_directory_that_is_set_in_the_signal",
        set_in_the_signal,
        MISSING,
    ),
    case_with_log("a_directory_of_an_earlier_context", set_before, MISSING),
    case_with_log("an_earlier_context", earlier_context, MISSING),
];

/// The library of the application: that of the lane, without its list of origins.
const LIBRARY: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/libbytelane_extension.so"));

/// The application's directory of extensions.
struct Own(tempfile::TempDir);

impl Own {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        std::fs::write(directory.path().join("libtheirs.so"), LIBRARY).expect("a file");
        Self(directory)
    }

    fn set(&self, context: &WebContext) {
        context.set_web_extensions_directory(self.0.path().to_str().expect("a path"));
    }

    /// Checks that the web processes have loaded the application's library and not that of the lane.
    fn check_alone(&self) {
        let loaded = loaded();
        assert!(
            loaded.contains(&self.0.path().join("libtheirs.so")),
            "{loaded:?}"
        );
        assert!(
            !loaded
                .iter()
                .any(|path| path.ends_with("libbytelane_extension.so")),
            "{loaded:?}"
        );
    }
}

/// Returns the libraries that the web processes have loaded.
fn loaded() -> Vec<PathBuf> {
    let maps = web_processes()
        .into_iter()
        .map(|process| std::fs::read_to_string(format!("/proc/{process}/maps")).expect("maps"));
    let paths = maps.flat_map(|maps| {
        let lines = maps
            .lines()
            .filter_map(|line| line.find('/').map(|start| PathBuf::from(&line[start..])));
        lines.collect::<Vec<_>>()
    });
    paths.collect()
}

fn set_directly() {
    attach_to_all();
    let own = Own::new();
    let context = context();
    own.set(&context);
    open(&context).check("protocol");
    own.check_alone();
}

fn set_in_the_signal() {
    attach_to_all();
    let own = std::rc::Rc::new(Own::new());
    let context = context();
    let setting = std::rc::Rc::clone(&own);
    context.connect_initialize_web_extensions(move |context| setting.set(context));
    open(&context).check("protocol");
    own.check_alone();
}

fn set_before() {
    let own = Own::new();
    let context = context();
    own.set(&context);
    attach_to_all();
    open(&context).check("protocol");
    own.check_alone();
}

fn earlier_context() {
    let earlier = context();
    attach_to_all();
    let page = open(&earlier);
    page.check("protocol");
    // A later one has the lane.
    open(&context()).check("shm");
}
