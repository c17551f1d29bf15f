/// The windowing system of an application. [`Wry`] is the only one; types have the parameter because Tauri's types do.
pub trait Runtime:
    sealed::Sealed<
        Invoke = crate::router::Invoke,
        InvokeMessage = crate::router::InvokeMessage,
        InvokeResolver = crate::router::InvokeResolver,
    > + Clone
    + Copy
    + std::fmt::Debug
    + Eq
    + std::hash::Hash
    + Send
    + Sync
    + 'static
{
}

/// The windowing system of tao and wry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wry {}

impl Runtime for Wry {}

/// The types of a call do not depend on the runtime; these aliases accept the parameter that Tauri's types have.
pub(crate) mod sealed {
    pub trait Sealed {
        type Invoke;
        type InvokeMessage;
        type InvokeResolver;
    }

    impl Sealed for super::Wry {
        type Invoke = crate::router::Invoke;
        type InvokeMessage = crate::router::InvokeMessage;
        type InvokeResolver = crate::router::InvokeResolver;
    }
}

/// [`router::Invoke`](crate::router::Invoke) for any runtime.
pub type Invoke<R = Wry> = <R as sealed::Sealed>::Invoke;
/// [`router::InvokeMessage`](crate::router::InvokeMessage) for any runtime.
pub type InvokeMessage<R = Wry> = <R as sealed::Sealed>::InvokeMessage;
/// [`router::InvokeResolver`](crate::router::InvokeResolver) for any runtime.
pub type InvokeResolver<R = Wry> = <R as sealed::Sealed>::InvokeResolver;
