//! A page of Yew: a table of orders, which the host sends as an archive and the page reads where it is.

#[allow(dead_code, reason = "the page only reads the rows")]
#[path = "../../tests/page/src/rows.rs"]
mod rows;

use std::rc::Rc;

use bytelane_web::{Archived, invoke, rkyv};
use rows::Order;
use serde::Serialize;
use yew::prelude::*;

/// Rows that are requested.
const ROWS: u32 = 10_000;
/// Rows that are shown.
const SHOWN: usize = 20;

#[derive(Serialize)]
struct Length {
    length: u32,
}

/// Rows that a component keeps. Two are equal if they are the same archive.
#[derive(Clone)]
struct Table(Rc<Archived<Vec<Order>>>);

#[component]
fn Orders() -> Html {
    let state = use_state(|| None::<Result<Table, String>>);
    {
        let state = state.clone();
        use_effect_with((), move |()| {
            wasm_bindgen_futures::spawn_local(async move {
                let rows = invoke("rows_as_archive", &Length { length: ROWS }).await;
                let table = rows.map(|rows| Table(Rc::new(rows)));
                state.set(Some(table.map_err(|error| error.to_string())));
            });
        });
    }
    match &*state {
        None => html! { <p>{ "Loading" }</p> },
        Some(Err(error)) => html! { <p role="alert">{ error.clone() }</p> },
        Some(Ok(Table(rows))) => {
            let total: f64 = rows.iter().map(|row| row.amount.to_native()).sum();
            let line = |row: &<Order as rkyv::Archive>::Archived| {
                html! {
                    <tr key={row.id.to_native()}>
                        <td>{ row.customer.as_str().to_owned() }</td>
                        <td>{ row.amount.to_native() }</td>
                    </tr>
                }
            };
            html! {
                <>
                    <output>{ format!("{} orders, {total} in all", rows.len()) }</output>
                    <table>{ for rows.iter().take(SHOWN).map(line) }</table>
                </>
            }
        }
    }
}

fn main() {
    yew::Renderer::<Orders>::new().render();
}
