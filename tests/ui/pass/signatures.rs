//! Signatures that must compile, most of them from the peer's guide.

use std::{collections::HashMap, path::PathBuf};

use bytelane::{Bytes, ipc::Request, ipc::Response};

#[derive(Debug)]
struct Error(std::io::Error);

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self(error)
    }
}

impl serde::Serialize for Error {
    fn serialize<S>(&self, serializer: S) -> Result<S::Ok, S::Error>
    where
        S: serde::ser::Serializer,
    {
        serializer.serialize_str(self.0.to_string().as_ref())
    }
}

#[bytelane::command]
fn my_custom_command(invoke_message: String) {
    println!("{invoke_message}");
}

#[bytelane::command]
fn read_file() -> Response {
    Response::new(vec![1, 2, 3])
}

#[bytelane::command]
fn login(user: String, password: String) -> Result<String, String> {
    if user == password { Ok("logged_in".to_string()) } else { Err("invalid credentials".to_string()) }
}

#[bytelane::command]
fn read() -> Result<Vec<u8>, Error> {
    let data = std::fs::read("/path/to/file")?;
    Ok(data)
}

#[bytelane::command]
async fn borrow(value: &str) -> Result<String, ()> {
    std::future::ready(()).await;
    Ok(value.to_owned())
}

#[bytelane::command]
fn upload(request: Request) -> Result<(), String> {
    request.headers().get("Authorization").map(drop).ok_or("missing".into())
}

#[bytelane::command]
async fn later(request: Request<'_>, name: &str) -> usize {
    std::future::ready(()).await;
    name.len() + request.headers().len()
}

#[bytelane::command]
fn borrowed_answer<'a>(name: &'a str, r#as: Option<&'a str>) -> &'a str {
    r#as.unwrap_or(name)
}

#[bytelane::command]
pub(crate) fn owned(mut bytes: Bytes, path: PathBuf, by: HashMap<String, Vec<Bytes>>, whole @ (): ()) -> Option<Bytes> {
    let () = whole;
    bytes = by.into_values().flatten().next().unwrap_or(bytes);
    path.exists().then_some(bytes)
}

macro_rules! made {
    ($name:ident, $argument:ty, $result:ty) => {
        #[bytelane::command]
        async fn $name(argument: $argument) -> $result {
            Ok(argument.into())
        }
    };
}

made!(by_macro, u8, Result<u32, ()>);

fn main() {
    let _ = bytelane::Router::new(bytelane::generate_handler![
        my_custom_command,
        read_file,
        login,
        read,
        borrow,
        upload,
        later,
        borrowed_answer,
        owned,
        by_macro,
    ]);
}
