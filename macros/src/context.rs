//! Expansion of `generate_context!`.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Component, Path, PathBuf},
};

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{
    LitStr,
    parse::{Parse, ParseStream},
};

use crate::{
    attribute::default_root,
    configuration::{self, Configuration, Text},
};

/// The input of `generate_context!`: the path of the configuration, if specified.
struct Input(Option<LitStr>);

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            Ok(Self(None))
        } else {
            input.parse().map(Some).map(Self)
        }
    }
}

/// The value of `build.frontendDist`.
#[derive(Debug, PartialEq, Eq)]
enum Frontend {
    None,
    Directory(PathBuf),
    Files(Vec<PathBuf>),
}

/// Asset files by key, such as `/index.html`. Sorted, because the generated table has to be.
type Table = BTreeMap<String, PathBuf>;

pub(crate) fn context(input: TokenStream) -> syn::Result<TokenStream> {
    let Input(path) = syn::parse2(input)?;
    let span = path.as_ref().map_or_else(Span::call_site, LitStr::span);
    expand(path.map(|path| path.value())).map_err(|text| syn::Error::new(span, text))
}

fn expand(path: Option<String>) -> Result<TokenStream, Text> {
    let root = default_root();
    let directory = env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .ok_or("CARGO_MANIFEST_DIR is not set: build with cargo")?;
    let configurations = configuration::read(&directory, path.as_deref())?;
    let plain = call(&root, &configurations.plain)?;
    let mut targets = Vec::new();
    let mut calls = Vec::new();
    for (target, configuration) in &configurations.of_targets {
        targets.push(target);
        // An error in the file of another target does not affect this target.
        calls.push(
            call(&root, configuration)
                .unwrap_or_else(|text| quote!(#root::__private::compile_error!(#text))),
        );
    }
    Ok(quote! {{
        #(#[cfg(target_os = #targets)] { #calls })*
        #[cfg(not(any(#(target_os = #targets),*)))]
        { #plain }
    }})
}

/// Generates the call that creates the context of a configuration.
fn call(root: &syn::Path, configuration: &Configuration) -> Result<TokenStream, Text> {
    let assets = match frontend(configuration)? {
        Frontend::None => quote!(#root::__private::Assets::None),
        Frontend::Files(files) => embedded(root, &list_files(&files)?)?,
        Frontend::Directory(directory) => {
            let shown = utf8(&directory)?;
            // Only a release build embeds the directory, and the macro does not know whether this is one.
            let embedded = match list_directory(&directory) {
                Ok(table) => embedded(root, &table)?,
                Err(text) => quote!(#root::__private::compile_error!(#text)),
            };
            quote! {{
                #[cfg(debug_assertions)]
                { #root::__private::Assets::Directory(#shown) }
                #[cfg(not(debug_assertions))]
                { #embedded }
            }}
        }
    };
    let json = configuration.json.to_string();
    let read = configuration.read.iter();
    let read = read.map(|file| utf8(file)).collect::<Result<Vec<_>, _>>()?;
    let is_of_tauri = configuration.is_of_tauri();
    let unsupported = configuration.unsupported();
    Ok(quote! {{
        // `include_str!` makes cargo rebuild the crate when one of the files changes.
        #(const _: &#root::__private::str = #root::__private::include_str!(#read);)*
        // The compiler warns of the use with the text.
        #({
            #[deprecated(note = #unsupported)]
            const CONFIGURATION: () = ();
            CONFIGURATION
        })*
        #root::__private::context(#root::__private::Generated {
            config_json: #json,
            package_name: #root::__private::env!("CARGO_PKG_NAME"),
            package_version: #root::__private::env!("CARGO_PKG_VERSION"),
            assets: #assets,
            is_of_tauri: #is_of_tauri,
            unsupported: &[#(#unsupported),*],
        })
    }})
}

/// Returns the location of the assets.
fn frontend(configuration: &Configuration) -> Result<Frontend, Text> {
    let base = configuration.file.parent().unwrap_or_else(|| Path::new(""));
    let wrong = || {
        format!(
            "`build.frontendDist` in {} must be a directory, a URL or an array of files",
            configuration.file.display()
        )
    };
    match configuration.json.pointer("/build/frontendDist") {
        None | Some(serde_json::Value::Null) => Ok(Frontend::None),
        Some(serde_json::Value::String(text)) if is_url(text) => Ok(Frontend::None),
        Some(serde_json::Value::String(text)) => Ok(Frontend::Directory(plain(&base.join(text)))),
        Some(serde_json::Value::Array(files)) => {
            let files = files
                .iter()
                .map(|file| file.as_str().map(|file| plain(&base.join(file))));
            files
                .collect::<Option<_>>()
                .map(Frontend::Files)
                .ok_or_else(wrong)
        }
        Some(_) => Err(wrong()),
    }
}

fn is_url(text: &str) -> bool {
    let scheme = text.split_once("://").map_or("", |(scheme, _)| scheme);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char))
}

/// Returns the path without `.` and `..`. The path does not have to exist.
fn plain(path: &Path) -> PathBuf {
    path.components()
        .fold(PathBuf::new(), |mut plain, component| {
            match component {
                Component::CurDir => {}
                Component::ParentDir => drop(plain.pop()),
                other => plain.push(other),
            }
            plain
        })
}

fn list_directory(directory: &Path) -> Result<Table, Text> {
    if !directory.is_dir() {
        return Err(format!(
            "`build.frontendDist` is not a directory: {}. Build the page first",
            directory.display()
        ));
    }
    let mut table = Table::new();
    let root = real(directory)?;
    walk(&root, &root, "", &mut vec![root.clone()], &mut table)?;
    Ok(table)
}

fn list_files(files: &[PathBuf]) -> Result<Table, Text> {
    let mut table = Table::new();
    for file in files {
        let added = if file.is_dir() {
            list_directory(file)?
        } else {
            Table::from([(key("", file)?, real(file)?)])
        };
        for (key, file) in added {
            if let Some(other) = table.insert(key.clone(), file.clone()) {
                return Err(format!(
                    "`build.frontendDist` has two files for `{key}`: {} and {}",
                    other.display(),
                    file.display()
                ));
            }
        }
    }
    Ok(table)
}

/// Adds the files in `directory`, whose key is `prefix`. `above` lists the canonical paths of its ancestors and of itself.
fn walk(
    root: &Path,
    directory: &Path,
    prefix: &str,
    above: &mut Vec<PathBuf>,
    table: &mut Table,
) -> Result<(), Text> {
    let unreadable = |error| format!("cannot read {}: {error}", directory.display());
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let (key, real) = (key(prefix, &path)?, real(&path)?);
        if !real.starts_with(root) {
            return Err(format!(
                "{} leads out of {}: to {}",
                path.display(),
                root.display(),
                real.display()
            ));
        }
        if !real.is_dir() {
            table.insert(key, real);
        } else if above.contains(&real) {
            return Err(format!(
                "{} is a symlink to one of its ancestors: {}",
                path.display(),
                real.display()
            ));
        } else {
            above.push(real.clone());
            walk(root, &real, &key, above, table)?;
            above.pop();
        }
    }
    Ok(())
}

fn real(path: &Path) -> Result<PathBuf, Text> {
    path.canonicalize()
        .map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Returns the key of an entry of the directory with the key `prefix`.
fn key(prefix: &str, path: &Path) -> Result<String, Text> {
    let name = path.file_name().map(Path::new).unwrap_or(path);
    Ok(format!("{prefix}/{}", utf8(name)?))
}

fn utf8(path: &Path) -> Result<&str, Text> {
    path.to_str()
        .ok_or_else(|| format!("path is not valid UTF-8: {}", path.display()))
}

fn embedded(root: &syn::Path, table: &Table) -> Result<TokenStream, Text> {
    let files = table
        .values()
        .map(|file| utf8(file))
        .collect::<Result<Vec<_>, _>>()?;
    let keys = table.keys();
    Ok(
        quote!(#root::__private::Assets::Embedded(&[#((#keys, #root::__private::include_bytes!(#files))),*])),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(directory: &Path, name: &str, text: &str) -> PathBuf {
        let path = directory.join(name);
        fs::create_dir_all(path.parent().expect("the file is in a directory"))
            .expect("the directory can be made");
        fs::write(&path, text).expect("the file can be written");
        path
    }

    fn frontend_of(value: &str) -> Result<Frontend, Text> {
        let directory = tempfile::tempdir().expect("a directory can be made");
        let configuration = Configuration {
            file: directory.path().join("app/tauri.conf.json"),
            json: serde_json::from_str(&format!(r#"{{"build": {{"frontendDist": {value}}}}}"#))
                .expect("the test writes JSON"),
            read: Vec::new(),
        };
        let shorten = |path: PathBuf| {
            path.strip_prefix(directory.path())
                .expect("under the directory")
                .to_owned()
        };
        Ok(match frontend(&configuration)? {
            Frontend::None => Frontend::None,
            Frontend::Directory(path) => Frontend::Directory(shorten(path)),
            Frontend::Files(paths) => Frontend::Files(paths.into_iter().map(shorten).collect()),
        })
    }

    #[test]
    fn frontend_is_a_directory_a_url_or_files() {
        assert_eq!(frontend_of("null"), Ok(Frontend::None));
        assert_eq!(frontend_of(r#""https://example.org""#), Ok(Frontend::None));
        assert_eq!(
            frontend_of(r#""../dist""#),
            Ok(Frontend::Directory("dist".into()))
        );
        assert_eq!(
            frontend_of(r#"["./a.html", "b/c.js"]"#),
            Ok(Frontend::Files(vec![
                "app/a.html".into(),
                "app/b/c.js".into()
            ]))
        );
        assert!(
            frontend_of("7")
                .expect_err("a number")
                .contains("must be a directory, a URL or an array of files")
        );
    }

    #[test]
    fn files_are_listed_by_key_in_order() {
        let directory = tempfile::tempdir().expect("a directory can be made");
        for name in [
            "index.html",
            "assets/z.js",
            "assets/a b.js",
            ".well-known/x",
        ] {
            write(directory.path(), name, name);
        }
        let table = list_directory(directory.path()).expect("the directory is there");
        assert_eq!(
            table.keys().collect::<Vec<_>>(),
            [
                "/.well-known/x",
                "/assets/a b.js",
                "/assets/z.js",
                "/index.html"
            ]
        );
        let text = list_directory(&directory.path().join("dist")).expect_err("there is none");
        assert!(text.contains("/dist. Build the page first"), "{text}");
        let files = [
            directory.path().join("index.html"),
            directory.path().join("assets"),
        ];
        let table = list_files(&files).expect("the files are there");
        assert_eq!(
            table.keys().collect::<Vec<_>>(),
            ["/a b.js", "/index.html", "/z.js"]
        );
        let text = list_files(&[files[0].clone(), files[0].clone()]).expect_err("twice the same");
        assert!(text.contains("two files for `/index.html`"), "{text}");
    }

    #[cfg(unix)]
    #[test]
    fn links_may_not_leave_or_turn_in_circles() {
        use std::os::unix::fs::symlink;
        let directory = tempfile::tempdir().expect("a directory can be made");
        let dist = directory.path().join("dist");
        write(&dist, "js/main.js", "");
        let secret = write(directory.path(), "secret", "");
        symlink("js", dist.join("inside")).expect("a link can be made");
        let table = list_directory(&dist).expect("a link inside is fine");
        assert_eq!(
            table.keys().collect::<Vec<_>>(),
            ["/inside/main.js", "/js/main.js"]
        );
        symlink(&dist, dist.join("js/up")).expect("a link can be made");
        assert!(
            list_directory(&dist)
                .expect_err("a circle")
                .contains("is a symlink to one of its ancestors")
        );
        fs::remove_file(dist.join("js/up")).expect("the link is there");
        symlink(secret, dist.join("js/out")).expect("a link can be made");
        assert!(
            list_directory(&dist)
                .expect_err("a way out")
                .contains("js/out leads out of ")
        );
    }
}
