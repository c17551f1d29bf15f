//! The programs of a run: which systems it has, their builds, and the commands that start them.

use std::path::PathBuf;

use super::{
    session::{Entrant, Start},
    systems::{BOUNDS, Program, SYSTEMS, System, TAURI_PEER},
};
use crate::{
    Outcome,
    artifact::Programs,
    display::{self, Display},
    process,
    workspace::{self, PEERS},
};

/// Our benchmark program, and its package.
const OWN: (&str, &str) = ("webview-bench", "bytelane-bench-webview");

/// Starts a screen in memory if there is no other.
pub(super) fn screen() -> Outcome<Option<Display>> {
    if display::present() {
        Ok(None)
    } else {
        Display::start().map(Some)
    }
}

/// Returns the systems with these names, or all.
pub(super) fn chosen(names: &[String]) -> Outcome<Vec<&'static System>> {
    if names.is_empty() {
        let can_run = |system: &&System| match system.program {
            Program::Chromium(_) => bytelane_bench_protocol::chromium().is_some(),
            _ => **system != BOUNDS,
        };
        return Ok(SYSTEMS.iter().filter(can_run).collect());
    }
    names
        .iter()
        .map(|name| {
            let known = || SYSTEMS.iter().filter(|system| **system != BOUNDS);
            known().find(|system| system.id == *name).ok_or_else(|| {
                let known: Vec<_> = known().map(|system| system.id).collect();
                format!("there is no system {name}; there are {}", known.join(", ")).into()
            })
        })
        .collect()
}

/// Builds the programs of `systems`; returns a command for each, and the failures.
pub(super) fn starts<'a>(
    systems: &[&'static System],
    display: Option<&'a Display>,
) -> Outcome<(Vec<Entrant<'a>>, Vec<String>)> {
    let peers: Vec<_> = systems
        .iter()
        .filter_map(|system| match system.program {
            Program::Peer(name) | Program::Chromium(name) => Some(name),
            Program::Plugin(_) => Some(TAURI_PEER),
            Program::Lane(_) | Program::Every => None,
        })
        .collect();
    let mut own = None;
    if peers.len() < systems.len() {
        eprintln!(
            "Building bytelane's own program in release mode; the first time takes some minutes."
        );
        own = Some(build_own("release")?);
    }
    let mut programs = build_peers(&peers).into_iter();
    let (mut starts, mut failures) = (Vec::new(), Vec::new());
    for system in systems {
        let built = match (system.program, &own) {
            (Program::Lane(_), Some(own)) => Some(Ok(own.clone())),
            (Program::Peer(_) | Program::Plugin(_) | Program::Chromium(_), _) => programs.next(),
            _ => None,
        };
        let Some(built) = built else { continue };
        let variable = match system.program {
            Program::Lane(lane) => Some((LANE, lane)),
            Program::Plugin(how) => Some((PLUGIN, how)),
            Program::Chromium(_) => Some((BROWSER, "chromium")),
            Program::Peer(_) | Program::Every => None,
        };
        match built {
            Ok(program) => starts.push((*system, start(program, variable, display))),
            Err(error) => failures.push(format!("{}: {error}", system.label)),
        }
    }
    Ok((starts, failures))
}

/// Builds the programs of these packages, of which some may be the same: all in one build, and if that fails, each by itself to find the broken ones.
fn build_peers(names: &[&str]) -> Vec<Outcome<PathBuf>> {
    if names.is_empty() {
        return Vec::new();
    }
    eprintln!("Building the peers in release mode; the first time takes some minutes.");
    let folder = workspace::root().join(PEERS);
    let build =
        |one: &[&str]| Programs::build(&folder, &[&["--release", "--locked"], one].concat());
    let all: Vec<_> = names.iter().flat_map(|name| ["-p", *name]).collect();
    match build(&all) {
        Ok(programs) => names.iter().map(|name| programs.path(name)).collect(),
        Err(_) => names
            .iter()
            .map(|name| build(&["-p", *name])?.path(name))
            .collect(),
    }
}

/// Builds our own program with this profile.
pub(super) fn build_own(profile: &str) -> Outcome<PathBuf> {
    let (program, package) = OWN;
    Programs::build(
        &workspace::root(),
        &["--profile", profile, "-p", package, "--bin", program],
    )?
    .path(program)
}

/// Environment variable that selects the lane of our own program.
pub(super) const LANE: &str = "BYTELANE_LANE";

/// Environment variable that opens the page of a peer in another browser.
const BROWSER: &str = "BYTELANE_PEER_BROWSER";

/// Environment variable that adds the plugin to the peer of Tauri.
const PLUGIN: &str = "BYTELANE_PEER_PLUGIN";

/// Returns the command that starts a program with this variable, if it takes one.
pub(super) fn start<'a>(
    program: PathBuf,
    variable: Option<(&'static str, &'static str)>,
    display: Option<&'a Display>,
) -> Start<'a> {
    Box::new(move || {
        let mut command = process::command(&program.to_string_lossy());
        if let Some(display) = display {
            display.apply(&mut command);
        }
        command.envs(variable);
        command
    })
}
