//! What a page does with its host.

use std::future::{Future, poll_fn};

use bytelane_web::{
    Archived, Bytes, Channel, Contract, Error, Typed, Upload, emit, invoke, invoke_bytes,
    invoke_stream, listen,
};
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};

use crate::rows::{Order, orders};

/// Runs every case.
pub(crate) async fn run(contract: Contract) -> Result<(), String> {
    named("values", values()).await?;
    named("errors", errors()).await?;
    named("archives", archives()).await?;
    named("messages to the page", to_page(contract)).await?;
    named("events", events()).await?;
    named("uploads", uploads()).await?;
    named("a dropped call", dropped_call()).await?;
    match contract {
        Contract::Bytelane => {
            named("messages to the host", to_host()).await?;
            named("streams", streams()).await?;
            named("timeout", timeout()).await
        }
        Contract::Tauri => named("what the contract lacks", lacks()).await,
    }
}

async fn named(name: &str, case: impl Future<Output = Result<(), Error>>) -> Result<(), String> {
    // For the report of a page that hangs.
    let _ = js_sys::Reflect::set(&js_sys::global(), &"running".into(), &name.into());
    case.await.map_err(|error| format!("{name}: {error}"))
}

/// Fails a case if the values differ.
fn same<T: PartialEq + std::fmt::Debug>(found: T, expected: T) -> Result<(), Error> {
    if found == expected {
        Ok(())
    } else {
        Err(Error::Decode(format!("{found:?} is not {expected:?}")))
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Greet<'a> {
    first_name: &'a str,
}

#[derive(Serialize)]
struct Picture {
    pixels: Bytes,
    samples: Typed<f32>,
}

async fn values() -> Result<(), Error> {
    let greet = Greet {
        first_name: "Grüße",
    };
    same(
        invoke::<String>("greet", &greet).await?,
        "hello Grüße".into(),
    )?;
    invoke::<()>("nothing", &()).await?;
    same(
        invoke_bytes("echo", &Bytes(vec![0, 255, 7])).await?,
        vec![0, 255, 7],
    )?;
    let large = vec![9; 3 << 20];
    same(
        invoke_bytes("echo", &Bytes(large.clone())).await? == large,
        true,
    )?;
    let picture = Picture {
        pixels: vec![1, 2, 3].into(),
        samples: vec![0.5, 1.5].into(),
    };
    same(invoke::<f64>("brightness", &picture).await?, 8.0)?;
    let doubled = invoke::<Typed<f64>>("doubled", &picture).await?;
    same(doubled.0, vec![1.0, 3.0])
}

#[derive(Debug, PartialEq, Deserialize)]
struct Full {
    free: u32,
}

async fn errors() -> Result<(), Error> {
    let failed = invoke::<()>("fails", &()).await.expect_err("it fails");
    same(failed.value(), Some(Full { free: 3 }))?;
    same(failed.code(), None)?;
    let other = invoke::<u32>("greet", &Greet { first_name: "a" }).await;
    same(matches!(other, Err(Error::Decode(_))), true)?;
    // The same fields as a refusal, as the error of a command.
    let posed = invoke::<()>("poses", &()).await.expect_err("it fails");
    same(posed.code(), None)?;
    let unknown = invoke::<()>("not_there", &())
        .await
        .expect_err("there is none");
    match bytelane_web::contract()? {
        Contract::Bytelane => same(unknown.code(), Some("unknown_command")),
        Contract::Tauri => same(unknown.value::<String>().is_some(), true),
    }
}

#[derive(Serialize)]
struct Rows {
    rows: Archived<Vec<Order>>,
}

#[derive(Serialize)]
struct Length {
    length: u32,
}

async fn archives() -> Result<(), Error> {
    let rows = invoke::<Archived<Vec<Order>>>("rows_as_archive", &Length { length: 1_000 }).await?;
    same(rows.len(), 1_000)?;
    same(rows[3].customer.as_str(), "Customer 3")?;
    same(rows[3].amount.to_native(), 0.75)?;
    // Back to the host: what it has sent, and what this module has written.
    let expected = (0..1_000).map(|id| f64::from(id) / 4.0).sum::<f64>();
    same(invoke::<f64>("total", &Rows { rows }).await?, expected)?;
    let rows = Archived::new(&orders(1_000))?;
    same(rows.clone()[3].id.to_native(), 3)?;
    same(
        invoke::<f64>("total", &Rows { rows: rows.clone() }).await?,
        expected,
    )?;
    same(invoke::<f64>("total", &rows).await?, expected)?;
    // Not an archive.
    let damaged = invoke::<Archived<Vec<Order>>>("echo", &Bytes(vec![255; 64])).await;
    same(matches!(damaged, Err(Error::Decode(_))), true)?;
    let damaged = Archived::<Vec<Order>>::from_bytes(&rows.as_bytes()[1..]);
    same(matches!(damaged, Err(Error::Decode(_))), true)
}

#[derive(Serialize)]
struct Count<'a> {
    to: u32,
    numbers: &'a Channel<u32>,
}

async fn to_page(contract: Contract) -> Result<(), Error> {
    let mut numbers = Channel::new()?;
    invoke::<()>(
        "count",
        &Count {
            to: 500,
            numbers: &numbers,
        },
    )
    .await?;
    for expected in 0..500 {
        same(numbers.next().await.transpose()?, Some(expected))?;
    }
    if contract == Contract::Bytelane {
        same(numbers.next().await.transpose()?, None)?;
    }
    // A dropped channel ends at the host.
    let numbers = Channel::new()?;
    let endless = Count {
        to: u32::MAX,
        numbers: &numbers,
    };
    let call = invoke::<u32>("count_until_closed", &endless);
    drop(numbers);
    same(call.await.is_ok(), true)
}

#[derive(Serialize)]
struct Sum<'a> {
    numbers: &'a Channel<u32>,
}

async fn to_host() -> Result<(), Error> {
    let numbers = Channel::<u32>::new()?;
    let sum = invoke::<u32>("sum", &Sum { numbers: &numbers });
    let send = async {
        for number in 1..=100_u32 {
            numbers.send(&number).await?;
        }
        numbers.close();
        Ok::<(), Error>(())
    };
    let (sum, sent) = futures_util::future::join(sum, send).await;
    sent?;
    same(sum?, 5_050)
}

async fn events() -> Result<(), Error> {
    let mut heard = listen::<Bytes>("page-event").await?;
    emit("page-event", &Bytes(vec![1, 2])).await?;
    let event = heard.next().await.transpose()?;
    let event = event.ok_or_else(|| Error::Decode("no event".into()))?;
    same(
        (event.name.as_str(), &*event.payload),
        ("page-event", &[1, 2][..]),
    )?;
    drop(heard);
    // The names of all listeners may have 16 MiB, so these are removed in turn.
    let name = "long-".repeat(20_000);
    for _ in 0..400 {
        drop(listen::<()>(&name).await?);
    }
    Ok(())
}

#[derive(Serialize)]
struct Save {
    content: Upload,
}

async fn uploads() -> Result<(), Error> {
    let part = |index: u8| Ok::<_, String>(vec![index; 100_000]);
    let content = Upload::new(stream::iter((0..40).map(part)));
    same(invoke::<u64>("save", &Save { content }).await?, 4_000_000)?;
    let parts = stream::iter([Ok(vec![1; 10]), Err("the source is gone")]);
    let content = Upload::new(parts);
    let failed = invoke::<u64>("save", &Save { content })
        .await
        .expect_err("it fails");
    same(failed.to_string().contains("the source is gone"), true)
}

async fn dropped_call() -> Result<(), Error> {
    let before = invoke::<u32>("cancelled", &()).await?;
    let mut call = invoke::<()>("wait", &());
    // Starts the call.
    poll_fn(|context| {
        let polled = std::pin::Pin::new(&mut call).poll(context);
        std::task::Poll::Ready(polled.is_pending())
    })
    .await;
    while invoke::<u32>("waiting", &()).await? == 0 {}
    drop(call);
    while invoke::<u32>("cancelled", &()).await? == before {}
    same(invoke::<u32>("waiting", &()).await?, 0)
}

async fn timeout() -> Result<(), Error> {
    let late = invoke::<()>("wait", &()).timeout(10).await;
    same(matches!(late, Err(Error::Timeout(_))), true)
}

async fn streams() -> Result<(), Error> {
    let stream = invoke_stream("lines", &Length { length: 1_000 }).await?;
    same(stream.status(), 200)?;
    same(stream.read_to_end().await?.len(), 3_890)?;
    // Endless: ends with the stream of the page.
    let mut stream = invoke_stream("noise", &()).await?;
    let part = stream.next().await.transpose()?;
    same(part.is_some_and(|part| !part.is_empty()), true)?;
    drop(stream);
    while invoke::<u32>("noises", &()).await? > 0 {}
    let mut broken = invoke_stream("broken", &()).await?;
    let mut last = broken.next().await;
    while let Some(Ok(_)) = last {
        last = broken.next().await;
    }
    let error = last.and_then(Result::err);
    same(error.as_ref().and_then(Error::code), Some("stream_failed"))
}

async fn lacks() -> Result<(), Error> {
    let stream = invoke_stream("lines", &Length { length: 1 }).await;
    same(matches!(stream, Err(Error::Unsupported(_))), true)?;
    let sent = Channel::<u32>::new()?.send(&1_u32).await;
    same(matches!(sent, Err(Error::Unsupported(_))), true)
}
