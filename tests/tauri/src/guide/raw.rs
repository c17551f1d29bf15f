#[derive(Debug, thiserror::Error)]
enum Error {
    #[error("unexpected request body")]
    RequestBodyMustBeRaw,
    #[error("missing `{0}` header")]
    MissingHeader(&'static str),
}

impl serde::Serialize for Error {
    fn serialize<S>(&self, serializer: S) -> Result<S::Ok, S::Error>
    where
        S: serde::ser::Serializer,
    {
        serializer.serialize_str(self.to_string().as_ref())
    }
}

#[tauri::command]
fn upload(request: tauri::ipc::Request) -> Result<String, Error> {
    let tauri::ipc::InvokeBody::Raw(upload_data) = request.body() else {
        return Err(Error::RequestBodyMustBeRaw);
    };
    let Some(authorization_header) = request.headers().get("Authorization") else {
        return Err(Error::MissingHeader("Authorization"));
    };

    // upload...

    Ok(format!(
        "{:?} {}",
        &upload_data[..],
        authorization_header.to_str().unwrap_or("not ASCII")
    ))
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("raw")
        .invoke_handler(tauri::generate_handler![upload])
        .build()
}
