use std::{env, fs, path::Path};

use super::{
    BindingsError, Client, Errors, Integers,
    content::{CommandForm, Content, EventForm},
    text,
};
use crate::{EventOf, View, description::Describe, router::Listed};

/// The commands and events of an application as a TypeScript module. See the [documentation of the module](super).
#[derive(Debug, Default)]
pub struct Bindings {
    content: Content,
    has_unknown_handler: bool,
}

impl Bindings {
    /// Creates a module without commands.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the commands of a handler: the value of [`generate_handler!`](crate::generate_handler).
    #[must_use]
    pub fn commands<F>(self, handler: &F) -> Self {
        self.add(None, handler)
    }

    /// Adds the commands of a plugin, which pages call as `plugin:<name>|<command>`, by its handler.
    #[must_use]
    pub fn plugin<F>(self, name: &str, handler: &F) -> Self {
        self.add(Some(name), handler)
    }

    fn add<F>(mut self, plugin: Option<&str>, handler: &F) -> Self {
        let Some(commands) = Listed::of(handler).commands() else {
            self.has_unknown_handler = true;
            return self;
        };
        for command in commands {
            if let Some(signature) = command.signature(&mut self.content.graph) {
                self.content.commands.push(CommandForm {
                    plugin: plugin.map(str::to_owned),
                    signature,
                });
            }
        }
        self
    }

    /// Adds an event.
    #[must_use]
    pub fn event<T: Describe>(mut self, event: EventOf<T>) -> Self {
        let payload = T::describe(&mut self.content.graph);
        self.content.events.push(EventForm {
            name: event.name(),
            docs: event.documentation(),
            payload,
        });
        self
    }

    /// Adds a type that no command and no event names.
    #[must_use]
    pub fn with_type<T: specta::Type>(mut self) -> Self {
        let form = T::describe(&mut self.content.graph);
        self.content.others.push(form);
        self
    }

    /// Names an archive, such as that of a `Vec<Row>` as `Rows`: the module has `openRows` and `encodeRows` instead of `openVecRow` and `encodeVecRow`.
    #[must_use]
    pub fn archive<T: View>(mut self, name: &str) -> Self {
        let shape = T::shape(&mut self.content.graph.views);
        let other = self.content.archives.insert(name.to_owned(), shape.clone());
        if other.is_some_and(|other| other != shape) {
            self.content.repeated_archive = Some(name.to_owned());
        }
        self
    }

    /// Sets the client of the page that the module calls.
    #[must_use]
    pub const fn client(mut self, client: Client) -> Self {
        self.content.client = client;
        self
    }

    /// Sets how errors of commands are reported.
    #[must_use]
    pub const fn errors(mut self, errors: Errors) -> Self {
        self.content.errors = errors;
        self
    }

    /// Sets the type of 64-bit integers in JSON.
    #[must_use]
    pub const fn integers(mut self, integers: Integers) -> Self {
        self.content.integers = integers;
        self
    }

    /// Sets where the module imports the client from, instead of `bytelane` or `@tauri-apps/api`.
    #[must_use]
    pub fn import_from(mut self, package: &str) -> Self {
        self.content.import = Some(package.to_owned());
        self
    }

    /// Sets where the module imports the reader and the encoder of archives from, instead of `bytelane/archive`; see
    /// [`Views::import_from`](crate::view::Views::import_from).
    #[must_use]
    pub fn import_archive_from(mut self, package: &str) -> Self {
        self.content.archive_import = Some(package.to_owned());
        self
    }

    /// Returns the module. It is the same text in every run.
    ///
    /// # Errors
    /// Returns [`BindingsError`] if a type has no form in TypeScript, or if two items have the same name. The error names all types of the first kind.
    pub fn to_typescript(&self) -> Result<String, BindingsError> {
        if self.has_unknown_handler {
            return Err(BindingsError::Handler);
        }
        text::write(&self.content)
    }

    /// Writes the module to a file, unless the file has the same text.
    ///
    /// # Errors
    /// Returns the errors of [`to_typescript`](Self::to_typescript), and those of the file system.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), BindingsError> {
        let (path, module) = (path.as_ref(), self.to_typescript()?);
        let failed = |error| BindingsError::Io {
            path: path.to_owned(),
            error,
        };
        if fs::read_to_string(path).is_ok_and(|found| found == module) {
            return Ok(());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        fs::write(path, module).map_err(failed)
    }

    /// Compares a file with the module. For a test, so that a change of a command without a change of the file fails it. Writes the file instead if the
    /// environment variable `BYTELANE_BINDINGS` is `write`.
    ///
    /// # Errors
    /// Returns [`BindingsError::Stale`] if the file is missing or differs, and the errors of [`write`](Self::write).
    pub fn check(&self, path: impl AsRef<Path>) -> Result<(), BindingsError> {
        let path = path.as_ref();
        if env::var_os("BYTELANE_BINDINGS").is_some_and(|mode| mode == "write") {
            return self.write(path);
        }
        let module = self.to_typescript()?;
        let found = fs::read_to_string(path).unwrap_or_default();
        // A checkout on Windows may have changed the ends of lines.
        let (mut written, mut read) = (module.lines(), found.lines());
        let mut line = 1;
        loop {
            match (written.next(), read.next()) {
                (None, None) => return Ok(()),
                (expected, actual) if expected != actual => {
                    return Err(BindingsError::Stale {
                        path: path.to_owned(),
                        line,
                    });
                }
                _ => line += 1,
            }
        }
    }
}

/// Writes the commands of a handler as a TypeScript module; [`Bindings`] has the options.
///
/// # Errors
/// Returns the errors of [`Bindings::write`].
///
/// # Examples
/// ```no_run
/// #[bytelane::command]
/// fn greet(name: &str) -> String {
///     format!("Hello, {name}!")
/// }
///
/// let handler = bytelane::generate_handler![greet];
/// #[cfg(debug_assertions)]
/// bytelane::export(&handler, "../src/bindings.ts").expect("the types of the commands have a form in TypeScript");
/// let router = bytelane::Router::new(handler);
/// ```
pub fn export<F>(handler: &F, path: impl AsRef<Path>) -> Result<(), BindingsError> {
    Bindings::new().commands(handler).write(path)
}
