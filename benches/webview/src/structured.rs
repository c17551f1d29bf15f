//! Structured data without JSON: typed arrays and archives, and the same data in its plain form.

#[path = "../../../examples/table/orders.rs"]
mod orders;

use bytelane::{
    Bytes, State,
    bench::protocol::Worker,
    ipc::{Archived, Typed},
    rkyv::{self, rancor::Error},
};
use orders::Order;

use crate::shelf::Shelf;

/// Returns the bytes of a download as numbers.
#[bytelane::command]
pub(crate) async fn typed(
    shelf: State<'_, Shelf>,
    worker: State<'_, Worker>,
) -> bytelane::Result<Typed<f32>> {
    Ok(Typed::from_bytes(shelf.bytes(&worker))?)
}

/// Returns a table as an archive.
#[bytelane::command]
pub(crate) fn archive_orders(length: u32) -> bytelane::Result<Archived<Vec<Order>>> {
    Ok(Archived::new(&orders::orders(length))?)
}

/// Returns the JSON text of the same table as bytes, as it arrives before it is parsed.
#[bytelane::command]
pub(crate) fn json_orders(length: u32) -> bytelane::Result<Bytes> {
    Ok(serde_json::to_vec(&orders::orders(length))?.into())
}

fn ordered_again(mut orders: Vec<Order>) -> Vec<Order> {
    for order in &mut orders {
        order.id += 1;
    }
    orders
}

/// Reads an archive, changes each row, and returns another archive.
#[bytelane::command]
pub(crate) fn archive_call(orders: Archived<Vec<Order>>) -> Result<Archived<Vec<Order>>, String> {
    let orders = rkyv::deserialize::<Vec<Order>, Error>(&*orders);
    let orders = orders.map_err(|error| error.to_string())?;
    Archived::new(&ordered_again(orders)).map_err(|error| error.to_string())
}

/// The same call with JSON in both directions.
#[bytelane::command]
pub(crate) fn json_call(orders: Vec<Order>) -> Vec<Order> {
    ordered_again(orders)
}
