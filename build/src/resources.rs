//! The files of `bundle.resources`, copied to the places where the application finds them during development.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs, io,
    path::{Component, Path, PathBuf},
};

use serde_json::Value;

use crate::Error;

/// Files by their path below the directory of the resources, and the paths whose changes affect them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Resources {
    pub(crate) files: BTreeMap<PathBuf, PathBuf>,
    pub(crate) watched: Vec<PathBuf>,
}

impl Resources {
    /// Finds the files that `bundle.resources` names: a list of paths and patterns, or a map from them to destinations. Relative paths start at `directory`.
    pub(crate) fn find(directory: &Path, config: &Value) -> Result<Self, Error> {
        let mut resources = Self::default();
        let wrong =
            || Error("`bundle.resources` must be a list of paths, or a map of paths".into());
        match config.pointer("/bundle/resources") {
            None | Some(Value::Null) => {}
            Some(Value::Array(paths)) => {
                for path in paths {
                    resources.add(directory, path.as_str().ok_or_else(wrong)?, None)?;
                }
            }
            Some(Value::Object(paths)) => {
                for (path, destination) in paths {
                    let destination = destination.as_str().ok_or_else(wrong)?;
                    resources.add(directory, path, Some(&below(Path::new(destination))))?;
                }
            }
            Some(_) => return Err(wrong()),
        }
        Ok(resources)
    }

    /// Adds the files that a path or pattern names.
    fn add(
        &mut self,
        directory: &Path,
        text: &str,
        destination: Option<&Path>,
    ) -> Result<(), Error> {
        let named = Path::new(text);
        if text.contains('*') {
            let fixed: PathBuf = named
                .components()
                .take_while(|part| !part.as_os_str().to_string_lossy().contains('*'))
                .collect();
            // Cargo scans a watched directory as a whole: the package itself contains `target`, which changes with every build.
            let is_own = fixed
                .components()
                .any(|part| matches!(part, Component::Normal(_)));
            if is_own {
                self.watched.push(directory.join(&fixed));
            }
            let pattern = glob::Pattern::escape(&directory.to_string_lossy());
            let pattern = Path::new(&pattern).join(named);
            let wrong = |error: &dyn std::fmt::Display| {
                Error(format!("`{text}` in `bundle.resources`: {error}"))
            };
            let found = glob::glob(&pattern.to_string_lossy()).map_err(|error| wrong(&error))?;
            let mut count = 0;
            for path in found {
                let path = path.map_err(|error| wrong(&error))?;
                if path.is_dir() {
                    continue;
                }
                count += 1;
                if !is_own {
                    self.watched.push(path.clone());
                }
                let target = match destination {
                    Some(destination) => destination.join(path.file_name().unwrap_or_default()),
                    None => below(path.strip_prefix(directory).unwrap_or(&path)),
                };
                self.files.insert(target, path);
            }
            return if count == 0 {
                Err(wrong(&"the pattern matches no file"))
            } else {
                Ok(())
            };
        }
        let path = directory.join(named);
        self.watched.push(path.clone());
        if path.is_dir() {
            let target = destination.map_or_else(|| below(named), Path::to_owned);
            return self.add_directory(&path, &target);
        }
        if !path.is_file() {
            return Err(Error(format!(
                "`{text}` in `bundle.resources` does not exist: {}",
                path.display()
            )));
        }
        let target = match destination {
            // As in Tauri: an empty destination keeps the name.
            Some(destination) if destination.as_os_str().is_empty() => {
                PathBuf::from(path.file_name().unwrap_or_default())
            }
            Some(destination) => destination.to_owned(),
            None => below(named),
        };
        self.files.insert(target, path);
        Ok(())
    }

    fn add_directory(&mut self, directory: &Path, target: &Path) -> Result<(), Error> {
        let unreadable =
            |error: io::Error| Error(format!("cannot read {}: {error}", directory.display()));
        for entry in fs::read_dir(directory).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let (path, target) = (entry.path(), target.join(entry.file_name()));
            // A symlink to a directory may form a loop.
            if entry.file_type().map_err(unreadable)?.is_dir() {
                self.add_directory(&path, &target)?;
            } else if path.is_file() {
                self.files.insert(target, path);
            }
        }
        Ok(())
    }

    /// Copies the files into a directory.
    pub(crate) fn copy_to(&self, directory: &Path) -> Result<(), Error> {
        for (target, path) in &self.files {
            let target = directory.join(target);
            copy(path, &target).map_err(|error| {
                Error(format!(
                    "cannot copy {} to {}: {error}",
                    path.display(),
                    target.display()
                ))
            })?;
        }
        Ok(())
    }
}

fn copy(path: &Path, target: &Path) -> io::Result<()> {
    if let Some(parent) = target.parent() {
        fs::create_dir_all(parent)?;
    }
    // A file is never copied onto itself, which would truncate it.
    if target.canonicalize().ok() != Some(path.canonicalize()?) {
        fs::copy(path, target)?;
    }
    Ok(())
}

/// Returns the path of a resource below the directory of the resources, as Tauri determines it: `..` is `_up_`, and the root is `_root_`.
fn below(path: &Path) -> PathBuf {
    path.components()
        .filter_map(|part| match part {
            Component::Prefix(_) | Component::CurDir => None,
            Component::RootDir => Some(OsStr::new("_root_")),
            Component::ParentDir => Some(OsStr::new("_up_")),
            Component::Normal(name) => Some(name),
        })
        .collect()
}

/// Returns the directory of the executables, such as `target/debug`, of a build script's `OUT_DIR`.
pub(crate) fn directory_of_executables(out: &Path) -> Option<&Path> {
    out.ancestors()
        .find(|path| path.file_name() == Some(OsStr::new("build")))?
        .parent()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn site() -> tempfile::TempDir {
        let directory = tempfile::tempdir().expect("a temporary directory");
        for name in [
            "app/a.txt",
            "app/data/b.txt",
            "app/data/deep/c.txt",
            "shared/d.json",
            "shared/e.json",
        ] {
            let path = directory.path().join(name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            fs::write(path, name).expect("a file");
        }
        directory
    }

    /// Returns the targets with their sources, relative to the site.
    fn found(resources: Value) -> Result<Vec<(String, String)>, String> {
        let site = site();
        let app = site.path().join("app");
        let found = Resources::find(&app, &json!({ "bundle": { "resources": resources } }))
            .map_err(|error| error.to_string())?;
        let out = tempfile::tempdir().expect("a temporary directory");
        found
            .copy_to(out.path())
            .map_err(|error| error.to_string())?;
        let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
        Ok(found
            .files
            .keys()
            .map(|target| {
                let content = fs::read_to_string(out.path().join(target)).expect("a copied file");
                (text(target), content)
            })
            .collect())
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(target, source)| ((*target).to_owned(), (*source).to_owned()))
            .collect()
    }

    #[test]
    fn a_list_keeps_the_paths() {
        assert_eq!(
            found(json!(["./a.txt", "data", "../shared/*.json"])),
            Ok(pairs(&[
                ("_up_/shared/d.json", "shared/d.json"),
                ("_up_/shared/e.json", "shared/e.json"),
                ("a.txt", "app/a.txt"),
                ("data/b.txt", "app/data/b.txt"),
                ("data/deep/c.txt", "app/data/deep/c.txt"),
            ]))
        );
        assert_eq!(found(Value::Null), Ok(Vec::new()));
    }

    /// The directory of the package contains the directory of the build.
    #[test]
    fn the_directory_of_the_package_is_not_watched() {
        let site = site();
        let app = site.path().join("app");
        let watched = |pattern: &str| {
            let resources = json!({ "bundle": { "resources": [pattern] } });
            let found = Resources::find(&app, &resources).expect("files");
            let below = found.watched.into_iter().map(|path| {
                let path = path.strip_prefix(&app).expect("in the package");
                path.to_str().expect("UTF-8").to_owned()
            });
            below.collect::<Vec<_>>()
        };
        assert_eq!(watched("*.txt"), ["a.txt"]);
        assert_eq!(watched("./**/b.txt"), ["data/b.txt"]);
        assert_eq!(watched("data/*.txt"), ["data"]);
    }

    #[test]
    fn a_map_sets_the_destinations() {
        assert_eq!(
            found(
                json!({ "a.txt": "", "data": "moved/data", "../shared/d.json": "x/y.json", "../shared/*": "all/" })
            ),
            Ok(pairs(&[
                ("a.txt", "app/a.txt"),
                ("all/d.json", "shared/d.json"),
                ("all/e.json", "shared/e.json"),
                ("moved/data/b.txt", "app/data/b.txt"),
                ("moved/data/deep/c.txt", "app/data/deep/c.txt"),
                ("x/y.json", "shared/d.json"),
            ]))
        );
    }

    #[test]
    fn a_path_that_names_nothing_is_an_error() {
        let error = found(json!(["none.txt"])).expect_err("there is no such file");
        assert!(
            error.starts_with("`none.txt` in `bundle.resources` does not exist: "),
            "{error}"
        );
        let error = found(json!(["*.none"])).expect_err("there is no such file");
        assert_eq!(
            error,
            "`*.none` in `bundle.resources`: the pattern matches no file"
        );
        assert!(found(json!([1])).is_err() && found(json!("a")).is_err());
    }

    #[test]
    fn a_file_is_not_copied_onto_itself() {
        let site = site();
        let app = site.path().join("app");
        let config = json!({ "bundle": { "resources": ["a.txt"] } });
        let resources = Resources::find(&app, &config).expect("the file exists");
        resources.copy_to(&app).expect("nothing to copy");
        assert_eq!(
            fs::read_to_string(app.join("a.txt")).expect("the file"),
            "app/a.txt"
        );
    }

    #[test]
    fn executables_are_beside_the_directory_of_build_scripts() {
        for out in ["/t/debug/build/app-0123/out", "/t/debug/build/app/0123/out"] {
            assert_eq!(
                directory_of_executables(Path::new(out)),
                Some(Path::new("/t/debug"))
            );
        }
        assert_eq!(directory_of_executables(Path::new("/out")), None);
    }
}
