//! The steps of `cargo xtask test`, in the order in which they run.

use super::{
    context::{Context, JS},
    template,
    verdict::Verdict,
    web,
};
use crate::{
    Outcome, bench, bindings,
    cross::{self, Target},
    deps, fetch, process, release,
    tally::Tally,
    workspace::{self, PLUGIN, WEB},
};

/// Folder of the pages of the Tauri application under test.
const TAURI_PAGES: &str = "tests/tauri/page";

/// One check, or one run of tests.
pub(super) struct Step {
    pub(super) name: &'static str,
    /// Whether `--fast` leaves it out.
    pub(super) slow: bool,
    /// Whether it runs tests; such a step fails if it ran none.
    pub(super) counts: bool,
    pub(super) work: fn(&Context) -> Outcome<Verdict>,
}

pub(super) const STEPS: &[Step] = &[
    Step {
        name: "dependencies",
        slow: false,
        counts: false,
        work: |_| deps::check("Cargo.toml").map(|()| Verdict::Ran(Tally::default())),
    },
    Step {
        name: "cargo deny",
        slow: false,
        counts: false,
        work: cargo_deny,
    },
    Step {
        name: "format",
        slow: false,
        counts: false,
        work: |context| {
            context.cargo("fmt --all --check")?;
            context.cargo("fmt --all --check --manifest-path benches/peers/Cargo.toml")?;
            context.cargo(&format!("fmt --all --check --manifest-path {WEB}"))?;
            context.cargo(&format!("fmt --all --check --manifest-path {PLUGIN}"))
        },
    },
    Step {
        name: "clippy",
        slow: false,
        counts: false,
        work: |context| context.cargo("clippy --workspace --all-targets -- -D warnings"),
    },
    Step {
        name: "clippy core",
        slow: true,
        counts: false,
        work: |context| {
            context.cargo("clippy -p bytelane --no-default-features --all-targets -- -D warnings")
        },
    },
    Step {
        name: "features",
        slow: true,
        counts: false,
        work: features,
    },
    Step {
        name: "fuzz targets",
        slow: true,
        counts: false,
        work: fuzz_targets,
    },
    Step {
        name: "js packages",
        slow: false,
        counts: false,
        work: |context| context.npm(JS, "ci --no-audit --no-fund"),
    },
    // The pages that the tests of the Tauri application load, bundled by the packages of the step before.
    Step {
        name: "tauri pages",
        slow: false,
        counts: false,
        work: |context| {
            context.npm(TAURI_PAGES, "ci --no-audit --no-fund")?;
            context.npm(TAURI_PAGES, "run build")
        },
    },
    Step {
        name: "tests",
        slow: false,
        counts: true,
        // With the server for browsers, whose cases are skipped where no Chromium is installed.
        work: |context| {
            context.cargo("test --workspace --features bytelane/browser --no-fail-fast")
        },
    },
    Step {
        name: "tests core",
        slow: true,
        counts: true,
        work: |context| context.cargo("test -p bytelane --no-default-features --no-fail-fast"),
    },
    // The steps before have no feature that the bindings need.
    Step {
        name: "bindings",
        slow: false,
        counts: true,
        work: |context| context.cargo(bindings::TESTS),
    },
    // Pages in Rust, in a webview.
    Step {
        name: "web",
        slow: true,
        counts: true,
        work: web::run,
    },
    Step {
        name: "tauri plugin",
        slow: true,
        counts: true,
        work: tauri_plugin,
    },
    Step {
        name: "interleavings",
        slow: true,
        counts: true,
        work: interleavings,
    },
    Step {
        name: "benchmarks",
        slow: true,
        counts: false,
        // Runs each benchmark once, those in a webview as well; nothing is measured.
        work: |context| context.cargo("test --features browser --benches"),
    },
    Step {
        name: "benchmark guard",
        slow: false,
        counts: true,
        work: |context| bench::guard::run(context.display.as_ref()).map(Verdict::Ran),
    },
    Step {
        name: "documentation",
        slow: true,
        counts: false,
        work: documentation,
    },
    Step {
        name: "js client fresh",
        slow: false,
        counts: false,
        // Before another step builds the client again.
        work: |context| context.npm(JS, "run fresh"),
    },
    Step {
        name: "js types",
        slow: false,
        counts: false,
        work: |context| context.npm(JS, "run check"),
    },
    Step {
        name: "js tests",
        slow: false,
        counts: true,
        work: |context| context.npm(JS, "test"),
    },
    Step {
        name: "packages",
        slow: true,
        counts: false,
        work: packages,
    },
    Step {
        name: "template",
        slow: true,
        counts: true,
        work: template::check,
    },
    Step {
        name: "msrv",
        slow: true,
        counts: false,
        work: oldest_rust,
    },
    Step {
        name: "cross windows-gnu",
        slow: true,
        counts: false,
        work: |context| cross_check(context, &cross::WINDOWS_GNU),
    },
    Step {
        name: "cross windows-msvc",
        slow: true,
        counts: false,
        work: |context| cross_check(context, &cross::WINDOWS_MSVC),
    },
    Step {
        name: "cross macos",
        slow: true,
        counts: false,
        work: |context| cross_check(context, &cross::MACOS),
    },
    // Links the extension of the web process, which the build script compiles.
    Step {
        name: "cross arm64",
        slow: true,
        counts: false,
        work: |context| cross_check(context, &cross::LINUX_ARM64),
    },
    Step {
        name: "cross wine",
        slow: true,
        counts: true,
        work: |context| {
            // There is no git under wine.
            let core = "test -p bytelane --no-default-features --no-fail-fast --lib --tests -- --skip tracked_files";
            let application = "test -p bytelane --no-fail-fast --lib";
            let core = context.run_cross(cross::emulated(core, &cross::WINDOWS_GNU)?)?;
            let application =
                context.run_cross(cross::emulated(application, &cross::WINDOWS_GNU)?)?;
            Ok(core.and(application))
        },
    },
    Step {
        name: "cross qemu",
        slow: true,
        counts: true,
        work: |context| {
            // The emulator starts no children of its processor. The inputs of the parsers, the defects that the simulation must find and a million guesses take
            // ten minutes in it, and run on this machine as well.
            let core = "test -p bytelane --no-default-features --no-fail-fast --lib --tests -- --skip the_watchdog_finds_a_run_that_hangs \
                --skip the_kept_corpus_passes --skip seeds_and_their_damage --skip a_canary_is_found --skip guesses_of_ids_do_not_reach_another_document";
            context.run_cross(cross::emulated(core, &cross::LINUX_ARM64)?)
        },
    },
];

/// Checks the workspace for another system, with tests, examples and all features that the system has.
fn cross_check(context: &Context, target: &Target) -> Outcome<Verdict> {
    let features = if *target == cross::LINUX_ARM64 {
        "--all-features"
    } else {
        "--features bytelane/bench,bytelane/bindings,bytelane/devtools,bytelane/image-png,bytelane/inspector,bytelane/unstable"
    };
    let arguments = format!("check --workspace --all-targets --keep-going {features}");
    context.run_cross(cross::cargo(&arguments, target)?)
}

/// Checks the library with each set of features, since a feature may only add.
fn features(context: &Context) -> Outcome<Verdict> {
    for features in [
        "--no-default-features",
        "--no-default-features --features webkitgtk",
        "--no-default-features --features inspector",
        "--no-default-features --features webkitgtk,inspector",
        "--no-default-features --features bindings",
        "--no-default-features --features webview",
        "--no-default-features --features app",
        "--no-default-features --features bench",
        "--no-default-features --features browser",
        "--all-features",
    ] {
        context.cargo(&format!(
            "clippy -p bytelane --lib {features} -- -D warnings"
        ))?;
    }
    Ok(Verdict::Ran(Tally::default()))
}

/// Checks the programs that libFuzzer runs, without libFuzzer: a check links nothing, and a stated library is not built.
fn fuzz_targets(context: &Context) -> Outcome<Verdict> {
    let folder = context.root.join("tests/fuzz");
    let mut command = process::command("cargo");
    command
        .args(["check", "--locked", "--manifest-path"])
        .arg(folder.join("Cargo.toml"))
        .env("CUSTOM_LIBFUZZER_PATH", folder.join("libfuzzer.a"))
        .env("CARGO_TARGET_DIR", workspace::target_directory()?);
    context.run(command)
}

/// Checks and tests the plugin in an unmodified Tauri application. Skipped if the packages of Tauri cannot be had.
fn tauri_plugin(context: &Context) -> Outcome<Verdict> {
    let target = workspace::target_directory()?.join("tauri-plugin");
    let cargo = |arguments: &str| {
        let mut command = process::command("cargo");
        command
            .args(arguments.split(' '))
            .args(["--locked", "--manifest-path"])
            .arg(context.root.join(PLUGIN))
            .env("CARGO_TARGET_DIR", &target);
        command
    };
    if let Err(reason) = fetch::packages(PLUGIN)? {
        return Ok(Verdict::Skipped(reason));
    }
    let mut clippy = cargo("clippy --workspace --all-targets");
    clippy.args(["--", "-D", "warnings"]);
    context.run(clippy)?;
    context.run(cargo("test --workspace --no-fail-fast"))
}

/// Runs the models of the interleavings in a target directory of their own, since their flag makes cargo compile everything again.
fn interleavings(context: &Context) -> Outcome<Verdict> {
    let mut command = process::command("cargo");
    command
        .args("test -p bytelane --no-default-features --lib interleavings".split(' '))
        .env("RUSTFLAGS", "--cfg bytelane_loom")
        .env(
            "CARGO_TARGET_DIR",
            workspace::target_directory()?.join("loom"),
        );
    context.run(command)
}

/// Makes the packages as for a release. Skipped if the registry, which cargo asks for the dependencies of a package, does not answer.
fn packages(context: &Context) -> Outcome<Verdict> {
    let mut fetch = process::command("cargo");
    fetch.args(["update", "--dry-run", "--package", "bytelane-macros"]);
    let asked = fetch.current_dir(&context.root).output()?;
    let said = String::from_utf8_lossy(&asked.stderr);
    if !asked.status.success() && fetch::is_offline(&said) {
        return Ok(Verdict::Skipped(
            "the registry cannot be reached: the packages are not made".into(),
        ));
    }
    release::check_packages().map(|()| Verdict::Ran(Tally::default()))
}

fn documentation(context: &Context) -> Outcome<Verdict> {
    let mut command = process::command("cargo");
    command
        .args("doc --no-deps --workspace --features bytelane/bindings".split(' '))
        .env("RUSTDOCFLAGS", "-D warnings");
    context.run(command)
}

fn cargo_deny(context: &Context) -> Outcome<Verdict> {
    if process::output("cargo", &["deny", "--version"]).is_none() {
        return Ok(Verdict::Skipped(
            "cargo-deny is not installed, so advisories are not checked: cargo install --locked cargo-deny".into(),
        ));
    }
    context.cargo("deny check")
}

/// Checks the workspace with the `rust-version` that it states.
fn oldest_rust(context: &Context) -> Outcome<Verdict> {
    let metadata = workspace::metadata(&["--no-deps"])?;
    let stated = metadata
        .packages
        .iter()
        .filter_map(|package| package.rust_version.clone())
        .min();
    let stated = stated.ok_or("Cargo.toml states no rust-version")?;
    let oldest = if stated.matches('.').count() == 1 {
        format!("{stated}.0")
    } else {
        stated
    };
    let active = process::output("rustc", &["--version"]).unwrap_or_default();
    if active.starts_with(&format!("rustc {oldest} ")) {
        println!("Rust {oldest} is in use, so every step has compiled with it");
        return Ok(Verdict::Ran(Tally::default()));
    }
    let installed = process::output("rustup", &["toolchain", "list"]).unwrap_or_default();
    if !installed
        .lines()
        .any(|line| line.starts_with(&format!("{oldest}-")))
    {
        return Ok(Verdict::Skipped(format!(
            "Rust {oldest} is not installed: rustup toolchain install {oldest}"
        )));
    }
    let mut command = process::command("cargo");
    command
        .arg(format!("+{oldest}"))
        .args(["check", "--workspace", "--all-targets"])
        .env("CARGO_TARGET_DIR", metadata.target_directory.join("msrv"));
    context.run(command)
}
