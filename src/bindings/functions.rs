//! The functions of the module: commands, streams and events.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::{
    BindingsError, Client, Errors,
    content::{CommandForm, EventForm},
    module::{Command, Event, Module},
    names,
};
use crate::{
    description::Form,
    view::{comment, line},
};

impl Module<'_> {
    pub(super) fn commands(
        &self,
        out: &mut String,
        commands: &[Command<'_>],
    ) -> Result<(), BindingsError> {
        if commands.is_empty() {
            return Ok(());
        }
        let mut methods = String::new();
        let mut accessors = BTreeMap::new();
        for command in commands {
            let signature = &command.form.signature;
            if let Some(other) = accessors.insert(signature.function, signature.name) {
                return Err(BindingsError::Ambiguous(format!(
                    "the commands `{other}` and `{}` are both `commands.{}`: rename one of the functions",
                    signature.name, signature.function
                )));
            }
            self.command(&mut methods, command)?;
        }
        let is_tauri = self.content.client == Client::Tauri;
        if !is_tauri {
            line!(out, "/** Options of a call. */");
            line!(
                out,
                "export type CallOptions = Omit<bytelane.InvokeOptions, 'into'>\n"
            );
        }
        let has_tagged = methods.contains("tagged<");
        if has_tagged {
            line!(
                out,
                "/** The outcome of a command that can fail. */\nexport type CommandResult<T, E> = {{ status: 'ok'; data: T }} | {{ status: 'error'; error: E }}\n"
            );
        }
        line!(out, "/** The commands of the application. */");
        line!(out, "export const commands = {{\n{methods}}}");
        if has_tagged {
            line!(
                out,
                "\nasync function tagged<T, E>(call: Promise<T>): Promise<CommandResult<T, E>> {{
  try {{
    return {{ status: 'ok', data: await call }}
  }} catch (error) {{
    if (error instanceof Error) throw error
    return {{ status: 'error', error: error as E }}
  }}
}}"
            );
        }
        Ok(())
    }

    /// Returns the names of the functions for the archives of a command.
    fn archive_functions(&self, command: &Command<'_>) -> BTreeSet<String> {
        let arguments = command.arguments.iter().map(|(_, argument)| argument);
        arguments
            .chain([&command.result])
            .filter_map(|form| match form {
                Form::Archive(shape) => Some(self.archive(shape)),
                _ => None,
            })
            .flat_map(|name| [format!("encode{name}"), format!("open{name}")])
            .collect()
    }

    /// Returns the parameters of a function, and the object with the arguments.
    fn parameters(&self, command: &Command<'_>) -> Result<(Vec<String>, String), BindingsError> {
        let mut parameters = Vec::new();
        let mut fields = Vec::new();
        let functions = self.archive_functions(command);
        let mut variables = BTreeSet::new();
        for (key, argument) in &command.arguments {
            let place = format!("{}.{key}", command.form.signature.name);
            let is_taken = |name: &str| {
                let is_key = command.arguments.iter().any(|(other, _)| *other == name);
                functions.contains(name) || variables.contains(name) || (is_key && name != *key)
            };
            let variable = names::variable(key, is_taken);
            variables.insert(variable.clone());
            let property = names::property(key);
            parameters.push(format!(
                "{variable}: {}",
                self.passed(argument, &place, false)?
            ));
            fields.push(match argument {
                Form::Archive(shape) => format!(
                    "{property}: {variable} instanceof ArrayBuffer ? {variable} : encode{}({variable})",
                    self.archive(shape)
                ),
                _ if property == variable => variable,
                _ => format!("{property}: {variable}"),
            });
        }
        let object = if fields.is_empty() {
            "undefined".to_owned()
        } else {
            format!("{{ {} }}", fields.join(", "))
        };
        Ok((parameters, object))
    }

    fn command(&self, out: &mut String, command: &Command<'_>) -> Result<(), BindingsError> {
        let signature = &command.form.signature;
        let name = full_name(command.form);
        let place = format!("{}()", signature.name);
        let (mut parameters, object) = self.parameters(command)?;
        parameters.push(match self.content.client {
            Client::Tauri => "options?: core.InvokeOptions".to_owned(),
            _ => "options?: CallOptions".to_owned(),
        });
        let is_body = matches!(command.result, Form::Body);
        let (generic, result) = if is_body {
            ("<T = ArrayBuffer>", "T".to_owned())
        } else {
            ("", self.received(&command.result, &place, false)?)
        };
        let error = match &command.error {
            None => None,
            Some(error) => Some(self.received(error, &place, false)?),
        };
        let client = self.client();
        let mut call = match &command.result {
            Form::Archive(shape) => format!(
                "{client}.invoke<ArrayBuffer>({name}, {object}, options).then(open{})",
                self.archive(shape)
            ),
            _ => format!("{client}.invoke({name}, {object}, options)"),
        };
        let mut returned = result.clone();
        let mut docs = signature.docs.trim().to_owned();
        match (&error, self.content.errors) {
            (Some(error), Errors::Tagged) => {
                returned = format!("CommandResult<{result}, {error}>");
                call = format!("tagged<{result}, {error}>({call})");
            }
            (Some(error), Errors::Reject) if error != "never" && error != "unknown" => {
                let _ = write!(docs, "\n\n@throws {{{error}}}");
            }
            _ => {}
        }
        if let Some(note) = signature.deprecated {
            let _ = write!(docs, "\n\n@deprecated {note}");
        }
        out.push_str(&comment(&docs, "  "));
        let head = format!("  {}{generic}", names::property(signature.function));
        function(out, &head, &parameters, &returned, &call);
        Ok(())
    }

    /// Writes the functions that read a reply as it arrives, for the commands that may return a long body.
    pub(super) fn streams(
        &self,
        out: &mut String,
        commands: &[Command<'_>],
    ) -> Result<(), BindingsError> {
        if self.content.client == Client::Tauri {
            return Ok(());
        }
        let mut methods = String::new();
        for command in commands {
            if !matches!(command.result, Form::Body | Form::Bytes) {
                continue;
            }
            let signature = &command.form.signature;
            let (mut parameters, object) = self.parameters(command)?;
            parameters.push("options?: Omit<CallOptions, 'onProgress'>".to_owned());
            methods.push_str(&comment(signature.docs, "  "));
            let head = format!("  {}", names::property(signature.function));
            let call = format!(
                "{}.invoke.stream({}, {object}, options)",
                self.client(),
                full_name(command.form)
            );
            function(
                &mut methods,
                &head,
                &parameters,
                "bytelane.ByteStream",
                &call,
            );
        }
        if !methods.is_empty() {
            line!(
                out,
                "\n/** The commands whose bodies can be read as they arrive. */\nexport const streams = {{\n{methods}}}"
            );
        }
        Ok(())
    }

    pub(super) fn events(
        &self,
        out: &mut String,
        events: &[Event<'_>],
    ) -> Result<(), BindingsError> {
        if events.is_empty() {
            return Ok(());
        }
        let (mut types, mut fields) = (String::new(), String::new());
        let mut accessors = BTreeMap::new();
        for event in events {
            let EventForm { name, docs, .. } = event.form;
            let accessor = names::camel(name);
            if let Some(other) = accessors.insert(accessor.clone(), name) {
                return Err(BindingsError::Ambiguous(format!(
                    "the events `{other}` and `{name}` are both `events.{accessor}`: rename one of them"
                )));
            }
            let received = match &event.received {
                // Bytes that a page has emitted are inside of a value.
                Form::Bytes | Form::Archive(_) => {
                    "ArrayBuffer | Uint8Array<ArrayBuffer>".to_owned()
                }
                received => self.received(received, name, true)?,
            };
            let emitted = self.passed(&event.emitted, name, true)?;
            let arguments = if received == emitted {
                received
            } else {
                format!("{received}, {emitted}")
            };
            types.push_str(&comment(docs, "  "));
            line!(types, "  readonly {accessor}: EventOf<{arguments}>");
            line!(fields, "  {accessor}: eventOf({}),", names::quoted(name));
        }
        let (source, event, stop, options, target) = match self.content.client {
            Client::Tauri => (
                "event",
                "event.Event<T>",
                "event.UnlistenFn",
                "event.Options",
                "event.EventTarget",
            ),
            _ => (
                self.client(),
                "bytelane.Event<T>",
                "bytelane.Unlisten",
                "bytelane.ListenOptions",
                "bytelane.EventTarget",
            ),
        };
        line!(
            out,
            "
/** An event whose payload is received as `T` and emitted as `S`. */
export interface EventOf<T, S = T> {{
  readonly name: string
  /** Registers a listener, and resolves to a function that removes it. */
  listen(handler: (event: {event}) => void, options?: {options}): Promise<{stop}>
  /** Registers a listener of the next event only. */
  once(handler: (event: {event}) => void, options?: {options}): Promise<{stop}>
  /** Emits the event to all targets. */
  emit(payload: S): Promise<void>
  /** Emits the event to one target. */
  emitTo(target: string | {target}, payload: S): Promise<void>
}}

function eventOf<T, S = T>(name: string): EventOf<T, S> {{
  return {{
    name,
    listen: (handler, options) => {source}.listen<T>(name, handler, options),
    once: (handler, options) => {source}.once<T>(name, handler, options),
    emit: (payload) => {source}.emit(name, payload),
    emitTo: (target, payload) => {source}.emitTo(target, name, payload),
  }}
}}

/** The events of the application. */
export const events: {{
{types}}} = {{
{fields}}}"
        );
        Ok(())
    }
}

/// Longest line of a function's head; a longer one has a line for each parameter.
const HEAD_LENGTH_MAX: usize = 120;

/// Writes a function that returns a promise of `returned`.
fn function(out: &mut String, head: &str, parameters: &[String], returned: &str, call: &str) {
    let tail = format!("): Promise<{returned}> {{");
    let all = parameters.join(", ");
    if head.len() + all.len() + tail.len() < HEAD_LENGTH_MAX {
        line!(out, "{head}({all}{tail}");
    } else {
        line!(
            out,
            "{head}(\n    {},\n  {tail}",
            parameters.join(",\n    ")
        );
    }
    line!(out, "    return {call}\n  }},");
}

/// Returns the name that pages call a command by, as a literal.
fn full_name(form: &CommandForm) -> String {
    let name = form.signature.name;
    match &form.plugin {
        Some(plugin) => names::quoted(&format!("plugin:{plugin}|{name}")),
        None => names::quoted(name),
    }
}
