//! Opens the application without the plugin and with it, and reads the measured figures. Needs a display; `cargo xtask test` provides one.

use std::{
    io::Read,
    process::{Command, Stdio},
    sync::mpsc,
    time::Duration,
};

/// Time after which the application counts as hung.
const PATIENCE: Duration = Duration::from_secs(240);

/// Returns what the application prints.
fn measured(arguments: &[&str]) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bytelane-tauri-app-example"))
        .arg("--measure")
        .args(arguments)
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the application");
    let mut output = child.stdout.take().expect("a pipe");
    let (sender, received) = mpsc::channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        let read = output.read_to_string(&mut text);
        let _gone = sender.send(read.map(|_| text));
    });
    let Ok(text) = received.recv_timeout(PATIENCE) else {
        child.kill().expect("the application");
        panic!("the application hung for {PATIENCE:?}");
    };
    let status = child.wait().expect("the application");
    let text = text.expect("what it prints");
    assert!(status.success(), "{status}: {text}");
    print!("{text}");
    text
}

/// Returns the number before a word of the text.
fn number(text: &str, unit: &str) -> f64 {
    let before = text.split(unit).next().unwrap_or_default().trim_end();
    let number = before.rsplit(' ').next().unwrap_or_default();
    number
        .parse()
        .unwrap_or_else(|_| panic!("a number of {unit}: {text}"))
}

#[test]
fn the_file_and_the_messages_arrive_without_the_plugin_and_with_it() {
    let without = measured(&["--without"]);
    assert!(without.starts_with("Tauri: "), "{without}");
    assert!(number(&without, "MiB/s") > 0.0 && number(&without, "messages/s") > 0.0);
    assert!(number(&without, "calls") == 0.0, "{without}");

    let with = measured(&[]);
    assert!(with.starts_with("Tauri with the plugin: "), "{with}");
    // At least the file once, the messages once, and the options.
    assert!(number(&with, "calls") >= 18.0, "{with}");
    assert!(number(&with, "messages\n") >= 2000.0, "{with}");
}
