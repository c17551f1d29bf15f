//! The page of the tests: runs every case over each contract, and reports the first failure to its host, `tests/web_page`.

mod cases;
mod figures;
mod rows;

use bytelane_web::{Contract, invoke, rkyv, select};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

#[derive(Serialize)]
struct Finish<'a> {
    failure: Option<&'a str>,
    figures: &'a [String],
}

/// Runs when the page has loaded the module.
#[wasm_bindgen(start)]
pub fn start() {
    spawn_local(async {
        let mut figures = Vec::new();
        let result = run(&mut figures).await;
        let failure = result.as_ref().err().map(String::as_str);
        let finish = Finish {
            failure,
            figures: &figures,
        };
        // Without a client nothing reaches the host, which then reports that the page hangs.
        let _ = invoke::<()>("finish", &finish).await;
    });
}

async fn run(figures: &mut Vec<String>) -> Result<(), String> {
    for contract in [Contract::Bytelane, Contract::Tauri] {
        let failed = |error: String| format!("over {contract:?}: {error}");
        select(contract).map_err(|error| failed(error.to_string()))?;
        cases::run(contract).await.map_err(failed)?;
        figures.push(
            figures::table()
                .await
                .map_err(|error| failed(error.to_string()))?,
        );
    }
    select(Contract::Bytelane).map_err(|error| error.to_string())
}
