use tauri::{State, command};

use super::Prefix;

pub mod results {
    #[derive(Debug, serde::Serialize)]
    pub enum Failure {
        Wanted(u8),
    }

    #[tauri::command]
    pub fn result(fails: bool) -> Result<String, Failure> {
        if fails {
            Err(Failure::Wanted(7))
        } else {
            Ok("fine".into())
        }
    }
}

#[command]
pub fn simple(argument: String) -> String {
    argument
}

#[command]
pub fn stateful(argument: Option<String>, prefix: State<'_, Prefix>) -> String {
    format!("{}{}", prefix.0, argument.unwrap_or_default())
}

#[command]
pub async fn task(argument: String) -> String {
    argument
}
