//! The options in `#[command(…)]`.

use proc_macro2::Span;
use quote::format_ident;
use syn::{
    Ident, LitStr, Path, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    token,
};

/// The case of the keys of arguments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Case {
    #[default]
    Camel,
    Snake,
}

/// The parsed options. An option without a value is represented by its span.
#[derive(Debug, Default)]
pub(crate) struct Options {
    rename_all: Option<Case>,
    pub(crate) rename: Option<LitStr>,
    pub(crate) root: Option<Path>,
    pub(crate) off_main: Option<Span>,
    pub(crate) main_thread: Option<Span>,
}

impl Options {
    pub(crate) fn case(&self) -> Case {
        self.rename_all.unwrap_or_default()
    }

    fn read_one(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        if input.peek(syn::Lit) {
            return Err(input.error(UNEXPECTED));
        }
        let name = input.call(Ident::parse_any)?;
        if input.peek(token::Paren) {
            return Err(syn::Error::new(name.span(), "unexpected list input"));
        }
        let takes_value = ["rename_all", "rename", "root"]
            .iter()
            .any(|option| name == option);
        if takes_value && !input.peek(Token![=]) {
            return Err(syn::Error::new(
                name.span(),
                format!("expected `{name} = …`"),
            ));
        }
        match name.to_string().as_str() {
            "async" => set(&mut self.off_main, &name, name.span()),
            "main_thread" => set(&mut self.main_thread, &name, name.span()),
            "rename_all" => set(&mut self.rename_all, &name, read_case(input)?),
            "rename" => set(&mut self.rename, &name, read_rename(input)?),
            "root" => set(&mut self.root, &name, read_root(input)?),
            _ => Err(syn::Error::new(name.span(), UNEXPECTED)),
        }
    }
}

const UNEXPECTED: &str =
    "unexpected input, expected one of `rename_all`, `rename`, `root`, `async`, `main_thread`";

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut options = Self::default();
        while !input.is_empty() {
            options.read_one(input)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        match options.off_main.and(options.main_thread) {
            Some(span) => Err(syn::Error::new(
                span,
                "`async` and `main_thread` are mutually exclusive",
            )),
            None => Ok(options),
        }
    }
}

fn set<T>(option: &mut Option<T>, name: &Ident, value: T) -> syn::Result<()> {
    match option.replace(value) {
        None => Ok(()),
        Some(_) => Err(syn::Error::new(
            name.span(),
            format!("`{name}` is specified twice"),
        )),
    }
}

fn read_case(input: ParseStream<'_>) -> syn::Result<Case> {
    const EXPECTED: &str = r#"expected "camelCase" or "snake_case""#;
    input.parse::<Token![=]>()?;
    let literal: LitStr = input
        .parse()
        .map_err(|error| syn::Error::new(error.span(), EXPECTED))?;
    match literal.value().as_str() {
        "camelCase" => Ok(Case::Camel),
        "snake_case" => Ok(Case::Snake),
        _ => Err(syn::Error::new(literal.span(), EXPECTED)),
    }
}

fn read_rename(input: ParseStream<'_>) -> syn::Result<LitStr> {
    input.parse::<Token![=]>()?;
    input
        .parse()
        .map_err(|error| syn::Error::new(error.span(), "expected string literal for rename"))
}

/// Parses `= ` and the path of the crate that has `__private`: `"crate"`, the name of a crate, or a path; quoted, as in Tauri, or bare.
pub(crate) fn read_root(input: ParseStream<'_>) -> syn::Result<Path> {
    input.parse::<Token![=]>()?;
    if !input.peek(LitStr) {
        return input.call(Path::parse_mod_style);
    }
    let literal: LitStr = input.parse()?;
    let mut path = literal.parse_with(Path::parse_mod_style)?;
    let local = path
        .get_ident()
        .is_some_and(|ident| ["crate", "self", "super"].iter().any(|word| ident == word));
    if path.segments.len() == 1 && !local {
        path.leading_colon = Some(Token![::](literal.span()));
    }
    Ok(path)
}

/// Crates that re-export bytelane under its own name, for a crate that depends on them alone.
const REEXPORTED_BY: [&str; 1] = ["tauri-plugin-bytelane"];

/// Returns the path of bytelane in the crate that uses the macro: that of its dependency, or of the re-export of one.
pub(crate) fn default_root() -> Path {
    use proc_macro_crate::{FoundCrate, crate_name};
    let name_of = |package| match crate_name(package) {
        Ok(FoundCrate::Name(name)) => Some(format_ident!("{name}")),
        // Another build system may have no manifest.
        Ok(FoundCrate::Itself) | Err(_) => None,
    };
    if let Some(name) = name_of("bytelane") {
        return syn::parse_quote!(::#name);
    }
    match REEXPORTED_BY.into_iter().find_map(name_of) {
        Some(name) => syn::parse_quote!(::#name::bytelane),
        None => syn::parse_quote!(::bytelane),
    }
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;

    use super::*;

    fn error(text: &str) -> String {
        syn::parse_str::<Options>(text)
            .expect_err("the options are invalid")
            .to_string()
    }

    fn root(text: &str) -> String {
        let options: Options = syn::parse_str(text).expect("the options are valid");
        options
            .root
            .expect("root is set")
            .to_token_stream()
            .to_string()
    }

    #[test]
    fn invalid_options_are_reported() {
        assert_eq!(error("colour"), UNEXPECTED);
        assert_eq!(error("\"colour\""), UNEXPECTED);
        assert_eq!(error("rename_all(\"camelCase\")"), "unexpected list input");
        assert_eq!(
            error("rename_all = \"kebab-case\""),
            r#"expected "camelCase" or "snake_case""#
        );
        assert_eq!(
            error("rename_all = camel"),
            r#"expected "camelCase" or "snake_case""#
        );
        assert_eq!(error("rename = 7"), "expected string literal for rename");
        assert_eq!(error("rename, async"), "expected `rename = …`");
        assert_eq!(error("async, async"), "`async` is specified twice");
        assert_eq!(
            error("async, main_thread"),
            "`async` and `main_thread` are mutually exclusive"
        );
    }

    #[test]
    fn root_is_a_crate_or_a_path() {
        assert_eq!(root("root = \"crate\""), "crate");
        assert_eq!(root("root = crate"), "crate");
        assert_eq!(root("root = \"other\""), ":: other");
        assert_eq!(root("root = other"), "other");
        assert_eq!(root("root = \"crate::inner\""), "crate :: inner");
        assert_eq!(root("root = ::a::b"), ":: a :: b");
    }
}
