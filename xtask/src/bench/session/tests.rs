use std::time::Duration;

use super::{Session, Start};
use crate::bench::{
    operations::{DOWNLOAD, GIB, PING_PONG, Plan, STRUCTURED},
    record::{Cell, Quantity, Record},
    systems::{SYSTEMS, System},
};

/// A program that reports that it is ready and then runs a shell `script`.
fn shell(script: String) -> Start<'static> {
    Box::new(move || {
        let ready =
            r#"{"ready":{"system":"shell","lane":"","version":"1","engine":"sh","mark_ns":0}}"#;
        let mut command = crate::process::command("sh");
        command.args(["-c", &format!("echo '{ready}'; {script}")]);
        command
    })
}

/// A plan with the shortest rounds.
fn plan(cells: Vec<Cell>, rounds: u32, warm_up: Duration) -> Plan {
    Plan {
        cells,
        rounds,
        target: Duration::from_micros(1),
        warm_up,
        longest: Duration::from_secs(1),
    }
}

/// A program that answers every job with `answer`.
fn program(answer: &'static str) -> Start<'static> {
    program_that_pauses(answer, answer)
}

/// A program whose first answer differs from the others.
fn program_that_pauses(first: &'static str, answer: &'static str) -> Start<'static> {
    shell(format!(
        "read -r job; echo '{first}'; while read -r job; do echo '{answer}'; done"
    ))
}

fn run(systems: Vec<(&'static System, Start<'static>)>) -> (Record, Vec<String>) {
    let cells = vec![
        Cell::new(PING_PONG, 64, 1),
        Cell::new(DOWNLOAD, 1024, 1),
        Cell::new(DOWNLOAD, GIB, 1),
    ];
    Session::start(plan(cells, 2, Duration::ZERO), systems, Vec::new())
        .expect("shells start")
        .run(Vec::new())
}

const MILLISECOND: &str = r#"{"ns":1000000,"intervals":1,"mark_ns":0,"verified":true}"#;

#[test]
fn every_round_has_each_system_and_a_bound_only_once() {
    let systems = vec![
        (&SYSTEMS[0], program(MILLISECOND)),
        (&SYSTEMS[2], program(MILLISECOND)),
    ];
    let (record, failures) = run(systems);
    assert!(failures.is_empty(), "{failures:?}");
    let cell = Cell::new(DOWNLOAD, 1024, 1);
    assert_eq!(record.times("shm", &cell), [(0, 1e6), (1, 1e6)]);
    assert_eq!(record.times("tauri", &cell), [(0, 1e6), (1, 1e6)]);
    assert_eq!(record.times("bound", &Cell::new(PING_PONG, 64, 1)).len(), 2);
}

#[test]
fn an_operation_and_its_plain_form_are_measured_in_turn() {
    let (own, plain) = STRUCTURED[0];
    let cells = vec![own.cell(), plain.cell()];
    let systems = vec![(&SYSTEMS[0], program(MILLISECOND))];
    let (record, failures) = Session::start(plan(cells, 2, Duration::ZERO), systems, Vec::new())
        .expect("a shell starts")
        .run(Vec::new());
    assert!(failures.is_empty(), "{failures:?}");
    let totals = record
        .samples
        .iter()
        .filter(|sample| sample.quantity == Quantity::Total);
    let order: Vec<_> = totals
        .map(|sample| (sample.round, sample.cell.operation.as_str()))
        .collect();
    assert_eq!(
        order,
        [
            (0, own.operation),
            (0, plain.operation),
            (1, own.operation),
            (1, plain.operation)
        ]
    );
}

#[test]
fn a_pause_at_the_start_is_not_what_an_iteration_takes() {
    const PAUSE: &str = r#"{"ns":2000,"intervals":1,"mark_ns":0,"verified":true}"#;
    const SHORT: &str = r#"{"ns":100,"intervals":1,"mark_ns":0,"verified":true}"#;
    let (record, failures) = run(vec![(&SYSTEMS[0], program_that_pauses(PAUSE, SHORT))]);
    assert!(failures.is_empty(), "{failures:?}");
    let times = record.times("bound", &Cell::new(PING_PONG, 64, 1));
    // The largest number of iterations takes 100 ns.
    assert!(
        times.len() == 2 && times.iter().all(|(_, ns)| *ns < 0.01),
        "{times:?}"
    );
}

/// Jobs of one iteration take a millisecond each: ten of them warm the system up, and the following ones are measured.
#[test]
fn a_system_is_warm_before_it_is_measured() {
    let warms_up = shell(
        r#"n=0; while read -r job; do
            n=$((n + 1)); ns=1000000; [ $n -gt 10 ] && ns=900000
            echo '{"ns":'$ns',"intervals":1,"mark_ns":0,"verified":true}'
        done"#
            .to_owned(),
    );
    let cell = Cell::new(DOWNLOAD, 1024, 1);
    let plan = plan(vec![cell.clone()], 3, Duration::from_millis(10));
    let session = Session::start(plan, vec![(&SYSTEMS[0], warms_up)], Vec::new());
    let (record, failures) = session.expect("shells start").run(Vec::new());
    assert!(failures.is_empty(), "{failures:?}");
    let times = record.times("shm", &cell);
    assert_eq!(times, [(0, 9e5), (1, 9e5), (2, 9e5)]);
}

#[test]
fn an_iteration_that_would_take_too_long_is_left_out_and_recorded() {
    let (record, _) = run(vec![(&SYSTEMS[2], program(MILLISECOND))]);
    let cell = Cell::new(DOWNLOAD, GIB, 1);
    assert!(record.times("tauri", &cell).is_empty());
    let recorded: Vec<_> = record.of("tauri", &cell, Quantity::TooLong).collect();
    assert_eq!(recorded.len(), 1);
    assert!((recorded[0].value - 1e6 * (GIB / 1024) as f64).abs() < 1.0);
}

/// Returns the system with this name.
fn system(id: &str) -> &'static System {
    let found = SYSTEMS.iter().find(|system| system.id == id);
    found.expect("a system")
}

#[test]
fn a_failing_system_is_reported_beside_the_others() {
    let systems = vec![
        (&SYSTEMS[0], program(MILLISECOND)),
        (&SYSTEMS[2], program(r#"{"error":"not today"}"#)),
        (
            system("wry"),
            program(r#"{"ns":5,"intervals":1,"mark_ns":0,"verified":false}"#),
        ),
    ];
    let (record, failures) = run(systems);
    assert!(
        failures
            .iter()
            .any(|failure| failure.starts_with("Tauri 2: ") && failure.ends_with("not today")),
        "{failures:?}"
    );
    assert!(
        failures
            .iter()
            .any(|failure| failure.starts_with("bare wry: ")),
        "{failures:?}"
    );
    assert_eq!(record.times("shm", &Cell::new(DOWNLOAD, 1024, 1)).len(), 2);
    assert!(
        record
            .times("wry", &Cell::new(DOWNLOAD, 1024, 1))
            .is_empty()
    );
    assert!(record.about("failed").contains("not today"));
}

/// A program that does not run at all.
fn broken() -> Start<'static> {
    Box::new(|| {
        let mut command = crate::process::command("sh");
        command.args(["-c", "exit 3"]);
        command
    })
}

#[test]
fn a_system_that_does_not_start_is_reported_beside_the_others() {
    let systems = vec![(&SYSTEMS[2], broken()), (&SYSTEMS[0], program(MILLISECOND))];
    let (record, failures) = run(systems);
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert!(failures[0].starts_with("Tauri 2: "), "{failures:?}");
    let cell = Cell::new(DOWNLOAD, 1024, 1);
    assert_eq!(record.times("shm", &cell).len(), 2);
    assert_eq!(record.times("bound", &Cell::new(PING_PONG, 64, 1)).len(), 2);
}

#[test]
fn a_system_that_keeps_ending_is_given_up() {
    let ends = shell("read -r job; exit 4".to_owned());
    let systems = vec![(&SYSTEMS[0], program(MILLISECOND)), (&SYSTEMS[2], ends)];
    let cells = [1, 2, 4, 8, 16, 32].map(|bytes| Cell::new(DOWNLOAD, bytes, 1));
    let plan = plan(cells.to_vec(), 1, Duration::ZERO);
    let session = Session::start(plan, systems, Vec::new()).expect("shells start");
    let (record, failures) = session.run(Vec::new());
    assert_eq!(failures.len(), 4, "{failures:?}");
    assert!(
        failures[3].ends_with("no more of it is measured"),
        "{failures:?}"
    );
    assert!(
        cells
            .iter()
            .all(|cell| record.times("shm", cell).len() == 1)
    );
}
