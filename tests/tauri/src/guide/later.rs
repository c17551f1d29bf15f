async fn some_async_function() {
    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
}

// Declare the async function using String instead of &str, as &str is borrowed and thus unsupported
#[tauri::command]
async fn my_custom_command(value: String) -> String {
    // Call another async function and wait for it to finish
    some_async_function().await;
    value
}

mod borrowed {
    // Return a Result<String, ()> to bypass the borrowing issue
    #[tauri::command]
    pub async fn borrows(value: &str) -> Result<String, ()> {
        // Call another async function and wait for it to finish
        super::some_async_function().await;
        // Note that the return value must be wrapped in `Ok()` now.
        Ok(format!("{value}"))
    }

    // In Tauri this needs a `Result`; in bytelane it does not.
    #[tauri::command]
    pub async fn borrows_plainly(value: &str) -> String {
        super::some_async_function().await;
        value.to_owned()
    }
}

#[tauri::command(async)]
fn off_the_main_thread() -> bool {
    std::thread::current().name() != Some("main")
}

pub fn plugin<R: tauri::Runtime>() -> tauri::plugin::TauriPlugin<R> {
    tauri::plugin::Builder::new("later")
        .invoke_handler(tauri::generate_handler![
            my_custom_command,
            borrowed::borrows,
            borrowed::borrows_plainly,
            off_the_main_thread
        ])
        .build()
}
