//! The code blocks of a chapter.

/// A fenced block of code.
pub struct Block {
    /// Number of the line of its fence, from 1.
    pub line: usize,
    /// Language and attributes of the fence, such as `js worker.js`.
    pub info: String,
    /// The code.
    pub text: String,
    /// Code before the block that a reader does not see: the comment `<!-- page` or `<!-- rust` before the fence.
    pub before: String,
}

impl Block {
    /// Whether the block is a script of a page.
    pub fn is_script(&self) -> bool {
        matches!(self.language(), "js" | "ts")
    }

    /// Whether the block runs in the page. A block with the attribute `not-run` does not, and one with the name of a file is served under it.
    pub fn runs(&self) -> bool {
        self.is_script() && !self.is_marked() && self.file().is_none()
    }

    /// Whether the block is marked as not run.
    pub fn is_marked(&self) -> bool {
        self.info.split(' ').any(|word| word == "not-run")
    }

    /// Returns the name of the file that the block is the text of.
    pub fn file(&self) -> Option<&str> {
        let (_, name) = self.info.split_once(' ')?;
        name.ends_with(".js").then_some(name)
    }

    fn language(&self) -> &str {
        self.info.split([' ', ',']).next().unwrap_or_default()
    }

    /// Returns the script with its checks: the comment `// => value` after an expression or a declaration states its value.
    pub fn script(&self) -> String {
        let mut script = self.before.clone();
        for line in self.text.lines() {
            script += &checked(line);
            script.push('\n');
        }
        script.replace("from 'bytelane'", "from '/bytelane.js'")
    }

    /// Returns the number of values that the block states.
    pub fn checks(&self) -> usize {
        self.text.matches(ARROW).count()
    }
}

/// Start of the comment that states a value.
const ARROW: &str = "// => ";

/// Returns a line of a script with its check, if it states a value.
fn checked(line: &str) -> String {
    let Some((code, value)) = line.split_once(ARROW) else {
        return line.to_owned();
    };
    let code = code.trim();
    let declared = code
        .strip_prefix("const ")
        .and_then(|rest| rest.split_once(" = "));
    match declared {
        Some((name, _)) => format!("{code}; checkValue({name}, {value})"),
        None => format!("checkValue({code}, {value})"),
    }
}

/// Returns the blocks of a Markdown text.
pub fn blocks(markdown: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let mut before = String::new();
    let (mut in_code, mut in_comment) = (false, false);
    for (index, line) in markdown.lines().enumerate() {
        if in_comment {
            in_comment = line != "-->";
            if in_comment {
                before += line;
                before.push('\n');
            }
        } else if matches!(line, "<!-- page" | "<!-- rust") {
            in_comment = true;
        } else if let Some(info) = line.strip_prefix("```") {
            in_code = !in_code;
            if in_code {
                found.push(Block {
                    line: index + 1,
                    info: info.to_owned(),
                    text: String::new(),
                    before: std::mem::take(&mut before),
                });
            }
        } else if let (true, Some(block)) = (in_code, found.last_mut()) {
            block.text += line;
            block.text.push('\n');
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{blocks, checked};

    #[test]
    fn a_comment_with_a_value_becomes_a_check() {
        assert_eq!(checked("draw(1) // 2"), "draw(1) // 2");
        assert_eq!(
            checked("pixels.byteLength   // => 16"),
            "checkValue(pixels.byteLength, 16)"
        );
        assert_eq!(
            checked("  const sum = await add(1, 2) // => 3"),
            "const sum = await add(1, 2); checkValue(sum, 3)"
        );
    }

    #[test]
    fn blocks_are_found_with_their_attributes() {
        let text = "a\n<!-- page\nlet b = 1\n-->\n```js\nb // => 1\n```\n```js w.js\nc\n```\n```ts not-run\nd\n```\n```rust\n```\n";
        let found = blocks(text);
        assert_eq!(found.len(), 4);
        assert!(found[0].runs() && found[0].checks() == 1);
        assert_eq!(found[0].script(), "let b = 1\ncheckValue(b, 1)\n");
        assert_eq!(found[1].file(), Some("w.js"));
        assert!(!found[1].runs() && found[1].before.is_empty());
        assert!(found[2].is_marked() && !found[2].runs());
        assert!(!found[3].is_script());
        assert_eq!(found[3].line, 14);
    }
}
