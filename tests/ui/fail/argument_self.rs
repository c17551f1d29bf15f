//! A method is no command.

struct Library;

impl Library {
    #[bytelane::command]
    fn title(&self) -> String {
        String::new()
    }

    #[bytelane::command]
    fn into_title(self: Box<Self>) -> String {
        String::new()
    }
}

fn main() {}
