use std::{cell::Cell, fmt, sync::OnceLock};

/// Strings of a call whose text has escapes, unescaped, for as long as the call: what its arguments borrow instead of the text.
///
/// A list that only grows, so that what was lent stays where it is. Takes no memory before the first string; each takes what a `String` would.
pub(crate) struct Unescaped {
    first: Place,
}

impl fmt::Debug for Unescaped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a page sent is nobody's to print.
        f.debug_struct("Unescaped").finish_non_exhaustive()
    }
}

type Place = OnceLock<Box<Link>>;

struct Link {
    string: Box<str>,
    next: Place,
}

impl Unescaped {
    pub(crate) const fn new() -> Self {
        Self {
            first: Place::new(),
        }
    }

    pub(super) const fn lender(&self) -> Lender<'_> {
        Lender {
            end: Cell::new(&self.first),
        }
    }
}

impl Drop for Unescaped {
    fn drop(&mut self) {
        // One by one: each dropping the next would need a stack as deep as the list is long.
        let mut next = self.first.take();
        while let Some(mut link) = next {
            next = link.next.take();
        }
    }
}

/// Adds strings to the end of the list.
pub(super) struct Lender<'a> {
    /// A place from which the end is not far.
    end: Cell<&'a Place>,
}

impl<'a> Lender<'a> {
    pub(super) fn lend(&self, string: &str) -> &'a str {
        // COPY: the text has it with escapes, the parser only until the next string.
        let mut own = Some(Box::from(string));
        loop {
            let link = self.end.get().get_or_init(|| {
                Box::new(Link {
                    string: own.take().unwrap_or_default(),
                    next: Place::new(),
                })
            });
            self.end.set(&link.next);
            // Otherwise another thread was here first.
            if own.is_none() {
                return &link.string;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lent_stays_where_it_is() {
        let unescaped = Unescaped::new();
        let (one, other) = (unescaped.lender(), unescaped.lender());
        let texts: Vec<String> = (0..1_000).map(|number| format!("{number}\n")).collect();
        let lent: Vec<&str> = texts
            .iter()
            .enumerate()
            .map(|(index, text)| if index % 3 == 0 { &other } else { &one }.lend(text))
            .collect();
        assert_eq!(lent, texts);
    }

    #[test]
    fn a_list_of_any_length_is_dropped_on_a_small_stack() {
        let drop_a_long_one = || {
            let unescaped = Unescaped::new();
            let lender = unescaped.lender();
            (0..300_000).for_each(|_| assert_eq!(lender.lend("\n"), "\n"));
        };
        let small = std::thread::Builder::new().stack_size(64 << 10);
        let thread = small.spawn(drop_a_long_one).expect("a thread");
        thread.join().expect("dropped");
    }

    #[test]
    fn threads_do_not_get_each_others_strings() {
        let unescaped = Unescaped::new();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let unescaped = &unescaped;
                scope.spawn(move || {
                    let lender = unescaped.lender();
                    let texts: Vec<String> = (0..500).map(|i| format!("{thread}:{i}")).collect();
                    let lent: Vec<&str> = texts.iter().map(|text| lender.lend(text)).collect();
                    assert_eq!(lent, texts);
                });
            }
        });
    }
}
