//! The types that the functions of the module take and return.

use std::collections::{BTreeMap, BTreeSet};

use specta::datatype::DataType;
use specta_serde::Phase;

use super::{
    BindingsError, Client,
    content::{CommandForm, Content, EventForm},
    names,
    types::JsonTypes,
};
use crate::{
    description::Form,
    view::{self, Kind, Shape, types_of_archive},
};

/// A command whose types are selected, each for one direction.
pub(super) struct Command<'a> {
    pub(super) form: &'a CommandForm,
    pub(super) arguments: Vec<(&'static str, Form)>,
    pub(super) result: Form,
    pub(super) error: Option<Form>,
}

/// An event whose types are selected, each for one direction.
pub(super) struct Event<'a> {
    pub(super) form: &'a EventForm,
    pub(super) received: Form,
    pub(super) emitted: Form,
}

/// The types of the module, in TypeScript.
pub(super) struct Module<'a> {
    pub(super) content: &'a Content,
    pub(super) types: JsonTypes<'a>,
    /// The named archives that are not named types.
    pub(super) archives: BTreeMap<String, Shape>,
    /// The types of archives.
    pub(super) views: view::Types,
}

impl<'a> Module<'a> {
    pub(super) fn new(content: &'a Content) -> Result<Self, BindingsError> {
        Ok(Self {
            content,
            types: JsonTypes::new(&content.graph.types, content.integers)?,
            archives: content.archives.clone(),
            views: content.graph.views.clone(),
        })
    }

    pub(super) fn select(&mut self, form: &Form, phase: Phase) -> Result<Form, BindingsError> {
        match form {
            Form::Value(of) => Ok(Form::Value(self.select_value(of, phase)?)),
            Form::Channel(message) => {
                let message = self.select(message, Phase::Serialize)?;
                Ok(Form::Channel(Box::new(message)))
            }
            Form::Receiver(message) => {
                let message = self.select(message, Phase::Deserialize)?;
                Ok(Form::Receiver(Box::new(message)))
            }
            Form::Archive(shape) => {
                self.name_archive(shape)?;
                Ok(form.clone())
            }
            _ => Ok(form.clone()),
        }
    }

    /// Selects a type of JSON values, and names the archives inside of it.
    pub(super) fn select_value(
        &mut self,
        of: &DataType,
        phase: Phase,
    ) -> Result<DataType, BindingsError> {
        let selected = self.types.select(of, phase)?;
        for archive in self.types.take_archives() {
            let shape = (archive.shape)(&mut self.views);
            self.name_archive(&shape)?;
        }
        Ok(selected)
    }

    /// Gives an archive its name in the names of its functions, unless it has one.
    fn name_archive(&mut self, shape: &Shape) -> Result<(), BindingsError> {
        let is_named = self.archives.values().any(|known| known == shape);
        if is_named || matches!(shape.kind, Kind::Named(_)) {
            return Ok(());
        }
        let name = names::archive(shape);
        if self.archives.contains_key(&name) {
            return Err(BindingsError::Ambiguous(format!(
                "two archives with different layouts are both named `{name}`: name one of them with `.archive::<T>(\"…\")`"
            )));
        }
        self.archives.insert(name, shape.clone());
        Ok(())
    }

    pub(super) fn resolve(&mut self, form: &'a CommandForm) -> Result<Command<'a>, BindingsError> {
        let signature = &form.signature;
        refuse_repeated_keys(form)?;
        let arguments = signature
            .arguments
            .iter()
            .map(|(key, argument)| Ok((*key, self.select(argument, Phase::Deserialize)?)))
            .collect::<Result<_, BindingsError>>()?;
        let error = match &signature.error {
            Form::Injected => None,
            error => Some(self.select(error, Phase::Serialize)?),
        };
        Ok(Command {
            form,
            arguments,
            result: self.select(&signature.result, Phase::Serialize)?,
            error,
        })
    }

    pub(super) fn resolve_event(
        &mut self,
        form: &'a EventForm,
    ) -> Result<Event<'a>, BindingsError> {
        Ok(Event {
            form,
            received: self.select(&form.payload, Phase::Serialize)?,
            emitted: self.select(&form.payload, Phase::Deserialize)?,
        })
    }

    /// Returns the name of an archive in the names of its functions.
    pub(super) fn archive(&self, shape: &Shape) -> String {
        let named = self.archives.iter().find(|(_, known)| *known == shape);
        named.map_or_else(|| names::archive(shape), |(name, _)| name.clone())
    }

    pub(super) fn client(&self) -> &'static str {
        match self.content.client {
            Client::Package => "bytelane",
            Client::Window => "client",
            Client::Tauri => "core",
        }
    }

    /// Returns the type of what the page receives: a result, or the message of a channel or an event if `is_message`.
    pub(super) fn received(
        &self,
        form: &Form,
        place: &str,
        is_message: bool,
    ) -> Result<String, BindingsError> {
        Ok(match form {
            Form::Value(of) => self.types.text(of, place)?,
            Form::Bytes => "ArrayBuffer".to_owned(),
            Form::Typed(array) => format!("{array}<ArrayBuffer>"),
            Form::Archive(_) if is_message => "ArrayBuffer".to_owned(),
            Form::Archive(shape) => types_of_archive(shape).0,
            Form::Refusal => "never".to_owned(),
            Form::Channel(_) | Form::Receiver(_) => "string".to_owned(),
            _ => "unknown".to_owned(),
        })
    }

    /// Returns the type of what the page passes: an argument, or the message of a channel or an event if `is_message`.
    pub(super) fn passed(
        &self,
        form: &Form,
        place: &str,
        is_message: bool,
    ) -> Result<String, BindingsError> {
        const BUFFER: &str = "ArrayBuffer | Uint8Array";
        let is_tauri = self.content.client == Client::Tauri;
        let types = if is_tauri { "core" } else { "bytelane" };
        Ok(match form {
            Form::Value(of) => self.types.text(of, place)?,
            Form::Bytes if is_message => BUFFER.to_owned(),
            Form::Bytes => format!("{BUFFER} | Blob"),
            Form::Typed(array) => (*array).to_owned(),
            Form::Archive(_) if is_message => BUFFER.to_owned(),
            Form::Archive(shape) => format!("{} | ArrayBuffer", types_of_archive(shape).1),
            Form::Upload => {
                format!("{BUFFER} | Blob | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>")
            }
            Form::Channel(message) => {
                format!("{types}.Channel<{}>", self.received(message, place, true)?)
            }
            Form::Receiver(_) if is_tauri => {
                return Err(BindingsError::Types(vec![format!(
                    "`{place}` is a channel to the host, which `@tauri-apps/api` does not have: set another `Client`, which the same page has"
                )]));
            }
            Form::Receiver(message) => {
                let message = match &**message {
                    // Alone, an array has its element type only in a wrapper.
                    Form::Typed(array) => format!("bytelane.Typed<{array}>"),
                    message => self.passed(message, place, true)?,
                };
                format!("bytelane.Channel<unknown, {message}>")
            }
            _ => "unknown".to_owned(),
        })
    }
}

/// Refuses a command of which two arguments are passed by one key, such as `an_id` and `anId`.
fn refuse_repeated_keys(form: &CommandForm) -> Result<(), BindingsError> {
    let signature = &form.signature;
    let mut keys = BTreeSet::new();
    match signature
        .arguments
        .iter()
        .find(|(key, _)| !keys.insert(*key))
    {
        None => Ok(()),
        Some((key, _)) => Err(BindingsError::Ambiguous(format!(
            "two arguments of the command `{}` are both passed as `{key}`: rename one of them",
            signature.name
        ))),
    }
}
