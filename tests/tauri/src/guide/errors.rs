#[tauri::command]
fn login(user: String, password: String) -> Result<String, String> {
    if user == "tauri" && password == "tauri" {
        // resolve
        Ok("logged_in".to_string())
    } else {
        // reject
        Err("invalid credentials".to_string())
    }
}

mod mapped {
    #[tauri::command]
    pub fn my_custom_command() -> Result<(), String> {
        std::fs::File::open("path/to/file").map_err(|err| err.to_string())?;
        // Return `null` on success
        Ok(())
    }
}

mod plain {
    // create the error type that represents all errors possible in our program
    #[derive(Debug, thiserror::Error)]
    pub enum Error {
        #[error(transparent)]
        Io(#[from] std::io::Error),
    }

    // we must manually implement serde::Serialize
    impl serde::Serialize for Error {
        fn serialize<S>(&self, serializer: S) -> Result<S::Ok, S::Error>
        where
            S: serde::ser::Serializer,
        {
            serializer.serialize_str(self.to_string().as_ref())
        }
    }

    #[tauri::command]
    pub fn plain() -> Result<(), Error> {
        // This will return an error
        std::fs::File::open("path/that/does/not/exist")?;
        // Return `null` on success
        Ok(())
    }
}

mod own {
    // create the error type that represents all errors possible in our program
    #[derive(Debug, thiserror::Error)]
    pub enum Error {
        #[error(transparent)]
        Io(#[from] std::io::Error),
        #[error("failed to parse as string: {0}")]
        Utf8(#[from] std::str::Utf8Error),
    }

    #[derive(serde::Serialize)]
    #[serde(tag = "kind", content = "message")]
    #[serde(rename_all = "camelCase")]
    enum ErrorKind {
        Io(String),
        Utf8(String),
    }

    // we must manually implement serde::Serialize
    impl serde::Serialize for Error {
        fn serialize<S>(&self, serializer: S) -> Result<S::Ok, S::Error>
        where
            S: serde::ser::Serializer,
        {
            let error_message = self.to_string();
            let error_kind = match self {
                Self::Io(_) => ErrorKind::Io(error_message),
                Self::Utf8(_) => ErrorKind::Utf8(error_message),
            };
            error_kind.serialize(serializer)
        }
    }

    #[tauri::command]
    pub fn read() -> Result<Vec<u8>, Error> {
        let data = std::fs::read("/path/to/file")?;
        Ok(data)
    }

    #[tauri::command]
    pub fn utf8() -> Result<String, Error> {
        let bytes = vec![0xff];
        Ok(std::str::from_utf8(&bytes)?.to_owned())
    }
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("errors")
        .invoke_handler(tauri::generate_handler![
            login,
            mapped::my_custom_command,
            plain::plain,
            own::read,
            own::utf8
        ])
        .build()
}
