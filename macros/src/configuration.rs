//! The configuration of an application for each target: its file, the overrides in the target's file, and the capabilities in the same directory.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value};

const NAMES: [&str; 2] = ["bytelane.conf.json", "tauri.conf.json"];

/// The ending of a configuration's name that allows overrides in the files of targets.
const ENDING: &str = ".conf.json";

/// The targets that can have a file of their own: the name in the file's name, and the compiler's name.
const TARGETS: [(&str, &str); 5] = [
    ("linux", "linux"),
    ("macos", "macos"),
    ("windows", "windows"),
    ("android", "android"),
    ("ios", "ios"),
];

/// The supported keys of `app.security`, with the other spellings that Tauri reads.
const SECURITY_KEYS: [&str; 12] = [
    "allowedOrigins",
    "assetProtocol",
    "asset-protocol",
    "capabilities",
    "csp",
    "dangerousDisableAssetCspModification",
    "dangerous-disable-asset-csp-modification",
    "devCsp",
    "dev-csp",
    "freezePrototype",
    "freeze-prototype",
    "headers",
];

/// An error message.
pub(crate) type Text = String;

/// A configuration and the files that it was read from.
#[derive(Debug)]
pub(crate) struct Configuration {
    /// The file that paths in it are relative to.
    pub(crate) file: PathBuf,
    pub(crate) json: Value,
    /// The files whose changes affect it.
    pub(crate) read: Vec<PathBuf>,
}

/// The configuration without overrides, and those of the targets that have a file of their own, by the compiler's names.
pub(crate) struct Configurations {
    pub(crate) plain: Configuration,
    pub(crate) of_targets: Vec<(&'static str, Configuration)>,
}

pub(crate) fn read(directory: &Path, path: Option<&str>) -> Result<Configurations, Text> {
    let file = find(directory, path)?;
    let json = read_json(&file)?;
    let capabilities = Capabilities::beside(&file)?;
    let complete = |mut json: Value, mut read: Vec<PathBuf>| {
        capabilities.add_to(&mut json)?;
        read.extend(read_version(&file, &mut json)?);
        read.extend(capabilities.read.iter().cloned());
        let file = file.clone();
        Ok::<_, Text>(Configuration { file, json, read })
    };
    let mut of_targets = Vec::new();
    for (name, target) in TARGETS {
        let Some(own) = of_target(&file, name) else {
            continue;
        };
        let mut json = json.clone();
        merge(&mut json, read_json(&own)?);
        of_targets.push((target, complete(json, vec![file.clone(), own])?));
    }
    let plain = complete(json, vec![file.clone()])?;
    Ok(Configurations { plain, of_targets })
}

impl Configuration {
    /// Returns whether the configuration is in a file of Tauri.
    pub(crate) fn is_of_tauri(&self) -> bool {
        self.name().is_some_and(|name| name.starts_with("tauri."))
    }

    fn name(&self) -> Option<&str> {
        self.file.file_name()?.to_str()
    }

    /// Returns a text for each key of `app.security` that is not supported.
    pub(crate) fn unsupported(&self) -> Vec<Text> {
        let Some(Value::Object(security)) = self.json.pointer("/app/security") else {
            return Vec::new();
        };
        let name = self.name().unwrap_or("the configuration");
        let has_effect = |key: &str, value: &Value| {
            let is_direct = value.pointer("/use").and_then(Value::as_str) == Some("brownfield");
            value.is_null() || SECURITY_KEYS.contains(&key) || key == "pattern" && is_direct
        };
        security
            .iter()
            .filter(|(key, value)| !has_effect(key, value))
            .map(|(key, _)| {
                let more = match key.as_str() {
                    "pattern" => ": calls do not pass through an isolation application",
                    _ => "",
                };
                format!("`app.security.{key}` in {name} is not supported and has no effect{more}")
            })
            .collect()
    }
}

/// Replaces a `version` that is the path of a `package.json` by the version in that file. Returns the file.
fn read_version(file: &Path, json: &mut Value) -> Result<Option<PathBuf>, Text> {
    let Some(Value::String(version)) = json.get_mut("version") else {
        return Ok(None);
    };
    let package = file.with_file_name("").join(&*version);
    if !package.is_file() {
        return Ok(None);
    }
    match read_json(&package)?.get("version") {
        Some(Value::String(found)) => version.clone_from(found),
        _ => {
            return Err(format!(
                "`version` in {} must be a string",
                package.display()
            ));
        }
    }
    Ok(Some(package))
}

fn find(directory: &Path, path: Option<&str>) -> Result<PathBuf, Text> {
    let looked = match path {
        Some(path) => vec![directory.join(path)],
        None => NAMES.iter().map(|name| directory.join(name)).collect(),
    };
    looked
        .into_iter()
        .find(|file| file.is_file())
        .ok_or_else(|| match path {
            Some(path) => format!("there is no `{path}` in {}", directory.display()),
            None => format!(
                "there is neither `{}` nor `{}` in {}",
                NAMES[0],
                NAMES[1],
                directory.display()
            ),
        })
}

/// Returns the file of a target, such as `tauri.linux.conf.json` for `tauri.conf.json`, if it exists.
fn of_target(file: &Path, target: &str) -> Option<PathBuf> {
    let stem = file.file_name()?.to_str()?.strip_suffix(ENDING)?;
    let own = file.with_file_name(format!("{stem}.{target}{ENDING}"));
    own.is_file().then_some(own)
}

fn read_json(file: &Path) -> Result<Value, Text> {
    let shown = file.display();
    let text = fs::read_to_string(file).map_err(|error| format!("cannot read {shown}: {error}"))?;
    serde_json::from_str(&text).map_err(|error| format!("{shown} is not JSON: {error}"))
}

/// Applies a JSON Merge Patch (RFC 7396).
fn merge(target: &mut Value, patch: Value) {
    let Value::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    let Some(target) = target.as_object_mut() else {
        return;
    };
    for (key, value) in patch {
        if value.is_null() {
            target.remove(&key);
        } else {
            merge(target.entry(key).or_insert(Value::Null), value);
        }
    }
}

/// The capabilities in the directory `capabilities/`, by name.
struct Capabilities {
    by_name: BTreeMap<String, Value>,
    read: Vec<PathBuf>,
}

impl Capabilities {
    fn beside(config: &Path) -> Result<Self, Text> {
        let mut capabilities = Self {
            by_name: BTreeMap::new(),
            read: Vec::new(),
        };
        let directory = config.with_file_name("capabilities");
        if directory.is_dir() {
            capabilities.read_directory(&directory)?;
        }
        Ok(capabilities)
    }

    fn read_directory(&mut self, directory: &Path) -> Result<(), Text> {
        let unreadable = |error| format!("cannot read {}: {error}", directory.display());
        let mut paths = Vec::new();
        for entry in fs::read_dir(directory).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            // Symlinks to directories are ignored, because they can form a loop.
            if entry.file_type().map_err(unreadable)?.is_dir() {
                self.read_directory(&entry.path())?;
            } else {
                paths.push(entry.path());
            }
        }
        paths.sort();
        paths.iter().try_for_each(|path| self.read_file(path))
    }

    fn read_file(&mut self, path: &Path) -> Result<(), Text> {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("json") => {}
            // Ignoring the file would allow the commands that it denies.
            Some("toml" | "json5") => {
                return Err(format!(
                    "{} is a capability file in an unsupported format; convert it to JSON",
                    path.display()
                ));
            }
            _ => return Ok(()),
        }
        self.read.push(path.to_owned());
        let found = match read_json(path)? {
            Value::Array(several) => several,
            Value::Object(mut object) => match object.remove("capabilities") {
                Some(Value::Array(several)) => several,
                Some(_) => {
                    return Err(format!(
                        "`capabilities` in {} must be a list",
                        path.display()
                    ));
                }
                None => vec![Value::Object(object)],
            },
            _ => {
                return Err(format!(
                    "{} must be a capability, or a list of capabilities",
                    path.display()
                ));
            }
        };
        for capability in found {
            let Some(name) = capability.get("identifier").and_then(Value::as_str) else {
                return Err(format!(
                    "a capability in {} has no `identifier`",
                    path.display()
                ));
            };
            let name = name.to_owned();
            if self.by_name.insert(name.clone(), capability).is_some() {
                return Err(format!(
                    "the capability `{name}` of {} is defined twice",
                    path.display()
                ));
            }
        }
        Ok(())
    }

    /// Adds the capabilities that the configuration lists, or all if it lists none.
    fn add_to(&self, config: &mut Value) -> Result<(), Text> {
        if self.by_name.is_empty() {
            return Ok(());
        }
        let place = section(section(config, "app")?, "security")?;
        let Value::Object(security) = place else {
            return Err("`app.security` must be an object".into());
        };
        let listed = security.entry("capabilities").or_insert(Value::Null);
        match listed {
            Value::Null => *listed = self.by_name.values().cloned().collect(),
            Value::Array(entries) if entries.is_empty() => {
                entries.extend(self.by_name.values().cloned());
            }
            Value::Array(entries) => {
                for entry in entries {
                    let Value::String(name) = entry else { continue };
                    let found = self.by_name.get(name).ok_or_else(|| {
                        format!("`app.security.capabilities` lists `{name}`, which no file in `capabilities/` defines")
                    })?;
                    *entry = found.clone();
                }
            }
            // The library reports the error when it reads the configuration.
            _ => {}
        }
        Ok(())
    }
}

fn section<'a>(value: &'a mut Value, name: &str) -> Result<&'a mut Value, Text> {
    match value {
        Value::Object(object) => Ok(object
            .entry(name)
            .or_insert_with(|| Value::Object(Map::new()))),
        _ => Err(format!("the object with `{name}` must be an object")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    struct Directory(tempfile::TempDir);

    impl Directory {
        fn new(files: &[(&str, &str)]) -> Self {
            let directory = Self(tempfile::tempdir().expect("a directory can be made"));
            for (name, text) in files {
                let path = directory.0.path().join(name);
                fs::create_dir_all(path.parent().expect("the file is in a directory"))
                    .expect("the directory can be made");
                fs::write(path, text).expect("the file can be written");
            }
            directory
        }

        fn read(&self) -> Result<Configurations, Text> {
            read(self.0.path(), None)
        }

        fn capabilities(&self) -> Result<Value, Text> {
            let read = self.read()?;
            Ok(read.plain.json["app"]["security"]["capabilities"].clone())
        }
    }

    #[test]
    fn own_config_wins_and_missing_ones_are_named() {
        let directory = Directory::new(&[]);
        let shown = directory.0.path().display();
        assert_eq!(
            directory.read().err(),
            Some(format!(
                "there is neither `bytelane.conf.json` nor `tauri.conf.json` in {shown}"
            ))
        );
        let directory = Directory::new(&[("tauri.conf.json", r#"{"a":1}"#)]);
        assert_eq!(
            directory.read().map(|read| read.plain.json),
            Ok(json!({"a": 1}))
        );
        let directory = Directory::new(&[("tauri.conf.json", "{"), ("bytelane.conf.json", "{}")]);
        assert_eq!(directory.read().map(|read| read.plain.json), Ok(json!({})));
        let shown = directory.0.path().display();
        assert_eq!(
            read(directory.0.path(), Some("other.json")).err(),
            Some(format!("there is no `other.json` in {shown}"))
        );
    }

    #[test]
    fn a_target_may_say_otherwise() {
        let directory = Directory::new(&[
            (
                "tauri.conf.json",
                r#"{"a":{"b":1,"c":2,"d":[1,2]},"e":3,"f":4}"#,
            ),
            (
                "tauri.linux.conf.json",
                r#"{"a":{"b":null,"c":{"x":5},"d":[3]},"f":{"g":6},"h":7}"#,
            ),
            ("tauri.beos.conf.json", "{"),
        ]);
        let read = directory.read().expect("the files are right");
        assert_eq!(read.plain.json["e"], json!(3));
        assert_eq!(read.plain.read.len(), 1);
        let [(target, linux)] = read.of_targets.as_slice() else {
            panic!("one target has a file")
        };
        assert_eq!(*target, "linux");
        assert_eq!(
            linux.json,
            json!({"a":{"c":{"x":5},"d":[3]},"e":3,"f":{"g":6},"h":7})
        );
        assert_eq!(linux.read.len(), 2);
    }

    #[test]
    fn keys_that_are_not_supported_are_named() {
        let unsupported = |security: &str| {
            let text = format!(r#"{{ "app": {{ "security": {security} }} }}"#);
            let directory = Directory::new(&[("tauri.conf.json", &text)]);
            let read = directory.read().expect("the file is right");
            read.plain.unsupported()
        };
        assert_eq!(
            unsupported(r#"{ "pattern": { "use": "isolation" }, "csp": null, "ours": 1 }"#),
            [
                "`app.security.ours` in tauri.conf.json is not supported and has no effect",
                "`app.security.pattern` in tauri.conf.json is not supported and has no effect: calls do not pass through an isolation application",
            ]
        );
        let all = r#"{ "pattern": { "use": "brownfield" }, "freezePrototype": true, "headers": {}, "unset": null }"#;
        assert!(unsupported(all).is_empty());
    }

    #[test]
    fn the_version_may_be_in_a_package() {
        let package = ("package.json", r#"{ "version": "4.5.6" }"#);
        let config = ("app/tauri.conf.json", r#"{ "version": "../package.json" }"#);
        let version = |files: &[(&str, &str)]| {
            let directory = Directory::new(files);
            let read = read(directory.0.path(), Some("app/tauri.conf.json"))?;
            Ok((
                read.plain.json["version"].clone(),
                read.plain.read.len(),
                read.plain.is_of_tauri(),
            ))
        };
        assert_eq!(version(&[package, config]), Ok((json!("4.5.6"), 2, true)));
        let plain = ("app/tauri.conf.json", r#"{ "version": "1.0.0" }"#);
        assert_eq!(version(&[package, plain]), Ok((json!("1.0.0"), 1, true)));
        let error: Text = version(&[("package.json", "{}"), config]).expect_err("no version");
        assert!(error.starts_with("`version` in "), "{error}");
    }

    #[test]
    fn capabilities_come_from_files_unless_the_configuration_chooses() {
        let files = [
            ("capabilities/main.json", r#"{"identifier":"main"}"#),
            (
                "capabilities/more/two.json",
                r#"[{"identifier":"a"},{"identifier":"b","deny":["x"]}]"#,
            ),
            (
                "capabilities/three.json",
                r#"{"capabilities":[{"identifier":"c"}]}"#,
            ),
            ("capabilities/README.md", "none"),
        ];
        let with = |config| {
            let config = [("tauri.conf.json", config)];
            Directory::new(&[&config[..], &files].concat())
        };
        let names = |value: &Value| {
            let names = value
                .as_array()
                .expect("a list")
                .iter()
                .map(|one| one["identifier"].clone());
            Value::Array(names.collect())
        };
        for config in [
            "{}",
            r#"{"app":{"security":{"capabilities":[]}}}"#,
            r#"{"app":{"security":{}}}"#,
        ] {
            let found = with(config).capabilities().expect("the files are right");
            assert_eq!(names(&found), json!(["a", "b", "c", "main"]));
        }
        let chosen = with(r#"{"app":{"security":{"capabilities":["b",{"identifier":"own"}]}}}"#);
        let found = chosen.capabilities().expect("the files are right");
        assert_eq!(
            found,
            json!([{"identifier":"b","deny":["x"]},{"identifier":"own"}])
        );
        let wrong = with(r#"{"app":{"security":{"capabilities":["d"]}}}"#);
        assert_eq!(
            wrong.capabilities().err().as_deref(),
            Some("`app.security.capabilities` lists `d`, which no file in `capabilities/` defines")
        );
    }

    #[test]
    fn a_capability_that_cannot_be_read_is_no_capability_left_out() {
        for (name, text, expected) in [
            (
                "main.toml",
                "",
                "is a capability file in an unsupported format",
            ),
            ("main.json", "{", "is not JSON: "),
            ("main.json", "{}", "has no `identifier`"),
            ("main.json", "7", "must be a capability"),
            ("main.json", r#"{"capabilities":{}}"#, "must be a list"),
            (
                "main.json",
                r#"[{"identifier":"a"},{"identifier":"a"}]"#,
                "is defined twice",
            ),
        ] {
            let name = format!("capabilities/{name}");
            let directory = Directory::new(&[("tauri.conf.json", "{}"), (&name, text)]);
            let error = directory.capabilities().expect_err(text);
            assert!(error.contains(expected), "{error}");
        }
    }
}
