use tokio::io::AsyncReadExt;

#[tauri::command]
async fn load_image(path: std::path::PathBuf, reader: tauri::ipc::Channel<&[u8]>) {
    // for simplicity this example does not include error handling
    let mut file = tokio::fs::File::open(path).await.unwrap();

    let mut chunk = vec![0; 4096];

    loop {
        let len = file.read(&mut chunk).await.unwrap();
        if len == 0 {
            // Length of zero means end of file.
            break;
        }
        reader.send(&chunk).unwrap();
    }
}

#[derive(Clone, serde::Serialize)]
#[serde(
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    tag = "event",
    content = "data"
)]
enum DownloadEvent<'a> {
    Started {
        url: &'a str,
        download_id: usize,
        content_length: usize,
    },
    Progress {
        download_id: usize,
        chunk_length: usize,
    },
    Finished {
        download_id: usize,
    },
}

#[tauri::command]
fn download(url: String, on_event: tauri::ipc::Channel<DownloadEvent>) {
    let content_length = 1000;
    let download_id = 1;

    on_event
        .send(DownloadEvent::Started {
            url: &url,
            download_id,
            content_length,
        })
        .unwrap();

    for chunk_length in [15, 150, 35, 500, 300] {
        on_event
            .send(DownloadEvent::Progress {
                download_id,
                chunk_length,
            })
            .unwrap();
    }

    on_event
        .send(DownloadEvent::Finished { download_id })
        .unwrap();
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("channel")
        .invoke_handler(tauri::generate_handler![load_image, download])
        .build()
}
