//! The rows that the page and its host share: one definition, compiled for both.

use crate::rkyv;

/// State of an order.
#[derive(rkyv::Archive, rkyv::Serialize, serde::Deserialize, serde::Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(bytelane::View))]
#[rkyv(crate = rkyv)]
pub(crate) enum Status {
    Open,
    Paid,
    Shipped,
}

/// An order.
#[derive(rkyv::Archive, rkyv::Serialize, serde::Deserialize, serde::Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(bytelane::View))]
#[rkyv(crate = rkyv)]
pub(crate) struct Order {
    pub(crate) id: u32,
    pub(crate) customer: String,
    /// Two letters.
    pub(crate) country: String,
    pub(crate) quantity: u32,
    pub(crate) amount: f64,
    pub(crate) status: Status,
}

/// Returns this many orders, the same each time.
pub(crate) fn orders(length: u32) -> Vec<Order> {
    let order = |id: u32| Order {
        id,
        customer: format!("Customer {}", id % 997),
        country: if id.is_multiple_of(2) { "DE" } else { "JP" }.to_owned(),
        quantity: id % 40 + 1,
        amount: f64::from(id) / 4.0,
        status: match id % 3 {
            0 => Status::Open,
            1 => Status::Paid,
            _ => Status::Shipped,
        },
    };
    (0..length).map(order).collect()
}
