//! `cargo xtask gallery`: photographs the examples in a real webview, in light, in dark and at the width of a phone, and writes `docs/gallery.md`.

use crate::{
    Outcome,
    artifact::Programs,
    display::Display,
    doctor,
    needs::For,
    process::{self, Output, Running},
    workspace,
};
use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::{Duration, Instant},
};

/// The document that this command writes.
const DOCUMENT: &str = "docs/gallery.md";
/// Folder of the pictures.
const PICTURES: &str = "docs/gallery";
/// Size limit of a picture, in bytes.
const PICTURE_BYTES_MAX: u64 = 48 * 1024;
/// A picture of at most this size keeps all its colours, in bytes.
const UNREDUCED_BYTES_MAX: u64 = 32 * 1024;
/// Size limit of all pictures, in bytes.
const PICTURES_BYTES_MAX: u64 = 3 * 1024 * 1024;
/// A picture of an empty window is smaller than this, in bytes.
const BLANK_BYTES_MAX: u64 = 2_000;
/// Longest silence of an example, which prints nothing until its picture is saved.
const SILENCE_MAX: Duration = Duration::from_secs(300);
/// Length of the file that the example `download` transfers, in bytes.
const FILE_BYTES: usize = 16 * 1024 * 1024;

/// Taker of the pictures.
#[derive(Clone, Copy, PartialEq)]
enum Camera {
    /// The example saves its page, by its option `--screenshot`.
    Page,
    /// The same for `download`, which has a demonstration of its own.
    Demo,
    /// The example has no options: its window is cut out of the screen.
    Screen,
}

/// An example, its states in the order of the document, and a sentence about it.
struct Example {
    name: &'static str,
    camera: Camera,
    states: &'static [&'static str],
    sentence: &'static str,
}

const EXAMPLES: &[Example] = &[
    Example {
        name: "hello",
        camera: Camera::Screen,
        states: &["done"],
        sentence: "The smallest application: two commands, one of which returns bytes.",
    },
    Example {
        name: "plain_wry",
        camera: Camera::Screen,
        states: &["done"],
        sentence: "The engine in a program on wry and tao, without the application layer.",
    },
    Example {
        name: "http_download",
        camera: Camera::Page,
        states: &["empty", "busy", "failed", "done"],
        sentence: "A download over HTTP that the page receives as it arrives: with progress, a button to cancel, and a resumption after the connection breaks.",
    },
    Example {
        name: "upload",
        camera: Camera::Page,
        states: &["empty", "busy", "failed", "done"],
        sentence: "Files and streams of any size, which Rust writes to disk chunk by chunk.",
    },
    Example {
        name: "stream",
        camera: Camera::Page,
        states: &["empty", "busy", "failed", "done"],
        sentence: "A live signal over a channel. While the page reads too slowly (busy), Rust waits.",
    },
    Example {
        name: "points",
        camera: Camera::Page,
        states: &["empty", "busy", "failed", "done", "running"],
        sentence: "A live point cloud: typed arrays, 60 times per second.",
    },
    Example {
        name: "table",
        camera: Camera::Page,
        states: &["empty", "busy", "failed", "done"],
        sentence: "A million rows, as an archive and as JSON beside each other.",
    },
    Example {
        name: "events",
        camera: Camera::Page,
        states: &["empty", "done"],
        sentence: "Events between two windows and Rust, with an image in one of them.",
    },
    Example {
        name: "download",
        camera: Camera::Demo,
        states: &["empty", "busy", "failed", "done"],
        sentence: "A file to the page and back, hashed on both sides. `cargo xtask demo` runs it with a large file.",
    },
];

/// A way to show an example: the theme of GTK, and the width of the window in logical pixels if it is not that of the example.
struct View {
    name: &'static str,
    theme: &'static str,
    width: Option<&'static str>,
}

const LIGHT: View = View {
    name: "light",
    theme: "Adwaita",
    width: None,
};
const DARK: View = View {
    name: "dark",
    theme: "Adwaita:dark",
    width: None,
};
const PHONE: View = View {
    name: "phone",
    theme: "Adwaita",
    width: Some("390"),
};

/// A picture of the document.
struct Shot {
    example: &'static Example,
    state: &'static str,
    view: &'static View,
}

impl Shot {
    /// Returns the path of the picture, relative to the root.
    fn path(&self) -> String {
        let Self {
            example,
            state,
            view,
        } = self;
        format!("{PICTURES}/{}-{state}-{}.png", example.name, view.name)
    }

    /// Returns the command that runs the example, without the options of a picture.
    fn command(&self, program: &Path, root: &Path, display: &Display) -> Command {
        let mut command = process::command(&program.to_string_lossy());
        command.current_dir(root).env("GTK_THEME", self.view.theme);
        display.apply(&mut command);
        command
    }
}

#[derive(clap::Args)]
pub(crate) struct Args {
    /// Photograph only the examples whose name contains this text
    #[arg(long, value_name = "NAME", default_value = "")]
    filter: String,
}

pub(crate) fn run(args: &Args) -> Outcome {
    doctor::ensure(&[For::Build, For::Screen, For::Pictures])?;
    let root = workspace::root();
    let wanted = |example: &&Example| example.name.contains(&args.filter);
    let wanted: Vec<_> = EXAMPLES.iter().filter(wanted).collect();
    if wanted.is_empty() {
        return Err(format!("no example is named {}", args.filter).into());
    }
    let mut arguments = vec!["--package", "bytelane"];
    for example in &wanted {
        arguments.extend(["--example", example.name]);
    }
    let programs = Programs::build(&root, &arguments)?;
    fs::create_dir_all(root.join(PICTURES))?;
    for example in wanted {
        let program = programs.path(example.name)?;
        for shot in shots(example) {
            // A screen of its own, on which no other window is.
            let display = Display::start()?;
            println!("{}", shot.path());
            let path = root.join(shot.path());
            match example.camera {
                Camera::Screen => cut_out(&shot, &program, &root, &display)?,
                Camera::Page | Camera::Demo => {
                    save_page(&shot, &program, &root, &display)?;
                }
            }
            shrink(&path)?;
        }
    }
    fs::write(root.join(DOCUMENT), document())?;
    check(&root)
}

/// Returns the pictures of an example: each state in light, and the last one in dark and on a phone too.
fn shots(example: &'static Example) -> Vec<Shot> {
    let shot = |state, view| Shot {
        example,
        state,
        view,
    };
    let last = example.states.last().copied();
    let mut shots: Vec<_> = example
        .states
        .iter()
        .map(|state| shot(*state, &LIGHT))
        .collect();
    shots.extend(last.map(|state| shot(state, &DARK)));
    // The width of a window without options is fixed.
    let phone = last.filter(|_| example.camera != Camera::Screen);
    shots.extend(phone.map(|state| shot(state, &PHONE)));
    shots
}

/// Runs an example that saves its page and exits.
fn save_page(shot: &Shot, program: &Path, root: &Path, display: &Display) -> Outcome {
    let mut command = shot.command(program, root, display);
    command
        .args(["--state", shot.state, "--screenshot"])
        .arg(root.join(shot.path()));
    if let Some(width) = shot.view.width {
        command.args(["--width", width]);
    }
    if shot.example.camera == Camera::Demo {
        command.arg("--demo").arg("--file").arg(file()?);
    }
    let status = Running::start(command, Output::All)?.follow(SILENCE_MAX, |line| match line {
        Some(line) if !line.starts_with('{') => eprintln!("  {line}"),
        _ => {}
    })?;
    if !status.success() {
        return Err(format!("{}: the example failed ({status})", shot.path()).into());
    }
    Ok(())
}

/// Returns the path of a file whose name and length are the same on every machine: the picture shows them.
fn file() -> Outcome<PathBuf> {
    let path = std::env::temp_dir().join("example.bin");
    fs::write(&path, vec![7; FILE_BYTES])?;
    Ok(path)
}

/// Runs an example without options until its window no longer changes, and cuts it out of the screen.
fn cut_out(shot: &Shot, program: &Path, root: &Path, display: &Display) -> Outcome {
    let path = root.join(shot.path());
    let mut example = shot.command(program, root, display).spawn()?;
    let cut = until_still(&path, display);
    example.kill()?;
    example.wait()?;
    cut
}

fn until_still(path: &Path, display: &Display) -> Outcome {
    let start = Instant::now();
    let mut before = Vec::new();
    loop {
        thread::sleep(Duration::from_secs(1));
        let mut import = process::command("import");
        import
            .args(["-window", "root", "-trim", "+repage", "-strip"])
            .args(["-define", "png:exclude-chunks=date,time"])
            .arg(path);
        display.apply(&mut import);
        succeed(import)?;
        let now = fs::read(path)?;
        if now == before && now.len() as u64 > BLANK_BYTES_MAX {
            return Ok(());
        }
        if start.elapsed() > SILENCE_MAX {
            return Err(format!("{}: the window stays empty", path.display()).into());
        }
        before = now;
    }
}

/// Reduces the colours of a picture until it is small enough.
fn shrink(path: &Path) -> Outcome {
    let mut strip = process::command("convert");
    strip
        .arg(path)
        .args(["-strip", "-define", "png:compression-level=9"])
        .arg(path);
    succeed(strip)?;
    if fs::metadata(path)?.len() <= UNREDUCED_BYTES_MAX {
        return Ok(());
    }
    for colors in ["256", "128", "64", "32"] {
        let mut command = process::command("convert");
        command
            .arg(path)
            .args(["-strip", "-dither", "None", "-colors", colors])
            .args(["-define", "png:compression-level=9"])
            .arg(format!("PNG8:{}", path.display()));
        succeed(command)?;
        if fs::metadata(path)?.len() <= PICTURE_BYTES_MAX {
            return Ok(());
        }
    }
    Err(format!(
        "{} is larger than {PICTURE_BYTES_MAX} bytes",
        path.display()
    )
    .into())
}

/// Checks that the folder has the pictures of the document, no other ones, and that they are small.
fn check(root: &Path) -> Outcome {
    let expected: Vec<_> = EXAMPLES.iter().flat_map(shots).collect();
    let mut bytes = 0;
    for shot in &expected {
        let path = root.join(shot.path());
        let found = fs::metadata(&path).map_err(|error| format!("{}: {error}", shot.path()))?;
        if found.len() > PICTURE_BYTES_MAX {
            return Err(format!("{} has {} bytes", shot.path(), found.len()).into());
        }
        bytes += found.len();
    }
    for entry in fs::read_dir(root.join(PICTURES))? {
        let name = entry?.file_name();
        let path = format!("{PICTURES}/{}", name.to_string_lossy());
        if !expected.iter().any(|shot| shot.path() == path) {
            return Err(format!("{path} is a picture of no state: delete it").into());
        }
    }
    if bytes > PICTURES_BYTES_MAX {
        return Err(
            format!("the pictures have {bytes} bytes, more than {PICTURES_BYTES_MAX}").into(),
        );
    }
    Ok(())
}

/// Returns the text of [`DOCUMENT`].
fn document() -> String {
    let mut text = String::from(
        "# Gallery\n\nThe examples in a real webview on WebKitGTK: their states in light, and the last one also in dark and at the width of a phone. \
         `cargo xtask gallery` takes the\npictures and writes this file. The programs are debug builds on a machine with other work, so their figures \
         are not those of [Measured](../README.md#measured).\n",
    );
    for example in EXAMPLES {
        let Example { name, sentence, .. } = example;
        // Writing to a string does not fail.
        let _ = write!(
            text,
            "\n## {name}\n\n{sentence} `cargo run --example {name}`\n\n"
        );
        for shot in shots(example) {
            let Shot { state, view, .. } = &shot;
            let path = shot.path();
            let path = path.trim_start_matches("docs/");
            let width = if view.width.is_some() { 200 } else { 400 };
            let _ = writeln!(
                text,
                "<img src=\"{path}\" width=\"{width}\" alt=\"{name}: {state}, {}\">",
                view.name
            );
        }
    }
    text
}

fn succeed(mut command: Command) -> Outcome {
    let status = command.status()?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("{command:?} failed ({status})").into())
    }
}

#[cfg(test)]
mod tests {
    use super::{DOCUMENT, EXAMPLES, check, document};
    use crate::workspace;
    use std::{collections::BTreeSet, fs};

    #[test]
    fn the_document_and_the_pictures_are_complete() {
        let root = workspace::root();
        let written = fs::read_to_string(root.join(DOCUMENT)).expect("the gallery");
        assert_eq!(written, document(), "run `cargo xtask gallery`");
        check(&root).expect("the pictures of the examples");
    }

    #[test]
    fn every_example_is_in_the_gallery() {
        let folders = fs::read_dir(workspace::root().join("examples")).expect("the examples");
        let found: BTreeSet<_> = folders
            .filter_map(|folder| {
                let path = folder.expect("an entry").path();
                let name = path.file_name()?.to_str()?.to_owned();
                path.join("main.rs").is_file().then_some(name)
            })
            .collect();
        let shown: BTreeSet<_> = EXAMPLES
            .iter()
            .map(|example| example.name.to_owned())
            .collect();
        assert_eq!(found, shown);
    }
}
