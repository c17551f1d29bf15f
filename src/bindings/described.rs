//! The forms of the types of `ipc` and of the application layer.

use specta::datatype::Primitive;

use super::{Describe, Form, Graph};
use crate::{
    Error, Refusal,
    ipc::{
        Buffers, Channel, Extension, InvokeError, InvokeResponseBody, Receiver, Request, Response,
        SharedBuf, Upload,
    },
    payload::PayloadError,
    state::State,
};

macro_rules! forms {
    ($($form:ident: $([$($parameter:tt)*] $type:ty),+ $(,)?;)*) => {$($(
        impl<$($parameter)*> Describe for $type {
            fn describe(_: &mut Graph) -> Form {
                Form::$form
            }
        }
    )+)*};
}

forms! {
    Injected:
        ['a] Request<'a>,
        ['a, T: Send + Sync + 'static] State<'a, T>,
        [T] Extension<T>,
        [] Buffers;
    Bytes: [] SharedBuf;
    Upload: [] Upload;
    Body: [] Response, [] InvokeResponseBody, [] InvokeError;
    Refusal: [] Refusal, [] PayloadError;
}

#[cfg(feature = "webkitgtk")]
forms! { Injected: [] crate::WebviewHandle; }

#[cfg(feature = "app")]
forms! {
    Injected:
        [R: crate::ipc::Runtime] crate::AppHandle<R>,
        [R: crate::ipc::Runtime] crate::webview::Webview<R>,
        [R: crate::ipc::Runtime] crate::WebviewWindow<R>,
        [R: crate::ipc::Runtime] crate::window::Window<R>;
}

/// The page receives its text, unless it is a refusal.
impl Describe for Error {
    fn describe(_: &mut Graph) -> Form {
        Form::Value(Primitive::str.into())
    }
}

impl<T: Describe> Describe for Channel<T> {
    fn describe(graph: &mut Graph) -> Form {
        Form::Channel(Box::new(T::describe(graph)))
    }
}

impl<T: Describe> Describe for Receiver<T> {
    fn describe(graph: &mut Graph) -> Form {
        Form::Receiver(Box::new(T::describe(graph)))
    }
}
