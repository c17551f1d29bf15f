use std::{cell::Cell, fmt, sync::OnceLock};

/// The unescaped strings of a call, which live as long as the call so that its arguments can borrow them.
///
/// A linked list that only grows, so a lent string never moves. An empty list needs no memory; each string needs one allocation.
pub(crate) struct Unescaped {
    first: Slot,
}

impl fmt::Debug for Unescaped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Payloads have no `Debug` that shows them.
        f.debug_struct("Unescaped").finish_non_exhaustive()
    }
}

type Slot = OnceLock<Box<Link>>;

struct Link {
    string: Box<str>,
    next: Slot,
}

impl Unescaped {
    pub(crate) const fn new() -> Self {
        Self { first: Slot::new() }
    }

    pub(super) const fn lender(&self) -> Lender<'_> {
        Lender {
            end: Cell::new(&self.first),
        }
    }
}

impl Drop for Unescaped {
    fn drop(&mut self) {
        // In a loop, because recursion would overflow the stack for a long list.
        let mut next = self.first.take();
        while let Some(mut link) = next {
            next = link.next.take();
        }
    }
}

/// Appends strings to the list.
pub(super) struct Lender<'a> {
    /// The end of the list, or a slot before it.
    end: Cell<&'a Slot>,
}

impl<'a> Lender<'a> {
    pub(super) fn lend(&self, string: &str) -> &'a str {
        // COPY: the text has the string with escapes, and the parser reuses its buffer.
        let mut own = Some(Box::from(string));
        loop {
            let link = self.end.get().get_or_init(|| {
                Box::new(Link {
                    string: own.take().unwrap_or_default(),
                    next: Slot::new(),
                })
            });
            self.end.set(&link.next);
            // Otherwise another thread has filled the slot.
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
    fn lent_strings_do_not_move() {
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
    fn a_long_list_is_dropped_on_a_small_stack() {
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
    fn threads_borrow_their_own_strings() {
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
