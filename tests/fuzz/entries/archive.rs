//! Bytes as an archive of a page: refused, or read to the end and written again.

use bytelane::{
    ipc::{ArchiveArgument, Archived, IntoArchive},
    rkyv::{self, Archive, Deserialize, Serialize, api::high::HighDeserializer, rancor::Error},
    wire::Code,
};

use super::Source;

#[derive(Archive, Deserialize, Serialize)]
#[rkyv(crate = bytelane::rkyv)]
enum Kind {
    Plain,
    Sized(u32, f32),
    Named { text: String },
}

#[derive(Archive, Deserialize, Serialize)]
#[rkyv(crate = bytelane::rkyv)]
struct Row {
    id: u64,
    name: String,
    tags: Vec<String>,
    score: Option<f64>,
    kind: Kind,
    letter: char,
    is_last: bool,
    boxed: Option<Box<(u8, [i16; 3])>>,
}

impl ArchiveArgument for Kind {}
impl ArchiveArgument for Row {}

fn read<T: ArchiveArgument + IntoArchive>(bytes: &[u8])
where
    T::Archived: Deserialize<T, HighDeserializer<Error>>,
{
    let archive = match Archived::<T>::from_bytes(bytes.to_vec()) {
        Ok(archive) => archive,
        Err(error) => return assert_eq!(error.code(), Code::BadArchive),
    };
    let value: T = rkyv::deserialize::<T, Error>(&*archive).expect("a valid archive is a value");
    let again = Archived::new(&value).expect("a value that was read can be written");
    Archived::<T>::from_bytes(again.into_bytes()).expect("a written archive is valid");
}

pub(crate) fn run(data: &[u8]) {
    let mut source = Source::new(data);
    let choice = source.byte();
    let bytes = source.rest();
    match choice % 4 {
        0 => read::<Vec<Row>>(bytes),
        1 => read::<Row>(bytes),
        2 => read::<(Vec<f64>, String, Vec<Vec<u8>>)>(bytes),
        _ => read::<Box<Option<Vec<Option<Box<char>>>>>>(bytes),
    }
}

/// Returns archives of each type.
#[allow(dead_code, reason = "libFuzzer has a corpus of its own")]
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let row = |id: u64| Row {
        id,
        name: "a name that is out of line".into(),
        tags: vec!["short".into(), "not as short as that".into()],
        score: (id > 1).then_some(0.5),
        kind: match id % 3 {
            0 => Kind::Plain,
            1 => Kind::Sized(7, 0.25),
            _ => Kind::Named {
                text: "deep inside of it".into(),
            },
        },
        letter: '\u{1F980}',
        is_last: id == 3,
        boxed: (id > 0).then(|| Box::new((1, [-1, 0, 1]))),
    };
    fn seed<T: IntoArchive<Archived: 'static>>(choice: u8, value: &T) -> Vec<u8> {
        let archive = Archived::new(value).expect("an archive").into_bytes();
        [&[choice], &archive[..]].concat()
    }
    let mut seeds = Vec::new();
    for id in 0..4 {
        seeds.push(seed(0, &(0..id).map(row).collect::<Vec<_>>()));
        seeds.push(seed(1, &row(id)));
        let parts = (
            vec![0.5; 3],
            "a text that is out of line".to_owned(),
            vec![vec![1_u8; 3]; 2],
        );
        seeds.push(seed(2, &parts));
        let letters = vec![None, Some(Box::new('x'))];
        seeds.push(seed(3, &Box::new((id > 0).then_some(letters))));
    }
    seeds
}
