//! Licence expressions as packages state them, judged against the licences that `deny.toml` allows.

/// The licences that the text of a `deny.toml` allows: the strings of its first `allow` list.
pub(crate) fn allowed(deny: &str) -> Vec<String> {
    let list = deny
        .split_once("\nallow = [")
        .and_then(|(_, rest)| rest.split_once(']'))
        .map_or("", |(list, _)| list);
    list.lines()
        .map(|line| line.split_once('#').map_or(line, |(code, _)| code))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

/// Whether `expression` can be met with the licences in `allowed` alone.
pub(crate) fn permitted(expression: &str, allowed: &[String]) -> bool {
    // `MIT/Apache-2.0` is how cargo once wrote `OR`.
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<_> = spaced.split_whitespace().collect();
    let mut parser = Parser {
        words: &words,
        allowed,
    };
    parser.any() && parser.words.is_empty()
}

struct Parser<'a> {
    words: &'a [&'a str],
    allowed: &'a [String],
}

impl<'a> Parser<'a> {
    fn any(&mut self) -> bool {
        let mut met = self.all();
        while self.take("OR") {
            met |= self.all();
        }
        met
    }

    fn all(&mut self) -> bool {
        let mut met = self.one();
        while self.take("AND") {
            met &= self.one();
        }
        met
    }

    fn one(&mut self) -> bool {
        if self.take("(") {
            return self.any() & self.take(")");
        }
        let name = self.next();
        let name = if self.take("WITH") {
            format!("{name} WITH {}", self.next())
        } else {
            name.to_owned()
        };
        self.allowed.contains(&name)
    }

    fn next(&mut self) -> &'a str {
        let Some((first, rest)) = self.words.split_first() else {
            return "";
        };
        self.words = rest;
        first
    }

    fn take(&mut self, word: &str) -> bool {
        let found = self.words.first() == Some(&word);
        if found {
            self.next();
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{allowed, permitted};

    #[test]
    fn expressions_are_judged() {
        let licences = [
            "MIT",
            "Apache-2.0",
            "Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
        ]
        .map(str::to_owned);
        let cases = [
            ("MIT", true),
            ("GPL-3.0-only", false),
            ("MIT OR GPL-3.0-only", true),
            ("GPL-3.0-only/Apache-2.0", true),
            ("Apache-2.0 AND MIT", true),
            ("MIT AND GPL-3.0-only", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND OpenSSL", false),
            ("MIT OR Apache-2.0 AND OpenSSL", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("Apache-2.0 WITH Classpath-exception-2.0", false),
            ("(MIT", false),
            ("MIT MIT", false),
            ("", false),
        ];
        for (expression, expect) in cases {
            assert_eq!(permitted(expression, &licences), expect, "{expression}");
        }
    }

    #[test]
    fn the_list_is_read_from_deny_toml() {
        let text =
            "[licenses]\nallow = [\n    \"MIT\", # \"no\"\n    \"Zlib\",\n]\nother = [\"GPL\"]\n";
        assert_eq!(allowed(text), ["MIT", "Zlib"]);
        assert!(allowed("").is_empty());
    }
}
