//! For the build script of an application, in the place of `tauri-build`: `fn main() { bytelane_build::build() }`.
//!
//! ```toml
//! [build-dependencies]
//! tauri-build = { package = "bytelane-build", version = "0.1" }
//! ```
//!
//! The application builds without it too. With it
//! - `#[cfg(desktop)]`, `#[cfg(mobile)]` and `#[cfg(dev)]` mean what they mean in a Tauri application, and the compiler knows these names;
//! - a page that is added to `build.frontendDist`, or a capability to `capabilities/`, makes cargo build the application anew. Without, only a
//!   change of one that was there does.
//!
//! Nothing is bundled, and no resource of Windows is linked.

use std::{
    env, fmt, fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

const NAMES: [&str; 2] = ["bytelane.conf.json", "tauri.conf.json"];

/// Why the build script cannot go on.
#[derive(Debug)]
pub struct Error(String);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// What [`try_build`] is asked for beyond the usual: nothing yet.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Attributes {}

impl Attributes {
    /// The usual.
    pub const fn new() -> Self {
        Self {}
    }
}

/// Says to cargo what the application's build depends on.
///
/// Ends the build script with the reason when it cannot.
pub fn build() {
    if let Err(error) = try_build(Attributes::new()) {
        println!("cargo::error={error}");
        std::process::exit(1);
    }
}

/// As [`build`], with attributes.
///
/// # Errors
/// When cargo does not run it, or the configuration is not JSON.
pub fn try_build(_attributes: Attributes) -> Result<(), Error> {
    let variable = |name: &str| {
        env::var(name).map_err(|_| Error(format!("{name} is not set: this is for a build script")))
    };
    let target = Target {
        system: variable("CARGO_CFG_TARGET_OS")?,
        triple: variable("TARGET")?,
        debug: env::var_os("CARGO_CFG_DEBUG_ASSERTIONS").is_some(),
    };
    let directory = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    for line in lines(&directory, &target)? {
        println!("{line}");
    }
    Ok(())
}

/// What the application is built for.
struct Target {
    system: String,
    triple: String,
    debug: bool,
}

/// What cargo is told.
fn lines(directory: &Path, target: &Target) -> Result<Vec<String>, Error> {
    let is_mobile = matches!(target.system.as_str(), "android" | "ios");
    let mut lines: Vec<String> = ["desktop", "mobile", "dev"]
        .map(|name| format!("cargo::rustc-check-cfg=cfg({name})"))
        .into();
    let system = if is_mobile { "mobile" } else { "desktop" };
    lines.push(format!("cargo::rustc-cfg={system}"));
    if target.debug {
        lines.push("cargo::rustc-cfg=dev".into());
    }
    lines.push(format!(
        "cargo::rustc-env=TAURI_ENV_TARGET_TRIPLE={}",
        target.triple
    ));
    // To cargo, what is not there has always just changed.
    let watched = watched(directory)?.into_iter().filter(|path| path.exists());
    lines.extend(watched.map(|path| format!("cargo::rerun-if-changed={}", path.display())));
    Ok(lines)
}

/// What a change of makes the application another: its configuration, its capabilities, its pages.
fn watched(directory: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut watched = vec![directory.join("capabilities")];
    let Some(name) = NAMES.iter().find(|name| directory.join(name).is_file()) else {
        // `generate_context!` says that there is none, where one is needed.
        return Ok(watched);
    };
    let file = directory.join(name);
    let mut pages = pages(&file)?;
    watched.push(file);
    let stem = name.trim_end_matches(".conf.json");
    for system in ["linux", "macos", "windows", "android", "ios"] {
        let own = directory.join(format!("{stem}.{system}.conf.json"));
        if own.is_file() {
            pages.extend(self::pages(&own)?);
        }
        watched.push(own);
    }
    watched.extend(pages.into_iter().map(|path| directory.join(path)));
    Ok(watched)
}

/// The directories and files of `build.frontendDist`.
fn pages(config: &Path) -> Result<Vec<PathBuf>, Error> {
    let shown = config.display();
    let text = fs::read_to_string(config)
        .map_err(|error| Error(format!("cannot read {shown}: {error}")))?;
    let json: Value = serde_json::from_str(&text)
        .map_err(|error| Error(format!("{shown} is not JSON: {error}")))?;
    let texts = match json.pointer("/build/frontendDist") {
        Some(Value::String(one)) if !one.contains("://") => vec![one.into()],
        Some(Value::Array(several)) => several
            .iter()
            .filter_map(Value::as_str)
            .map(PathBuf::from)
            .collect(),
        _ => Vec::new(),
    };
    Ok(texts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &str)], system: &str, debug: bool) -> Result<Vec<String>, String> {
        let directory = tempfile::tempdir().expect("a directory can be made");
        for (name, text) in files {
            let path = directory.path().join(name);
            fs::create_dir_all(path.parent().expect("the file is in a directory"))
                .expect("the directory can be made");
            fs::write(path, text).expect("the file can be written");
        }
        let target = Target {
            system: system.into(),
            triple: "a-b-c".into(),
            debug,
        };
        let root = format!("{}/", directory.path().display());
        let lines = lines(directory.path(), &target).map_err(|error| error.to_string());
        lines
            .map(|lines| lines.iter().map(|line| line.replace(&root, "")).collect())
            .map_err(|text| text.replace(&root, ""))
    }

    #[test]
    fn cargo_is_told_the_names_and_what_to_watch() {
        let files = [
            ("tauri.conf.json", r#"{"build":{"frontendDist":"dist"}}"#),
            ("dist/index.html", ""),
            ("a.html", ""),
            ("capabilities/main.json", "{}"),
            (
                "tauri.linux.conf.json",
                r#"{"build":{"frontendDist":["a.html"]}}"#,
            ),
        ];
        let lines = told(&files, "linux", true).expect("the configuration is right");
        for expected in [
            "cargo::rustc-check-cfg=cfg(mobile)",
            "cargo::rustc-cfg=desktop",
            "cargo::rustc-cfg=dev",
            "cargo::rustc-env=TAURI_ENV_TARGET_TRIPLE=a-b-c",
            "cargo::rerun-if-changed=capabilities",
            "cargo::rerun-if-changed=tauri.conf.json",
            "cargo::rerun-if-changed=tauri.linux.conf.json",
            "cargo::rerun-if-changed=dist",
            "cargo::rerun-if-changed=a.html",
        ] {
            assert!(lines.iter().any(|line| line == expected), "{expected}");
        }
        for unexpected in [
            "cargo::rustc-cfg=mobile",
            "cargo::rerun-if-changed=tauri.macos.conf.json",
        ] {
            assert!(!lines.iter().any(|line| line == unexpected), "{unexpected}");
        }
    }

    #[test]
    fn phones_and_releases_are_told_apart() {
        let lines = told(&[], "ios", false).expect("no configuration is no mistake here");
        let has = |text: &str| lines.iter().any(|line| line == text);
        assert!(has("cargo::rustc-cfg=mobile") && !has("cargo::rustc-cfg=desktop"));
        assert!(!has("cargo::rustc-cfg=dev"));
        assert!(!lines.iter().any(|line| line.contains("rerun-if-changed")));
    }

    #[test]
    fn pages_of_a_server_are_not_watched() {
        let config = r#"{"build":{"frontendDist":"https://example.org"}}"#;
        let lines = told(&[("bytelane.conf.json", config)], "linux", true).expect("it is right");
        assert!(!lines.iter().any(|line| line.contains("example.org")));
        let error = told(&[("bytelane.conf.json", "{")], "linux", true).expect_err("no JSON");
        assert!(
            error.starts_with("bytelane.conf.json is not JSON: "),
            "{error}"
        );
    }
}
