//! The rows of the table, which the benchmarks share.

use bytelane::{View, rkyv};

/// State of an order.
#[derive(
    rkyv::Archive, rkyv::Deserialize, rkyv::Serialize, serde::Deserialize, serde::Serialize, View,
)]
#[rkyv(crate = bytelane::rkyv)]
pub(crate) enum Status {
    Open,
    Paid,
    Shipped,
    Cancelled,
}

/// An order.
#[derive(
    rkyv::Archive, rkyv::Deserialize, rkyv::Serialize, serde::Deserialize, serde::Serialize, View,
)]
#[rkyv(crate = bytelane::rkyv)]
pub(crate) struct Order {
    pub(crate) id: u32,
    pub(crate) customer: String,
    /// Two letters.
    pub(crate) country: String,
    pub(crate) quantity: u32,
    pub(crate) amount: f64,
    pub(crate) status: Status,
}

const FIRST: [&str; 16] = [
    "Ada", "Amir", "Bruno", "Chidi", "Dora", "Emil", "Farah", "Grace", "Hana", "Ivo", "Jun",
    "Kaja", "Lena", "Mateo", "Noor", "Olga",
];
const LAST: [&str; 16] = [
    "Abara",
    "Berg",
    "Costa",
    "Dahl",
    "Eriksen",
    "Fischer",
    "García",
    "Haddad",
    "Ito",
    "Jansen",
    "Kovač",
    "Lindqvist",
    "Moreau",
    "Novak",
    "Okafor",
    "Petrova",
];
const COUNTRIES: [&str; 12] = [
    "BR", "CA", "DE", "ES", "FR", "IN", "IT", "JP", "KE", "NG", "NO", "SE",
];

/// Returns this many orders, the same each time.
pub(crate) fn orders(length: u32) -> Vec<Order> {
    (0..length).map(order).collect()
}

fn order(id: u32) -> Order {
    let mut state = u64::from(id).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0xd1b5_4a32_d192_ed03;
    // A step of the generator SplitMix64, whose high bits are used.
    let mut below = |bound: u64| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed >> 32) * bound) >> 32
    };
    let mut one_of = |names: &[&'static str]| names[below(names.len() as u64) as usize];
    let (first, last, country) = (one_of(&FIRST), one_of(&LAST), one_of(&COUNTRIES));
    let quantity = 1 + below(40) as u32;
    Order {
        id: id + 1,
        customer: format!("{first} {last}"),
        country: country.to_owned(),
        quantity,
        amount: f64::from(quantity) * (199 + below(20_000)) as f64 / 100.0,
        status: match below(16) {
            0..4 => Status::Open,
            4..9 => Status::Paid,
            9..15 => Status::Shipped,
            _ => Status::Cancelled,
        },
    }
}
