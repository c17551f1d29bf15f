/// The windowing system under an application. There is one, [`Wry`]; the parameter is there because Tauri's types have it.
pub trait Runtime: sealed::Sealed + Clone + Copy + std::fmt::Debug + Eq + std::hash::Hash + Send + Sync + 'static {}

/// Windows by tao, webviews by wry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wry {}

impl Runtime for Wry {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Wry {}
}
