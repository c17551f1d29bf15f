//! The objects of the page that calls go through.

use std::cell::RefCell;

use js_sys::{Function, Object, Promise, Reflect, global};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use crate::Error;

/// The objects that a page calls its host through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contract {
    /// `window.bytelane`.
    Bytelane,
    /// `window.__TAURI__`. Channels do not send to the host, and nothing streams.
    Tauri,
}

#[wasm_bindgen]
extern "C" {
    /// `window.bytelane` or `window.__TAURI__.core`.
    #[derive(Clone)]
    pub(crate) type Core;

    #[wasm_bindgen(method, catch, structural)]
    pub(crate) fn invoke(
        this: &Core,
        command: &str,
        arguments: &JsValue,
        options: &Object,
    ) -> Result<Promise, JsValue>;

    /// `window.bytelane` or `window.__TAURI__.event`.
    #[derive(Clone)]
    pub(crate) type Events;

    #[wasm_bindgen(method, catch, structural)]
    pub(crate) fn listen(this: &Events, name: &str, handler: &Function)
    -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, structural)]
    pub(crate) fn emit(this: &Events, name: &str, payload: &JsValue) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch, structural, js_name = emitTo)]
    pub(crate) fn emit_to(
        this: &Events,
        target: &str,
        name: &str,
        payload: &JsValue,
    ) -> Result<Promise, JsValue>;
}

/// The objects of one contract.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) contract: Contract,
    pub(crate) core: Core,
    pub(crate) events: Events,
}

thread_local! {
    static CLIENT: RefCell<Option<Client>> = const { RefCell::new(None) };
}

/// Returns the contract of this module: the selected one; otherwise `window.bytelane` if the page has it.
///
/// # Errors
/// Returns [`Error::NoClient`] if the page has neither.
pub fn contract() -> Result<Contract, Error> {
    Ok(client()?.contract)
}

/// Selects the contract for all further calls, channels and listeners of this module.
///
/// # Errors
/// Returns [`Error::NoClient`] if the page does not have its objects.
pub fn select(contract: Contract) -> Result<(), Error> {
    let client = find(contract)?;
    CLIENT.set(Some(client));
    Ok(())
}

/// Returns the objects of this module's contract.
pub(crate) fn client() -> Result<Client, Error> {
    CLIENT.with_borrow_mut(|known| {
        if let Some(client) = known {
            return Ok(client.clone());
        }
        let found = find(Contract::Bytelane).or_else(|_| find(Contract::Tauri))?;
        *known = Some(found.clone());
        Ok(found)
    })
}

fn find(contract: Contract) -> Result<Client, Error> {
    let (core, events) = match contract {
        Contract::Bytelane => {
            let client = member(&global(), "bytelane")?;
            (client.clone(), client)
        }
        Contract::Tauri => {
            let tauri = member(&global(), "__TAURI__")?;
            (member(&tauri, "core")?, member(&tauri, "event")?)
        }
    };
    Ok(Client {
        contract,
        core: core.unchecked_into(),
        events: events.unchecked_into(),
    })
}

fn member(object: &JsValue, name: &str) -> Result<JsValue, Error> {
    match Reflect::get(object, &name.into()) {
        Ok(value) if value.is_object() => Ok(value),
        _ => Err(Error::NoClient),
    }
}
