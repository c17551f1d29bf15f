//! Checks and tests for other systems, on a Linux machine: `cargo xtask cross` makes their toolchains, and the steps of `cargo xtask test` whose names
//! start with `cross` run them.

mod emulator;
mod source;
mod standard;
mod target;
mod toolchain;

pub(crate) use target::{LINUX_ARM64, MACOS, Target, WASM, WINDOWS_GNU, WINDOWS_MSVC};

use crate::{
    Outcome, doctor,
    needs::{self, For},
    workspace,
};
use std::process::Command;
use target::{Linker, TARGETS};
use toolchain::Toolchain;

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Run only the parts whose name contains this text
    #[arg(long, value_name = "NAME", default_value = "")]
    pub(crate) filter: String,
}

/// Makes the standard library of every target, and installs the linkers and emulators. A failure is printed and skips the steps of its target.
pub(crate) fn prepare() -> Outcome {
    for purpose in [For::Windows, For::Arm64] {
        if let Err(error) = doctor::ensure(&[purpose]) {
            eprintln!("{error}");
        }
    }
    let toolchain = Toolchain::here()?;
    for target in TARGETS {
        if let Err(error) = standard::make(&toolchain, target) {
            eprintln!("{error}");
        }
    }
    Ok(())
}

/// A command for another system, or the reason why it cannot run here.
pub(crate) type Cross = Result<Command, String>;

/// Returns `cargo <arguments>` for `target`.
pub(crate) fn cargo(arguments: &str, target: &Target) -> Outcome<Cross> {
    if !cfg!(target_os = "linux") {
        return Ok(Err("other systems are checked on Linux only".into()));
    }
    let toolchain = Toolchain::here()?;
    let compiler = match toolchain.compiler(target) {
        Ok(compiler) => compiler,
        Err(reason) => return Ok(Err(reason)),
    };
    let mut command = toolchain.cargo(&compiler);
    let (name, arguments) = arguments.split_once(' ').unwrap_or((arguments, ""));
    command
        .args([name, "--locked", "--target", target.triple])
        .args(arguments.split_whitespace())
        .env("RUSTFLAGS", "-D warnings")
        // The libraries of this machine stand for those of the target: a check links nothing.
        .env("PKG_CONFIG_ALLOW_CROSS", "1")
        .env("CARGO_TARGET_DIR", toolchain::directory()?.join("target"));
    if let Some(linker) = target.linker {
        if let Linker::Program(linker) = linker {
            if let Err(reason) = needs::program(linker) {
                return Ok(Err(format!("{linker}: {reason}: run `cargo xtask cross`")));
            }
            command.env(target.variable("LINKER"), linker);
        }
    } else {
        // Dependencies compile C and Objective-C for it, which a check does not need.
        let nothing = workspace::root().join("xtask/cross/no-compiler");
        let triple = target.triple.replace('-', "_");
        for tool in ["CC", "AR"] {
            command.env(format!("{tool}_{triple}"), &nothing);
        }
    }
    Ok(Ok(command))
}

/// Returns `cargo <arguments>` for `target`, whose programs an emulator runs.
pub(crate) fn emulated(arguments: &str, target: &Target) -> Outcome<Cross> {
    let purpose = if *target == WINDOWS_GNU {
        For::Windows
    } else {
        For::Arm64
    };
    for need in needs::of(&[purpose]) {
        if let Err(reason) = need.find() {
            return Ok(Err(format!(
                "{}: {reason}: run `cargo xtask cross`",
                need.name
            )));
        }
    }
    let mut command = match cargo(arguments, target)? {
        Ok(command) => command,
        Err(reason) => return Ok(Err(reason)),
    };
    let runner = match target.linker {
        Some(Linker::Program(linker)) if purpose == For::Arm64 => emulator::qemu(linker)?,
        _ => emulator::wine(&mut command)?,
    };
    command
        .env(target.variable("RUNNER"), runner)
        // An emulator is slow. All seeds run on this machine.
        .env("BYTELANE_SEEDS", "100");
    Ok(Ok(command))
}
