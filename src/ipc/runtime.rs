/// The windowing system under an application. There is one, [`Wry`]; the parameter is there because Tauri's types have it.
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

/// Windows by tao, webviews by wry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wry {}

impl Runtime for Wry {}

/// The types of a call, which have no runtime here, as Tauri writes them: with one.
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

/// [`router::Invoke`](crate::router::Invoke), whatever the runtime.
pub type Invoke<R = Wry> = <R as sealed::Sealed>::Invoke;
/// [`router::InvokeMessage`](crate::router::InvokeMessage), whatever the runtime.
pub type InvokeMessage<R = Wry> = <R as sealed::Sealed>::InvokeMessage;
/// [`router::InvokeResolver`](crate::router::InvokeResolver), whatever the runtime.
pub type InvokeResolver<R = Wry> = <R as sealed::Sealed>::InvokeResolver;
