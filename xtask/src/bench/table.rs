//! What the documents show of the newest record: the table and the picture of the README, and the table of `docs/performance.md`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    choices, guide,
    number::digits,
    operations,
    record::{Quantity, Record},
    report::picture::{Theme, picture},
    summary,
    systems::RIVAL,
};
use crate::{Outcome, workspace};

const RECORDS: &str = "benches/record";
/// Folder of the records of the plugin.
pub(super) const PLUGIN_RECORDS: &str = "benches/record/plugin";
const BEGIN: &str = "<!-- bench:begin -->\n";
const END: &str = "<!-- bench:end -->";

/// Copies the record of a run to `benches/record` and writes its tables and pictures into the documents.
pub(super) fn keep(csv: &Path, record: &Record) -> Outcome {
    keep_in(RECORDS, csv, record)
}

/// Copies the record of a run to a folder, and writes the tables and pictures of the newest records into the documents.
pub(super) fn keep_in(records: &str, csv: &Path, record: &Record) -> Outcome {
    let day = record.about("date").split(' ').next().unwrap_or_default();
    let commit = record.about("commit").split(' ').next().unwrap_or_default();
    let folder = workspace::root().join(records);
    fs::create_dir_all(&folder)?;
    let kept = folder.join(format!("{day}-{commit}.csv"));
    fs::copy(csv, &kept).map_err(|error| format!("{}: {error}", kept.display()))?;
    eprintln!("Kept as {}", kept.display());
    write()
}

/// Writes the tables and pictures of the newest record into the documents.
pub(super) fn write() -> Outcome {
    for (path, fresh) in documents()? {
        if fs::read_to_string(&path).ok().as_ref() != Some(&fresh) {
            fs::write(&path, fresh)?;
        }
    }
    Ok(())
}

/// Returns the documents that show the newest record, as they should be.
fn documents() -> Outcome<Vec<(PathBuf, String)>> {
    let (record, source) = newest_in(RECORDS)?;
    let mut documents = Vec::new();
    let mut tables = vec![
        ("README.md", table(&record, &source)),
        ("docs/performance.md", choices::table(&record, &source)),
    ];
    if workspace::root().join(PLUGIN_RECORDS).is_dir() {
        let (record, source) = newest_in(PLUGIN_RECORDS)?;
        tables.push(("docs/tauri-plugin.md", guide::table(&record, &source)));
    }
    for (name, table) in tables {
        let path = workspace::root().join(name);
        let text = fs::read_to_string(&path)?;
        documents.push((path, replaced(&text, &table)?));
    }
    for theme in [Theme::Light, Theme::Dark] {
        let name = format!("docs/throughput-{}.svg", theme.name());
        documents.push((workspace::root().join(name), picture(&record, theme)));
    }
    Ok(documents)
}

fn replaced(text: &str, table: &str) -> Outcome<String> {
    let parts = text
        .split_once(BEGIN)
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) =
        parts.ok_or("a document has no place for the table: bench:begin and bench:end")?;
    Ok(format!("{before}{BEGIN}{table}{END}{after}"))
}

/// Returns the newest record and its path: the last by name, since names begin with the date.
fn newest_in(folder: &str) -> Outcome<(Record, String)> {
    let records = fs::read_dir(workspace::root().join(folder))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .map(|path| Ok((Record::read(&path)?, path)))
        .collect::<Outcome<Vec<_>>>()?;
    let newest = records
        .into_iter()
        .max_by_key(|(record, path)| (record.about("date").to_owned(), path.clone()));
    let (record, path) = newest.ok_or_else(|| format!("{folder} holds no record"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let source = format!("{folder}/{name}");
    Ok((record, source))
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
    use super::{documents, replaced};

    #[test]
    fn the_documents_show_the_newest_record() {
        for (path, fresh) in documents().expect("a record") {
            let text = std::fs::read_to_string(&path).expect("a document");
            // The texts are long; the command shows the difference.
            assert!(
                text == fresh,
                "{}: `cargo xtask bench --table` writes it anew",
                path.display()
            );
        }
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
