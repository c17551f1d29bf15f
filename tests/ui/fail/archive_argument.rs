//! A page cannot pass archives with hash tables or shared pointers, or of elements without size.

use std::{collections::HashMap, rc::Rc};

use bytelane::ipc::Archived;

#[bytelane::command]
fn count(_words: Archived<HashMap<String, u32>>) {}

#[bytelane::command]
fn share(_text: Archived<Vec<Rc<String>>>) {}

fn main() {}
