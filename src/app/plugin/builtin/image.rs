//! Commands of the plugin `image`.

use std::path::PathBuf;

use serde::Serialize;

use crate::{
    Bytes,
    app::{
        Manager, ResourceId, Result, Webview,
        image::{Image, of_bytes, of_path},
    },
    command, generate_handler,
    ipc::{Invoke, Response},
};

#[derive(Serialize)]
struct Size {
    width: u32,
    height: u32,
}

#[command(root = "crate")]
fn new(webview: Webview, rgba: Bytes, width: u32, height: u32) -> Result<ResourceId> {
    let image = Image::new(&rgba, width, height).checked()?.to_owned();
    Ok(webview.resources_table().add(image))
}

#[command(root = "crate")]
fn from_bytes(webview: Webview, bytes: Bytes) -> Result<ResourceId> {
    let image = of_bytes(&bytes)?;
    Ok(webview.resources_table().add(image))
}

#[command(root = "crate")]
fn from_path(webview: Webview, path: PathBuf) -> Result<ResourceId> {
    let image = of_path(&path)?;
    Ok(webview.resources_table().add(image))
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
