//! A download from a file. No peer has it.

use bytelane::{State, bench::protocol::Worker, ipc::Response};

#[bytelane::command]
pub(crate) async fn download_file(worker: State<'_, Worker>) -> Result<Response, String> {
    let path = worker.file().ok_or("no file was prepared")?;
    Ok(Response::file(path))
}
