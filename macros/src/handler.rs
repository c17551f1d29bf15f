//! Expansion of `generate_handler!`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Path, PathArguments, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream},
};

use crate::{
    attribute::default_root,
    expand::{at, companion, key, spread_call},
    signature::Extent,
};

/// The input of `generate_handler!`.
struct Handler {
    plugin: Option<Ident>,
    root: Option<Path>,
    entries: Vec<Entry>,
}

/// A command, by the path of its function.
struct Entry {
    cfgs: Vec<Attribute>,
    function: Path,
}

impl Parse for Handler {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let (plugin, root) = read_options(&Attribute::parse_inner(input)?)?;
        let entries = input
            .parse_terminated(Entry::parse, Token![,])?
            .into_iter()
            .collect();
        Ok(Self {
            plugin,
            root,
            entries,
        })
    }
}

/// Parses the name in `#![plugin(name)]` and the path in `#![root(path)]`.
fn read_options(attributes: &[Attribute]) -> syn::Result<(Option<Ident>, Option<Path>)> {
    let (mut plugin, mut root) = (None, None);
    for attribute in attributes {
        let path = attribute.path();
        let (name, is_repeated) = if path.is_ident("plugin") {
            let name = attribute.parse_args_with(Ident::parse_any)?;
            ("plugin", plugin.replace(name).is_some())
        } else if path.is_ident("root") {
            let path = attribute.parse_args_with(Path::parse_mod_style)?;
            ("root", root.replace(path).is_some())
        } else {
            return Err(syn::Error::new_spanned(
                attribute,
                "unexpected attribute, expected `#![plugin(name)]` or `#![root(path)]`",
            ));
        };
        if is_repeated {
            let text = format!("`{name}` is specified twice");
            return Err(syn::Error::new_spanned(attribute, text));
        }
    }
    Ok((plugin, root))
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let cfgs = input.call(Attribute::parse_outer)?;
        if let Some(other) = cfgs
            .iter()
            .find(|attribute| !attribute.path().is_ident("cfg"))
        {
            return Err(syn::Error::new_spanned(
                other,
                "unexpected attribute, expected `#[cfg(…)]`",
            ));
        }
        let function: Path = input.parse()?;
        match function.segments.last().map(|segment| &segment.arguments) {
            Some(PathArguments::None) => Ok(Self { cfgs, function }),
            _ => Err(syn::Error::new_spanned(
                function,
                "a command is listed without type arguments, which are inferred",
            )),
        }
    }
}

impl Entry {
    /// Generates the constant expression of the command.
    ///
    /// A single identifier is a pattern: it is the unit struct that `#[command]` has added, if that is in scope. Otherwise, as after `use commands::f`, it is
    /// a new variable, whose type is inferred to be the one unit struct with this key.
    fn command(&self, root: &Path) -> TokenStream {
        let mut path = self.function.clone();
        let Some(last) = path.segments.last_mut() else {
            return TokenStream::new();
        };
        let (key, name) = (key(&last.ident), last.ident.span());
        last.ident = companion(&last.ident);
        match path.get_ident() {
            Some(companion) => {
                let listed = at(
                    quote!(<#root::__private::Key<#key> as #root::__private::Named<_>>::COMPANION),
                    name,
                );
                quote!(match #listed { #companion => #root::__private::command(&#companion) })
            }
            None => quote!(#root::__private::command(&#path)),
        }
    }

    /// Returns the name of the command for error messages.
    fn shown(&self, plugin: Option<&Ident>) -> String {
        let path = self.function.to_token_stream().to_string().replace(' ', "");
        plugin.map_or_else(|| path.clone(), |plugin| format!("plugin:{plugin}|{path}"))
    }
}

pub(crate) fn handler(input: TokenStream) -> syn::Result<TokenStream> {
    let Handler {
        plugin,
        root,
        entries,
    } = syn::parse2(input)?;
    let root = root.unwrap_or_else(default_root);
    let listed = entries.iter().enumerate().map(|(index, entry)| {
        let (cfgs, command) = (&entry.cfgs, entry.command(&root));
        quote!(#(#cfgs)* #command.at(#index))
    });
    let checks = entries
        .iter()
        .enumerate()
        .map(|(index, entry)| expand_check(&root, index, entry, plugin.as_ref()));
    Ok(quote! {{
        const __BYTELANE_LISTED: &[#root::__private::Command] = &[#(#listed),*];
        const __BYTELANE_SORTED: [#root::__private::Command; __BYTELANE_LISTED.len()] = #root::__private::sort(__BYTELANE_LISTED);
        #(#checks)*
        #root::__private::listed(&__BYTELANE_SORTED, move |__bytelane_invoke: #root::__private::Invoke| -> #root::__private::bool {
            #root::__private::run(&__BYTELANE_SORTED, __bytelane_invoke)
        })
    }})
}

/// Generates the compile-time check that no earlier command has the same name. The macro cannot check it: names may come from `rename`, and entries may
/// be removed by `#[cfg]`.
fn expand_check(root: &Path, index: usize, entry: &Entry, plugin: Option<&Ident>) -> TokenStream {
    let (cfgs, command) = (&entry.cfgs, entry.command(root));
    let text = format!(
        "`{}` has the same command name as an earlier entry of this list",
        entry.shown(plugin)
    );
    let arguments = quote!(&__BYTELANE_SORTED, #command.at(#index), #text);
    let check = spread_call(
        root,
        "assert_first",
        &arguments,
        Extent::of(&entry.function),
    );
    quote!(#(#cfgs)* const _: () = #check;)
}
