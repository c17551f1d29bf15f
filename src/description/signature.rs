use super::Form;

/// The signature of a command.
#[derive(Clone, Debug)]
pub struct Signature {
    pub(crate) name: &'static str,
    /// The name of the function, in camel case.
    pub(crate) function: &'static str,
    pub(crate) docs: &'static str,
    /// The note of `#[deprecated]`.
    pub(crate) deprecated: Option<&'static str>,
    /// The arguments that the page passes, by key.
    pub(crate) arguments: Vec<(&'static str, Form)>,
    pub(crate) result: Form,
    /// `Injected` if the command does not return a `Result`.
    pub(crate) error: Form,
}

impl Signature {
    /// Creates the signature of a command without arguments.
    pub const fn new(name: &'static str, function: &'static str, docs: &'static str) -> Self {
        Self {
            name,
            function,
            docs,
            deprecated: None,
            arguments: Vec::new(),
            result: Form::Injected,
            error: Form::Injected,
        }
    }

    /// Sets the note of `#[deprecated]`.
    #[must_use]
    pub const fn deprecated(mut self, note: &'static str) -> Self {
        self.deprecated = Some(note);
        self
    }

    /// Adds an argument.
    pub fn argument(&mut self, key: &'static str, form: Form) {
        if !matches!(form, Form::Injected) && !key.is_empty() {
            self.arguments.push((key, form));
        }
    }

    /// Sets what the command returns.
    pub fn returns(&mut self, result: Form, error: Form) {
        self.result = result;
        self.error = error;
    }
}
