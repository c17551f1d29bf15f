use std::{
    path::{Path, PathBuf},
    process::Command,
};

const USAGE: &str = "usage: download [--demo] [--file <path>] [--lane protocol|shm] [--screenshot <png>] [--state empty|busy|failed|done] [--width <pixels>] [--keep-open]";

/// Options of the command line.
pub(crate) struct Options {
    pub(crate) demo: bool,
    pub(crate) file: PathBuf,
    pub(crate) lane: Option<String>,
    pub(crate) screenshot: Option<PathBuf>,
    /// State of the page in the screenshot.
    pub(crate) state: String,
    /// Width of the window in logical pixels.
    pub(crate) width: f64,
    pub(crate) keep_open: bool,
}

impl Options {
    pub(crate) fn from_command_line() -> Result<Self, String> {
        let mut options = Self {
            demo: false,
            file: PathBuf::new(),
            lane: None,
            screenshot: None,
            state: "done".into(),
            width: 1000.0,
            keep_open: false,
        };
        let mut arguments = std::env::args_os().skip(1);
        while let Some(argument) = arguments.next() {
            let name = argument.to_string_lossy();
            let mut value = || {
                arguments
                    .next()
                    .ok_or_else(|| format!("{name} needs a value\n{USAGE}"))
            };
            match &*name {
                "--demo" => options.demo = true,
                "--keep-open" => options.keep_open = true,
                "--file" => options.file = value()?.into(),
                "--screenshot" => options.screenshot = Some(value()?.into()),
                "--state" => options.state = value()?.to_string_lossy().into_owned(),
                "--width" => {
                    let width = value()?.to_string_lossy().parse();
                    options.width = width.map_err(|_| USAGE.to_owned())?;
                }
                "--lane" => options.lane = Some(value()?.to_string_lossy().into_owned()),
                other => return Err(format!("unknown argument {other}\n{USAGE}")),
            }
        }
        if options.file.as_os_str().is_empty() {
            options.file = compiler_library()
                .map_or_else(std::env::current_exe, Ok)
                .map_err(|error| error.to_string())?;
        }
        Ok(options)
    }
}

/// Returns the compiler's largest library, a file of more than 100 MB that every Rust installation has.
fn compiler_library() -> Option<PathBuf> {
    let output = Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()
        .ok()?;
    let sysroot = String::from_utf8(output.stdout).ok()?;
    let files = ["lib", "bin"]
        .into_iter()
        .filter_map(|folder| std::fs::read_dir(Path::new(sysroot.trim()).join(folder)).ok());
    files
        .flat_map(|entries| entries.flatten())
        .filter_map(|entry| {
            Some((
                entry
                    .metadata()
                    .ok()
                    .filter(std::fs::Metadata::is_file)?
                    .len(),
                entry.path(),
            ))
        })
        .max()
        .map(|(_, path)| path)
}
