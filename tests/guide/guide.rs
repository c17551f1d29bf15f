//! The page blocks of the guide, in a real webview. Each chapter runs in a separate process on each lane, with the commands of its Rust blocks.
//! Needs a display; `cargo xtask test` starts one.

#[path = "../support/child.rs"]
mod child;
mod page;
mod server;

use std::{
    env,
    io::{Read, Seek},
    process::{Command, ExitCode, Stdio},
    time::Duration,
};

use bytelane_guide_tests::{
    CHAPTERS, Chapter,
    blocks::{Block, blocks},
};
use libtest_mimic::{Arguments, Failed, Trial};

/// Number of page blocks that are marked as not run.
const NOT_RUN: usize = 1;

/// Seconds after which a chapter counts as hung.
const CHAPTER_SECONDS_MAX: u64 = 120;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [flag, name] = arguments.as_slice()
        && flag == "--chapter"
    {
        return match CHAPTERS.iter().find(|chapter| chapter.name == name) {
            Some(chapter) => page::run(chapter),
            None => {
                eprintln!("no chapter is named {name}");
                ExitCode::FAILURE
            }
        };
    }
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    if !arguments.list
        && env::var_os("DISPLAY").is_none()
        && env::var_os("WAYLAND_DISPLAY").is_none()
    {
        eprintln!("no display: run `cargo xtask test`, which starts one, or set DISPLAY");
        return ExitCode::FAILURE;
    }
    let mut trials = vec![
        Trial::test("blocks_that_are_not_run_are_marked_and_counted", marked),
        Trial::test("every_block_states_a_value", stated),
    ];
    for lane in lanes() {
        for chapter in CHAPTERS.iter().filter(|chapter| has_scripts(chapter)) {
            let name = format!("{lane}::{}", chapter.name);
            trials.push(Trial::test(name, move || run_in_child(chapter, lane)));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

const fn lanes() -> &'static [&'static str] {
    if cfg!(target_os = "linux") {
        &["protocol", "shm"]
    } else {
        &["protocol"]
    }
}

fn has_scripts(chapter: &Chapter) -> bool {
    blocks(chapter.text).iter().any(Block::runs)
}

fn marked() -> Result<(), Failed> {
    let all = CHAPTERS.iter().flat_map(|chapter| blocks(chapter.text));
    let count = all
        .filter(|block| block.is_script() && block.is_marked())
        .count();
    if count == NOT_RUN {
        return Ok(());
    }
    Err(format!("{count} blocks are marked as not run, and {NOT_RUN} are expected").into())
}

fn stated() -> Result<(), Failed> {
    let mut silent = Vec::new();
    for chapter in CHAPTERS {
        for block in blocks(chapter.text) {
            if block.runs() && block.checks() == 0 {
                silent.push(format!("{}.md:{}", chapter.name, block.line));
            }
        }
    }
    if silent.is_empty() {
        return Ok(());
    }
    Err(format!(
        "blocks without a value, `// => …`, that a test could check: {}",
        silent.join(", ")
    )
    .into())
}

/// Runs the page blocks of a chapter in a child process.
fn run_in_child(chapter: &Chapter, lane: &str) -> Result<(), Failed> {
    let mut log = tempfile::tempfile()?;
    let mut child = Command::new(env::current_exe()?)
        .args(["--chapter", chapter.name])
        .env("BYTELANE_LANE", lane)
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log.try_clone()?)
        .spawn()?;
    let status = child::wait(&mut child, Duration::from_secs(CHAPTER_SECONDS_MAX))?;
    let mut output = Vec::new();
    log.rewind()?;
    log.read_to_end(&mut output)?;
    let output = String::from_utf8_lossy(&output);
    match status {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(format!("the chapter ended with {status}\n{output}").into()),
        None => Err(format!("the chapter hung for {CHAPTER_SECONDS_MAX} s\n{output}").into()),
    }
}
