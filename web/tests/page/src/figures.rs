//! The time of a table from the host, as an archive and as JSON.

use std::hint::black_box;

use bytelane_web::{Archived, Error, contract, invoke, invoke_bytes};
use serde::Serialize;

use crate::rows::{ArchivedOrder, ArchivedStatus, Order, Status};

/// Rows of the table.
const ROWS: u32 = 10_000;
/// Calls of one form in a round: the clock of a page has a resolution of 1 ms.
const CALLS: u32 = 20;

#[derive(Serialize)]
struct Length {
    length: u32,
}

/// The forms of the table.
#[derive(Clone, Copy)]
enum Form {
    /// Validated, and read where it is.
    Archive,
    /// By `invoke`: the page parses the JSON, and serde-wasm-bindgen reads the objects.
    Json,
    /// By `invoke_bytes`: serde_json parses the bytes in the module.
    Text,
}

const FORMS: [Form; 3] = [Form::Archive, Form::Json, Form::Text];

/// Returns a line with the median time of each form, from the call until every field of every row has been read, and the ratio of the faster JSON to the archive.
pub(crate) async fn table() -> Result<String, Error> {
    let rounds = invoke::<u32>("rounds", &()).await?;
    let mut expected = None;
    let mut times = [const { Vec::new() }; FORMS.len()];
    let mut ratios = Vec::new();
    // The first round warms up.
    for round in 0..=rounds {
        let mut round_times = [0.0; FORMS.len()];
        for form in FORMS {
            let start = now();
            for _ in 0..CALLS {
                let digest = black_box(receive(form).await?);
                let expected = *expected.get_or_insert(digest);
                if digest != expected {
                    return Err(Error::Decode(format!("{digest} is not {expected}")));
                }
            }
            round_times[form as usize] = (now() - start) / f64::from(CALLS);
        }
        if round > 0 {
            let [archive, json, text] = round_times;
            ratios.push(json.min(text) / archive);
            for (times, time) in times.iter_mut().zip(round_times) {
                times.push(time);
            }
        }
    }
    let [archive, json, text] = times.map(median);
    Ok(format!(
        "{:?}, {ROWS} rows: {archive:.2} ms as an archive, {json:.2} ms as JSON by `invoke`, {text:.2} ms as JSON by serde_json: {:.1} x the faster",
        contract()?,
        median(ratios),
    ))
}

/// Requests the table and reads every field.
async fn receive(form: Form) -> Result<f64, Error> {
    let length = Length { length: ROWS };
    match form {
        Form::Archive => {
            let rows = invoke::<Archived<Vec<Order>>>("rows_as_archive", &length).await?;
            Ok(rows.iter().map(archived_digest).sum())
        }
        Form::Json => {
            let rows = invoke::<Vec<Order>>("rows_as_json", &length).await?;
            Ok(rows.iter().map(digest).sum())
        }
        Form::Text => {
            let text = invoke_bytes("rows_as_text", &length).await?;
            let rows = serde_json::from_slice::<Vec<Order>>(&text);
            let rows = rows.map_err(|error| Error::Decode(error.to_string()))?;
            Ok(rows.iter().map(digest).sum())
        }
    }
}

fn digest(row: &Order) -> f64 {
    let status = match row.status {
        Status::Open => 1.0,
        Status::Paid => 2.0,
        Status::Shipped => 3.0,
    };
    mixed(
        row.id,
        &row.customer,
        &row.country,
        row.quantity,
        row.amount,
        status,
    )
}

fn archived_digest(row: &ArchivedOrder) -> f64 {
    let status = match row.status {
        ArchivedStatus::Open => 1.0,
        ArchivedStatus::Paid => 2.0,
        ArchivedStatus::Shipped => 3.0,
    };
    mixed(
        row.id.to_native(),
        &row.customer,
        &row.country,
        row.quantity.to_native(),
        row.amount.to_native(),
        status,
    )
}

/// Returns a whole number of quarters, so that the sum is exact.
fn mixed(id: u32, customer: &str, country: &str, quantity: u32, amount: f64, status: f64) -> f64 {
    let texts = [customer, country].map(|text| text.bytes().map(u32::from).sum::<u32>());
    let numbers = [id, quantity, texts[0], texts[1]];
    numbers.map(f64::from).iter().sum::<f64>() + amount + status
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Returns the time of the page in milliseconds.
fn now() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(f64::NAN, |performance| performance.now())
}
