/// A trait without implementors.
///
/// The traits of this module have a second impl for `T: Nothing`. With a single blanket impl the compiler would report that impl's bound as
/// missing; with two candidates it reports the trait itself, with the message of its `diagnostic::on_unimplemented`.
pub trait Nothing {}

/// Marks the impl of a trait of this module that applies to all suitable types.
#[derive(Debug)]
pub struct Itself;
