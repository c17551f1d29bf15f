//! What the macros accept and refuse, and the words in which they refuse: one rule a file.
//!
//! `TRYBUILD=overwrite` writes the words anew. `renamed/` has the same where the dependency has another name.

use std::{fs, path::PathBuf, process::Command};

#[test]
fn files() {
    // Builds the dependencies once for all cases.
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
    cases.compile_fail("fail/*.rs");
}

/// A package of its own, since a configuration belongs to a package.
struct Package {
    directory: PathBuf,
}

impl Package {
    fn new(name: &str, dependency: &str, main: &str) -> Self {
        let directory = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        let package = Self { directory };
        package.write("Cargo.toml", &format!(
            "[package]\nname = {name:?}\nversion = \"7.8.9\"\nedition = \"2024\"\n\n[dependencies]\n{dependency}\n\n[workspace]\n"
        ));
        package.write("src/main.rs", main);
        // The versions that are here already.
        package.write("Cargo.lock", include_str!("../../Cargo.lock"));
        package
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.directory.join(name);
        fs::create_dir_all(path.parent().expect("a file is in a directory"))
            .expect("the directory can be made");
        fs::write(path, text).expect("the file can be written");
    }

    fn cargo(&self, arguments: &[&str]) -> Result<String, String> {
        let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("target");
        let output = Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--quiet"])
            .current_dir(&self.directory)
            .env("CARGO_TARGET_DIR", target)
            .output()
            .expect("cargo runs");
        let text = |bytes| String::from_utf8(bytes).expect("cargo writes UTF-8");
        if output.status.success() {
            Ok(text(output.stdout))
        } else {
            Err(text(output.stderr))
        }
    }
}

/// A dependency anywhere in the application can enable a feature of rkyv that changes the format of archives.
#[test]
fn another_format_of_archives_is_a_compile_error() {
    for feature in ["big_endian", "unaligned", "pointer_width_64"] {
        let dependencies = format!(
            "bytelane = {{ path = {:?}, default-features = false }}\nrkyv = {{ version = \"0.8.18\", features = [{feature:?}] }}",
            concat!(env!("CARGO_MANIFEST_DIR"), "/../..")
        );
        let package = Package::new("archive-format", &dependencies, "fn main() {}");
        let error = package.cargo(&["check"]).expect_err("another format");
        let text = "a dependency of this application enables a feature of `rkyv` that changes the format of archives";
        assert!(error.contains(text), "{feature}: {error}");
        assert!(error.contains("cargo tree -e features -i rkyv"), "{error}");
    }
}

/// The crate depends on the plugin alone, and the macros find bytelane through it, also if the plugin has another name.
#[test]
fn the_macros_are_used_through_the_plugin() {
    for (name, dependency) in [
        (
            "tauri_plugin_bytelane",
            "tauri-plugin-bytelane = { path = \"plugin\" }",
        ),
        (
            "lane",
            "lane = { package = \"tauri-plugin-bytelane\", path = \"plugin\" }",
        ),
    ] {
        let main = include_str!("plugin/main.rs").replace("tauri_plugin_bytelane", name);
        let package = Package::new("through-a-plugin", dependency, &main);
        package.write(
            "plugin/Cargo.toml",
            &format!(
                "[package]\nname = \"tauri-plugin-bytelane\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
                 [dependencies]\nbytelane = {{ path = {:?}, default-features = false }}\n",
                concat!(env!("CARGO_MANIFEST_DIR"), "/../..")
            ),
        );
        package.write("plugin/src/lib.rs", "pub use bytelane;");
        assert_eq!(package.cargo(&["check"]), Ok(String::new()), "{name}");
    }
}

mod context {
    use super::*;

    /// A package whose `bytelane` is a stand-in that shows what `generate_context!` handed over: the real one needs a window.
    fn package(name: &str) -> Package {
        let dependency = "bytelane = { path = \"bytelane\" }";
        let package = Package::new(
            name,
            dependency,
            "fn main() { bytelane::generate_context!() }",
        );
        package.write(
            "bytelane/Cargo.toml",
            &format!(
                "[package]\nname = \"bytelane\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\nbytelane-macros = {{ path = {:?} }}\n",
                concat!(env!("CARGO_MANIFEST_DIR"), "/../../macros")
            ),
        );
        package.write("bytelane/src/lib.rs", include_str!("context/lib.rs"));
        package
    }

    #[test]
    fn assets_are_embedded_in_release_and_a_directory_in_debug() {
        let package = package("context-assets");
        package.write(
            "tauri.conf.json",
            r#"{"build": {"frontendDist": "../unused"}}"#,
        );
        package.write(
            "bytelane.conf.json",
            r#"{"build": {"frontendDist": "./dist"}}"#,
        );
        package.write("dist/index.html", "<p>é</p>");
        package.write("dist/js/main.js", "main()");
        let head = "{\"build\":{\"frontendDist\":\"./dist\"}}\ncontext-assets 7.8.9\n";
        let directory = package.directory.join("dist");
        assert_eq!(
            package.cargo(&["run"]),
            Ok(format!("{head}Directory({directory:?})\n"))
        );
        let files = "Embedded([(\"/index.html\", \"<p>é</p>\"), (\"/js/main.js\", \"main()\")])\n";
        assert_eq!(
            package.cargo(&["run", "--release"]),
            Ok(format!("{head}{files}"))
        );
    }

    #[test]
    fn missing_directory_is_named_in_release() {
        let package = package("context-missing");
        package.write(
            "tauri.conf.json",
            r#"{"build": {"frontendDist": "../context-missing/no-dist"}}"#,
        );
        let directory = package.directory.join("no-dist");
        let shown = package
            .cargo(&["run"])
            .expect("a debug build needs no directory");
        assert!(
            shown.ends_with(&format!("Directory({directory:?})\n")),
            "{shown}"
        );
        let error = package
            .cargo(&["run", "--release"])
            .expect_err("a release build needs it");
        assert!(
            error.contains(&format!(
                "is not a directory: {}. Build the page first",
                directory.display()
            )),
            "{error}"
        );
    }

    #[test]
    fn keys_that_are_not_supported_are_warnings_of_the_build_and_of_the_start() {
        let package = package("context-unsupported");
        package.write(
            "tauri.conf.json",
            r#"{"app":{"security":{"pattern":{"use":"isolation","options":{"dir":"../isolation"}}}}}"#,
        );
        let text = "`app.security.pattern` in tauri.conf.json is not supported and has no effect: calls do not pass through an isolation application";
        let shown = package.cargo(&["run"]).expect("a warning is no error");
        assert!(shown.starts_with(&format!("of Tauri\n{text}\n")), "{shown}");
        package.write(
            "src/main.rs",
            "#![deny(warnings)]\nfn main() { bytelane::generate_context!() }",
        );
        let error = package.cargo(&["run"]).expect_err("warnings are denied");
        assert!(error.contains(&format!(": {text}")), "{error}");
    }

    #[test]
    fn config_is_needed_and_tracked() {
        let package = package("context-config");
        let error = package
            .cargo(&["run"])
            .expect_err("there is no configuration");
        let text = format!(
            "there is neither `bytelane.conf.json` nor `tauri.conf.json` in {}",
            package.directory.display()
        );
        assert!(error.contains(&text), "{error}");
        package.write("src/main.rs", "#![no_implicit_prelude]\nfn main() { ::bytelane::generate_context!(\"app/app.json\") }");
        package.write("app/app.json", "{}");
        assert_eq!(
            package.cargo(&["run"]),
            Ok("{}\ncontext-config 7.8.9\nNone\n".into())
        );
        package.write("app/app.json", r#"{"build": {"frontendDist": ["a.html"]}}"#);
        package.write("app/a.html", "a");
        let shown = package.cargo(&["run"]).expect("the configuration is right");
        assert!(
            shown.ends_with("\nEmbedded([(\"/a.html\", \"a\")])\n"),
            "{shown}"
        );
        package.write("app/app.json", "{");
        let error = package
            .cargo(&["run"])
            .expect_err("the configuration is no JSON");
        assert!(error.contains("app/app.json is not JSON: "), "{error}");
    }
}
