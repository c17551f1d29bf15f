//! Commands with typed arrays.

use std::sync::Arc;

use bytelane::{
    State,
    half::f16,
    ipc::{Channel, Receiver, Typed},
};
use serde::{Deserialize, Serialize};

use crate::host::Host;

#[derive(Serialize, Deserialize)]
pub(crate) struct Named<T> {
    name: String,
    values: T,
}

macro_rules! echoes {
    ($($number:ident $echo:ident $named:ident,)*) => {$(
        #[bytelane::command]
        pub(crate) fn $echo(values: Typed<$number>) -> Typed<$number> {
            values
        }

        #[bytelane::command]
        pub(crate) fn $named(name: String, values: Typed<$number>) -> Named<Typed<$number>> {
            Named { name, values }
        }
    )*};
}

echoes! {
    i8 echo_i8 named_i8,
    u8 echo_u8 named_u8,
    i16 echo_i16 named_i16,
    u16 echo_u16 named_u16,
    i32 echo_i32 named_i32,
    u32 echo_u32 named_u32,
    f16 echo_f16 named_f16,
    f32 echo_f32 named_f32,
    f64 echo_f64 named_f64,
    i64 echo_i64 named_i64,
    u64 echo_u64 named_u64,
}

#[bytelane::command]
pub(crate) fn ramp(length: u32) -> Typed<f32> {
    (0..length)
        .map(|index| (f64::from(index) / 2.0) as f32)
        .collect()
}

#[bytelane::command]
pub(crate) fn sum(samples: Typed<f32>) -> f64 {
    samples.iter().map(|sample| f64::from(*sample)).sum()
}

#[bytelane::command]
pub(crate) async fn relay(
    mut from: Receiver<Typed<f64>>,
    to: Channel<Typed<f64>>,
) -> Result<usize, String> {
    let mut count = 0;
    while let Some(numbers) = from.recv_async().await.map_err(|error| error.to_string())? {
        count += numbers.len();
        to.send_async(numbers)
            .await
            .map_err(|error| error.to_string())?;
    }
    Ok(count)
}

#[bytelane::command]
pub(crate) fn emit_ramp(host: State<'_, Arc<Host>>, name: &str, length: u32) -> Result<(), String> {
    host.emit(name, ramp(length))
}
