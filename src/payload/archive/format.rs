//! The format of archives (SPEC §3), stated to the compiler: features of rkyv that a dependency enables change it for the whole application.

use rkyv::primitive::{ArchivedU32, ArchivedUsize};

#[diagnostic::on_unimplemented(
    message = "a dependency of this application enables a feature of `rkyv` that changes the format of archives (`big_endian`, `unaligned` or `pointer_width_16`/`pointer_width_64`)",
    label = "not the format that pages read: little-endian, aligned, 32-bit pointers",
    note = "`cargo tree -e features -i rkyv` shows the dependency that enables it"
)]
pub(super) trait DefaultFormat {}

impl DefaultFormat for rkyv::rend::u32_le {}

const fn is_default<T: DefaultFormat>() {}

const _: () = is_default::<ArchivedU32>();
const _: () = is_default::<ArchivedUsize>();
