use rkyv::{Archive, Portable, bytecheck::CheckBytes};

use super::check::Check;

/// A type whose archives a command accepts from a page. Derive [`View`](crate::View) for your own types.
///
/// Implemented for numbers, `bool`, `char`, `String`, `Vec`, `Option`, `Box`, tuples and arrays of such types. It is not implemented for hash tables and
/// trees, whose lookup does not end if a page has damaged them, and not for shared pointers. A sequence of elements without size is a compile error,
/// because a page could claim billions of them in a few bytes.
///
/// ```compile_fail
/// use std::collections::HashMap;
///
/// #[bytelane::command]
/// fn count(words: bytelane::ipc::Archived<HashMap<String, u32>>) {}
/// ```
///
/// ```compile_fail
/// #[bytelane::command]
/// fn share(text: bytelane::ipc::Archived<std::rc::Rc<String>>) {}
/// ```
#[diagnostic::on_unimplemented(
    message = "an archive of `{Self}` cannot be an argument",
    label = "not accepted from a page",
    note = "derive `bytelane::View` for a type of your own; pass a map as a `Vec` of pairs, and shared pointers as `Box`"
)]
pub trait ArchiveArgument:
    Archive<Archived: Portable + 'static + for<'a> CheckBytes<Check<'a>>>
{
    /// A compile error if a part has no size.
    #[doc(hidden)]
    const SIZED: () = assert!(
        size_of::<Self::Archived>() > 0,
        "an archive of this type has no bytes"
    );
}

macro_rules! accepts {
    ($($type:ty)*) => {$(impl ArchiveArgument for $type {})*};
}

accepts! { bool char i8 u8 i16 u16 i32 u32 i64 u64 f32 f64 String }

impl<T: ArchiveArgument> ArchiveArgument for Vec<T> {
    const SIZED: () = T::SIZED;
}

impl<T: ArchiveArgument> ArchiveArgument for Box<T> {
    const SIZED: () = T::SIZED;
}

impl<T: ArchiveArgument> ArchiveArgument for Option<T> {
    const SIZED: () = T::SIZED;
}

impl<T: ArchiveArgument, const N: usize> ArchiveArgument for [T; N] {
    const SIZED: () = {
        assert!(N > 0, "an array without elements has no bytes");
        T::SIZED
    };
}

macro_rules! accepts_tuples {
    ($(($($part:ident)*))*) => {$(
        impl<$($part: ArchiveArgument),*> ArchiveArgument for ($($part,)*) {
            const SIZED: () = { $(let () = $part::SIZED;)* };
        }
    )*};
}

accepts_tuples! {
    (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H)
}
