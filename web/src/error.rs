//! Errors of calls, channels and conversions.

use js_sys::{Object, Reflect};
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};

use crate::contract::client;

/// Why an operation has failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The page has neither `window.bytelane` nor `window.__TAURI__`.
    #[error(
        "the page has no client: it is not in the main frame of an allowed origin of the application"
    )]
    NoClient,
    /// The engine has refused the operation.
    #[error("{0}")]
    Refused(Refusal),
    /// The command has returned an error. [`value`](Self::value) converts it. Over `window.__TAURI__` a refusal is such an error too, a text.
    #[error("the command has returned an error: {}", text(.0))]
    Command(JsValue),
    /// The call has not finished within its timeout.
    #[error("{0}")]
    Timeout(String),
    /// An exception of the page, with its text: for example, the source of an upload has failed.
    #[error("{0}")]
    Exception(String),
    /// The arguments or the message cannot be converted.
    #[error("the value cannot be sent: {0}")]
    Encode(String),
    /// The received value is not of the expected type.
    #[error("the received value has another type: {0}")]
    Decode(String),
    /// The contract of the page does not have the operation.
    #[error("`window.__TAURI__` cannot {0}: the page needs `window.bytelane`")]
    Unsupported(&'static str),
}

/// A refusal of the engine.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    /// A stable code, such as `unknown_command`; `docs/errors.md` explains each.
    pub code: String,
    /// The reason.
    pub message: String,
    /// The command that was called.
    pub command: Option<String>,
    /// The invalid argument.
    pub key: Option<String>,
}

impl Error {
    /// Returns the code of a refusal.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => Some(&refusal.code),
            _ => None,
        }
    }

    /// Returns the error that the command has returned, if it is one and of this type.
    pub fn value<E: DeserializeOwned>(&self) -> Option<E> {
        match self {
            Self::Command(value) => serde_wasm_bindgen::from_value(value.clone()).ok(),
            _ => None,
        }
    }

    /// Reads what a promise of the client has been rejected with.
    pub(crate) fn thrown(value: JsValue) -> Self {
        let field = |name: &str| Reflect::get(&value, &name.into()).ok()?.as_string();
        if is_refusal(&value) {
            return Self::Refused(Refusal {
                code: field("code").unwrap_or_default(),
                message: field("message").unwrap_or_default(),
                command: field("command"),
                key: field("key"),
            });
        }
        match field("name").as_deref() {
            Some("TimeoutError") if value.is_instance_of::<web_sys::DomException>() => {
                Self::Timeout(field("message").unwrap_or_default())
            }
            // What a command returns is data, which is never an instance of this class.
            _ if value.is_instance_of::<js_sys::Error>() => {
                Self::Exception(field("message").unwrap_or_default())
            }
            _ => Self::Command(value),
        }
    }
}

/// Whether the value is an `IpcError` of the client. A command may return an object with the same fields, which is not a refusal.
fn is_refusal(value: &JsValue) -> bool {
    let Ok(client) = client() else {
        return false;
    };
    let prototype = Reflect::get(client.core.as_ref(), &"IpcError".into())
        .and_then(|class| Reflect::get(&class, &"prototype".into()));
    value.is_object()
        && prototype.is_ok_and(|prototype| {
            *AsRef::<JsValue>::as_ref(&Object::get_prototype_of(value)) == prototype
        })
}

/// Returns a text for a value of the page.
fn text(value: &JsValue) -> String {
    value
        .as_string()
        .or_else(|| js_sys::JSON::stringify(value).ok()?.as_string())
        .unwrap_or_else(|| format!("{value:?}"))
}
