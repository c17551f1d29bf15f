//! `#[derive(View)]`.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{
    Attribute, Data, DeriveInput, Field, Fields, Ident, Path, Token, Type, ext::IdentExt,
    parse::ParseStream, spanned::Spanned,
};

use crate::{
    attribute::{default_root, read_root},
    documentation::docs_of,
};

/// Members of the generated classes, which fields cannot be named after.
const RESERVED: [&str; 4] = ["toObject", "toJSON", "constructor", "__proto__"];

pub(crate) fn view(input: TokenStream) -> syn::Result<TokenStream> {
    let input: DeriveInput = syn::parse2(input)?;
    if !input.generics.params.is_empty() {
        return Err(syn::Error::new_spanned(
            &input.generics,
            "a type with a view has no parameters: define a type for each use",
        ));
    }
    let Options { root, is_read_only } = read_options(&input.attrs)?;
    let name = &input.ident;
    let shown = name.unraw().to_string();
    let docs = docs_of(&input.attrs);
    let (definition, fields, checks) = match &input.data {
        Data::Struct(data) => expand_struct(&root, name, &data.fields)?,
        Data::Enum(data) => expand_enum(&root, name, data.variants.iter())?,
        Data::Union(_) => {
            return Err(syn::Error::new_spanned(
                name,
                "a union has no view: use an enum",
            ));
        }
    };
    let argument = (!is_read_only).then(|| expand_argument(&root, name, &fields));
    Ok(quote! {
        #[automatically_derived]
        #[allow(unused_qualifications)]
        impl #root::View for #name {
            fn shape(__bytelane_types: &mut #root::view::Types) -> #root::view::Shape {
                __bytelane_types.define::<Self>(#shown, #docs, |__bytelane_types| #definition)
            }
        }
        #argument
        #checks
    })
}

struct Options {
    root: Path,
    is_read_only: bool,
}

/// Reads `#[view(read_only, root = …)]`.
fn read_options(attributes: &[Attribute]) -> syn::Result<Options> {
    let (mut root, mut is_read_only) = (None, false);
    for attribute in attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("view"))
    {
        attribute.parse_args_with(|input: ParseStream<'_>| {
            while !input.is_empty() {
                let option = input.call(Ident::parse_any)?;
                if option == "read_only" {
                    is_read_only = true;
                } else if option == "root" {
                    root = Some(read_root(input)?);
                } else {
                    return Err(syn::Error::new_spanned(
                        attribute,
                        "unexpected option, expected one of `read_only`, `root`",
                    ));
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        })?;
    }
    Ok(Options {
        root: root.unwrap_or_else(default_root),
        is_read_only,
    })
}

/// Refuses attributes that change how a field is archived.
fn check_attributes(field: &Field) -> syn::Result<()> {
    for attribute in field
        .attrs
        .iter()
        .filter(|attribute| attribute.path().is_ident("rkyv"))
    {
        let text = attribute.meta.to_token_stream().to_string();
        for option in ["with", "niche", "getter"] {
            if text
                .split(|letter: char| !letter.is_alphanumeric())
                .any(|word| word == option)
            {
                return Err(syn::Error::new_spanned(
                    attribute,
                    format!(
                        "a field with `{option}` has no view, because it is archived as another type: archive the field as it is"
                    ),
                ));
            }
        }
    }
    Ok(())
}

/// Returns the name of a field in the page, and the field in Rust.
fn names(index: usize, field: &Field) -> syn::Result<(String, TokenStream)> {
    check_attributes(field)?;
    let Some(ident) = &field.ident else {
        let member = syn::Index::from(index);
        return Ok((index.to_string(), quote!(#member)));
    };
    let name = ident.unraw().to_string();
    if RESERVED.contains(&name.as_str()) {
        return Err(syn::Error::new(
            ident.span(),
            format!("a view has a member `{name}`: rename the field"),
        ));
    }
    Ok((name, quote!(#ident)))
}

fn archived(root: &Path, ty: &Type) -> TokenStream {
    quote!(<#ty as #root::rkyv::Archive>::Archived)
}

/// Generates the shape of a type. Errors in its bounds are at the type.
fn shape_of(root: &Path, ty: &Type) -> TokenStream {
    quote_spanned!(ty.span()=> <#ty as #root::View>::shape(__bytelane_types))
}

type Expanded<'a> = (TokenStream, Vec<&'a Type>, TokenStream);

fn expand_struct<'a>(root: &Path, name: &Ident, fields: &'a Fields) -> syn::Result<Expanded<'a>> {
    let this = quote!(<#name as #root::rkyv::Archive>::Archived);
    let mut list = Vec::new();
    let mut same = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let (shown, member) = names(index, field)?;
        let (docs, shape) = (docs_of(&field.attrs), shape_of(root, &field.ty));
        list.push(quote! {
            #root::view::Field { name: #shown, docs: #docs, at: ::core::mem::offset_of!(#this, #member), shape: #shape }
        });
        // The type of the archived field is checked, because attributes of `rkyv` may change it.
        let archived = archived(root, &field.ty);
        same.push(quote!(let _: &#archived = &__bytelane_archived.#member;));
    }
    let checks = quote! {
        const _: () = {
            #[allow(dead_code)]
            fn __bytelane_fields(__bytelane_archived: &#this) { #(#same)* }
            ::core::assert!(::core::mem::size_of::<#this>() > 0, "a type with a view has at least one field");
        };
    };
    let types = fields.iter().map(|field| &field.ty).collect();
    Ok((
        quote!(#root::view::Definition::Struct(#root::__private::vec![#(#list),*])),
        types,
        checks,
    ))
}

fn expand_enum<'a>(
    root: &Path,
    name: &Ident,
    variants: impl ExactSizeIterator<Item = &'a syn::Variant>,
) -> syn::Result<Expanded<'a>> {
    let this = quote!(<#name as #root::rkyv::Archive>::Archived);
    if variants.len() == 0 {
        return Err(syn::Error::new_spanned(
            name,
            "an enum without variants has no values",
        ));
    }
    let mut list = Vec::new();
    let mut mirrors = Vec::new();
    let mut types = Vec::new();
    let mut largest = quote!(1);
    for variant in variants {
        if let Some((_, discriminant)) = &variant.discriminant {
            return Err(syn::Error::new_spanned(
                discriminant,
                "a variant of a type with a view has no number of its own",
            ));
        }
        let mirror = format_ident!(
            "__Bytelane{}",
            variant.ident.unraw(),
            span = Span::call_site()
        );
        let (shown, docs) = (variant.ident.unraw().to_string(), docs_of(&variant.attrs));
        let mut parts = Vec::new();
        let mut members = Vec::new();
        for (index, field) in variant.fields.iter().enumerate() {
            let (shown, _) = names(index, field)?;
            let member = format_ident!("field{index}");
            let (docs, shape) = (docs_of(&field.attrs), shape_of(root, &field.ty));
            let at = quote!(::core::mem::offset_of!(#mirror, #member));
            parts.push(match variant.fields {
                Fields::Named(_) => {
                    quote!(#root::view::Field { name: #shown, docs: #docs, at: #at, shape: #shape })
                }
                _ => quote!((#at, #shape)),
            });
            let archived = archived(root, &field.ty);
            members.push(quote!(#member: #archived));
            types.push(&field.ty);
        }
        let content = match variant.fields {
            Fields::Unit => quote!(Unit),
            Fields::Unnamed(_) => quote!(Tuple(#root::__private::vec![#(#parts),*])),
            Fields::Named(_) => quote!(Struct(#root::__private::vec![#(#parts),*])),
        };
        list.push(quote! {
            #root::view::Variant { name: #shown, docs: #docs, content: #root::view::Content::#content }
        });
        // The layout of a variant, as the Rust reference defines it for `repr(u8)`.
        mirrors.push(quote! {
            #[repr(C)]
            #[allow(dead_code, non_camel_case_types)]
            struct #mirror { tag: u8, #(#members),* }
        });
        largest = quote!(__bytelane_max(#largest, ::core::mem::size_of::<#mirror>()));
    }
    let definition = quote! {{
        #(#mirrors)*
        const fn __bytelane_max(one: usize, other: usize) -> usize { if one > other { one } else { other } }
        const {
            let align = ::core::mem::align_of::<#this>();
            ::core::assert!(
                ::core::mem::size_of::<#this>() == #largest.next_multiple_of(align),
                "the archive of this enum has another layout than its variants",
            );
        }
        #root::view::Definition::Enum(#root::__private::vec![#(#list),*])
    }};
    Ok((definition, types, TokenStream::new()))
}

/// Generates the implementation that lets a page pass archives of the type, with a check of each field.
fn expand_argument(root: &Path, name: &Ident, fields: &[&Type]) -> TokenStream {
    let checks = fields
        .iter()
        .map(|ty| quote_spanned!(ty.span()=> <#ty as #root::ipc::ArchiveArgument>::SIZED));
    quote! {
        #[automatically_derived]
        impl #root::ipc::ArchiveArgument for #name {}
        const _: () = { #(let () = #checks;)* };
    }
}
