//! Commands of the plugin `image`.

use std::{path::PathBuf, sync::Arc};

use serde::Serialize;

use super::account::Account;

use crate::{
    Bytes,
    app::{
        Manager, ResourceId, Result, Webview,
        image::{Image, of_bytes, of_path},
    },
    command, generate_handler,
    ipc::{Invoke, Response},
    session::Charge,
};

#[derive(Serialize)]
struct Size {
    width: u32,
    height: u32,
}

/// Memory that the host holds for an image besides its pixels, in bytes.
const IMAGE_OVERHEAD: u64 = 256;

fn charge(account: &Account, image: &Image<'_>) -> Result<Charge> {
    let bytes = image.rgba().len() as u64 + IMAGE_OVERHEAD;
    account.charge_image(bytes)
}

fn add(webview: &Webview, image: Image<'static>, charge: Charge) -> ResourceId {
    let image = Arc::new(image);
    webview.resources_table().add_charged(image, charge)
}

#[command(root = "crate")]
fn new(
    webview: Webview,
    account: Account,
    rgba: Bytes,
    width: u32,
    height: u32,
) -> Result<ResourceId> {
    let image = Image::new(&rgba, width, height).checked()?;
    let charge = charge(&account, &image)?;
    Ok(add(&webview, image.to_owned(), charge))
}

#[command(root = "crate")]
fn from_bytes(webview: Webview, account: Account, bytes: Bytes) -> Result<ResourceId> {
    let image = of_bytes(&bytes)?;
    let charge = charge(&account, &image)?;
    Ok(add(&webview, image, charge))
}

#[command(root = "crate")]
fn from_path(webview: Webview, account: Account, path: PathBuf) -> Result<ResourceId> {
    let image = of_path(&path)?;
    let charge = charge(&account, &image)?;
    Ok(add(&webview, image, charge))
}

#[command(root = "crate")]
fn rgba(webview: Webview, rid: ResourceId) -> Result<Response> {
    let image = webview.resources_table().get::<Image<'_>>(rid)?;
    // COPY: the resource keeps its pixels.
    Ok(Response::new(image.rgba().to_vec()))
}

#[command(root = "crate")]
fn size(webview: Webview, rid: ResourceId) -> Result<Size> {
    let image = webview.resources_table().get::<Image<'_>>(rid)?;
    Ok(Size {
        width: image.width(),
        height: image.height(),
    })
}

pub(super) fn handler() -> impl Fn(Invoke) -> bool + Send + Sync + 'static {
    generate_handler![new, from_bytes, from_path, rgba, size]
}
