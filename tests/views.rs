//! Views of archives: the generated TypeScript, and archives for it to read. `js/test/archive.test.ts` is the other half.
//!
//! `BYTELANE_VIEWS=overwrite` writes the files in `js/test/archive/` and the views of the example `table` anew.

#[path = "views/types.rs"]
#[allow(dead_code, reason = "the tests in a webview use the rest")]
mod types;

#[path = "../examples/table/orders.rs"]
#[allow(dead_code, reason = "the example creates orders")]
mod orders;

use std::{env, fs, path::Path};

use bytelane::{
    ipc::{ArchiveArgument, Archived, IntoArchive},
    rkyv::{self, api::high::HighDeserializer, rancor::Error},
    view::{Views, ViewsError},
};
use serde_json::{Value, json};
use types::{Color, Dictionary, Drawing, Kitchen, Map, Node, Point, Row};

/// Compares a text with a file of the repository, or writes the file.
fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    if env::var("BYTELANE_VIEWS").is_ok_and(|mode| mode == "overwrite") {
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(&path, text).expect("a file");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == text,
        "{name} is stale: run `BYTELANE_VIEWS=overwrite cargo test --no-default-features --test views`"
    );
}

fn views() -> Views {
    Views::new()
        .add::<Kitchen>()
        .add::<Dictionary>()
        .add_as::<Vec<Row>>("Rows")
        .add_as::<(Vec<Option<String>>, [Point; 2])>("Mixed")
        .add_as::<Vec<f64>>("Doubles")
        .add_as::<Vec<Drawing>>("Drawings")
        .import_from("../../src/archive")
}

#[test]
fn the_generated_module_is_the_committed_one() {
    let text = views().to_typescript().expect("a module");
    check("js/test/archive/views.ts", &text);
    // The order in which types are added makes no difference.
    let other = Views::new()
        .add_as::<Vec<Drawing>>("Drawings")
        .add_as::<Vec<f64>>("Doubles")
        .add_as::<(Vec<Option<String>>, [Point; 2])>("Mixed")
        .add_as::<Vec<Row>>("Rows")
        .add::<Dictionary>()
        .add::<Drawing>()
        .add::<Kitchen>()
        .import_from("../../src/archive");
    assert_eq!(other.to_typescript().expect("a module"), text);
    assert!(text.contains("/** Its number. */\n  get id(): bigint"));
    assert!(
        !text.contains("encodeDictionary"),
        "a type with maps has no encoder"
    );
}

#[test]
fn the_views_of_the_example_are_the_committed_ones() {
    let views = Views::new().add_as::<Vec<orders::Order>>("Orders");
    let text = views.to_typescript().expect("a module");
    check("examples/table/views.ts", &text);
}

pub(crate) fn row(id: u64, name: &str) -> Row {
    let score = (id % 2 == 1).then_some(0.5);
    Row {
        id,
        name: name.into(),
        score,
        r#type: Color::Blue,
    }
}

fn kitchen(full: bool) -> Kitchen {
    let leaf = |value| Node {
        value,
        children: Vec::new(),
        other: None,
    };
    let rows = || {
        vec![
            row(1, ""),
            row(u64::MAX, "exactly8"),
            row(3, "more than eight bytes ✓🦀"),
        ]
    };
    let label = Drawing::Label {
        text: "a label that is out of line".into(),
        at: (-3, 2.25),
        color: Color::Green,
    };
    let drawings = vec![
        Drawing::Empty,
        Drawing::Circle(1.5),
        Drawing::Line(7, -7, Point(0.5, -0.25)),
        label.clone(),
        Drawing::Group(vec!["one".into(), "a second one that is longer".into()]),
    ];
    if !full {
        return Kitchen {
            flag: false,
            byte: 0,
            signed: i8::MIN,
            short: 0,
            signed_short: i16::MIN,
            word: 0,
            signed_word: i32::MIN,
            long: 0,
            signed_long: i64::MIN,
            single: -0.5,
            double: -1e300,
            letter: '\0',
            text: String::new(),
            bytes: Vec::new(),
            samples: Vec::new(),
            doubles: Vec::new(),
            longs: Vec::new(),
            flags: Vec::new(),
            texts: Vec::new(),
            rows: Vec::new(),
            grid: Vec::new(),
            maybe: None,
            maybe_text: None,
            maybe_row: None,
            boxed: Box::new(Drawing::Empty),
            pair: (0, String::new()),
            triple: (false, (0, 'a'), Vec::new()),
            fixed: [0; 3],
            names: [String::new(), String::new()],
            drawings: Vec::new(),
            color: Color::Red,
            point: Point(0.0, 0.0),
            tree: leaf(0),
        };
    }
    Kitchen {
        flag: true,
        byte: u8::MAX,
        signed: i8::MAX,
        short: u16::MAX,
        signed_short: i16::MAX,
        word: u32::MAX,
        signed_word: i32::MAX,
        long: u64::MAX,
        signed_long: i64::MAX,
        single: 0.25,
        double: std::f64::consts::PI,
        letter: '🦀',
        text: "\u{FEFF}grün ✓ \0 with a byte order mark".into(),
        bytes: (0..=255).collect(),
        samples: vec![0.5, -1.25, 3.0],
        doubles: vec![1e-300, 2.5],
        longs: vec![i64::MIN, -1, i64::MAX],
        flags: vec![true, false, true],
        texts: (0..70).map(|length| "x".repeat(length)).collect(),
        rows: rows(),
        grid: vec![vec![1, 2], Vec::new(), vec![3]],
        maybe: Some(9),
        maybe_text: Some("some text of a length".into()),
        maybe_row: Some(Box::new(row(5, "boxed"))),
        boxed: Box::new(label),
        pair: (1, "second".into()),
        triple: (true, (7, 'ß'), vec![1, 2, 3]),
        fixed: [1, 2, 65535],
        names: ["first".into(), "the second of the names".into()],
        drawings,
        color: Color::Green,
        point: Point(1.0, 2.0),
        tree: Node {
            value: 1,
            children: vec![
                leaf(2),
                Node {
                    value: 3,
                    children: vec![leaf(4)],
                    other: None,
                },
            ],
            other: Some(Box::new(leaf(5))),
        },
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    let digits = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("digits");
    (0..text.len()).step_by(2).map(digits).collect()
}

fn golden<T: IntoArchive<Archived: 'static> + serde::Serialize>(view: &str, value: &T) -> Value {
    let archive = Archived::new(value).expect("an archive").into_bytes();
    json!({ "view": view, "archive": hex(&archive), "value": value })
}

type Mixed = (Vec<Option<String>>, [Point; 2]);

fn mixed() -> Mixed {
    (
        vec![None, Some("text".into())],
        [Point(0.5, 1.0), Point(-0.5, 2.0)],
    )
}

fn dictionary(length: u16) -> Dictionary {
    let words = (0..u32::from(length)).map(|index| (format!("word number {index}"), index));
    let rows = (0..length).map(|index| (index, row(index.into(), "row")));
    Dictionary {
        words: words.collect(),
        rows: rows.collect(),
        none: Map::default(),
    }
}

#[test]
fn the_goldens_are_the_committed_ones() {
    let goldens = json!([
        golden("Kitchen", &kitchen(false)),
        golden("Kitchen", &kitchen(true)),
        golden("Rows", &Vec::<Row>::new()),
        golden("Rows", &kitchen(true).rows),
        golden("Mixed", &mixed()),
        golden("Doubles", &vec![0.5, -1e100]),
        golden("Drawing", &Drawing::Line(1, 2, Point(3.0, 4.0))),
        golden("Color", &Color::Blue),
        golden("Dictionary", &dictionary(0)),
        golden("Dictionary", &dictionary(1)),
        golden("Dictionary", &dictionary(100)),
    ]);
    let mut text = serde_json::to_string_pretty(&goldens).expect("JSON");
    text.push('\n');
    check("js/test/archive/goldens.json", &text);
}

fn is_accepted<T>(archive: &str, expected: &T)
where
    T: ArchiveArgument + std::fmt::Debug + PartialEq,
    T::Archived: rkyv::Deserialize<T, HighDeserializer<Error>>,
{
    let archived = Archived::<T>::from_bytes(unhex(archive)).expect("an archive of the page");
    let value = rkyv::deserialize::<T, Error>(&*archived).expect("a value");
    assert_eq!(value, *expected);
}

/// `js/test/archive.test.ts` holds that these are what the encoder writes.
#[test]
fn archives_of_the_page_are_the_values_that_it_encoded() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("js/test/archive/encoded.json");
    let encoded: Vec<(String, String)> =
        serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON");
    let mut kitchens = [kitchen(false), kitchen(true)].into_iter();
    let mut rows = [Vec::new(), kitchen(true).rows].into_iter();
    for (view, archive) in &encoded {
        match view.as_str() {
            "Kitchen" => is_accepted(archive, &kitchens.next().expect("a value")),
            "Rows" => is_accepted(archive, &rows.next().expect("a value")),
            "Mixed" => is_accepted(archive, &mixed()),
            "Doubles" => is_accepted(archive, &vec![0.5, -1e100]),
            "Drawing" => is_accepted(archive, &Drawing::Line(1, 2, Point(3.0, 4.0))),
            "Color" => is_accepted(archive, &Color::Blue),
            other => panic!("{other}"),
        }
    }
    assert_eq!(encoded.len(), 8);
}

mod other {
    use bytelane::{View, rkyv};

    #[derive(rkyv::Archive, View)]
    #[rkyv(crate = bytelane::rkyv)]
    #[allow(dead_code, reason = "only its layout is used")]
    pub(super) struct Row {
        nested: Option<Option<u8>>,
    }
}

#[test]
fn what_has_no_form_in_the_page_is_refused() {
    let twice = Views::new()
        .add::<Row>()
        .add::<other::Row>()
        .to_typescript();
    assert!(matches!(twice, Err(ViewsError::Ambiguous(_))), "{twice:?}");
    let named = Views::new()
        .add::<Row>()
        .add_as::<Vec<Row>>("Row")
        .to_typescript();
    assert!(matches!(named, Err(ViewsError::Ambiguous(_))), "{named:?}");
    let nested = Views::new().add::<other::Row>().to_typescript();
    let error = nested.expect_err("nested options");
    assert!(matches!(error, ViewsError::NestedOption(_)), "{error}");
    assert!(error.to_string().contains("use an enum"));
}

/// Types whose classes would have the name of something else.
mod taken {
    use bytelane::{View, rkyv};

    macro_rules! types {
        ($($name:ident)*) => {$(
            #[derive(rkyv::Archive, View)]
            #[rkyv(crate = bytelane::rkyv)]
            #[allow(dead_code, non_camel_case_types, reason = "only its name is used")]
            pub(super) struct $name {
                value: u8,
            }
        )*};
    }
    types!(Map Array Date Promise Blob Uint8Array Error number class read RowData);
}

#[test]
fn types_with_the_name_of_a_global_are_refused() {
    let reserved = |name: &str, views: Views| {
        let error = views.to_typescript().expect_err(name);
        assert!(
            matches!(&error, ViewsError::Reserved(refused) if refused == name),
            "{error}"
        );
        assert!(error.to_string().contains("rename the Rust type"));
    };
    macro_rules! reserved {
        ($($name:ident)*) => {$(
            reserved(stringify!($name), Views::new().add::<taken::$name>());
            // As a part of another type too.
            reserved(stringify!($name), Views::new().add_as::<Vec<Option<taken::$name>>>("Rows"));
        )*};
    }
    reserved!(Map Array Date Promise Blob Uint8Array Error number class read);
}

#[test]
fn names_that_the_module_declares_twice_are_refused() {
    // `Row` has the interface `RowData`.
    let error = Views::new()
        .add::<Row>()
        .add::<taken::RowData>()
        .to_typescript()
        .expect_err("two items of one name");
    assert!(error.to_string().contains("both `RowData`"), "{error}");
    Views::new()
        .add::<taken::RowData>()
        .to_typescript()
        .expect("one item of the name");
}

#[test]
fn added_names_are_parts_of_identifiers() {
    for name in ["", "my rows", "rows-2"] {
        let error = Views::new().add_as::<Vec<Row>>(name).to_typescript();
        assert!(
            matches!(&error, Err(ViewsError::NotIdentifier(refused)) if refused == name),
            "{error:?}"
        );
    }
    // A part of `openMap` may be the name of a global, or start with a digit.
    for name in ["Map", "2d"] {
        let views = Views::new().add_as::<Vec<Row>>(name);
        let text = views.to_typescript().expect("a module");
        assert!(text.contains(&format!("export function open{name}(")));
    }
}
