//! The modules of a crate, as its files declare them, and how a path resolves to the file that defines an item.

use std::collections::BTreeMap;
use syn::{Attribute, Item, Meta, UseTree, punctuated::Punctuated, token::Comma};

/// Text of each source file, by its path from the root of the repository.
pub(crate) type Sources = BTreeMap<String, String>;

/// Index of a module in [`Tree::modules`].
pub(crate) type ModuleId = usize;

/// Re-exports of re-exports that are followed before a path counts as unresolved.
const RESOLVE_DEPTH_MAX: usize = 16;

/// The modules of one crate, without those of its tests.
pub(crate) struct Tree {
    /// The root is the first.
    pub(crate) modules: Vec<Module>,
}

/// One module, in a file of its own or inline.
pub(crate) struct Module {
    /// Path from the root of the crate, without `crate`.
    pub(crate) path: Vec<String>,
    /// The file that holds the module.
    pub(crate) file: String,
    /// Items of the module, without `mod` and `use`.
    pub(crate) items: Vec<Item>,
    /// Imports of the module.
    pub(crate) imports: Vec<Import>,
    parent: Option<ModuleId>,
    children: BTreeMap<String, ModuleId>,
    defined: Vec<String>,
}

/// One name that a `use` declaration brings into a module.
pub(crate) struct Import {
    /// Segments as written, without a leading `::`.
    pub(crate) path: Vec<String>,
    /// The name in the importing module; `None` for a glob and for `as _`.
    pub(crate) name: Option<String>,
    pub(crate) glob: bool,
    /// Whether the declaration has a visibility, that is, exports the name again.
    pub(crate) exported: bool,
    pub(crate) line: usize,
}

/// The item or module to which a path resolves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    /// A module itself.
    Module(ModuleId),
    /// An item that this module defines.
    Item(ModuleId),
}

impl Tree {
    /// Reads the crate whose root is `root`, following its `mod` declarations.
    ///
    /// # Panics
    /// If a file does not parse or a declared file is missing.
    pub(crate) fn read(sources: &Sources, root: &str) -> Self {
        let mut tree = Self {
            modules: Vec::new(),
        };
        tree.add_file(sources, root, Vec::new(), None);
        tree
    }

    fn add_file(
        &mut self,
        sources: &Sources,
        file: &str,
        path: Vec<String>,
        parent: Option<ModuleId>,
    ) -> ModuleId {
        let text = sources
            .get(file)
            .unwrap_or_else(|| panic!("{file} is declared as a module and missing"));
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        let stem = name.trim_end_matches(".rs");
        let children = if parent.is_none() || stem == "mod" {
            folder.to_owned()
        } else {
            join(folder, stem)
        };
        self.add_items(sources, file, folder, &children, path, parent, parsed.items)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one recursion over the parts of a module"
    )]
    fn add_items(
        &mut self,
        sources: &Sources,
        file: &str,
        folder: &str,
        children: &str,
        path: Vec<String>,
        parent: Option<ModuleId>,
        items: Vec<Item>,
    ) -> ModuleId {
        let id = self.modules.len();
        self.modules.push(Module {
            path: path.clone(),
            file: file.to_owned(),
            items: Vec::new(),
            imports: Vec::new(),
            parent,
            children: BTreeMap::new(),
            defined: Vec::new(),
        });
        for item in items {
            if is_test_only(attributes(&item)) {
                continue;
            }
            match item {
                Item::Mod(module) => {
                    let name = module.ident.to_string();
                    let mut below = path.clone();
                    below.push(name.clone());
                    let child = if let Some((_, items)) = module.content {
                        let nested = join(children, &name);
                        self.add_items(sources, file, folder, &nested, below, Some(id), items)
                    } else {
                        let declared = stated_path(&module.attrs)
                            .map(|stated| normalized(&join(folder, &stated)));
                        let found = declared.unwrap_or_else(|| {
                            let flat = join(children, &format!("{name}.rs"));
                            if sources.contains_key(&flat) {
                                flat
                            } else {
                                join(children, &format!("{name}/mod.rs"))
                            }
                        });
                        self.add_file(sources, &found, below, Some(id))
                    };
                    self.modules[id].children.insert(name, child);
                }
                Item::Use(declaration) => {
                    let exported = !matches!(declaration.vis, syn::Visibility::Inherited);
                    let rooted = declaration.leading_colon.is_some();
                    let mut imports = Vec::new();
                    flatten(&declaration.tree, &mut Vec::new(), &mut imports);
                    for mut import in imports {
                        import.exported = exported;
                        if !rooted || import.path[0] == "bytelane" {
                            self.modules[id].imports.push(import);
                        }
                    }
                }
                item => {
                    if let Some(name) = defined_name(&item) {
                        self.modules[id].defined.push(name);
                    }
                    self.modules[id].items.push(item);
                }
            }
        }
        id
    }

    /// Resolves a path that stands in `from`; `None` for a path of another crate.
    pub(crate) fn resolve(&self, from: ModuleId, path: &[String]) -> Option<Target> {
        self.resolve_within(from, path, RESOLVE_DEPTH_MAX)
    }

    fn resolve_within(&self, from: ModuleId, path: &[String], depth: usize) -> Option<Target> {
        let depth = depth.checked_sub(1)?;
        let mut at = from;
        let mut rest = path;
        let mut moved = false;
        while let Some((first, others)) = rest.split_first() {
            at = match first.as_str() {
                "crate" | "bytelane" if !moved => 0,
                "self" if !moved => at,
                "super" => self.modules[at].parent?,
                _ => break,
            };
            moved = true;
            rest = others;
        }
        let mut found = Target::Module(at);
        for segment in rest {
            match found {
                Target::Item(_) => break,
                Target::Module(module) => found = self.lookup(module, segment, depth)?,
            }
        }
        Some(found)
    }

    /// Looks `name` up in one module: its items, its submodules, its imports, its globs.
    fn lookup(&self, module: ModuleId, name: &str, depth: usize) -> Option<Target> {
        let this = &self.modules[module];
        if let Some(child) = this.children.get(name) {
            return Some(Target::Module(*child));
        }
        if this.defined.iter().any(|defined| defined == name) {
            return Some(Target::Item(module));
        }
        let named = this
            .imports
            .iter()
            .filter(|import| import.name.as_deref() == Some(name));
        for import in named {
            if import.path != [name]
                && let Some(found) = self.resolve_within(module, &import.path, depth)
            {
                return Some(found);
            }
        }
        this.imports
            .iter()
            .filter(|import| import.glob)
            .find_map(
                |import| match self.resolve_within(module, &import.path, depth)? {
                    Target::Module(target) if target != module => {
                        self.lookup(target, name, depth.checked_sub(1)?)
                    }
                    Target::Item(target) => Some(Target::Item(target)),
                    Target::Module(_) => None,
                },
            )
    }

    /// Returns the file of a module.
    pub(crate) fn file(&self, module: ModuleId) -> &str {
        &self.modules[module].file
    }

    /// Returns the name of the top-level module that holds `module`; `None` for the root and what stands inline in its file.
    pub(crate) fn top(&self, module: ModuleId) -> Option<&str> {
        let module = &self.modules[module];
        if module.file == self.modules[0].file {
            return None;
        }
        module.path.first().map(String::as_str)
    }

    /// Whether `module` lies in `ancestor`, at any depth.
    pub(crate) fn is_within(&self, module: ModuleId, ancestor: ModuleId) -> bool {
        let mut at = Some(module);
        while let Some(id) = at {
            if id == ancestor {
                return true;
            }
            at = self.modules[id].parent;
        }
        false
    }
}

/// Appends each name of a `use` tree.
pub(crate) fn flatten(tree: &UseTree, prefix: &mut Vec<String>, imports: &mut Vec<Import>) {
    let mut push = |path: Vec<String>, name: Option<String>, glob: bool, line: usize| {
        imports.push(Import {
            path,
            name,
            glob,
            exported: false,
            line,
        });
    };
    match tree {
        UseTree::Path(path) => {
            prefix.push(path.ident.to_string());
            flatten(&path.tree, prefix, imports);
            prefix.pop();
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                flatten(tree, prefix, imports);
            }
        }
        UseTree::Glob(glob) => {
            let line = glob.star_token.spans[0].start().line;
            push(prefix.clone(), None, true, line);
        }
        UseTree::Name(name) => {
            let ident = name.ident.to_string();
            let line = name.ident.span().start().line;
            let mut path = prefix.clone();
            if ident == "self" {
                push(path.clone(), path.last().cloned(), false, line);
            } else {
                path.push(ident.clone());
                push(path, Some(ident), false, line);
            }
        }
        UseTree::Rename(rename) => {
            let mut path = prefix.clone();
            if rename.ident != "self" {
                path.push(rename.ident.to_string());
            }
            let name = Some(rename.rename.to_string()).filter(|name| name != "_");
            push(path, name, false, rename.ident.span().start().line);
        }
    }
}

fn defined_name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

/// Attributes of an item.
pub(crate) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Whether a `cfg` attribute leaves the item out of every build that is not a test.
pub(crate) fn is_test_only(attributes: &[Attribute]) -> bool {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"))
        .filter_map(|attribute| attribute.parse_args::<Meta>().ok())
        .any(|condition| holds_without_test(&condition) == Some(false))
}

/// The value of a `cfg` condition if `test` is not set; `None` if other conditions decide.
fn holds_without_test(condition: &Meta) -> Option<bool> {
    if condition.path().is_ident("test") {
        return Some(false);
    }
    let Meta::List(list) = condition else {
        return None;
    };
    let parts = list.parse_args_with(Punctuated::<Meta, Comma>::parse_terminated);
    let mut parts = parts.into_iter().flatten();
    if list.path.is_ident("not") {
        return holds_without_test(&parts.next()?).map(|holds| !holds);
    }
    let decisive = list.path.is_ident("any");
    let values: Vec<_> = parts.map(|part| holds_without_test(&part)).collect();
    if values.contains(&Some(decisive)) {
        Some(decisive)
    } else if values.contains(&None) {
        None
    } else {
        Some(!decisive)
    }
}

fn stated_path(attributes: &[Attribute]) -> Option<String> {
    attributes
        .iter()
        .find_map(|attribute| match &attribute.meta {
            Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(text),
                    ..
                }) => Some(text.value()),
                _ => None,
            },
            _ => None,
        })
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

fn normalized(path: &str) -> String {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}
