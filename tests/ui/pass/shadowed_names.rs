//! Names of the application do not shadow the names that the macros use.

#![allow(dead_code, non_camel_case_types, non_upper_case_globals)]

struct Option;
struct Result;
struct Ok;
struct Err;
struct Invoke;
struct str;
struct bool;
const message: u8 = 1;
const value: u8 = 2;
const error: u8 = 3;
const invoke: u8 = 4;
const NAME: u8 = 5;

mod core {}
mod std {}

trait Methods {
    fn spawn(&self) {}
    fn at(&self) {}
    fn run_blocking(&self) {}
    fn reply(&self) {}
}

impl<T> Methods for T {}

#[bytelane::command]
fn run(named: String) -> String {
    named
}

#[bytelane::command]
async fn command(named: String) -> ::core::result::Result<String, String> {
    ::core::result::Result::Ok(named)
}

fn main() {
    let _ = bytelane::Router::new(bytelane::generate_handler![run, command]);
}
