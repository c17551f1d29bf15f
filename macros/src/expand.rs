//! The code that `#[command]` adds to a function.

use heck::ToLowerCamelCase;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Attribute, Expr, ItemFn, Meta, Path, ext::IdentExt, punctuated::Punctuated};

use crate::{
    attribute::Options,
    documentation::{docs_of, text_of},
    signature::{Argument, Extent, Plan, Runs},
};

/// Returns the name of the hidden unit struct of a command, whose `Companion::COMMAND` holds the command's name and its runner. It is a single item, so that
/// it can be re-exported by name.
pub(crate) fn companion(command: &Ident) -> Ident {
    let span = Span::call_site().located_at(command.span());
    format_ident!("__bytelane_command_{}", command.unraw(), span = span)
}

pub(crate) fn command(options: TokenStream, item: TokenStream) -> syn::Result<TokenStream> {
    let function: ItemFn = syn::parse2(item.clone())?;
    let plan = Plan::new(syn::parse2::<Options>(options)?, &function)?;
    let companion = expand_companion(&plan, &function);
    Ok(quote!(#item #companion))
}

fn expand_companion(plan: &Plan, function: &ItemFn) -> TokenStream {
    let Plan {
        root, ident, name, ..
    } = plan;
    let visibility = &function.vis;
    let cfgs = function
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"));
    let companion = companion(ident);
    let run = expand_run(plan);
    let uploads = plan
        .arguments
        .iter()
        .filter_map(|argument| expand_upload(root, argument));
    let key = key(ident);
    let describe = expand_describe(plan, function);
    let cfgs: Vec<_> = cfgs.collect();
    quote! {
        #(#cfgs)*
        #[doc(hidden)]
        #[allow(non_camel_case_types, missing_debug_implementations, missing_copy_implementations)]
        #visibility struct #companion;

        #(#cfgs)*
        #[allow(non_local_definitions)]
        impl #root::__private::Named<#companion> for #root::__private::Key<#key> {
            const COMPANION: #companion = #companion;
        }

        #(#cfgs)*
        #[allow(non_local_definitions)]
        impl #root::__private::Companion for #companion {
            const COMMAND: #root::__private::Command = {
            const __BYTELANE_NAME: &#root::__private::str = #name;
            #[allow(deprecated)]
            fn __bytelane_prepare(__bytelane_invoke: #root::__private::Invoke) {
                __bytelane_invoke.prepared(&[#(#uploads),*], __bytelane_run);
            }
            #[allow(deprecated)]
            fn __bytelane_run(__bytelane_invoke: #root::__private::Invoke) {
                // Whether the value is a `Result` is decided by its type, so an alias of `Result` works too.
                #[allow(unused_imports)]
                use #root::__private::ReturnsValue as _;
                #run
            }
            #root::__private::described! {
                #root::__private::Command::new(__BYTELANE_NAME, __bytelane_prepare),
                #describe
            }
            };
        }
    }
}

/// Generates the function that describes the command for bindings: `described!` compiles it if bytelane has the feature.
fn expand_describe(plan: &Plan, function: &ItemFn) -> TokenStream {
    let Plan {
        root, ident, name, ..
    } = plan;
    let shown = ident.unraw().to_string().to_lower_camel_case();
    let docs = docs_of(&function.attrs);
    let note = deprecated(&function.attrs).map(|note| quote!(.deprecated(#note)));
    let arguments = || plan.arguments.iter().enumerate();
    // The type parameters of a generic function are inferred as they are where the arguments are read.
    let slot = if function.sig.generics.type_params().next().is_some() {
        quote!(argument_slot)
    } else {
        quote!(slot)
    };
    let slots = arguments().map(|(index, Argument { cfgs, .. })| {
        let variable = variable(index);
        quote!(#(#cfgs)* let #variable = #root::__private::#slot();)
    });
    let passed = arguments().map(|(index, Argument { cfgs, .. })| {
        let variable = variable(index);
        quote!(#(#cfgs)* #variable.value())
    });
    let forms = arguments().map(|(index, Argument { key, cfgs, .. })| {
        let variable = variable(index);
        quote! {
            #(#cfgs)*
            __bytelane_signature.argument(#key, #variable.form(__bytelane_graph));
        }
    });
    let outcome = match plan.runs {
        Runs::Task => quote!(resolved),
        Runs::Blocking | Runs::Main => quote!(returned),
    };
    quote! {
        #[allow(deprecated)]
        fn __bytelane_describe(__bytelane_graph: &mut #root::__private::Graph) -> #root::__private::Signature {
            #[allow(unused_imports)]
            use #root::__private::{NotResult as _, Undescribed as _};
            let mut __bytelane_signature = #root::__private::Signature::new(#name, #shown, #docs)#note;
            #(#slots)*
            let __bytelane_outcome = #root::__private::#outcome(|| #ident(#(#passed),*));
            #(#forms)*
            let (__bytelane_result, __bytelane_error) = __bytelane_outcome.split();
            __bytelane_signature.returns(
                __bytelane_result.form(__bytelane_graph),
                __bytelane_error.form(__bytelane_graph),
            );
            __bytelane_signature
        }
    }
}

/// Returns the note of `#[deprecated]`, which is empty if the attribute has none.
fn deprecated(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes
        .iter()
        .find(|attribute| attribute.path().is_ident("deprecated"))?;
    let text = |value: &Expr| text_of(value).unwrap_or_default();
    let mut note = String::new();
    match &attribute.meta {
        Meta::NameValue(pair) => note = text(&pair.value),
        Meta::List(_) => {
            let pairs = attribute.parse_args_with(
                Punctuated::<syn::MetaNameValue, syn::Token![,]>::parse_terminated,
            );
            for pair in pairs.unwrap_or_default() {
                if pair.path.is_ident("note") {
                    note = text(&pair.value);
                }
            }
        }
        Meta::Path(_) => {}
    }
    Some(note)
}

/// Returns the key under which commands of this identifier are found if their unit struct is not in scope: its FNV-1a hash.
pub(crate) fn key(command: &Ident) -> u64 {
    command
        .unraw()
        .to_string()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
}

/// Generates the code that runs the command as planned.
fn expand_run(plan: &Plan) -> TokenStream {
    match plan.runs {
        Runs::Task => {
            let body = expand_body(plan, &quote!(.await));
            // A future that is not `Send` is reported at the name of the function.
            let spawn = Ident::new("spawn", plan.ident.span());
            quote! {
                __bytelane_invoke.#spawn(|__bytelane_message| async move {
                    let __bytelane_message = &*__bytelane_message;
                    #body
                });
            }
        }
        Runs::Blocking => {
            let body = expand_body(plan, &TokenStream::new());
            quote!(__bytelane_invoke.run_blocking(|__bytelane_message| { #body });)
        }
        Runs::Main => {
            let body = expand_body(plan, &TokenStream::new());
            quote!(__bytelane_invoke.run_on_main_thread(|__bytelane_message| { #body });)
        }
    }
}

/// Generates the code that reads the arguments, calls the function, and turns its result into a reply.
fn expand_body(plan: &Plan, wait: &TokenStream) -> TokenStream {
    let Plan { root, ident, .. } = plan;
    let arguments = || plan.arguments.iter().enumerate();
    let reads = arguments().map(|(index, argument)| expand_argument(root, index, argument));
    let passed = arguments().map(|(index, Argument { cfgs, .. })| {
        let variable = variable(index);
        quote!(#(#cfgs)* #variable)
    });
    let returned = quote!(__bytelane_returned);
    let taken = spread_call(root, "take", &returned, plan.returned);
    quote! {
        #(#reads)*
        let #returned = #root::__private::Returned(#ident(#(#passed),*) #wait);
        #returned.__bytelane_kind().__bytelane_reply(#taken)
    }
}

fn expand_argument(root: &Path, index: usize, argument: &Argument) -> TokenStream {
    let Argument {
        key, extent, cfgs, ..
    } = argument;
    let variable = variable(index);
    let item = quote! {
        #root::__private::CommandItem { name: __BYTELANE_NAME, key: #key, message: __bytelane_message }
    };
    let read = spread_call(root, "argument", &item, *extent);
    quote! {
        #(#cfgs)*
        let #variable = match #read {
            #root::__private::Ok(__bytelane_value) => __bytelane_value,
            #root::__private::Err(__bytelane_error) => return #root::__private::refuse(__bytelane_error),
        };
    }
}

/// Generates the check whether an argument is an `Upload`.
fn expand_upload(root: &Path, argument: &Argument) -> Option<TokenStream> {
    let Argument {
        key, named, cfgs, ..
    } = argument;
    let named = named.as_ref()?;
    Some(quote!(#(#cfgs)* (#key, #root::__private::is_upload::<#named>())))
}

fn variable(index: usize) -> Ident {
    Ident::new(&format!("__bytelane_argument_{index}"), Span::mixed_site())
}

/// Generates a call of a function in `__private` whose first and last token have the spans of `extent`, so that an error in the function's bounds, or in
/// its evaluation at compile time, underlines all of it.
pub(crate) fn spread_call(
    root: &Path,
    function: &str,
    arguments: &TokenStream,
    extent: Extent,
) -> TokenStream {
    let root = at(root.to_token_stream(), extent.first);
    let function = Ident::new(function, extent.first);
    let mut arguments = Group::new(Delimiter::Parenthesis, arguments.clone());
    arguments.set_span(extent.last);
    quote_spanned!(extent.first=> #root::__private::#function #arguments)
}

pub(crate) fn at(tokens: TokenStream, span: Span) -> TokenStream {
    let place = |mut token: TokenTree| {
        if let TokenTree::Group(group) = token {
            token = Group::new(group.delimiter(), at(group.stream(), span)).into();
        }
        token.set_span(span);
        token
    };
    tokens.into_iter().map(place).collect()
}
