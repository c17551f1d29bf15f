//! The table of the README, generated from the newest record.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    number::digits,
    operations,
    record::{Quantity, Record},
    summary,
    systems::RIVAL,
};
use crate::{Outcome, workspace};

const RECORDS: &str = "benches/record";
const BEGIN: &str = "<!-- bench:begin -->\n";
const END: &str = "<!-- bench:end -->";

/// Copies the record of a run to `benches/record` and writes its table into the README.
pub(super) fn keep(csv: &Path, record: &Record) -> Outcome {
    let day = record.about("date").split(' ').next().unwrap_or_default();
    let commit = record.about("commit").split(' ').next().unwrap_or_default();
    let folder = workspace::root().join(RECORDS);
    fs::create_dir_all(&folder)?;
    let kept = folder.join(format!("{day}-{commit}.csv"));
    fs::copy(csv, &kept).map_err(|error| format!("{}: {error}", kept.display()))?;
    eprintln!("Kept as {}", kept.display());
    write()
}

/// Writes the table of the newest record into the README.
pub(super) fn write() -> Outcome {
    let readme = readme();
    let text = fs::read_to_string(&readme)?;
    let fresh = replaced(&text, &of_newest()?)?;
    if fresh != text {
        fs::write(&readme, fresh)?;
    }
    Ok(())
}

fn readme() -> PathBuf {
    workspace::root().join("README.md")
}

fn replaced(text: &str, table: &str) -> Outcome<String> {
    let parts = text
        .split_once(BEGIN)
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) =
        parts.ok_or("README.md has no place for the table: bench:begin and bench:end")?;
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}

/// Returns the table of the newest record: the last by name, since names begin with the date.
fn of_newest() -> Outcome<String> {
    let records = fs::read_dir(workspace::root().join(RECORDS))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .map(|path| Ok((Record::read(&path)?, path)))
        .collect::<Outcome<Vec<_>>>()?;
    let newest = records
        .iter()
        .max_by_key(|(record, path)| (record.about("date").to_owned(), path.clone()));
    let (record, path) = newest.ok_or_else(|| format!("{RECORDS} holds no record"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(table(record, &format!("{RECORDS}/{name}")))
}

fn table(record: &Record, source: &str) -> String {
    let mut text = format!(
        "{}, WebKitGTK {}, {}, {}. One run of `{}`; middle of its rounds, in brackets the least and the most: [`{source}`]({source}).\n\n",
        record.about("machine"),
        record.about("WebKitGTK"),
        record.about("rustc").split(" (").next().unwrap_or_default(),
        record
            .about("packages")
            .split(", ")
            .take(2)
            .collect::<Vec<_>>()
            .join(", "),
        record.about("command"),
    );
    text += "| | Tauri 2 | protocol | shm | shm to Tauri 2 |\n|---|---|---|---|---|\n";
    for row in summary::rows(record) {
        text += &format!(
            "| {} | {} | {} | {} | **{}** ({}) |\n",
            row.title, row.rival, row.protocol, row.shm, row.ratio, row.spread
        );
    }
    text + &gigabyte(record)
}

/// Returns the growth of the host's memory while 1 GiB is transferred; empty if that was not measured.
fn gigabyte(record: &Record) -> String {
    let cell = operations::gigabyte();
    let more = |system| {
        let growth = record.growth(system, &cell, Quantity::HostMemory);
        let most = growth.into_iter().map(|(_, more)| more).reduce(f64::max)?;
        Some(format!("+{} MiB", digits(most / operations::MIB as f64)))
    };
    let text = |system| more(system).unwrap_or_else(|| "–".to_owned());
    more("shm").map_or_else(String::new, |shm| {
        format!(
            "| host’s memory while 1 GiB goes through | {} | {} | {shm} | |\n",
            text(RIVAL),
            text("protocol")
        )
    })
}

#[cfg(test)]
mod tests {
    use super::{of_newest, readme, replaced};

    #[test]
    fn the_readme_shows_the_newest_record() {
        let text = std::fs::read_to_string(readme()).expect("a README");
        let fresh =
            replaced(&text, &of_newest().expect("a record")).expect("a place for the table");
        // The texts are long; the command shows the difference.
        assert!(text == fresh, "`cargo xtask bench --table` writes it anew");
    }

    #[test]
    fn only_what_stands_between_the_markers_is_replaced() {
        let text = "a\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nb\n";
        let fresh = replaced(text, "new\n").expect("markers");
        assert_eq!(
            fresh,
            "a\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nb\n"
        );
        assert!(replaced("no markers", "new").is_err());
    }
}
