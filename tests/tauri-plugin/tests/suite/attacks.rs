//! The control of the case `hostile`: without the plugin, each attack in a process of its own.

use std::time::Instant;

use crate::{Case, Results, Run, case, run_application};

/// The attacks of `page/attacks.js`, and whether each ends an application without the plugin.
const ATTACKS: [(&str, bool); 15] = [
    ("a blob", true),
    ("an empty blob", true),
    ("a file", true),
    ("a form", true),
    ("a blob of a frame", true),
    ("a blob of a frame of a text", true),
    ("blobs of a worker", true),
    ("a sync command that panics", true),
    ("an async command that panics", false),
    ("a guessed key", false),
    ("a body that changes while it is read", false),
    ("a beacon and an image", false),
    ("paths and headers without sense", false),
    ("messages without sense", false),
    ("requests that are aborted", false),
];

/// Prefix of the tests of the case `hostile` that are attacks.
const PREFIX: &str = "attack: ";

/// How an application fared in an attack.
#[derive(PartialEq, Eq)]
enum Fate {
    Ended,
    WentOn,
    /// Neither ended nor finished the page, or failed a test.
    Other,
}

fn fate(run: &Run) -> Fate {
    let has = |start: &str| run.lines.iter().any(|line| line.starts_with(start));
    match run.status {
        Some(status) if !status.success() && !has("finished") => Fate::Ended,
        Some(status) if status.success() && has("finished") && has("ok ") && !has("failed ") => {
            Fate::WentOn
        }
        _ => Fate::Other,
    }
}

/// Runs the attacks whose names contain the filter without the plugin, and counts those that end the application.
pub(crate) fn without_the_plugin(filter: Option<&String>) -> Results {
    let (mut results, mut ended, mut tried, start) = (Results::default(), 0, 0, Instant::now());
    for (attack, ends) in ATTACKS {
        let name = format!("attack::absent::protocol::{attack}");
        if filter.is_some_and(|filter| !name.contains(filter)) {
            continue;
        }
        let settings = [("ATTACK", attack)];
        let case = Case {
            settings: &settings,
            ..case("attack")
        };
        let run = run_application(&case, "absent", "protocol");
        let fate = fate(&run);
        tried += 1;
        ended += usize::from(fate == Fate::Ended);
        let expected = if ends { Fate::Ended } else { Fate::WentOn };
        if fate == expected {
            println!("test {name} ... ok");
            results.passed += 1;
        } else {
            println!("test {name} ... FAILED");
            results.failures.push(format!(
                "{name}: expected that the attack {} the application, which ended with {:?}; lines {:?}, log:\n{}",
                if ends { "ends" } else { "does not end" },
                run.status,
                run.lines,
                run.log
            ));
        }
    }
    if tried > 0 {
        println!(
            "attacks without the plugin: {ended} of {tried} end the application ({:.0} s)",
            start.elapsed().as_secs_f64()
        );
    }
    results
}

/// Counts the attacks that an application with the plugin did not survive, and fails if one is missing.
pub(crate) fn count_with_the_plugin(mode: &str, lane: &str, run: &Run, results: &mut Results) {
    let survived = |attack: &str| {
        let line = format!("ok {PREFIX}{attack}");
        run.lines.contains(&line)
    };
    // Without acceleration a panic of a sync command is Tauri's.
    let tried = ATTACKS
        .iter()
        .filter(|(attack, _)| mode == "accelerated" || *attack != "a sync command that panics");
    let tried: Vec<_> = tried.map(|(attack, _)| *attack).collect();
    let lost: Vec<_> = tried.iter().filter(|attack| !survived(attack)).collect();
    println!(
        "attacks with the plugin, {mode}, {lane}: {} of {} end the application",
        lost.len(),
        tried.len()
    );
    let run_of_page = run
        .lines
        .iter()
        .filter(|line| line.contains(PREFIX))
        .count();
    if !lost.is_empty() || run_of_page != tried.len() {
        results.failures.push(format!(
            "the page ran {run_of_page} of {} attacks; not survived: {lost:?}",
            tried.len()
        ));
    }
}
