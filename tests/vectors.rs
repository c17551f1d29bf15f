//! Compares this crate with the vectors of `protocol/vectors` and the numbers of the specification.

use std::{collections::BTreeMap, fs, path::Path};

use bytelane::{
    Payload,
    wire::{self, Code, Element, Flags, Frame, FrameKind, Lane, Limits, PayloadKind},
};
use bytes::Bytes;
use serde_json::{Value, json, value::RawValue};

/// Reads a file of the project by its path relative to the root.
fn read(path: impl AsRef<Path>) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Runs the cases of all files in a folder that name one of the operations.
fn run(folder: &str, operations: &[&str], check: impl Fn(&Value)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("protocol/vectors")
        .join(folder);
    let mut files: Vec<_> = fs::read_dir(&root)
        .expect("the folder of the vectors")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let mut count = 0;
    for path in files {
        let text = read(&path);
        let file: Fields<'_> = parse(&text);
        if !operations.contains(&parse::<&str>(file["decode"].get())) {
            continue;
        }
        let cases: Vec<&RawValue> = parse(file["cases"].get());
        for case in &cases {
            let case = &case_of(case.get());
            let name = format!(
                "{}: {}",
                path.file_name().expect("a name").to_string_lossy(),
                case["name"]
            );
            let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| check(case)));
            assert!(caught.is_ok(), "{name}");
            count += 1;
        }
        assert!(!cases.is_empty(), "{}", path.display());
    }
    println!("{folder} {operations:?}: {count} cases");
    assert!(count > 0);
}

/// Fields of an object as unparsed JSON.
type Fields<'a> = BTreeMap<String, &'a RawValue>;

fn parse<'a, T: serde::Deserialize<'a>>(text: &'a str) -> T {
    serde_json::from_str(text).expect("JSON")
}

/// Parses an object field by field: the values of a case are nested as deep as the wire allows, and deeper within their file.
fn object(text: &str, field: impl Fn(&str, &str) -> Value) -> Value {
    let fields: Fields<'_> = parse(text);
    Value::Object(
        fields
            .into_iter()
            .map(|(name, value)| (name.clone(), field(&name, value.get())))
            .collect(),
    )
}

fn case_of(text: &str) -> Value {
    object(text, |name, value| {
        if name == "accept" {
            object(value, |_, value| parse(value))
        } else {
            parse(value)
        }
    })
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal"))
        .collect()
}

fn bytes(segments: &Value) -> Vec<u8> {
    let segment = |segment: &Value| match segment {
        Value::String(hex) => unhex(hex),
        Value::Object(object) if object.contains_key("utf8") => {
            object["utf8"].as_str().expect("text").into()
        }
        Value::Object(object) => {
            let count = object["repeat"][1].as_u64().expect("a count");
            unhex(object["repeat"][0].as_str().expect("bytes"))
                .repeat(usize::try_from(count).expect("a count"))
        }
        other => panic!("no segment: {other}"),
    };
    segments
        .as_array()
        .expect("segments")
        .iter()
        .flat_map(segment)
        .collect()
}

/// Returns the expected result: the value, or the code of the refusal.
fn expected(case: &Value) -> Result<&Value, &str> {
    match (case.get("accept"), case.get("refuse")) {
        (Some(value), None) => Ok(value),
        (None, Some(code)) => Err(code.as_str().expect("a code")),
        _ => panic!("accept or refuse"),
    }
}

fn check_frame(frame: &Frame, frame_bytes: usize, expected: &Value) {
    let header = frame.header();
    let header = json!({
        "kind": header.kind as u8, "payload": header.payload as u8, "element": header.element as u8, "flags": header.flags.bits(),
        "id": header.id, "seq": header.seq, "body_bytes": header.body_bytes,
    });
    for (field, value) in header.as_object().expect("an object") {
        assert_eq!(value, &expected[field], "{field}");
    }
    assert!(*frame.head() == bytes(&expected["head"]), "head");
    assert!(frame.bytes() == bytes(&expected["body"]), "body");
    assert_eq!(
        frame_bytes as u64,
        expected["frame_bytes"].as_u64().expect("a length")
    );
}

#[test]
fn frames() {
    run("frame", &["frame"], |case| {
        let mut input = Bytes::from(bytes(&case["bytes"]));
        let whole = input.clone();
        match (
            Frame::decode(&mut input, &Limits::default()),
            expected(case),
        ) {
            (Ok(frame), Ok(expected)) => {
                check_frame(&frame, whole.len() - input.len(), expected);
                // Encoding it again yields the same frame, except for the padding.
                let mut output = bytes::BytesMut::new();
                frame.encode(&mut output);
                let again =
                    Frame::decode(&mut output.freeze(), &Limits::default()).expect("its own frame");
                assert_eq!(again, frame);
            }
            (Err(error), Err(code)) => {
                assert_eq!(error.code().as_str(), code);
                assert_eq!(input, whole, "a refused frame leaves the input unchanged");
            }
            (result, expected) => panic!("{result:?} instead of {expected:?}"),
        }
    });
}

#[test]
fn batches() {
    run("batch", &["batch"], |case| {
        let input = Bytes::from(bytes(&case["bytes"]));
        match (
            Frame::decode_batch(input, &Limits::default()),
            expected(case),
        ) {
            (Ok(frames), Ok(expected)) => match expected["frames"].as_array() {
                None => assert_eq!(
                    frames.len() as u64,
                    expected["frame_count"].as_u64().expect("a count")
                ),
                Some(expected) => {
                    assert_eq!(frames.len(), expected.len());
                    for (frame, expected) in frames.iter().zip(expected) {
                        check_frame(frame, frame.encoded_bytes(), expected);
                    }
                }
            },
            (Err(error), Err(code)) => assert_eq!(error.code().as_str(), code),
            (result, expected) => panic!("{result:?} instead of {expected:?}"),
        }
    });
}

/// Returns the values of a text, with `{"$attachment": i}` in place of the names of attachments.
fn with_attachments(value: Value, mixed: &bytelane::payload::Mixed) -> Result<Value, String> {
    Ok(match value {
        Value::String(text) => match mixed
            .index_of(&text)
            .map_err(|error| error.code().as_str().to_owned())?
        {
            Some(index) => json!({ "$attachment": index }),
            None => Value::String(text),
        },
        Value::Array(values) => values
            .into_iter()
            .map(|value| with_attachments(value, mixed))
            .collect::<Result<_, _>>()?,
        Value::Object(object) => object
            .into_iter()
            .map(|(key, value)| Ok((key, with_attachments(value, mixed)?)))
            .collect::<Result<_, String>>()?,
        other => other,
    })
}

fn payload_of(case: &Value) -> Result<Payload, String> {
    let byte = |name: &str| u8::try_from(case[name].as_u64().expect("a byte")).expect("a byte");
    let kind = PayloadKind::from_wire(byte("payload")).map_err(|error| error.code().to_string())?;
    let element = Element::from_wire(byte("element")).map_err(|error| error.code().to_string())?;
    let mut limits = Limits::default();
    if let Some(bytes_max) = case["limits"]["json_bytes_max"].as_u64() {
        limits.json_bytes_max = bytes_max;
    }
    Payload::decode(kind, element, bytes(&case["bytes"]).into(), &limits)
        .map_err(|error| error.code().to_string())
}

/// Returns a decoded payload in the format of the vectors.
fn shape_of(payload: &Payload, expected: Result<&Value, &str>) -> Result<Value, String> {
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let value = || {
        payload
            .to_value::<Value>()
            .map_err(|error| error.code().to_string())
    };
    Ok(match payload {
        Payload::None => json!({ "none": true }),
        Payload::Raw(bytes) => json!({ "raw": hex(bytes) }),
        Payload::Archive(bytes) => json!({ "archive": hex(bytes) }),
        Payload::Typed(array) => {
            json!({ "element": array.element as u8, "count": array.bytes.len() as u64 / array.element.bytes(), "typed": hex(&array.bytes) })
        }
        Payload::Json(_) => json!({ "json": value()? }),
        Payload::Mixed(mixed) => {
            value()?;
            let text = Payload::Json(mixed.text.clone())
                .to_value::<Value>()
                .map_err(|error| error.code().to_string())?;
            let value = with_attachments(text, mixed)?;
            if expected.is_ok_and(|expected| expected.get("attachment_count").is_some()) {
                return Ok(json!({ "value": value, "attachment_count": mixed.attachments.len() }));
            }
            let attachment = |attachment: &bytelane::payload::Attachment| json!({ "element": attachment.element as u8, "bytes": hex(&attachment.bytes) });
            json!({ "value": value, "attachments": mixed.attachments.iter().map(attachment).collect::<Vec<_>>() })
        }
        other => panic!("a payload without a vector: {other:?}"),
    })
}

/// Returns the expected result with bytes in hexadecimal.
fn plain(mut expected: Value) -> Value {
    let hex = |segments: &Value| {
        Value::from(
            bytes(segments)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>(),
        )
    };
    for field in ["raw", "archive", "typed"] {
        if let Some(segments) = expected.get_mut(field) {
            *segments = hex(segments);
        }
    }
    for attachment in expected
        .get_mut("attachments")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
    {
        attachment["bytes"] = hex(&attachment["bytes"]);
    }
    expected
}

#[test]
fn payloads() {
    run("payload", &["payload"], |case| {
        let expected = expected(case);
        let decoded = payload_of(case);
        let shape = decoded
            .as_ref()
            .map_err(Clone::clone)
            .and_then(|payload| shape_of(payload, expected));
        match (shape, expected) {
            (Ok(shape), Ok(expected)) => {
                assert_eq!(shape, plain(expected.clone()));
                let payload = decoded.expect("accepted");
                let length = payload.body_bytes();
                let body = payload.clone().into_segments().concat();
                assert_eq!(body.len() as u64, length);
                assert_eq!(
                    length,
                    bytes(&case["bytes"]).len() as u64,
                    "as long as it was"
                );
                let again = Payload::decode(
                    payload.kind(),
                    payload.element(),
                    body.into(),
                    &Limits::default(),
                )
                .expect("its own payload");
                assert!(again == payload, "written and read again");
            }
            (Err(code), Err(expected)) => assert_eq!(code, expected),
            (shape, expected) => panic!("{shape:?} instead of {expected:?}"),
        }
    });
}

/// Returns the cells of the table rows in a section of the specification.
fn table(section: &str) -> Vec<Vec<String>> {
    let spec = read("protocol/SPEC.md");
    let start = spec
        .find(section)
        .unwrap_or_else(|| panic!("no section {section}"));
    let body = &spec[start + section.len()..];
    let end = body
        .find("\n## ")
        .into_iter()
        .chain(body.find("\n### "))
        .min()
        .unwrap_or(body.len());
    let rows = body[..end].lines().filter(|line| line.starts_with("| "));
    rows.map(|row| {
        row.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().trim_matches('`').to_owned())
            .collect()
    })
    .collect()
}

fn constants() -> Value {
    parse(&read("protocol/constants.json"))
}

/// Returns the numeric entries of an object.
fn numbers(value: &Value) -> BTreeMap<String, u64> {
    value
        .as_object()
        .expect("an object")
        .iter()
        .map(|(name, number)| (name.clone(), number.as_u64().expect("a number")))
        .collect()
}

/// Returns the pairs of two cells of each row.
fn pairs(rows: &[Vec<String>], name: usize, number: usize) -> BTreeMap<String, u64> {
    let number_in = |cell: &str| {
        let cell = cell.replace(',', "");
        cell.strip_prefix("0x").map_or_else(
            || cell.parse().ok(),
            |digits| u64::from_str_radix(digits, 16).ok(),
        )
    };
    rows.iter()
        .filter_map(|row| Some((row.get(name)?.clone(), number_in(row.get(number)?)?)))
        .collect()
}

#[test]
fn limits_are_those_of_the_specification() {
    let ours = numbers(&serde_json::to_value(Limits::default()).expect("limits"));
    assert_eq!(ours, numbers(&constants()["limits"]));
    assert_eq!(ours, pairs(&table("## 7. Limits"), 0, 1));
}

#[test]
fn lanes_are_those_of_the_constants() {
    let ours: Vec<_> = Lane::ALL.iter().map(|lane| lane.as_str()).collect();
    assert_eq!(json!(ours), constants()["lanes"]);
    assert_eq!(json!(Lane::ALL), constants()["lanes"]);
}

#[test]
fn codes_are_those_of_the_specification() {
    let ours: BTreeMap<_, _> = Code::ALL
        .iter()
        .map(|code| (code.as_str().to_owned(), u64::from(code.status())))
        .collect();
    assert_eq!(ours.len(), Code::ALL.len(), "no code twice");
    assert_eq!(ours, numbers(&constants()["codes"]));
    assert_eq!(ours, pairs(&table("## 8. Codes"), 0, 1));
}

/// Returns the codes that `read` accepts, by their names.
fn known<T: std::fmt::Debug>(read: impl Fn(u8) -> Option<T>) -> BTreeMap<String, u64> {
    (0..=u8::MAX)
        .filter_map(|code| Some((format!("{:?}", read(code)?).to_uppercase(), u64::from(code))))
        .collect()
}

#[test]
fn kinds_payloads_and_flags_are_those_of_the_specification() {
    let constants = constants();
    let kinds = known(|code| FrameKind::from_wire(code).ok());
    assert_eq!(kinds, numbers(&constants["kinds"]));
    assert_eq!(kinds, pairs(&table("## 2. Kinds"), 1, 0));
    let payloads = known(|code| PayloadKind::from_wire(code).ok());
    assert_eq!(payloads, numbers(&constants["payloads"]));
    assert_eq!(payloads, pairs(&table("## 3. Payloads"), 1, 0));
    let flags = [
        ("DEFERRED", Flags::DEFERRED),
        ("FAILED", Flags::FAILED),
        ("REFUSED", Flags::REFUSED),
        ("LAST", Flags::LAST),
    ];
    let flags: BTreeMap<_, _> = flags
        .map(|(name, flag)| (name.to_owned(), u64::from(flag.bits())))
        .into();
    assert_eq!(flags, numbers(&constants["flags"]));
    assert_eq!(flags, pairs(&table("### 1.2 Flags"), 1, 0));
    let taken = (0..=u8::MAX)
        .filter(|bits| Flags::from_wire(*bits).is_ok())
        .fold(0, |all, bits| all | bits);
    assert_eq!(u64::from(taken), flags.values().sum::<u64>());
}

#[test]
fn elements_are_those_of_the_specification() {
    let name = |element: Element| match element {
        Element::U8Clamped => "U8_CLAMPED".to_owned(),
        element => format!("{element:?}").to_uppercase(),
    };
    let known = (0..=u8::MAX).filter_map(|code| Element::from_wire(code).ok());
    let ours: serde_json::Map<_, _> = known
        .map(|element| {
            (
                name(element),
                json!({ "code": element as u8, "bytes": element.bytes() }),
            )
        })
        .collect();
    assert_eq!(Value::from(ours.clone()), constants()["elements"]);
    let rows: Vec<_> = table("### 3.3 Elements")
        .iter()
        .flat_map(|row| row.chunks(3).map(<[_]>::to_vec).collect::<Vec<_>>())
        .collect();
    let sizes: BTreeMap<_, _> = pairs(&rows, 0, 2)
        .into_iter()
        .filter(|(code, _)| code.parse::<u8>().is_ok())
        .collect();
    let ours = ours
        .values()
        .map(|element| {
            (
                element["code"].to_string(),
                element["bytes"].as_u64().expect("a size"),
            )
        })
        .collect();
    assert_eq!(sizes, ours);
}

#[test]
fn lengths_are_those_of_the_specification() {
    let constants = constants();
    assert_eq!(constants["protocol_version"], wire::PROTOCOL_VERSION);
    assert_eq!(constants["frame_header_bytes"], wire::HEADER_BYTES);
    assert_eq!(constants["alignment_bytes"], wire::ALIGNMENT_BYTES);
    assert_eq!(constants["integer_max"], wire::INTEGER_MAX);
    let mixed = bytelane::payload::Mixed {
        text: "\"\"".into(),
        nonce: 0,
        attachments: vec![bytelane::Bytes::new().into()],
    };
    let name = format!(
        "{}0000000000000000:0",
        constants["attachment_prefix"].as_str().expect("a prefix")
    );
    assert_eq!(mixed.index_of(&name), Ok(Some(0)));
}
