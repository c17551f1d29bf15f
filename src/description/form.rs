use std::{borrow::Cow, sync::Arc};

use specta::{
    Type,
    datatype::{DataType, Reference},
};

use super::{Graph, Inside};
use crate::view::Shape;

/// How a value crosses between page and host: an argument, a result, a message of a channel, or the payload of an event.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Form {
    /// Taken from the call, and not passed by the page, such as a `State`.
    Injected,
    /// A JSON value of this type.
    Value(DataType),
    /// Bytes.
    Bytes,
    /// A typed array, by the name of its class.
    Typed(&'static str),
    /// An archive of this layout.
    #[doc(hidden)]
    Archive(Shape),
    /// A channel on which the host sends messages of this form.
    Channel(Box<Self>),
    /// A channel on which the page sends messages of this form.
    Receiver(Box<Self>),
    /// Bytes of any length, which the host reads as they arrive.
    Upload,
    /// A body of any kind, such as that of a `Response`.
    Body,
    /// A refusal of the engine.
    Refusal,
    /// A type without a form, by its name.
    Unknown(&'static str),
}

/// A type that bindings can name: every [`specta::Type`], and types that are taken from the call.
///
/// An extractor of your own, a type that implements [`CommandArg`](crate::ipc::CommandArg), implements it too:
///
/// ```
/// use bytelane::{bindings::{Describe, Form, Graph}, ipc::{CommandArg, CommandItem, InvokeError}};
///
/// struct Label(String);
///
/// impl CommandArg<'_> for Label {
///     fn from_command(item: CommandItem<'_>) -> Result<Self, InvokeError> {
///         Ok(Self(item.message.caller().label.to_string()))
///     }
/// }
///
/// impl Describe for Label {
///     fn describe(_: &mut Graph) -> Form {
///         Form::Injected
///     }
/// }
/// ```
pub trait Describe {
    /// Returns the form of the type, and adds the named types that it refers to.
    fn describe(graph: &mut Graph) -> Form;
}

impl<T: Type> Describe for T {
    fn describe(graph: &mut Graph) -> Form {
        if is_bytes::<T>() {
            return Form::Bytes;
        }
        let defined = T::definition(&mut graph.types);
        let DataType::Reference(Reference::Opaque(opaque)) = &defined else {
            return Form::Value(defined);
        };
        match opaque.downcast_ref::<Inside>() {
            None => Form::Value(defined),
            Some(Inside::Bytes) => Form::Bytes,
            Some(Inside::Typed(array)) => Form::Typed(array),
            Some(Inside::Archive(archive)) => Form::Archive((archive.shape)(&mut graph.views)),
        }
    }
}

/// Whether a value of this type is bytes as a whole.
fn is_bytes<T: ?Sized>() -> bool {
    let this = typeid::of::<T>();
    [
        typeid::of::<Vec<u8>>(),
        typeid::of::<&[u8]>(),
        typeid::of::<Box<[u8]>>(),
        typeid::of::<Arc<[u8]>>(),
        typeid::of::<Cow<'_, [u8]>>(),
        typeid::of::<bytes::Bytes>(),
    ]
    .contains(&this)
}
