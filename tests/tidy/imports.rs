//! The dependencies between files: every path in the code of a file that resolves to an item of another file of the crate.

use crate::tree::{ModuleId, Target, Tree, flatten, is_test_only};
use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Attribute, Item,
    visit::{self, Visit},
};

/// One file that depends on another.
#[derive(Clone, Debug)]
pub(crate) struct Dependency {
    pub(crate) from: ModuleId,
    /// The module that defines the item, or that is named itself.
    pub(crate) to: ModuleId,
    pub(crate) line: usize,
    /// The path as written.
    pub(crate) path: String,
    /// Whether the path names a module rather than an item of it.
    pub(crate) is_module: bool,
    /// Whether a module exports an item of its own submodules again.
    pub(crate) is_facade: bool,
    /// Whether the file has an `impl` of the type that the path names.
    pub(crate) is_extended: bool,
}

/// A path in the code that leads out of the crate.
#[derive(Clone, Debug)]
pub(crate) struct External {
    pub(crate) from: ModuleId,
    pub(crate) line: usize,
    pub(crate) path: Vec<String>,
}

/// The paths in the code of a crate.
pub(crate) struct Paths {
    /// Those that lead to another file of the crate.
    pub(crate) dependencies: Vec<Dependency>,
    pub(crate) external: Vec<External>,
}

/// Returns every dependency of the crate between two files.
pub(crate) fn dependencies(tree: &Tree) -> Vec<Dependency> {
    paths(tree).dependencies
}

/// Returns the paths in the code of the crate, without those that stay in their file.
pub(crate) fn paths(tree: &Tree) -> Paths {
    let mut found = Paths {
        dependencies: Vec::new(),
        external: Vec::new(),
    };
    for (id, module) in tree.modules.iter().enumerate() {
        let mut collector = Collector {
            tree,
            module: id,
            extended: extended(tree, id),
            found: &mut found,
        };
        for import in &module.imports {
            collector.add(&import.path, import.line, import.exported);
        }
        for item in &module.items {
            collector.visit_item(item);
        }
    }
    found.dependencies.retain(|dependency| {
        tree.modules[dependency.from].file != tree.modules[dependency.to].file
    });
    found
}

struct Collector<'a> {
    tree: &'a Tree,
    module: ModuleId,
    /// Types that the module has an `impl` of: where each is defined, and its name.
    extended: Vec<(ModuleId, String)>,
    found: &'a mut Paths,
}

impl Collector<'_> {
    fn add(&mut self, path: &[String], line: usize, exported: bool) {
        let Some(target) = self.tree.resolve(self.module, path) else {
            self.found.external.push(External {
                from: self.module,
                line,
                path: path.to_vec(),
            });
            return;
        };
        let (to, is_module) = match target {
            Target::Module(to) => (to, true),
            Target::Item(to) => (to, false),
        };
        self.found.dependencies.push(Dependency {
            from: self.module,
            to,
            line,
            path: path.join("::"),
            is_module,
            is_facade: exported && to != self.module && self.tree.is_within(to, self.module),
            is_extended: self
                .extended
                .iter()
                .any(|(module, name)| *module == to && path.contains(name)),
        });
    }

    /// Adds the paths in the tokens of a macro, whose grammar only the macro knows.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.add_tokens(group.stream()),
                TokenTree::Ident(first) if !follows_dot(&tokens, at) => {
                    let line = first.span().start().line;
                    let rooted = is_separator(&tokens, at.wrapping_sub(2));
                    let mut path = vec![first.to_string()];
                    while is_separator(&tokens, at + 1)
                        && let Some(TokenTree::Ident(next)) = tokens.get(at + 3)
                    {
                        path.push(next.to_string());
                        at += 3;
                    }
                    if !rooted || path[0] == "bytelane" {
                        self.add(&path, line, false);
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }
}

impl<'ast> Visit<'ast> for Collector<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test_only(crate::tree::attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast syn::ImplItem) {
        let attributes = match item {
            syn::ImplItem::Const(item) => &item.attrs,
            syn::ImplItem::Fn(item) => &item.attrs,
            syn::ImplItem::Type(item) => &item.attrs,
            _ => return visit::visit_impl_item(self, item),
        };
        if !is_test_only(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_use(&mut self, declaration: &'ast syn::ItemUse) {
        let mut imports = Vec::new();
        flatten(&declaration.tree, &mut Vec::new(), &mut imports);
        for import in imports {
            self.add(&import.path, import.line, false);
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        if let syn::Meta::List(list) = &attribute.meta {
            self.add_tokens(list.tokens.clone());
        }
        visit::visit_attribute(self, attribute);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        if path.leading_colon.is_none() || segments[0] == "bytelane" {
            self.add(&segments, path.segments[0].ident.span().start().line, false);
        }
        visit::visit_path(self, path);
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}

    fn visit_macro(&mut self, invocation: &'ast syn::Macro) {
        self.add_tokens(invocation.tokens.clone());
        visit::visit_macro(self, invocation);
    }
}

/// Returns the types that a module has an `impl` of.
fn extended(tree: &Tree, module: ModuleId) -> Vec<(ModuleId, String)> {
    let implementations = tree.modules[module]
        .items
        .iter()
        .filter_map(|item| match item {
            Item::Impl(item) if !is_test_only(&item.attrs) => Some(&*item.self_ty),
            _ => None,
        });
    implementations
        .filter_map(|self_type| match self_type {
            syn::Type::Path(path) => Some(&path.path),
            _ => None,
        })
        .filter_map(|path| {
            let segments: Vec<_> = path
                .segments
                .iter()
                .map(|segment| segment.ident.to_string())
                .collect();
            match tree.resolve(module, &segments)? {
                Target::Item(defined) => Some((defined, segments.last()?.clone())),
                Target::Module(_) => None,
            }
        })
        .collect()
}

fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    colon(at) && colon(at.wrapping_add(1))
}

fn follows_dot(tokens: &[TokenTree], at: usize) -> bool {
    at > 0 && matches!(&tokens[at - 1], TokenTree::Punct(punct) if punct.as_char() == '.')
}
