use std::fmt;

/// The directives of a Content Security Policy with their sources, in order.
#[derive(Clone, Debug)]
pub(crate) struct Directives(pub(crate) Vec<(String, Vec<String>)>);

impl Directives {
    pub(crate) fn parse(policy: &str) -> Self {
        let directives = policy.split(';').filter_map(|directive| {
            let mut words = directive.split_ascii_whitespace().map(str::to_owned);
            Some((words.next()?, words.collect()))
        });
        Self(directives.collect())
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.0
            .iter()
            .position(|(found, _)| found.eq_ignore_ascii_case(name))
    }
}

/// Returns whether a source is `'none'`, which counts only if it is the only one.
pub(crate) fn is_none(source: &str) -> bool {
    source.eq_ignore_ascii_case("'none'")
}

impl fmt::Display for Directives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, sources)) in self.0.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            write!(f, "{separator}{name}")?;
            for source in sources {
                write!(f, " {source}")?;
            }
        }
        Ok(())
    }
}
