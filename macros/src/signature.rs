//! The signature of a command: its name, its arguments, and the thread that it runs on.

use heck::{ToLowerCamelCase, ToSnakeCase};
use proc_macro2::Span;
use quote::ToTokens;
use syn::{
    Attribute, FnArg, GenericArgument, Generics, Ident, ItemFn, Pat, PatType, Path, PathArguments,
    ReturnType, Type, TypeParamBound, TypePath, ext::IdentExt, spanned::Spanned,
};

use crate::attribute::{Case, Options, default_root};

/// How a command runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runs {
    /// As an async task.
    Task,
    /// On a thread that may block.
    Blocking,
    /// On the main thread.
    Main,
}

/// The spans of the first and the last token. On a stable compiler `Span::join` returns the first span only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    pub(crate) first: Span,
    pub(crate) last: Span,
}

impl Extent {
    pub(crate) fn of(tokens: &impl ToTokens) -> Self {
        let mut spans = tokens
            .to_token_stream()
            .into_iter()
            .map(|token| token.span());
        let first = spans.next().unwrap_or_else(Span::call_site);
        Self {
            first,
            last: spans.last().unwrap_or(first),
        }
    }
}

/// An argument of a command.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) key: String,
    /// The path of its type, if it may be `Upload`: a path without generic arguments that is not a type parameter of the function.
    pub(crate) named: Option<Path>,
    /// The location of errors about its type.
    pub(crate) extent: Extent,
    /// Its `#[cfg(…)]` attributes.
    pub(crate) cfgs: Vec<Attribute>,
}

/// A command.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) root: Path,
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) runs: Runs,
    pub(crate) arguments: Vec<Argument>,
    /// The location of errors about the returned value.
    pub(crate) returned: Extent,
}

impl Plan {
    pub(crate) fn new(options: Options, function: &ItemFn) -> syn::Result<Self> {
        let signature = &function.sig;
        if let syn::Safety::Unsafe(token) = &signature.safety {
            return Err(syn::Error::new(
                token.span(),
                "a command cannot be `unsafe`, because pages call it",
            ));
        }
        let case = options.case();
        let arguments = signature
            .inputs
            .iter()
            .map(|input| Argument::new(input, case, &signature.generics))
            .collect::<syn::Result<_>>()?;
        let returned = match &signature.output {
            ReturnType::Default => Extent::of(&signature.ident),
            ReturnType::Type(_, ty) => Extent::of(ty),
        };
        Ok(Self {
            runs: runs(&options, function)?,
            name: options
                .rename
                .as_ref()
                .map_or_else(|| signature.ident.unraw().to_string(), syn::LitStr::value),
            root: options.root.unwrap_or_else(default_root),
            ident: signature.ident.clone(),
            arguments,
            returned,
        })
    }
}

fn runs(options: &Options, function: &ItemFn) -> syn::Result<Runs> {
    let is_async = function.sig.asyncness.is_some() || returns_future(&function.sig.output);
    match (is_async, options.main_thread) {
        (true, Some(span)) => Err(syn::Error::new(
            span,
            "an `async` command runs as a task, never on the main thread",
        )),
        (true, None) => Ok(Runs::Task),
        (false, Some(_)) => Ok(Runs::Main),
        (false, None) => Ok(Runs::Blocking),
    }
}

/// Whether the returned type is spelled as a future: `impl Future<…>`, `Pin<Box<dyn Future<…>>>`, `BoxFuture<…>`.
fn returns_future(output: &ReturnType) -> bool {
    fn has_future(ty: &Type) -> bool {
        match ty {
            Type::ImplTrait(ty) => ty.bounds.iter().any(is_future),
            Type::TraitObject(ty) => ty.bounds.iter().any(is_future),
            Type::Paren(ty) => has_future(&ty.elem),
            Type::Group(ty) => has_future(&ty.elem),
            Type::Path(TypePath { path, .. }) => {
                path.segments
                    .last()
                    .is_some_and(|last| {
                        match &last.arguments {
                    _ if last.ident == "BoxFuture" => true,
                    PathArguments::AngleBracketed(inner)
                        if last.ident == "Pin" || last.ident == "Box" =>
                    {
                        inner.args.iter().any(
                            |inner| matches!(inner, GenericArgument::Type(ty) if has_future(ty)),
                        )
                    }
                    _ => false,
                }
                    })
            }
            _ => false,
        }
    }
    fn is_future(bound: &TypeParamBound) -> bool {
        let TypeParamBound::Trait(bound) = bound else {
            return false;
        };
        let last = bound.path.segments.last();
        last.is_some_and(|last| last.ident == "Future" || last.ident == "IntoFuture")
    }
    match output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => has_future(ty),
    }
}

impl Argument {
    fn new(input: &FnArg, case: Case, generics: &Generics) -> syn::Result<Self> {
        let FnArg::Typed(PatType { attrs, pat, ty, .. }) = input else {
            return Err(syn::Error::new(
                input.span(),
                "unable to use self as a command function parameter",
            ));
        };
        Ok(Self {
            key: key(pat, case)?,
            named: named(ty, generics),
            extent: Extent::of(ty),
            cfgs: attrs
                .iter()
                .filter(|attribute| attribute.path().is_ident("cfg"))
                .cloned()
                .collect(),
        })
    }
}

fn named(ty: &Type, generics: &Generics) -> Option<Path> {
    let Type::Path(TypePath {
        qself: None, path, ..
    }) = ty
    else {
        return None;
    };
    let has_parameters = path
        .segments
        .iter()
        .any(|segment| !segment.arguments.is_none());
    let is_own = generics
        .type_params()
        .any(|parameter| path.is_ident(&parameter.ident));
    (!has_parameters && !is_own).then(|| path.clone())
}

/// Returns the key of an argument in the page; empty for an argument without a name.
fn key(pattern: &Pat, case: Case) -> syn::Result<String> {
    let name = match pattern {
        Pat::Ident(named) if named.ident == "self" => {
            return Err(syn::Error::new(
                pattern.span(),
                "unable to use self as a command function parameter",
            ));
        }
        Pat::Ident(named) => named.ident.unraw().to_string(),
        Pat::Wild(_) => String::new(),
        Pat::Struct(fields) => last_name(&fields.path),
        Pat::TupleStruct(fields) => last_name(&fields.path),
        _ => {
            let text = "only named, wildcard, struct, and tuple struct arguments allowed";
            return Err(syn::Error::new(pattern.span(), text));
        }
    };
    Ok(match case {
        Case::Camel => name.to_lower_camel_case(),
        Case::Snake => name.to_snake_case(),
    })
}

fn last_name(path: &Path) -> String {
    path.segments
        .last()
        .map(|segment| segment.ident.unraw().to_string())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use syn::parse_quote;

    use super::*;

    fn keys(options: &str, function: ItemFn) -> Vec<String> {
        let plan = Plan::new(
            syn::parse_str(options).expect("the options are valid"),
            &function,
        )
        .expect("the function is valid");
        plan.arguments
            .into_iter()
            .map(|argument| argument.key)
            .collect()
    }

    fn error(function: ItemFn) -> String {
        Plan::new(Options::default(), &function)
            .expect_err("the function is invalid")
            .to_string()
    }

    #[test]
    fn keys_are_camel_case() {
        let function = parse_quote! {
            fn f(name: A, file_name: A, _unused: A, x1_y2: A, arg_1: A, r#type: A, mut count_of: A, HTTPServer { .. }: A) {}
        };
        assert_eq!(
            keys("", function),
            [
                "name",
                "fileName",
                "unused",
                "x1Y2",
                "arg1",
                "type",
                "countOf",
                "httpServer"
            ]
        );
    }

    #[test]
    fn keys_are_snake_case_on_demand() {
        let function =
            parse_quote! { fn f(file_name: A, r#fn: A, FileName(..): A, camelCase: A) {} };
        assert_eq!(
            keys("rename_all = \"snake_case\"", function),
            ["file_name", "fn", "file_name", "camel_case"]
        );
    }

    #[test]
    fn patterns_have_keys() {
        let function = parse_quote! { fn f(_: A, Point { x, y }: Point, shapes::Circle(radius): A, whole @ Pair(..): A) {} };
        assert_eq!(keys("", function), ["", "point", "circle", "whole"]);
    }

    #[test]
    fn other_patterns_are_rejected() {
        let text = "only named, wildcard, struct, and tuple struct arguments allowed";
        assert_eq!(error(parse_quote! { fn f((a, b): (A, B)) {} }), text);
        assert_eq!(error(parse_quote! { fn f([a, b]: [A; 2]) {} }), text);
        assert_eq!(
            error(parse_quote! { fn f(&self) {} }),
            "unable to use self as a command function parameter"
        );
    }

    #[test]
    fn a_function_that_returns_a_future_runs_as_a_task() {
        let runs = |function: ItemFn| runs(&Options::default(), &function).ok();
        for function in [
            parse_quote! { async fn f() {} },
            parse_quote! { fn f() -> impl Future<Output = u8> + Send {} },
            parse_quote! { fn f() -> impl std::future::Future<Output = Result<u8, String>> {} },
            parse_quote! { fn f() -> Pin<Box<dyn Future<Output = u8> + Send>> {} },
            parse_quote! { fn f() -> futures::future::BoxFuture<'static, u8> {} },
        ] {
            assert_eq!(runs(function), Some(Runs::Task));
        }
        for function in [
            parse_quote! { fn f() -> Box<Future> {} },
            parse_quote! { fn f() -> Vec<u8> {} },
        ] {
            assert_eq!(runs(function), Some(Runs::Blocking));
        }
    }

    #[test]
    fn names_come_from_the_function_or_the_option() {
        let name = |options: &str, function: ItemFn| {
            Plan::new(
                syn::parse_str(options).expect("the options are valid"),
                &function,
            )
            .expect("the function is valid")
            .name
        };
        assert_eq!(name("", parse_quote! { fn save_file() {} }), "save_file");
        assert_eq!(name("", parse_quote! { fn r#move() {} }), "move");
        assert_eq!(
            name("rename = \"fs:save\"", parse_quote! { fn save_file() {} }),
            "fs:save"
        );
    }
}
