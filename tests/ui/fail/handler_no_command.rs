//! Only commands can be listed.

fn plain() {}

fn main() {
    let _ = bytelane::generate_handler![plain];
}
