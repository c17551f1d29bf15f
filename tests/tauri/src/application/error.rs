use serde::{Serialize, Serializer, ser::SerializeStruct};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("there is no note {0}")]
    NoSuchNote(String),
    #[error(transparent)]
    Io(#[from] std::io::Error),
    #[error(transparent)]
    Tauri(#[from] tauri::Error),
    #[error(transparent)]
    Json(#[from] serde_json::Error),
}

pub type Result<T> = std::result::Result<T, Error>;

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let kind = match self {
            Self::NoSuchNote(_) => "noSuchNote",
            Self::Io(_) => "io",
            Self::Tauri(_) => "tauri",
            Self::Json(_) => "json",
        };
        let mut error = serializer.serialize_struct("Error", 2)?;
        error.serialize_field("kind", kind)?;
        error.serialize_field("message", &self.to_string())?;
        error.end()
    }
}
