//! Bindings: the generated TypeScript, which `js/` type-checks and pages call. `BYTELANE_BINDINGS=write` writes the files anew.

#[path = "bindings/commands.rs"]
#[allow(dead_code, reason = "no page calls the commands here")]
mod commands;
#[path = "../examples/upload/save.rs"]
#[allow(dead_code, reason = "the example calls the rest")]
mod upload;

use std::path::{Path, PathBuf};

use bytelane::bindings::{Bindings, BindingsError, Client, Errors, Integers};

fn file(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn all() -> Bindings {
    Bindings::new()
        .commands(&commands::handler())
        .event(commands::SAVED)
        .event(commands::FRAME)
        .event(commands::WAVE)
}

#[test]
fn the_bindings_of_the_tests_are_fresh() {
    all()
        .check(file("js/test/bindings/bindings.ts"))
        .expect("fresh bindings");
    let tagged = all().errors(Errors::Tagged).client(Client::Window);
    tagged
        .archive::<Vec<commands::Entry>>("Entries")
        .check(file("js/test/bindings/tagged.ts"))
        .expect("fresh bindings");
    Bindings::new()
        .commands(&commands::handler_for_tauri())
        .event(commands::SAVED)
        .event(commands::FRAME)
        .event(commands::WAVE)
        .client(Client::Tauri)
        .import_archive_from("../../../../js/src/archive")
        .check(file("tests/tauri/page/src/bindings.ts"))
        .expect("fresh bindings");
}

#[test]
fn the_bindings_of_the_examples_are_fresh() {
    Bindings::new()
        .commands(&bytelane::generate_handler![upload::save])
        .client(Client::Window)
        .check(file("examples/upload/page/bindings.ts"))
        .expect("fresh bindings");
}

/// The type parameter of a command is what its arguments can be.
#[cfg(feature = "app")]
#[test]
fn generic_commands_have_bindings() {
    use bytelane::{AppHandle, WebviewWindow, Window, ipc::Runtime};

    #[bytelane::command]
    fn generic<R: Runtime>(app: AppHandle<R>, window: Window<R>, title: String) -> String {
        let _ = (app, window);
        title
    }

    #[bytelane::command]
    async fn later<R: Runtime>(window: WebviewWindow<R>, count: u8) -> Result<u8, String> {
        let _ = window;
        Ok(count)
    }

    let text = Bindings::new()
        .commands(&bytelane::generate_handler![generic, later])
        .to_typescript()
        .expect("bindings");
    assert!(
        text.contains("generic(title: string, options?: CallOptions): Promise<string>"),
        "{text}"
    );
    assert!(
        text.contains("later(count: number, options?: CallOptions): Promise<number>"),
        "{text}"
    );
}

#[test]
fn the_text_does_not_depend_on_the_order_of_the_commands() {
    use commands::*;
    let one = bytelane::generate_handler![greet, divide, save];
    let other = bytelane::generate_handler![save, greet, divide];
    let [one, other] = [
        Bindings::new().commands(&one).event(SAVED).to_typescript(),
        Bindings::new()
            .event(SAVED)
            .commands(&other)
            .to_typescript(),
    ]
    .map(|text| text.expect("bindings"));
    assert_eq!(one, other);
    assert!(!one.contains("archive"), "no archive, no import: {one}");
}

mod wrong {
    use bytelane::{EventOf, ipc::Channel, specta};
    use serde::{Deserialize, Serialize};

    /// Has no `specta::Type`, and its commands compile all the same.
    #[derive(Deserialize, Serialize)]
    pub(crate) struct Plain(u8);

    #[derive(Serialize)]
    pub(crate) struct Reason;

    #[bytelane::command]
    pub(crate) fn plain(value: Plain, to: Channel<Plain>) -> Result<Plain, Reason> {
        drop(to);
        if value.0 > 0 { Ok(value) } else { Err(Reason) }
    }

    #[derive(Deserialize, Serialize, specta::Type)]
    #[specta(crate = bytelane::specta)]
    pub(crate) struct Sizes {
        bytes: u64,
        of: std::collections::HashMap<u64, Vec<usize>>,
    }

    #[bytelane::command]
    pub(crate) fn sizes(sizes: Sizes, offset: i64) -> Sizes {
        let _ = offset;
        sizes
    }

    pub(crate) mod other {
        #[derive(serde::Serialize, bytelane::specta::Type)]
        #[specta(crate = bytelane::specta)]
        pub(crate) struct Sizes {
            width: u8,
        }

        #[bytelane::command]
        pub(crate) fn other_sizes() -> Sizes {
            Sizes { width: 1 }
        }

        #[bytelane::command(rename = "another")]
        pub(crate) fn sizes() {}
    }

    /// Has the name of an item of the module.
    #[derive(Serialize, specta::Type)]
    #[specta(crate = bytelane::specta)]
    pub(crate) struct CallOptions {
        depth: u8,
    }

    #[bytelane::command]
    pub(crate) fn call_options() -> CallOptions {
        CallOptions { depth: 1 }
    }

    pub(crate) mod global {
        /// Has the name of a type that the module uses.
        #[derive(serde::Serialize, bytelane::specta::Type)]
        #[specta(crate = bytelane::specta)]
        pub(crate) struct Blob {
            size: u32,
        }

        #[bytelane::command]
        pub(crate) fn blob() -> Blob {
            Blob { size: 1 }
        }
    }

    #[allow(
        clippy::vec_box,
        reason = "its archive has another layout, and the same name"
    )]
    pub(crate) mod archives {
        use super::super::commands::Entry;
        use bytelane::ipc::Archived;

        #[bytelane::command]
        pub(crate) fn plain(entries: Archived<Vec<Entry>>) {
            drop(entries);
        }

        #[bytelane::command]
        pub(crate) fn boxed(entries: Archived<Vec<Box<Entry>>>) {
            drop(entries);
        }
    }

    /// Types with a name that the module cannot declare.
    pub(crate) mod words {
        #[derive(serde::Serialize, bytelane::specta::Type)]
        #[specta(crate = bytelane::specta)]
        #[serde(rename = "never")]
        pub(crate) struct Never {
            size: u32,
        }

        #[bytelane::command]
        pub(crate) fn never() -> Never {
            Never { size: 1 }
        }

        #[derive(serde::Serialize, bytelane::specta::Type)]
        #[specta(crate = bytelane::specta)]
        #[serde(rename = "class")]
        pub(crate) struct Class {
            size: u32,
        }

        #[bytelane::command]
        pub(crate) fn class() -> Class {
            Class { size: 1 }
        }
    }

    /// Views with the name of a global, and of an item of the module.
    pub(crate) mod views {
        use bytelane::{View, ipc::Archived, rkyv};

        #[derive(rkyv::Archive, rkyv::Serialize, View)]
        #[rkyv(crate = bytelane::rkyv)]
        pub(crate) struct Map {
            size: u32,
        }

        #[bytelane::command]
        pub(crate) fn map() -> bytelane::Result<Archived<Map>> {
            Ok(Archived::new(&Map { size: 1 })?)
        }

        #[derive(rkyv::Archive, rkyv::Serialize, View)]
        #[rkyv(crate = bytelane::rkyv)]
        pub(crate) struct CallOptions {
            depth: u8,
        }

        #[bytelane::command]
        pub(crate) fn call_options() -> bytelane::Result<Archived<CallOptions>> {
            Ok(Archived::new(&CallOptions { depth: 1 })?)
        }
    }

    #[bytelane::command]
    #[allow(non_snake_case, reason = "both keys are `anId`")]
    pub(crate) fn one_key(an_id: u8, anId: u8) -> u8 {
        an_id + anId
    }

    /// Both keys are `client`, because an `_` at the end is no part of a word.
    #[bytelane::command]
    pub(crate) fn one_word(client: u8, client_: u8) -> u8 {
        client + client_
    }

    pub(crate) const ONE: EventOf<u8> = EventOf::new("a-b");
    pub(crate) const TWO: EventOf<u8> = EventOf::new("a:b");
}

fn error_of(bindings: Bindings) -> BindingsError {
    bindings.to_typescript().expect_err("an error")
}

#[test]
fn types_without_a_form_are_named_all_at_once() {
    let error = error_of(Bindings::new().commands(&bytelane::generate_handler![wrong::plain]));
    let text = error.to_string();
    assert!(matches!(error, BindingsError::Types(_)), "{text}");
    for expected in [
        "argument `value` of command `plain` is a `bindings::wrong::Plain`",
        "argument `to` of command `plain` is a `bytelane::ipc::channel::Channel<bindings::wrong::Plain>`",
        "the result of command `plain` is a `bindings::wrong::Plain`",
        "the error of command `plain` is a `bindings::wrong::Reason`",
        "derive `specta::Type`",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn integers_of_64_bits_are_refused_or_numbers() {
    let handler = bytelane::generate_handler![wrong::sizes];
    let text = error_of(Bindings::new().commands(&handler)).to_string();
    for expected in [
        "`Sizes.bytes` is a `u64`",
        "`Sizes.of[][]` is a `usize`",
        "`Integers::Number`",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    let numbers = Bindings::new()
        .commands(&handler)
        .integers(Integers::Number)
        .to_typescript()
        .expect("bindings");
    assert!(numbers.contains("  bytes: number,\n  of: { [key in string]: number[] },\n"));
    assert!(
        numbers.contains("sizes(sizes: Sizes, offset: number, options?: CallOptions)"),
        "{numbers}"
    );
}

#[test]
fn items_of_one_name_are_refused() {
    let types = bytelane::generate_handler![wrong::sizes, wrong::other::other_sizes];
    let accessors = bytelane::generate_handler![wrong::sizes, wrong::other::sizes];
    let reserved = bytelane::generate_handler![wrong::call_options];
    let global = bytelane::generate_handler![wrong::global::blob];
    let archives = bytelane::generate_handler![wrong::archives::plain, wrong::archives::boxed];
    let never = bytelane::generate_handler![wrong::words::never];
    let class = bytelane::generate_handler![wrong::words::class];
    let view = bytelane::generate_handler![wrong::views::call_options];
    let key = bytelane::generate_handler![wrong::one_key];
    let word = bytelane::generate_handler![wrong::one_word];
    let numbers = || Bindings::new().integers(Integers::Number);
    for (bindings, expected) in [
        (
            numbers().commands(&types),
            "`bindings::wrong::Sizes` and `bindings::wrong::other::Sizes` are both named `Sizes`",
        ),
        (
            numbers().commands(&accessors),
            "the commands `another` and `sizes` are both `commands.sizes`",
        ),
        (
            numbers().commands(&reserved),
            "the type `CallOptions` has the name of another item",
        ),
        (
            numbers().commands(&global),
            "the type `Blob` has the name of another item",
        ),
        (
            numbers().commands(&never),
            "the type `never` has the name of a word of TypeScript",
        ),
        (
            numbers().commands(&class),
            "the type `class` has the name of a word of TypeScript",
        ),
        (
            numbers().commands(&view),
            "`CallOptions`, of a view, has the name of another item of the module",
        ),
        (
            numbers().commands(&word),
            "two arguments of the command `one_word` are both passed as `client`",
        ),
        (
            numbers().commands(&key),
            "two arguments of the command `one_key` are both passed as `anId`",
        ),
        (
            numbers().commands(&archives),
            "two archives with different layouts are both named `VecEntry`: name one of them with `.archive::<T>(\"…\")`",
        ),
        (
            numbers()
                .archive::<Vec<commands::Entry>>("Entries")
                .archive::<Vec<Box<commands::Entry>>>("Entries"),
            "both given the name `Entries`",
        ),
        (
            numbers().event(wrong::ONE).event(wrong::TWO),
            "the events `a-b` and `a:b` are both `events.aB`",
        ),
    ] {
        let error = error_of(bindings);
        assert!(matches!(error, BindingsError::Ambiguous(_)), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn views_with_the_name_of_a_global_are_refused() {
    let error = error_of(Bindings::new().commands(&bytelane::generate_handler![wrong::views::map]));
    assert!(matches!(error, BindingsError::Views(_)), "{error}");
    assert!(error.to_string().contains("the class of `Map`"), "{error}");
}

/// Archives that no command takes or returns as a whole.
#[test]
fn archives_inside_json_values_have_functions() {
    use bytelane::{
        EventOf,
        ipc::{Archived, Channel},
        specta,
    };
    use commands::Entry;

    #[derive(serde::Serialize, specta::Type)]
    #[specta(crate = bytelane::specta)]
    struct Report<T> {
        parts: Vec<Option<T>>,
        best: Page,
    }

    #[derive(serde::Serialize, specta::Type)]
    #[specta(crate = bytelane::specta)]
    struct Page {
        entry: Option<Archived<Entry>>,
    }

    #[bytelane::command]
    fn report(pages: Channel<(u8, Archived<Vec<u32>>)>) -> Report<Archived<Vec<Entry>>> {
        drop(pages);
        Report {
            parts: Vec::new(),
            best: Page { entry: None },
        }
    }

    const NOTED: EventOf<(Archived<Vec<Option<Entry>>>, u8)> = EventOf::new("noted");

    let bindings = || {
        Bindings::new()
            .commands(&bytelane::generate_handler![report])
            .event(NOTED)
    };
    let text = bindings().to_typescript().expect("bindings");
    for name in ["Entry", "VecEntry", "VecU32", "VecOptionEntry"] {
        for expected in [
            format!("export function open{name}("),
            format!("export function encode{name}("),
        ] {
            assert!(text.contains(&expected), "{expected}: {text}");
        }
    }
    let named = bindings()
        .archive::<Vec<Entry>>("Entries")
        .to_typescript()
        .expect("bindings");
    assert!(
        named.contains("openEntries(") && !named.contains("openVecEntry("),
        "{named}"
    );
    let other = bindings().archive::<Vec<Box<Entry>>>("VecEntry");
    assert!(
        error_of(other)
            .to_string()
            .contains("both named `VecEntry`")
    );
}

#[test]
fn archives_of_one_name_are_told_apart_by_a_given_name() {
    let handler = bytelane::generate_handler![wrong::archives::plain, wrong::archives::boxed];
    let text = Bindings::new()
        .commands(&handler)
        .archive::<Vec<Box<commands::Entry>>>("Boxes")
        .to_typescript()
        .expect("bindings");
    for expected in [
        "entries : encodeVecEntry(entries)",
        "entries : encodeBoxes(entries)",
        "export function encodeVecEntry",
        "export function encodeBoxes",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn arguments_do_not_take_the_names_that_their_functions_use() {
    use bytelane::ipc::Archived;

    #[bytelane::command]
    fn named(
        client: u8,
        tagged: u8,
        encode_vec_entry: Archived<Vec<commands::Entry>>,
        _1st: u8,
        _2nd: u8,
    ) -> Result<(), String> {
        let _ = (client, tagged, encode_vec_entry, _1st, _2nd);
        Ok(())
    }

    #[bytelane::command]
    fn _3d() {}

    let text = Bindings::new()
        .commands(&bytelane::generate_handler![named, _3d])
        .errors(Errors::Tagged)
        .client(Client::Window)
        .to_typescript()
        .expect("bindings");
    for expected in [
        "{ client: client_, tagged: tagged_, encodeVecEntry: encodeVecEntry_ instanceof ArrayBuffer ? encodeVecEntry_ : encodeVecEntry(encodeVecEntry_), '1st': \
         _1st, '2nd': _2nd }",
        "    _1st: number,\n    _2nd: number,\n",
        "  '3d'(options?: CallOptions)",
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
}

#[test]
fn a_handler_of_the_application_is_refused() {
    let handler = commands::handler();
    let wrapped = move |invoke: bytelane::ipc::Invoke| handler(invoke);
    let error = error_of(Bindings::new().commands(&wrapped));
    assert!(matches!(error, BindingsError::Handler), "{error}");
}

#[test]
fn commands_of_a_plugin_are_called_by_its_name() {
    let text = Bindings::new()
        .plugin(
            "library",
            &bytelane::generate_handler![commands::greet, commands::lines],
        )
        .to_typescript()
        .expect("bindings");
    assert!(text.contains("bytelane.invoke('plugin:library|greet', { name }, options)"));
    assert!(text.contains("bytelane.invoke.stream('plugin:library|lines', { count }, options)"));
}

#[test]
fn channels_to_the_host_are_refused_for_the_client_of_tauri() {
    let handler = bytelane::generate_handler![commands::sum];
    let error = error_of(Bindings::new().commands(&handler).client(Client::Tauri));
    assert!(error.to_string().contains("`sum.numbers`"), "{error}");
}

#[test]
fn a_stale_file_is_reported_with_its_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("src/bindings.ts");
    let handler = bytelane::generate_handler![commands::greet];
    let bindings = || Bindings::new().commands(&handler);
    if std::env::var_os("BYTELANE_BINDINGS").is_some() {
        return; // `check` writes the file.
    }
    let missing = bindings().check(&path).expect_err("no file");
    assert!(
        matches!(missing, BindingsError::Stale { line: 1, .. }),
        "{missing}"
    );
    bytelane::export(&handler, &path).expect("a file");
    bindings().check(&path).expect("a fresh file");
    let text = std::fs::read_to_string(&path).expect("a file");
    std::fs::write(&path, text.replace('\n', "\r\n")).expect("a file");
    bindings().check(&path).expect("a file of a checkout");
    std::fs::write(&path, text.replacen("eslint", "es", 1)).expect("a file");
    let stale = bindings().check(&path).expect_err("a stale file");
    assert!(
        matches!(stale, BindingsError::Stale { line: 2, .. }),
        "{stale}"
    );
    assert!(
        stale.to_string().contains("BYTELANE_BINDINGS=write"),
        "{stale}"
    );
}
