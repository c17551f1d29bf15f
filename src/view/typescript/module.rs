//! The text of a module.

use std::{collections::BTreeSet, fmt::Write};

use super::{
    expression::{
        As, comment, fields_writer, named, read_at, reader, reader_name, type_of, types_of,
        variants_writer, writer,
    },
    nested::{nests_options, shapes_of},
};
use crate::view::{
    Content, Definition, Field, Kind, Shape, Types, Variant, ViewsError, shape::Defined,
};

pub(super) struct Module<'a> {
    types: &'a Types,
    pub(super) text: String,
    /// Shapes and writers, after the classes that they refer to.
    pub(super) constants: String,
}

/// Writes a line. Writing to a string does not fail.
macro_rules! line {
    ($out:expr, $($text:tt)*) => {{ let _ = writeln!($out, $($text)*); }};
}
#[cfg(feature = "bindings")]
pub(crate) use line;

impl<'a> Module<'a> {
    pub(super) const fn new(types: &'a Types) -> Self {
        Self {
            types,
            text: String::new(),
            constants: String::new(),
        }
    }

    /// Whether a page can write values of this shape: it contains no map. `seen` contains the named types that were examined before.
    fn is_writable(&self, shape: &Shape, seen: &mut BTreeSet<String>) -> bool {
        match &shape.kind {
            Kind::Bool | Kind::Number(_) | Kind::Char | Kind::String => true,
            Kind::List(inner)
            | Kind::Array(inner, _)
            | Kind::Boxed(inner)
            | Kind::Option { value: inner, .. } => self.is_writable(inner, seen),
            Kind::Tuple(parts) => parts.iter().all(|(_, part)| self.is_writable(part, seen)),
            Kind::Map { .. } => false,
            Kind::Named(name) => {
                if !seen.insert(name.clone()) {
                    return true;
                }
                let defined = self.types.defined.get(name);
                shapes_of(defined.and_then(|defined| defined.definition.as_ref()))
                    .into_iter()
                    .all(|shape| self.is_writable(shape, seen))
            }
        }
    }

    /// Returns the [`reader_name`] of a field, and writes the constant if the name refers to a constant.
    fn reader_of(&mut self, owner: &str, field: &str, shape: &Shape) -> String {
        let (name, expression) = (reader_name(owner, field, shape), reader(shape));
        if name != expression {
            let (view, object) = (type_of(shape, As::View), type_of(shape, As::Object));
            line!(
                self.constants,
                "const {name}: read.Shape<{view}, {object}> = /* @__PURE__ */ {expression}"
            );
        }
        name
    }

    pub(super) fn define(&mut self, name: &str, defined: &Defined) -> Result<(), ViewsError> {
        let Some(definition) = &defined.definition else {
            return Ok(());
        };
        if shapes_of(Some(definition)).into_iter().any(nests_options) {
            return Err(ViewsError::NestedOption(name.to_owned()));
        }
        let shape = Shape {
            kind: Kind::Named(name.to_owned()),
            size: defined.size,
            align: defined.align,
        };
        let object = match definition {
            Definition::Struct(fields) => {
                self.class(name, defined.docs, defined.size, fields);
                fields_writer(
                    &format!("{name}Data"),
                    defined.size,
                    defined.align,
                    &named(fields),
                )
            }
            Definition::Enum(variants) => {
                self.variants(name, defined, variants);
                variants_writer(name, defined, variants)
            }
        };
        self.open(name, &shape, name);
        if self.is_writable(&shape, &mut BTreeSet::new()) {
            line!(
                self.constants,
                "const $write{name}: write.Writer<{name}Data> = /* @__PURE__ */ {object}"
            );
            self.encode(name, &format!("{name}Data"), &format!("$write{name}"));
        }
        Ok(())
    }

    pub(super) fn root(&mut self, name: &str, shape: &Shape) -> Result<(), ViewsError> {
        if nests_options(shape) {
            return Err(ViewsError::NestedOption(name.to_owned()));
        }
        let reader = self.reader_of("root", name, shape);
        self.open(name, shape, &reader);
        if self.is_writable(shape, &mut BTreeSet::new()) {
            let object = type_of(shape, As::Object);
            let expression = writer(shape);
            line!(
                self.constants,
                "const $write_{name}: write.Writer<{object}> = /* @__PURE__ */ {expression}"
            );
            self.encode(name, &object, &format!("$write_{name}"));
        }
        Ok(())
    }

    fn open(&mut self, name: &str, shape: &Shape, reader: &str) {
        let view = type_of(shape, As::View);
        line!(self.text, "\n/** Returns a view of an archive. */");
        line!(
            self.text,
            "export function open{name}(archive: ArrayBuffer | Uint8Array<ArrayBuffer>): {view} {{\n  return read.open({reader}, archive)\n}}"
        );
    }

    fn encode(&mut self, name: &str, object: &str, writer: &str) {
        line!(
            self.text,
            "\n/** Returns the archive of a value, to be passed as an argument. */"
        );
        line!(
            self.text,
            "export function encode{name}(value: {object}): Uint8Array<ArrayBuffer> {{\n  return write.encode({writer}, value)\n}}"
        );
    }

    /// Writes the class and the interface of a struct, or of a variant with named fields.
    fn class(&mut self, name: &str, docs: &str, size: usize, fields: &[Field]) {
        let readers: Vec<_> = fields
            .iter()
            .map(|field| self.reader_of(name, field.name, &field.shape))
            .collect();
        let out = &mut self.text;
        line!(out, "\n{}export interface {name}Data {{", comment(docs, ""));
        for field in fields {
            let _ = write!(out, "{}", comment(field.docs, "  "));
            line!(
                out,
                "  readonly {}: {}",
                field.name,
                type_of(&field.shape, As::Object)
            );
        }
        line!(out, "}}\n\n{}export class {name} {{", comment(docs, ""));
        line!(out, "  static readonly size: number = {size}");
        line!(
            out,
            "  static get(source: read.Source, at: number): {name} {{\n    return new {name}(source, at)\n  }}"
        );
        line!(
            out,
            "  static object(source: read.Source, at: number): {name}Data {{\n    return {{"
        );
        for (field, reader) in fields.iter().zip(&readers) {
            let kind = &field.shape.kind;
            let value = read_at(kind, reader, "object", "source", "at", field.at);
            line!(out, "      {}: {value},", field.name);
        }
        line!(out, "    }}\n  }}");
        line!(
            out,
            "  readonly #source: read.Source\n  readonly #at: number"
        );
        line!(
            out,
            "  private constructor(source: read.Source, at: number) {{\n    this.#source = source\n    this.#at = at\n  }}"
        );
        for (field, reader) in fields.iter().zip(&readers) {
            let kind = &field.shape.kind;
            let value = read_at(kind, reader, "get", "this.#source", "this.#at", field.at);
            let view = type_of(&field.shape, As::View);
            let _ = write!(out, "{}", comment(field.docs, "  "));
            line!(
                out,
                "  get {}(): {view} {{\n    return {value}\n  }}",
                field.name
            );
        }
        line!(out, "  /** Returns all fields as a plain object. */");
        line!(
            out,
            "  toObject(): {name}Data {{\n    return {name}.object(this.#source, this.#at)\n  }}"
        );
        line!(
            out,
            "  toJSON(): {name}Data {{\n    return this.toObject()\n  }}\n}}"
        );
    }

    /// Writes the types and the shape of an enum.
    fn variants(&mut self, name: &str, defined: &Defined, variants: &[Variant]) {
        for Variant {
            name: variant,
            docs,
            content,
        } in variants
        {
            if let Content::Struct(fields) = content {
                self.class(&format!("{name}{variant}"), docs, defined.size, fields);
            }
        }
        let is_plain = variants
            .iter()
            .all(|variant| variant.content == Content::Unit);
        for (form, suffix) in [(As::View, ""), (As::Object, "Data")] {
            let _ = write!(
                self.text,
                "\n{}export type {name}{suffix} =",
                comment(defined.docs, "")
            );
            for Variant {
                name: variant,
                docs,
                content,
            } in variants
            {
                let value = match content {
                    Content::Unit if is_plain => format!("'{variant}'"),
                    Content::Unit => format!("{{ readonly tag: '{variant}' }}"),
                    Content::Tuple(parts) => {
                        let types = if let [(_, only)] = &parts[..] {
                            type_of(only, form)
                        } else {
                            format!("readonly {}", types_of(parts, form))
                        };
                        format!("{{ readonly tag: '{variant}'; readonly value: {types} }}")
                    }
                    Content::Struct(_) => format!(
                        "{{ readonly tag: '{variant}'; readonly value: {name}{variant}{suffix} }}"
                    ),
                };
                let _ = write!(self.text, "\n{}  | {value}", comment(docs, "  "));
            }
            self.text.push('\n');
        }
        let mut methods = String::new();
        for (form, method, suffix) in [(As::View, "get", ""), (As::Object, "object", "Data")] {
            line!(
                methods,
                "  {method}(source: read.Source, at: number): {name}{suffix} {{\n    switch (source.data.getUint8(at)) {{"
            );
            for (
                tag,
                Variant {
                    name: variant,
                    content,
                    ..
                },
            ) in variants.iter().enumerate()
            {
                let value = match content {
                    Content::Unit if is_plain => format!("'{variant}'"),
                    Content::Unit => format!("{{ tag: '{variant}' }}"),
                    Content::Tuple(parts) => {
                        let mut values = Vec::new();
                        for (index, (at, part)) in parts.iter().enumerate() {
                            let field = format!("{variant}_{index}");
                            let reader = if form == As::View {
                                self.reader_of(name, &field, part)
                            } else {
                                reader_name(name, &field, part)
                            };
                            let kind = &part.kind;
                            values.push(read_at(kind, &reader, method, "source", "at", *at));
                        }
                        let values = if let [only] = &values[..] {
                            only.clone()
                        } else {
                            format!("[{}]", values.join(", "))
                        };
                        format!("{{ tag: '{variant}', value: {values} }}")
                    }
                    Content::Struct(_) => format!(
                        "{{ tag: '{variant}', value: {name}{variant}.{method}(source, at) }}"
                    ),
                };
                line!(methods, "      case {tag}:\n        return {value}");
            }
            line!(
                methods,
                "      default:\n        throw new RangeError('an archive has no variant of {name}')\n    }}\n  }},"
            );
        }
        line!(
            self.text,
            "\nexport const {name}: read.Shape<{name}, {name}Data> = {{\n  size: {},\n{methods}}}",
            defined.size
        );
    }
}
