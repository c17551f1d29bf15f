//! Views of the types of the standard library.

use std::{collections::HashMap, hash::Hash, mem::offset_of};

use rkyv::{Archive, collections::util::Entry};

use super::{Kind, Shape, Types, View};

macro_rules! numbers {
    ($($number:ident)*) => {$(
        impl View for $number {
            fn shape(_: &mut Types) -> Shape {
                Shape::of::<Self>(Kind::Number(stringify!($number)))
            }
        }
    )*};
}

numbers! { u8 i8 u16 i16 u32 i32 u64 i64 f32 f64 }

impl View for bool {
    fn shape(_: &mut Types) -> Shape {
        Shape::of::<Self>(Kind::Bool)
    }
}

impl View for char {
    fn shape(_: &mut Types) -> Shape {
        Shape::of::<Self>(Kind::Char)
    }
}

impl View for String {
    fn shape(_: &mut Types) -> Shape {
        Shape::of::<Self>(Kind::String)
    }
}

impl<T: View> View for Vec<T> {
    fn shape(types: &mut Types) -> Shape {
        let element = T::shape(types);
        Shape::of::<Self>(Kind::List(element.into()))
    }
}

impl<T: View, const N: usize> View for [T; N] {
    fn shape(types: &mut Types) -> Shape {
        let element = T::shape(types);
        Shape::of::<Self>(Kind::Array(element.into(), N))
    }
}

impl<T: View> View for Box<T> {
    fn shape(types: &mut Types) -> Shape {
        let inner = T::shape(types);
        Shape::of::<Self>(Kind::Boxed(inner.into()))
    }
}

/// The variant `Some` of an archived `Option`.
#[repr(C)]
struct Tagged<T> {
    tag: u8,
    value: T,
}

impl<T: View> View for Option<T> {
    fn shape(types: &mut Types) -> Shape {
        let value = T::shape(types);
        Shape::of::<Self>(Kind::Option {
            value: value.into(),
            at: offset_of!(Tagged<T::Archived>, value),
        })
    }
}

impl<K, V, S> View for HashMap<K, V, S>
where
    K: View + Hash + Eq,
    K::Archived: Hash + Eq,
    V: View,
{
    fn shape(types: &mut Types) -> Shape {
        let (key, value) = (K::shape(types), V::shape(types));
        Shape::of::<Self>(Kind::Map {
            key: key.into(),
            value: value.into(),
            entry_size: size_of::<Entry<K::Archived, V::Archived>>(),
            value_at: offset_of!(Entry<K::Archived, V::Archived>, value),
        })
    }
}

macro_rules! tuples {
    ($(($($part:ident $index:tt)*))*) => {$(
        impl<$($part: View),*> View for ($($part,)*) {
            fn shape(types: &mut Types) -> Shape {
                let parts = vec![$((
                    offset_of!(<Self as Archive>::Archived, $index),
                    $part::shape(types),
                )),*];
                Shape::of::<Self>(Kind::Tuple(parts))
            }
        }
    )*};
}

tuples! {
    (A 0)
    (A 0 B 1)
    (A 0 B 1 C 2)
    (A 0 B 1 C 2 D 3)
    (A 0 B 1 C 2 D 3 E 4)
    (A 0 B 1 C 2 D 3 E 4 F 5)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6)
    (A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7)
}
