//! Types of JSON values as TypeScript: specta prints them, after what bytelane knows better is replaced.

use std::{
    collections::{BTreeMap, BTreeSet},
    mem,
};

use specta::{
    Format, Types,
    datatype::{DataType, Field, Fields, NamedDataType, NamedReferenceType, Primitive, Reference},
};
use specta_serde::{Phase, PhasesFormat};
use specta_typescript::{Typescript, define, primitives};

use super::{BindingsError, Integers};
use crate::description::{ArchiveOf, Inside};

/// The types of one module.
pub(super) struct JsonTypes<'a> {
    original: &'a Types,
    /// The types as serde writes and reads them: two types if the forms differ.
    mapped: Types,
    integers: Integers,
    /// The types that the module exports.
    exported: BTreeSet<String>,
    /// The archives inside the selected types that were not taken yet.
    archives: Vec<ArchiveOf>,
}

/// Identifies a type: its path, and its location, because a path names a module only.
fn key(named: &NamedDataType) -> String {
    let NamedDataType {
        name,
        module_path,
        location,
        ..
    } = named;
    format!("{name} {module_path} {location}")
}

fn failed(error: impl std::fmt::Display) -> BindingsError {
    BindingsError::Format(error.to_string())
}

/// Visits the types that a type consists of, each with its place.
fn parts(of: &mut DataType, visit: &mut dyn FnMut(&str, &mut DataType)) {
    match of {
        DataType::Primitive(_)
        | DataType::Generic(_)
        | DataType::Reference(Reference::Opaque(_)) => {}
        DataType::List(list) => visit("[]", &mut list.ty),
        DataType::Map(map) => {
            visit(KEY, map.key_ty_mut());
            visit("[]", map.value_ty_mut());
        }
        DataType::Struct(fields) => fields_of(&mut fields.fields, visit),
        DataType::Enum(variants) => {
            for (_, variant) in &mut variants.variants {
                variant.docs = trimmed(&variant.docs).into();
                fields_of(&mut variant.fields, visit);
            }
        }
        DataType::Tuple(tuple) => {
            for (index, element) in tuple.elements.iter_mut().enumerate() {
                visit(&format!(".{index}"), element);
            }
        }
        DataType::Nullable(inner) => visit("", inner),
        DataType::Intersection(all) => {
            for inner in all {
                visit("", inner);
            }
        }
        DataType::Reference(Reference::Named(reference)) => match &mut reference.inner {
            NamedReferenceType::Inline { dt, .. } => visit("", dt),
            NamedReferenceType::Reference { generics, .. } => {
                for (_, argument) in generics {
                    visit("", argument);
                }
            }
            NamedReferenceType::Recursive(_) => {}
        },
    }
}

/// The place of the key of a map.
const KEY: &str = "{key}";

fn fields_of(fields: &mut Fields, visit: &mut dyn FnMut(&str, &mut DataType)) {
    let mut field = |place: String, field: &mut Field| {
        field.docs = trimmed(&field.docs).into();
        if let Some(inner) = &mut field.ty {
            visit(&place, inner);
        }
    };
    match fields {
        Fields::Unit => {}
        Fields::Unnamed(unnamed) => {
            for (index, inner) in unnamed.fields.iter_mut().enumerate() {
                field(format!(".{index}"), inner);
            }
        }
        Fields::Named(named) => {
            for (name, inner) in &mut named.fields {
                field(format!(".{name}"), inner);
            }
        }
    }
}

/// Returns documentation without the space that follows `///`.
fn trimmed(docs: &str) -> String {
    docs.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

impl<'a> JsonTypes<'a> {
    pub(super) fn new(original: &'a Types, integers: Integers) -> Result<Self, BindingsError> {
        let mapped = PhasesFormat.map_types(original).map_err(failed)?;
        Ok(Self {
            original,
            mapped: mapped.into_owned(),
            integers,
            exported: BTreeSet::new(),
            archives: Vec::new(),
        })
    }

    /// Returns a type as serde writes or reads it, and exports the named types that it refers to.
    pub(super) fn select(
        &mut self,
        of: &DataType,
        phase: Phase,
    ) -> Result<DataType, BindingsError> {
        let mapped = PhasesFormat.map_type(self.original, of).map_err(failed)?;
        let mut selected = mapped.into_owned();
        self.select_named(&mut selected, phase);
        let mut found = BTreeSet::new();
        let mut archives = Vec::new();
        self.reach(&mut selected.clone(), &mut found, &mut archives);
        self.exported.append(&mut found);
        self.archives.append(&mut archives);
        Ok(selected)
    }

    /// Takes the archives inside the types that were selected since the last call.
    pub(super) fn take_archives(&mut self) -> Vec<ArchiveOf> {
        mem::take(&mut self.archives)
    }

    fn select_named(&self, of: &mut DataType, phase: Phase) {
        if let DataType::Reference(Reference::Named(reference)) = of
            && let NamedReferenceType::Reference { generics, .. } = &reference.inner
        {
            // The selected reference names the parameters of the type instead of its arguments.
            let arguments = generics.clone();
            let mut selected = specta_serde::select_phase_datatype(of, &self.mapped, phase);
            if let DataType::Reference(Reference::Named(reference)) = &mut selected
                && let NamedReferenceType::Reference { generics, .. } = &mut reference.inner
            {
                *generics = arguments;
            }
            *of = selected;
        }
        parts(of, &mut |_, inner| self.select_named(inner, phase));
    }

    /// Finds the named types and the archives that a type refers to.
    fn reach(
        &self,
        of: &mut DataType,
        found: &mut BTreeSet<String>,
        archives: &mut Vec<ArchiveOf>,
    ) {
        if let DataType::Reference(Reference::Opaque(opaque)) = of
            && let Some(Inside::Archive(archive)) = opaque.downcast_ref()
        {
            archives.push(*archive);
        }
        if let DataType::Reference(Reference::Named(reference)) = of
            && !matches!(reference.inner, NamedReferenceType::Inline { .. })
            && let Some(named) = self.mapped.get(reference)
            && found.insert(key(named))
            && let Some(inner) = &named.ty
        {
            self.reach(&mut inner.clone(), found, archives);
        }
        parts(of, &mut |_, inner| self.reach(inner, found, archives));
    }

    /// Gives the exported types their names, and replaces what bytelane knows better. Returns the names.
    pub(super) fn finish(&mut self) -> Result<BTreeSet<String>, BindingsError> {
        let mut names = BTreeMap::new();
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        let exported = &self.exported;
        for named in self.mapped.into_unsorted_iter() {
            let key = key(named);
            if !exported.contains(&key) {
                continue;
            }
            let name = name_of(named, &|name| {
                exported.contains(&key.replacen(&*named.name, name, 1))
            });
            let place = format!("{}::{}", named.module_path, named.name);
            if let Some(other) = taken.insert(name.clone(), place.clone()) {
                let both = [other, place];
                return Err(BindingsError::Ambiguous(format!(
                    "`{}` and `{}` are both named `{name}`: rename one of them with `#[serde(rename = \"…\")]`",
                    both.iter().min().map_or("", String::as_str),
                    both.iter().max().map_or("", String::as_str),
                )));
            }
            names.insert(key, name);
        }
        let mut refused = Vec::new();
        let integers = self.integers;
        self.mapped.iter_mut(|named| {
            let Some(name) = names.get(&key(named)) else {
                // A type without a definition is not exported.
                named.ty = None;
                return;
            };
            named.name = name.clone().into();
            named.docs = trimmed(&named.docs).into();
            if let Some(of) = &mut named.ty {
                replace(of, integers, name, &mut refused);
            }
        });
        refuse(refused)?;
        Ok(taken.into_keys().collect())
    }

    /// Returns a selected type in TypeScript. `place` names it in an error.
    pub(super) fn text(&self, of: &DataType, place: &str) -> Result<String, BindingsError> {
        let mut refused = Vec::new();
        let mut replaced = of.clone();
        replace(&mut replaced, self.integers, place, &mut refused);
        refuse(refused)?;
        let text = primitives::reference(&Typescript::default(), &self.mapped, &replaced);
        text.map(|text| formatted(&text)).map_err(failed)
    }

    /// Returns the exported types.
    pub(super) fn definitions(&self) -> Result<String, BindingsError> {
        let named = self.mapped.into_sorted_iter();
        let text = primitives::export(&Typescript::default(), &self.mapped, named, "");
        text.map(|text| formatted(&text)).map_err(failed)
    }
}

/// Returns the name of a type in the module. Of a type that serde writes differently than it reads it, the page receives `Row` and passes `RowInput`.
fn name_of(named: &NamedDataType, is_exported: &dyn Fn(&str) -> bool) -> String {
    let name = &*named.name;
    let written = name.strip_suffix("_Serialize");
    let read = name.strip_suffix("_Deserialize");
    match (written, read) {
        (Some(base), _) if !is_exported(base) => base.to_owned(),
        (_, Some(base)) if is_exported(&format!("{base}_Serialize")) => format!("{base}Input"),
        (_, Some(base)) if !is_exported(base) => base.to_owned(),
        _ => name.to_owned(),
    }
}

fn refuse(mut refused: Vec<String>) -> Result<(), BindingsError> {
    refused.sort_unstable();
    if refused.is_empty() {
        Ok(())
    } else {
        Err(BindingsError::Types(refused))
    }
}

/// Replaces the types of which bytelane knows more than specta, and the integers that depend on the option.
fn replace(of: &mut DataType, integers: Integers, place: &str, refused: &mut Vec<String>) {
    match of {
        // A NaN and infinities are `null` in JSON. `number | null`, which specta writes, could not be passed back.
        DataType::Primitive(Primitive::f16 | Primitive::f32 | Primitive::f64) => {
            *of = define("number").into();
        }
        DataType::Primitive(
            number @ (Primitive::i64
            | Primitive::u64
            | Primitive::i128
            | Primitive::u128
            | Primitive::isize
            | Primitive::usize),
        ) => {
            if integers == Integers::Refuse {
                refused.push(format!(
                    "`{place}` is a `{number:?}`, of which the page reads 53 bits: use a smaller integer, a text, `ipc::Typed` or an archive, or set \
                     `Integers::Number`"
                ));
            }
            *of = define("number").into();
        }
        DataType::Reference(Reference::Opaque(opaque)) => {
            let array = match opaque.downcast_ref::<Inside>() {
                Some(Inside::Typed(array)) => array,
                Some(Inside::Bytes | Inside::Archive(_)) => "Uint8Array",
                None => return,
            };
            *of = define(format!("{array}<ArrayBuffer>")).into();
        }
        _ => parts(of, &mut |inner, part| {
            let is_number =
                matches!(part, DataType::Primitive(number) if *number != Primitive::char);
            if inner == KEY && is_number {
                // The keys of an object are texts, whatever Rust reads them as.
                *part = Primitive::str.into();
            } else {
                replace(part, integers, &format!("{place}{inner}"), refused);
            }
        }),
    }
}

/// Indents by two spaces and ends no line with a semicolon, as the rest of the module.
fn formatted(text: &str) -> String {
    let mut lines = Vec::new();
    // Whether the line continues a union.
    let mut continues = false;
    for line in text.lines() {
        let body = line.trim_start_matches('\t');
        let indent = line.len() - body.len() + usize::from(continues);
        let body = body.trim_end();
        let is_comment = body.starts_with("/**") || body.trim_start().starts_with('*');
        let body = if is_comment {
            body
        } else {
            continues = body.ends_with('|');
            body.strip_suffix(';').unwrap_or(body)
        };
        lines.push(format!("{}{body}", "  ".repeat(indent)));
    }
    lines.join("\n").trim().to_owned()
}
