//! Recognizes types that are bytes behind a type parameter. The only module of the core with `unsafe`.
//!
//! A blanket `impl<T: Serialize>` treats `Vec<u8>` as a sequence of numbers like any other. This module recognizes such a `T` by its [`TypeId`], and moves or
//! borrows the value as its own type.
//!
//! # Why this is sound
//! [`typeid::of`] gives the [`TypeId`] of a type with all its lifetimes replaced by `'static`. So equal ids mean: the same type, except
//! perhaps for lifetimes. Two types that differ in lifetimes alone have the same layout and validity ("lifetimes ... are erased before code
//! generation"), so a value of one is a value of the other, and only the lifetimes themselves need an argument:
//! - where the other type is [`Whole`], it names no lifetime, so both are the same type;
//! - where the other type is `&[u8]` or `Cow<[u8]>`, its lifetime is at least that of the reference through which we look, because a type must outlive
//!   references to it; and the result is bounded by that reference.

#![allow(
    unsafe_code,
    reason = "a type parameter is recognised as bytes, as stated above"
)]

use std::{
    borrow::Cow,
    mem::{ManuallyDrop, transmute_copy},
    sync::Arc,
};

use super::Bytes;

/// Types that name no lifetime.
pub(super) trait Whole: 'static {}

macro_rules! vectors {
    ($($number:ty)*) => {$(impl Whole for Vec<$number> {})*};
}

vectors! { i8 u8 i16 u16 i32 u32 i64 u64 f32 f64 }
impl Whole for Box<[u8]> {}
impl Whole for Arc<[u8]> {}
impl Whole for Bytes {}
impl Whole for ::bytes::Bytes {}
impl Whole for [u8] {}

fn is<T: ?Sized, U: ?Sized>() -> bool {
    typeid::of::<T>() == typeid::of::<U>()
}

/// Returns `value` as a `U`, if `T` is `U`.
fn take<T, U: Whole>(value: T) -> Result<U, T> {
    if !is::<T, U>() {
        return Err(value);
    }
    let value = ManuallyDrop::new(value);
    // SAFETY: `T` is `U` (module documentation), and `ManuallyDrop<T>` has the layout of `T`. The original is never dropped, so the value
    // moves and is not doubled.
    Ok(unsafe { transmute_copy::<ManuallyDrop<T>, U>(&value) })
}

/// Returns `value` as a `T`, if `U` is `T`.
pub(super) fn give<U: Whole, T>(value: U) -> Option<T> {
    if !is::<T, U>() {
        return None;
    }
    let value = ManuallyDrop::new(value);
    // SAFETY: as in `take`, the other way round.
    Some(unsafe { transmute_copy::<ManuallyDrop<U>, T>(&value) })
}

/// Borrows `value` as a `U`, if `T` is `U`.
fn view<'a, T: ?Sized, U: Whole + ?Sized>(value: &'a T) -> Option<&'a U> {
    // SAFETY: `T` is `U` (module documentation), so `&'a T` is `&'a U`, length and all.
    is::<T, U>().then(|| unsafe { transmute_copy::<&'a T, &'a U>(&value) })
}

/// Borrows `value` as a slice, if `T` is a borrowed slice or vector.
fn view_borrowed<'a, T: ?Sized>(value: &'a T) -> Option<&'a [u8]> {
    if is::<T, &[u8]>() {
        // SAFETY: `T` is `&'x [u8]` for some `'x` (module documentation). `&'a T` exists, so `'x` outlives `'a`.
        return Some(unsafe { transmute_copy::<&'a T, &'a &'a [u8]>(&value) });
    }
    if is::<T, Cow<'_, [u8]>>() {
        // SAFETY: as above, for `Cow<'x, [u8]>`.
        return Some(unsafe { transmute_copy::<&'a T, &'a Cow<'a, [u8]>>(&value) });
    }
    if is::<T, &Vec<u8>>() {
        // SAFETY: as above, for `&'x Vec<u8>`.
        return Some(unsafe { transmute_copy::<&'a T, &'a &'a Vec<u8>>(&value) });
    }
    None
}

/// Returns `value` as bytes if it is bytes as a whole. Owned bytes are moved.
pub(super) fn into_bytes<T>(value: T) -> Result<Bytes, T> {
    let value = match take::<T, Vec<u8>>(value) {
        Ok(bytes) => return Ok(bytes.into()),
        Err(value) => value,
    };
    let value = match take::<T, Bytes>(value) {
        Ok(bytes) => return Ok(bytes),
        Err(value) => value,
    };
    let value = match take::<T, Box<[u8]>>(value) {
        Ok(bytes) => return Ok(bytes.into()),
        Err(value) => value,
    };
    let value = match take::<T, Arc<[u8]>>(value) {
        Ok(bytes) => return Ok(bytes.into()),
        Err(value) => value,
    };
    to_bytes(&value).ok_or(value)
}

/// Returns `value` as bytes if it is bytes as a whole. Shared bytes stay shared.
pub(super) fn to_bytes<T: ?Sized>(value: &T) -> Option<Bytes> {
    if let Some(bytes) = view::<T, Bytes>(value) {
        return Some(bytes.clone());
    }
    if let Some(bytes) = view::<T, ::bytes::Bytes>(value) {
        return Some(bytes.clone().into());
    }
    if let Some(bytes) = view::<T, Arc<[u8]>>(value) {
        return Some(Arc::clone(bytes).into());
    }
    let slice = view::<T, Vec<u8>>(value)
        .map(Vec::as_slice)
        .or_else(|| view::<T, Box<[u8]>>(value).map(AsRef::as_ref))
        .or_else(|| view::<T, [u8]>(value))
        .or_else(|| view_borrowed(value))?;
    // COPY: the borrow may end before the bytes are sent.
    Some(Bytes::copy_from_slice(slice))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_known_by_their_type() {
        let vector = vec![1_u8, 2, 3];
        let address = vector.as_ptr();
        assert_eq!(into_bytes(vector).map(|bytes| bytes.as_ptr()), Ok(address));
        assert_eq!(into_bytes(vec![1_i8]), Err(vec![1_i8]));
        assert_eq!(into_bytes("text"), Err("text"));
        let local = [4_u8, 5];
        assert_eq!(into_bytes(&local[..]), Ok(Bytes::from(vec![4, 5])));
        assert_eq!(
            into_bytes(Cow::Borrowed(&local[..])),
            Ok(Bytes::from(vec![4, 5]))
        );
        assert_eq!(into_bytes(&vec![6_u8]), Ok(Bytes::from(vec![6])));
        assert_eq!(into_bytes(Box::<[u8]>::from([7])), Ok(Bytes::from(vec![7])));
        assert_eq!(into_bytes(Arc::<[u8]>::from([8])), Ok(Bytes::from(vec![8])));
        assert_eq!(
            into_bytes(::bytes::Bytes::from_static(&[9])),
            Ok(Bytes::from(vec![9]))
        );
        assert_eq!(to_bytes(&local[..]), Some(Bytes::from(vec![4, 5])));
        assert_eq!(to_bytes("text"), None);
        assert_eq!(give::<Vec<u8>, Vec<i8>>(vec![1]), None);
        assert_eq!(give::<Vec<u8>, Vec<u8>>(vec![1]), Some(vec![1]));
    }

    #[test]
    fn a_value_that_is_taken_is_dropped_once() {
        let counted: Arc<[u8]> = Arc::from([1, 2]);
        let bytes = into_bytes(Arc::clone(&counted)).expect("bytes");
        assert_eq!(Arc::strong_count(&counted), 2);
        drop(bytes);
        assert_eq!(Arc::strong_count(&counted), 1);
        let other = Arc::new(5);
        drop(into_bytes(Arc::clone(&other)));
        assert_eq!(Arc::strong_count(&other), 1);
    }
}
