//! Commands of every form, some of them imported from another module.

mod listed;

use std::future::Future;

use listed::*;
use serde::Deserialize;
use tauri::{
    State, command,
    ipc::{InvokeBody, Request, Response},
};

pub struct Prefix(pub String);

#[command]
fn wildcard(_: Option<String>) -> &'static str {
    "wildcard"
}

#[derive(Deserialize)]
struct Person<'a> {
    name: &'a str,
    age: u8,
}

#[command]
fn pattern(Person { name, age }: Person<'_>) -> String {
    format!("{name} {age}")
}

#[derive(Deserialize)]
struct InlinePerson<'a>(&'a str, u8);

#[command]
fn tuple(InlinePerson(name, age): InlinePerson<'_>) -> String {
    format!("{name} {age}")
}

#[command(async)]
fn future(argument: String) -> impl Future<Output = String> {
    std::future::ready(argument)
}

#[command(async)]
fn future_result(argument: Option<String>) -> impl Future<Output = Result<String, String>> {
    std::future::ready(argument.ok_or_else(|| "nothing".to_string()))
}

#[command(async)]
fn borrowed(argument: &str) -> &str {
    argument
}

#[command]
async fn borrowed_task(argument: &str, prefix: State<'_, Prefix>) -> Result<String, ()> {
    Ok(format!("{}{argument}", prefix.0))
}

#[command(rename_all = "snake_case")]
fn snake(some_argument: String) -> String {
    some_argument
}

#[command(rename = "renamed")]
fn original() -> &'static str {
    "renamed"
}

#[command]
fn raw(request: Request<'_>) -> Response {
    match request.body() {
        InvokeBody::Raw(bytes) => Response::new(format!("\"{} bytes\"", bytes.len())),
        InvokeBody::Json(value) => Response::new(value.to_string()),
    }
}

pub fn builder() -> tauri::Builder<tauri::Wry> {
    tauri::Builder::default()
        .manage(Prefix("state: ".into()))
        .invoke_handler(tauri::generate_handler![
            simple,
            stateful,
            wildcard,
            pattern,
            tuple,
            task,
            future,
            future_result,
            borrowed,
            borrowed_task,
            snake,
            original,
            listed::results::result,
            raw,
        ])
}
