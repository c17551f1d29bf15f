use super::Payload;
use crate::{
    Refusal,
    router::{CommandArg, CommandItem, InvokeError},
    wire::Code,
};

/// Where each argument stands in the JSON text of a call.
#[derive(Debug)]
pub(crate) struct Arguments {}

impl Arguments {
    pub(crate) fn read(_payload: &Payload) -> Result<Self, Refusal> {
        Ok(Self {})
    }
}

impl<'de, D: serde::Deserialize<'de>> CommandArg<'de> for D {
    fn from_command(item: CommandItem<'de>) -> Result<Self, InvokeError> {
        let _ = item.message.arguments();
        let Payload::Json(text) = item.message.raw_payload() else {
            return Err(Refusal::new(Code::BadArguments, "x").into());
        };
        let v: std::collections::HashMap<&str, &serde_json::value::RawValue> =
            serde_json::from_slice(text).map_err(|e| Refusal::new(Code::BadJson, e.to_string()))?;
        let raw = v.get(item.key).ok_or_else(|| Refusal::new(Code::BadArguments, "missing").with_key(item.key))?;
        serde_json::from_str(raw.get()).map_err(|e| Refusal::new(Code::BadArguments, e.to_string()).with_key(item.key).into())
    }
}
