//! Downloads of packages from the registry, which a machine without a network lacks.

use crate::{Outcome, process, workspace};

/// Downloads the packages of the workspace with this manifest. Returns the reason if the network fails; everything else, such as a stale lock file, is an
/// error.
pub(crate) fn packages(manifest: &str) -> Outcome<Result<(), String>> {
    let mut fetch = process::command("cargo");
    fetch.args(["fetch", "--locked", "--manifest-path", manifest]);
    let fetched = fetch.current_dir(workspace::root()).output()?;
    let said = String::from_utf8_lossy(&fetched.stderr);
    eprint!("{said}");
    if fetched.status.success() {
        return Ok(Ok(()));
    }
    failure(manifest, &said).map(Err)
}

/// Returns why a `cargo fetch --locked` that failed with this text may be skipped.
fn failure(manifest: &str, said: &str) -> Outcome<String> {
    if is_offline(said) {
        return Ok(format!("the packages of {manifest} cannot be downloaded"));
    }
    let reason = said.lines().find(|line| line.starts_with("error"));
    let reason = reason.unwrap_or("without a reason");
    Err(format!("`cargo fetch --locked` of {manifest} failed: {reason}").into())
}

/// Whether cargo failed with this text because of the network.
pub(crate) fn is_offline(said: &str) -> bool {
    const NETWORK: &[&str] = &["failed to download", "download of", "network", "HTTP"];
    const LOCK: &[&str] = &["lock file", "because --locked"];
    let says = |texts: &[&str]| texts.iter().any(|text| said.contains(text));
    says(NETWORK) && !says(LOCK)
}

#[cfg(test)]
mod tests {
    use super::failure;

    #[test]
    fn only_a_network_that_fails_is_a_reason_to_skip() {
        for said in [
            "error: failed to get `itoa` as a dependency of package `x v0.1.0`\n\nCaused by:\n  download of config.json failed\n\nCaused by:\n  \
             failed to download from `https://index.example/config.json`\n\nCaused by:\n  [7] Could not connect to server",
            "error: failed to download `itoa v1.0.1`\n\nCaused by:\n  attempting to make an HTTP request, but --offline was specified",
        ] {
            let reason = failure("x/Cargo.toml", said).expect(said);
            assert!(reason.contains("x/Cargo.toml"), "{reason}");
        }
        for said in [
            "    Updating crates.io index\nerror: cannot update the lock file /x/Cargo.lock because --locked was passed to prevent this\nhelp: to generate \
             the lock file without accessing the network, remove the --locked flag and use --offline instead.",
            "error: the lock file /x/Cargo.lock needs to be updated but --locked was passed to prevent this",
            "error: failed to parse manifest at `/x/Cargo.toml`",
            "error: failed to select a version for the requirement `itoa = \"^9\"`",
        ] {
            let error = failure("x/Cargo.toml", said).expect_err(said).to_string();
            let reason = said
                .lines()
                .find(|line| line.starts_with("error: "))
                .expect(said);
            assert!(error.ends_with(reason), "{error}");
        }
    }
}
