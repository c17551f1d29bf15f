use tauri::{
    State,
    ipc::{Channel, InvokeBody, Request, Response},
};

use crate::application::{
    error::{Error, Result},
    state::{Note, Notes},
};

#[tauri::command]
pub fn export_note(notes: State<'_, Notes>, id: String) -> Result<Response> {
    let note = notes.get(&id).ok_or(Error::NoSuchNote(id))?;
    Ok(Response::new(serde_json::to_vec(&note)?))
}

#[tauri::command]
pub async fn import_note(notes: State<'_, Notes>, contents: Vec<u8>) -> Result<Note> {
    let note: Note = serde_json::from_slice(&contents)?;
    Ok(notes.add(note.text))
}

#[tauri::command]
pub fn attach_file(
    notes: State<'_, Notes>,
    id: String,
    file_name: String,
    data: Vec<u8>,
) -> Result<usize> {
    notes.change(&id, |note| {
        let length = data.len();
        note.attachments.insert(file_name, data);
        length
    })
}

#[tauri::command]
pub fn read_attachment(
    notes: State<'_, Notes>,
    id: String,
    file_name: String,
) -> Result<Option<Vec<u8>>> {
    notes.change(&id, |note| note.attachments.get(&file_name).cloned())
}

#[tauri::command]
pub fn list_attachments(notes: State<'_, Notes>, id: String) -> Result<Vec<(String, usize)>> {
    notes.change(&id, |note| {
        let attachments = note.attachments.iter();
        attachments
            .map(|(name, data)| (name.clone(), data.len()))
            .collect()
    })
}

#[tauri::command]
pub async fn stream_export(
    notes: State<'_, Notes>,
    id: String,
    on_chunk: Channel<&[u8]>,
) -> Result<()> {
    let note = notes.get(&id).ok_or(Error::NoSuchNote(id))?;
    for chunk in note.text.as_bytes().chunks(4) {
        on_chunk.send(chunk)?;
    }
    Ok(())
}

#[tauri::command]
pub fn import_raw(
    request: Request<'_>,
    notes: State<'_, Notes>,
) -> std::result::Result<Note, String> {
    let InvokeBody::Raw(bytes) = request.body() else {
        return Err("bytes, please".into());
    };
    let language = request
        .headers()
        .get("Content-Language")
        .and_then(|value| value.to_str().ok())
        .unwrap_or("und");
    let text = String::from_utf8(bytes.to_vec()).map_err(|error| error.to_string())?;
    Ok(notes.add(format!("[{language}] {text}")))
}
