use std::collections::BTreeSet;

use tauri::{AppHandle, Emitter, Manager, Runtime, State};

use crate::application::{
    error::{Error, Result},
    plugins::journal::JournalExt,
    state::{Note, Notes},
};

#[tauri::command]
pub fn list_notes(notes: State<'_, Notes>) -> Vec<Note> {
    notes.all()
}

#[tauri::command]
pub fn get_note(notes: State<'_, Notes>, id: &str) -> Result<Note> {
    notes.get(id).ok_or_else(|| Error::NoSuchNote(id.into()))
}

#[tauri::command]
pub fn create_note<R: Runtime>(
    app: AppHandle<R>,
    notes: State<'_, Notes>,
    text: String,
) -> Result<Note> {
    let note = notes.add(text);
    app.journal().write(&format!("created {}", note.id));
    app.emit("notes://changed", &note.id)?;
    Ok(note)
}

#[tauri::command]
pub fn update_note(notes: State<'_, Notes>, id: String, new_text: String) -> Result<Note> {
    notes.change(&id, |note| {
        note.text = new_text;
        note.clone()
    })
}

#[tauri::command]
pub fn delete_note(notes: State<'_, Notes>, id: String) -> Result<()> {
    notes.remove(&id)
}

#[tauri::command(async)]
pub fn duplicate_note(notes: State<'_, Notes>, id: String) -> Result<Note> {
    let note = notes.get(&id).ok_or(Error::NoSuchNote(id))?;
    Ok(notes.add(note.text))
}

#[tauri::command(rename_all = "snake_case")]
pub fn tag_note(notes: State<'_, Notes>, note_id: String, tag_names: Vec<String>) -> Result<Note> {
    notes.change(&note_id, |note| {
        note.tags.extend(tag_names);
        note.clone()
    })
}

#[tauri::command]
pub fn untag_note(notes: State<'_, Notes>, id: String, tag: Option<String>) -> Result<Note> {
    notes.change(&id, |note| {
        note.tags
            .retain(|other| tag.as_ref().is_some_and(|tag| tag != other));
        note.clone()
    })
}

#[tauri::command]
pub fn list_tags(notes: State<'_, Notes>) -> BTreeSet<String> {
    notes.all().into_iter().flat_map(|note| note.tags).collect()
}

#[tauri::command]
pub fn count_notes(app: AppHandle) -> usize {
    app.state::<Notes>().all().len()
}
