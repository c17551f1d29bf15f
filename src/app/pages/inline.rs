//! The scripts and styles of a page: a scanner of tags that knows where a parser of HTML would see text instead.

/// The kind of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Script,
    Style,
}

/// A script or style of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Element<'a> {
    pub(super) kind: Kind,
    /// Position after the name of the tag, where an attribute can be inserted.
    pub(super) attributes_at: usize,
    /// Value of `src`.
    pub(super) source: Option<&'a str>,
    pub(super) has_nonce: bool,
    pub(super) content: &'a str,
}

impl Element<'_> {
    /// Whether a script is loaded from a server.
    pub(super) fn is_remote(&self) -> bool {
        self.source
            .and_then(|source| source.get(..4))
            .is_some_and(|start| start.eq_ignore_ascii_case("http"))
    }
}

/// Elements whose content is text up to their end tag.
const TEXT: [&str; 9] = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript",
];

/// Returns the scripts and styles of a page in order.
pub(super) fn elements(page: &str) -> Vec<Element<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    // Depth of `svg` and `math`, in which only scripts and styles are elements of interest, and a tag may close itself.
    let mut foreign = 0_usize;
    while let Some(start) = find(page, at, "<") {
        let rest = &page[start..];
        at = if rest.starts_with("<!--") {
            end_of_comment(page, start)
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            after(page, start, ">")
        } else if let Some(tag) = Tag::parse(page, start) {
            let is_foreign = ["svg", "math"].contains(&&*tag.name);
            if tag.is_end {
                foreign = foreign.saturating_sub(usize::from(is_foreign));
                tag.end
            } else if tag.is_self_closing && (foreign > 0 || is_foreign) {
                tag.end
            } else if tag.name == "plaintext" {
                page.len()
            } else if foreign > 0 && !["script", "style"].contains(&&*tag.name) {
                foreign += usize::from(is_foreign);
                tag.end
            } else if TEXT.contains(&&*tag.name) {
                let content = content(page, &tag);
                found.extend(tag.element(content));
                tag.end + content.len()
            } else {
                foreign += usize::from(is_foreign);
                tag.end
            }
        } else {
            start + 1
        };
    }
    found
}

fn find(page: &str, at: usize, text: &str) -> Option<usize> {
    page.get(at..)?.find(text).map(|found| at + found)
}

/// Returns the position after `text`, or the end of the page.
fn after(page: &str, at: usize, text: &str) -> usize {
    find(page, at, text).map_or(page.len(), |found| found + text.len())
}

fn end_of_comment(page: &str, start: usize) -> usize {
    let text = &page[start + 4..];
    if text.starts_with('>') || text.starts_with("->") {
        return after(page, start, ">");
    }
    let ends = ["-->", "--!>"].map(|end| after(page, start + 4, end));
    ends[0].min(ends[1])
}

/// A start tag or an end tag.
struct Tag<'a> {
    /// The name in lower case.
    name: String,
    name_end: usize,
    end: usize,
    is_end: bool,
    is_self_closing: bool,
    source: Option<&'a str>,
    has_nonce: bool,
}

impl<'a> Tag<'a> {
    /// Parses the tag at `start`. Returns `None` if the `<` is text there, or the page ends within the tag.
    fn parse(page: &'a str, start: usize) -> Option<Self> {
        let bytes = page.as_bytes();
        let is_end = bytes.get(start + 1) == Some(&b'/');
        let name_start = start + 1 + usize::from(is_end);
        if !bytes.get(name_start)?.is_ascii_alphabetic() {
            return None;
        }
        let name_end = skip(bytes, name_start, |byte| !ends_name(byte));
        let mut tag = Self {
            name: page[name_start..name_end].to_ascii_lowercase(),
            name_end,
            end: name_end,
            is_end,
            is_self_closing: false,
            source: None,
            has_nonce: false,
        };
        let mut at = name_end;
        loop {
            at = skip(bytes, at, |byte| byte.is_ascii_whitespace());
            match bytes.get(at)? {
                b'>' => {
                    tag.end = at + 1;
                    return Some(tag);
                }
                b'/' => {
                    at += 1;
                    tag.is_self_closing = bytes.get(at) == Some(&b'>');
                }
                _ => at = tag.read_attribute(page, at)?,
            }
        }
    }

    /// Reads the attribute at `at` and returns the position after it.
    fn read_attribute(&mut self, page: &'a str, at: usize) -> Option<usize> {
        let bytes = page.as_bytes();
        // A `=` at the start belongs to the name.
        let name_end = skip(bytes, at + 1, |byte| !ends_name(byte) && byte != b'=');
        let name = page.get(at..name_end)?.to_ascii_lowercase();
        let equals = skip(bytes, name_end, |byte| byte.is_ascii_whitespace());
        let (value, end) = if bytes.get(equals) == Some(&b'=') {
            let start = skip(bytes, equals + 1, |byte| byte.is_ascii_whitespace());
            match *bytes.get(start)? {
                quote @ (b'"' | b'\'') => {
                    let end = skip(bytes, start + 1, |byte| byte != quote);
                    bytes.get(end)?;
                    (page.get(start + 1..end)?, end + 1)
                }
                _ => {
                    let ends = |byte: u8| byte.is_ascii_whitespace() || byte == b'>';
                    let end = skip(bytes, start, |byte| !ends(byte));
                    (page.get(start..end)?, end)
                }
            }
        } else {
            ("", name_end)
        };
        // The first of several attributes of one name counts.
        match name.as_str() {
            "src" => self.source = self.source.or(Some(value)),
            "nonce" => self.has_nonce = true,
            _ => {}
        }
        Some(end)
    }

    fn element(&self, content: &'a str) -> Option<Element<'a>> {
        let kind = match self.name.as_str() {
            "script" => Kind::Script,
            "style" => Kind::Style,
            _ => return None,
        };
        Some(Element {
            kind,
            attributes_at: self.name_end,
            source: self.source,
            has_nonce: self.has_nonce,
            content,
        })
    }
}

fn skip(bytes: &[u8], at: usize, is_skipped: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let length = rest.iter().position(|byte| !is_skipped(*byte));
    at + length.unwrap_or(rest.len())
}

const fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>')
}

/// Returns the text between a start tag and its end tag, or the end of the page.
fn content<'a>(page: &'a str, tag: &Tag<'_>) -> &'a str {
    let start = tag.end;
    let text = &page[start..];
    let end = if tag.name == "script" {
        end_of_script(text)
    } else {
        find_tag(text, 0, "</", &tag.name)
    };
    &text[..end.unwrap_or(text.len())]
}

/// Finds `prefix` and a name that ends there, in any case.
fn find_tag(text: &str, at: usize, prefix: &str, name: &str) -> Option<usize> {
    let mut at = at;
    loop {
        let start = find(text, at, prefix)?;
        let rest = &text.as_bytes()[start + prefix.len()..];
        let is_name = rest
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()));
        if is_name && rest.get(name.len()).is_some_and(|byte| ends_name(*byte)) {
            return Some(start);
        }
        at = start + prefix.len();
    }
}

/// Returns the position of the end tag of a script. In a comment, a `<script>` in the text hides the next `</script>`.
fn end_of_script(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let end = find_tag(text, at, "</", "script")?;
        let Some(comment) = find(text, at, "<!--").filter(|comment| *comment < end) else {
            return Some(end);
        };
        // The dashes that open the comment may close it too, as in `<!-->`.
        let comment_end = find(text, comment + 2, "-->").unwrap_or(text.len());
        let mut inside = comment + 4;
        loop {
            let end = find_tag(text, inside, "</", "script")?;
            if comment_end < end {
                break;
            }
            match find_tag(text, inside, "<", "script").filter(|nested| *nested < end) {
                // The nested tag's own end tag is skipped, if it is in the comment.
                Some(_) => inside = end + 2,
                None => return Some(end),
            }
        }
        at = comment_end + 3;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the kind and the content of each element, and the value of its `src`.
    fn scan(page: &str) -> Vec<(Kind, Option<&str>, &str)> {
        elements(page)
            .into_iter()
            .map(|element| (element.kind, element.source, element.content))
            .collect()
    }

    use Kind::{Script, Style};

    #[test]
    fn scripts_and_styles_are_found() {
        let page = "<!DOCTYPE html><STYLE media=all>a > b {}</StYlE ><script async>1 < 2</script\n>\
                    <script type='module' SRC = \"/a.js\"></script><script src=/b.js></script><style/>c</style>";
        assert_eq!(
            scan(page),
            [
                (Style, None, "a > b {}"),
                (Script, None, "1 < 2"),
                (Script, Some("/a.js"), ""),
                (Script, Some("/b.js"), ""),
                (Style, None, "c"),
            ]
        );
    }

    #[test]
    fn text_is_not_a_tag() {
        for page in [
            "<!-- <script>1</script> -->",
            "<!DOCTYPE x \"<script>\">",
            "<?php <script>",
            "<title><script>1</script></title>",
            "<textarea><style></textarea>",
            "<noscript><style></style></noscript>",
            "<iframe srcdoc='<script>1</script>'></iframe>",
            "<a title=\"<script>\" alt='<style>'>",
            "<p x=<script>",
            "< script>1</script>",
            "</script x='<style>'>",
            "<plaintext><script>1</script>",
            "<scripts>1</scripts>",
            "<script",
            "<script src='",
        ] {
            assert_eq!(scan(page), [], "{page}");
        }
        assert_eq!(scan("<!--><script>1</script>"), [(Script, None, "1")]);
        assert_eq!(scan("<!-- --!><style>1</style>"), [(Style, None, "1")]);
        assert_eq!(scan("a < b <script>1</script>"), [(Script, None, "1")]);
        assert_eq!(
            scan("<a =x='<style>'><style>1</style>"),
            [(Style, None, "1")]
        );
    }

    #[test]
    fn a_script_ends_as_the_parser_ends_it() {
        for (page, content) in [
            ("<script>'</scripts>'</script>", "'</scripts>'"),
            ("<script><!-- 1 --></script>", "<!-- 1 -->"),
            ("<script><!-- 1 </script>", "<!-- 1 "),
            (
                "<script><!-- <script>2</script> --></script>",
                "<!-- <script>2</script> -->",
            ),
            ("<script><!--> <script> </script>", "<!--> <script> "),
            ("<script>never ended", "never ended"),
        ] {
            assert_eq!(scan(page), [(Script, None, content)], "{page}");
        }
    }

    #[test]
    fn scripts_and_styles_of_drawings_are_found() {
        let page =
            "<svg><title>a</title><style>b</style><script href=c /><path/></svg><style>d</style>";
        assert_eq!(
            scan(page),
            [(Style, None, "b"), (Style, None, "d")],
            "a tag that closes itself has no content"
        );
        assert_eq!(
            scan("<svg/><style>a</style><textarea><style></textarea>"),
            [(Style, None, "a")]
        );
    }

    #[test]
    fn attributes_decide() {
        let page = "<style nonce=x></style><script src=HTTPS://a/b></script><script src=httpd.js data-src=c></script>";
        let found: Vec<_> = elements(page)
            .iter()
            .map(|element| (element.has_nonce, element.is_remote()))
            .collect();
        assert_eq!(found, [(true, false), (false, true), (false, true)]);
    }

    #[test]
    fn any_text_is_scanned_to_its_end() {
        let pieces = [
            "<", ">", "</", "script", "style", " src=", "'", "\"", "<!--", "-->", "é", "svg", "=",
            "/", "\0",
        ];
        // Every sequence of four pieces.
        for index in 0..pieces.len().pow(4) {
            let piece = |place: u32| pieces[index / pieces.len().pow(place) % pieces.len()];
            let page: String = (0..4).map(piece).collect();
            elements(&page);
        }
    }
}
