//! Downloads as most commands make them: the bytes are a vector that the command makes, or those of a file that it reads.

use bytelane::{State, bench::protocol::Worker, ipc::Response};

use crate::shelf::Shelf;

/// Makes a vector of its own for each result.
#[bytelane::command]
pub(crate) fn download_vec(shelf: State<'_, Shelf>, worker: State<'_, Worker>) -> Response {
    Response::new(shelf.bytes(&worker).to_vec())
}

/// Reads the whole file for each result.
#[bytelane::command]
pub(crate) fn download_read(worker: State<'_, Worker>) -> Result<Response, String> {
    let path = worker.file().ok_or("no file was prepared")?;
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    Ok(Response::new(bytes))
}
