use std::{
    collections::BTreeMap,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use serde::{Deserialize, Serialize};

use super::error::{Error, Result};

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    pub id: String,
    pub text: String,
    #[serde(default)]
    pub tags: Vec<String>,
    #[serde(skip)]
    pub attachments: BTreeMap<String, Vec<u8>>,
}

#[derive(Default)]
pub struct Notes {
    notes: Mutex<BTreeMap<String, Note>>,
    next: AtomicU32,
}

impl Notes {
    pub fn all(&self) -> Vec<Note> {
        self.notes.lock().unwrap().values().cloned().collect()
    }

    pub fn get(&self, id: &str) -> Option<Note> {
        self.notes.lock().unwrap().get(id).cloned()
    }

    pub fn add(&self, text: String) -> Note {
        let id = format!("n{}", self.next.fetch_add(1, Ordering::Relaxed) + 1);
        let note = Note {
            id: id.clone(),
            text,
            ..Note::default()
        };
        self.notes.lock().unwrap().insert(id, note.clone());
        note
    }

    pub fn change<T>(&self, id: &str, change: impl FnOnce(&mut Note) -> T) -> Result<T> {
        let mut notes = self.notes.lock().unwrap();
        let note = notes
            .get_mut(id)
            .ok_or_else(|| Error::NoSuchNote(id.into()))?;
        Ok(change(note))
    }

    pub fn remove(&self, id: &str) -> Result<()> {
        let removed = self.notes.lock().unwrap().remove(id);
        removed
            .map(drop)
            .ok_or_else(|| Error::NoSuchNote(id.into()))
    }
}

#[derive(Default)]
pub struct Index {
    pub cancelled: AtomicBool,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub struct Settings(pub BTreeMap<String, serde_json::Value>);

/// Addresses of the pages that have loaded.
#[derive(Default)]
pub struct Loaded(pub Mutex<Vec<String>>);
