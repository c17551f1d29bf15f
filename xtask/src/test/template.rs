//! The step `template`: a project is made from `templates/vite-ts` in an empty folder, as `cargo generate` makes it, and is built, tested and opened
//! against this checkout.

use super::{
    context::{Context, JS},
    verdict::Verdict,
};
use crate::{
    Outcome, needs,
    process::{self, lines},
    tally::Tally,
    workspace,
};
use std::{
    fs,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

const TEMPLATE: &str = "templates/vite-ts";
const PLACEHOLDER: &str = "{{project-name}}";
const NAME: &str = "made-from-template";
/// The file of cargo-generate, which a project does not receive.
const SETTINGS: &str = "cargo-generate.toml";
/// Folders that a developer may have in the template, and that are not part of it.
const IGNORED: [&str; 3] = ["node_modules", "dist", "target"];
/// The port of the development server in the template, and the files that state it.
const PORT: &str = "1430";
const PORT_FILES: [&str; 2] = ["vite.config.ts", "host/bytelane.conf.json"];
/// Longest wait for the development server and for the page of the program.
const WAIT_MAX: Duration = Duration::from_secs(120);
/// Interval at which the page is changed until the program has reloaded it: the development server forgets a change that precedes the page's connection.
const CHANGE_EVERY: Duration = Duration::from_secs(3);
/// Parts of npm's messages about a registry that cannot be reached.
const UNREACHABLE: [&str; 5] = [
    "ENOTFOUND",
    "EAI_AGAIN",
    "ECONNREFUSED",
    "ETIMEDOUT",
    "ENOTCACHED",
];

pub(super) fn check(context: &Context) -> Outcome<Verdict> {
    if needs::program(process::NPM).is_err() {
        return Ok(skipped("npm is not installed"));
    }
    let Some(display) = &context.display else {
        return Ok(skipped("there is no screen in memory on this system"));
    };
    let target = workspace::target_directory()?;
    let project = make(&context.root, &target.join("xtask/template"))?;
    if !install(context, &project)? {
        return Ok(skipped("the registry of npm cannot be reached"));
    }
    context.run_in(&project, npm("run build"))?;

    let port = use_free_port(&project)?;
    let mut server = process::command("node");
    server
        .current_dir(&project)
        .arg("node_modules/vite/bin/vite.js");
    let mut server = Program::start(server)?;
    server.wait_for("ready in", || Ok(()))?;

    let host = project.join("host");
    // The versions that the workspace has compiled.
    fs::copy(context.root.join("Cargo.lock"), host.join("Cargo.lock"))?;
    let mut format = process::command("cargo");
    format.args(["fmt", "--check"]);
    context.run_in(&host, format)?;
    let mut tests = process::command("cargo");
    tests
        .args("test --all-targets --features bindings --offline".split(' '))
        .env("CARGO_TARGET_DIR", &target);
    for (name, folder) in [("bytelane", "."), ("bytelane-build", "build")] {
        let path = context.root.join(folder);
        let patch = format!(
            "patch.crates-io.{name}.path = {:?}",
            path.display().to_string()
        );
        tests.arg("--config").arg(patch);
    }
    let verdict = context.run_in(&host, tests)?;
    if !matches!(&verdict, Verdict::Ran(tally) if tally.failed == 0) {
        return Ok(verdict);
    }

    let program = target.join("debug").join(NAME);
    let mut program = Command::new(program);
    display.apply(&mut program);
    let mut program = Program::start(program)?;
    let loaded = format!("main has loaded http://127.0.0.1:{port}/");
    program.wait_for(&loaded, || Ok(()))?;
    let page = project.join("index.html");
    program.wait_for(&loaded, || {
        let text = fs::read_to_string(&page)?;
        Ok(fs::write(&page, format!("{text}<!-- changed -->\n"))?)
    })?;
    let opened = Tally {
        passed: 1,
        ..Tally::default()
    };
    println!("The program has opened its page, and loaded it again after a change.");
    Ok(verdict.and(Verdict::Ran(opened)))
}

fn skipped(reason: &str) -> Verdict {
    Verdict::Skipped(format!("{reason}: no project is made from {TEMPLATE}"))
}

fn npm(arguments: &str) -> Command {
    let mut command = process::command(process::NPM);
    command.args(arguments.split(' '));
    command
}

/// Makes a project in an empty folder: with cargo-generate if it is installed. Returns the path of the project.
fn make(root: &Path, folder: &Path) -> Outcome<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let template = root.join(TEMPLATE);
    let project = folder.join(NAME);
    if process::output("cargo", &["generate", "--version"]).is_some() {
        let mut generate = process::command("cargo");
        generate
            .args(["generate", "--silent", "--vcs", "none", "--name", NAME])
            .arg("--path")
            .arg(&template)
            .arg("--destination")
            .arg(folder);
        if !generate.status()?.success() {
            return Err("cargo generate failed; its messages are above".into());
        }
    } else {
        fill(&template, &project)?;
        fs::remove_file(project.join(SETTINGS))?;
    }
    Ok(project)
}

/// Copies a folder of the template, with the name of the project in place of its placeholder.
fn fill(from: &Path, to: &Path) -> Outcome {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if IGNORED.iter().any(|ignored| name == *ignored) {
            continue;
        }
        let to = to.join(name);
        if path.is_dir() {
            fill(&path, &to)?;
            continue;
        }
        let text = fs::read_to_string(&path)?.replace(PLACEHOLDER, NAME);
        if text.contains("{{") || text.contains("{%") {
            let path = path.display();
            return Err(format!("{path} has a placeholder other than {PLACEHOLDER}").into());
        }
        fs::write(to, text)?;
    }
    Ok(())
}

/// Installs the packages of the project, with the client of this checkout in place of a published one. Returns `false` without a registry.
fn install(context: &Context, project: &Path) -> Outcome<bool> {
    if !context.root.join(JS).join("node_modules").is_dir() {
        context.npm(JS, "ci --no-audit --no-fund")?;
    }
    let mut pack = npm("pack --silent --pack-destination");
    pack.arg(project).current_dir(context.root.join(JS));
    let packed = pack.output()?;
    if !packed.status.success() {
        let said = String::from_utf8_lossy(&packed.stderr).into_owned();
        return Err(format!("npm pack failed:\n{said}").into());
    }
    let archive = fs::read_dir(project)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .find(|name| name.ends_with(".tgz"))
        .ok_or("npm pack wrote no archive")?;
    let mut install = npm("install --no-audit --no-fund --prefer-offline");
    install.arg(format!("./{archive}")).current_dir(project);
    let installed = install.output()?;
    let said = String::from_utf8_lossy(&installed.stderr);
    match installed.status.success() {
        true => Ok(true),
        false if UNREACHABLE.iter().any(|code| said.contains(code)) => Ok(false),
        false => Err(format!("npm install failed:\n{said}").into()),
    }
}

/// Sets a port that no program uses: another checkout may run the same step.
fn use_free_port(project: &Path) -> Outcome<u16> {
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    for file in PORT_FILES {
        let path = project.join(file);
        let text = fs::read_to_string(&path)?;
        if !text.contains(PORT) {
            return Err(format!("{TEMPLATE}/{file} does not state the port {PORT}").into());
        }
        fs::write(&path, text.replace(PORT, &port.to_string()))?;
    }
    Ok(port)
}

/// A running program, ended when dropped.
struct Program {
    child: Child,
    lines: Receiver<String>,
}

impl Program {
    fn start(mut command: Command) -> Outcome<Self> {
        let (reader, writer) = std::io::pipe()?;
        command
            .stdin(Stdio::null())
            .stderr(writer.try_clone()?)
            .stdout(writer);
        let child = command.spawn()?;
        let lines = lines(reader);
        Ok(Self { child, lines })
    }

    /// Waits for a line with this text, and calls `meanwhile` at intervals.
    fn wait_for(&mut self, text: &str, mut meanwhile: impl FnMut() -> Outcome) -> Outcome {
        let start = Instant::now();
        while start.elapsed() < WAIT_MAX {
            match self.lines.recv_timeout(CHANGE_EVERY) {
                Ok(line) => {
                    println!("{line}");
                    if line.contains(text) {
                        return Ok(());
                    }
                }
                Err(RecvTimeoutError::Timeout) => meanwhile()?,
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        let seconds = start.elapsed().as_secs();
        Err(format!("no line has \"{text}\" after {seconds} s").into())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::{NAME, PORT, PORT_FILES, TEMPLATE, fill};
    use crate::workspace;
    use std::fs;

    #[test]
    fn a_project_has_its_name_in_place_of_each_placeholder() {
        let folder = std::env::temp_dir().join(format!("template-{}", std::process::id()));
        let filled = fill(&workspace::root().join(TEMPLATE), &folder);
        let manifest = fs::read_to_string(folder.join("host/Cargo.toml"));
        let ports = PORT_FILES.map(|file| fs::read_to_string(folder.join(file)));
        fs::remove_dir_all(&folder).expect("the folder of this test");
        filled.expect("no other placeholder");
        let manifest = manifest.expect("a manifest");
        assert!(
            manifest.contains(&format!("name = \"{NAME}\"")),
            "{manifest}"
        );
        for port in ports {
            assert!(port.expect("a file").contains(PORT));
        }
    }
}
