//! Images in Rust, and images that pages send.

use std::{borrow::Cow, path::Path, sync::Arc};

use serde::Deserialize;

use crate::{
    Bytes, Error, Result,
    app::{Resource, ResourceId, ResourceTable},
};

/// An RGBA image in row-major order from top to bottom.
#[derive(Clone, PartialEq, Eq)]
pub struct Image<'a> {
    rgba: Cow<'a, [u8]>,
    width: u32,
    height: u32,
}

impl std::fmt::Debug for Image<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Image")
            .field("width", &self.width)
            .field("height", &self.height)
            .finish_non_exhaustive()
    }
}

impl Resource for Image<'static> {}

impl Image<'static> {
    /// Creates an image that owns its pixels: 4 bytes each, row by row.
    pub const fn new_owned(rgba: Vec<u8>, width: u32, height: u32) -> Self {
        Self {
            rgba: Cow::Owned(rgba),
            width,
            height,
        }
    }
}

impl<'a> Image<'a> {
    /// Creates an image that borrows its pixels: 4 bytes each, row by row.
    pub const fn new(rgba: &'a [u8], width: u32, height: u32) -> Self {
        Self {
            rgba: Cow::Borrowed(rgba),
            width,
            height,
        }
    }

    /// Decodes a PNG. Requires the feature `image-png`.
    ///
    /// # Errors
    /// Returns [`Error::Image`] if the bytes are not a PNG, or if its pixels take more than 64 MiB.
    #[cfg(feature = "image-png")]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        decode_png(bytes)
    }

    /// Reads and decodes a PNG file. Requires the feature `image-png`.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, and the errors of [`from_bytes`](Self::from_bytes).
    #[cfg(feature = "image-png")]
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self> {
        decode_png(&std::fs::read(path)?)
    }

    /// Returns the RGBA pixels, row by row.
    pub fn rgba(&self) -> &[u8] {
        &self.rgba
    }

    /// Returns the width of the image in pixels.
    pub const fn width(&self) -> u32 {
        self.width
    }

    /// Returns the height of the image in pixels.
    pub const fn height(&self) -> u32 {
        self.height
    }

    /// Converts the image into an image that owns its pixels.
    #[allow(clippy::wrong_self_convention, reason = "Tauri's name and signature")]
    pub fn to_owned(self) -> Image<'static> {
        // COPY: if the image borrows its pixels.
        Image::new_owned(self.rgba.into_owned(), self.width, self.height)
    }

    /// Returns the pixels, copied if the image borrows them.
    pub(crate) fn into_rgba(self) -> Vec<u8> {
        self.rgba.into_owned()
    }

    /// Checks that the number of bytes matches the size of the image.
    ///
    /// # Errors
    /// Returns [`Error::Image`] if it does not, or if the image is empty.
    pub(crate) fn checked(self) -> Result<Self> {
        let expected = u128::from(self.width) * u128::from(self.height) * 4;
        if !self.rgba.is_empty() && self.rgba.len() as u128 == expected {
            return Ok(self);
        }
        Err(Error::Image(format!(
            "an image of {} by {} pixels has {expected} bytes, but {} were given",
            self.width,
            self.height,
            self.rgba.len()
        )))
    }
}

/// Upper bound of the bytes of a PNG's pixels.
#[cfg(feature = "image-png")]
const PIXEL_BYTES_MAX: usize = 64 << 20;

#[cfg(feature = "image-png")]
fn decode_png(bytes: &[u8]) -> Result<Image<'static>> {
    use png::{ColorType, Decoder, Limits, Transformations};

    let wrong = |error: png::DecodingError| Error::Image(error.to_string());
    let limits = Limits {
        bytes: PIXEL_BYTES_MAX,
    };
    let mut decoder = Decoder::new_with_limits(std::io::Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(wrong)?;
    let size = reader
        .output_buffer_size()
        .filter(|size| *size <= PIXEL_BYTES_MAX)
        .ok_or_else(|| {
            Error::Image(format!(
                "the pixels of the PNG take more than {PIXEL_BYTES_MAX} bytes"
            ))
        })?;
    let mut pixels = vec![0; size];
    let info = reader.next_frame(&mut pixels).map_err(wrong)?;
    pixels.truncate(info.buffer_size());
    if info.color_type == ColorType::GrayscaleAlpha {
        pixels = pixels
            .as_chunks()
            .0
            .iter()
            .flat_map(|&[grey, alpha]| [grey, grey, grey, alpha])
            .collect();
    }
    Image::new_owned(pixels, info.width, info.height).checked()
}

/// An image as a page sends it: the path of a file, the bytes of a file, the id of a resource, or pixels.
#[derive(Debug, Deserialize)]
#[serde(
    untagged,
    expecting = "expected an image: a path, bytes, a resource, or `{ rgba, width, height }`"
)]
#[non_exhaustive]
pub enum JsImage {
    /// The bytes of an image file. Stands before the path, which would accept bytes sent as text.
    Bytes(Bytes),
    /// The path of an image file.
    Path(std::path::PathBuf),
    /// The id of an image in the resource table.
    Resource(ResourceId),
    /// RGBA pixels.
    Rgba {
        /// The pixels, 4 bytes each, row by row.
        rgba: Bytes,
        /// The width in pixels.
        width: u32,
        /// The height in pixels.
        height: u32,
    },
}

impl JsImage {
    /// Converts to an image; a resource is looked up in `resources`.
    ///
    /// # Errors
    /// Returns [`Error::BadResourceId`] if the resource does not exist or is not an image, and [`Error::Image`] if the image is invalid.
    pub fn into_img(self, resources: &ResourceTable) -> Result<Arc<Image<'static>>> {
        match self {
            Self::Resource(id) => resources.get(id),
            Self::Rgba {
                rgba,
                width,
                height,
            } => Image::new(&rgba, width, height)
                .checked()
                .map(|image| Arc::new(image.to_owned())),
            Self::Path(path) => of_path(&path).map(Arc::new),
            Self::Bytes(bytes) => of_bytes(&bytes).map(Arc::new),
        }
    }
}

/// Reads and decodes an image file.
///
/// # Errors
/// Returns [`Error::Image`] without the feature `image-png`, and otherwise the errors of `Image::from_path`.
pub(crate) fn of_path(path: &Path) -> Result<Image<'static>> {
    #[cfg(feature = "image-png")]
    {
        Image::from_path(path)
    }
    #[cfg(not(feature = "image-png"))]
    {
        let _ = path;
        Err(no_decoder())
    }
}

/// Decodes the bytes of an image file.
///
/// # Errors
/// Returns [`Error::Image`] without the feature `image-png`, and otherwise the errors of `Image::from_bytes`.
pub(crate) fn of_bytes(bytes: &[u8]) -> Result<Image<'static>> {
    #[cfg(feature = "image-png")]
    {
        Image::from_bytes(bytes)
    }
    #[cfg(not(feature = "image-png"))]
    {
        let _ = bytes;
        Err(no_decoder())
    }
}

#[cfg(not(feature = "image-png"))]
fn no_decoder() -> Error {
    Error::Image("decoding image files requires the Cargo feature `image-png` of bytelane".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_bytes_matches_the_size_of_an_image() {
        assert!(Image::new(&[0; 16], 2, 2).checked().is_ok());
        for (length, width, height) in [(15, 2, 2), (0, 0, 0), (16, u32::MAX, u32::MAX)] {
            let bytes = vec![0; length];
            let image = Image::new(&bytes, width, height);
            assert!(image.checked().is_err(), "{length} {width} {height}");
        }
    }

    #[test]
    fn a_page_may_send_an_image_in_four_ways() {
        let mut table = ResourceTable::default();
        let id = table.add(Image::new_owned(vec![7; 4], 1, 1));
        let read = |text: &str| {
            serde_json::from_str::<JsImage>(text)
                .unwrap()
                .into_img(&table)
        };
        assert_eq!(read(&id.to_string()).unwrap().rgba(), [7; 4]);
        let pixels = r#"{ "rgba": [1, 2, 3, 4], "width": 1, "height": 1 }"#;
        assert_eq!(read(pixels).unwrap().rgba(), [1, 2, 3, 4]);
        assert!(read(&(id.wrapping_add(1)).to_string()).is_err());
        assert!(read(r#"{ "rgba": [1, 2, 3], "width": 1, "height": 1 }"#).is_err());
        assert!(read(r#""/no/such/file.png""#).is_err());
        assert!(read("[1, 2, 3]").is_err());
        assert!(serde_json::from_str::<JsImage>("true").is_err());
    }

    #[cfg(feature = "image-png")]
    mod png {
        use super::*;

        fn encoded(color: ::png::ColorType, width: u32, height: u32, data: &[u8]) -> Vec<u8> {
            let mut bytes = Vec::new();
            let mut encoder = ::png::Encoder::new(&mut bytes, width, height);
            encoder.set_color(color);
            encoder.set_depth(::png::BitDepth::Eight);
            encoder
                .write_header()
                .unwrap()
                .write_image_data(data)
                .unwrap();
            bytes
        }

        #[test]
        fn pixels_of_every_color_type_become_rgba() {
            use ::png::ColorType;
            for (color, data, expected) in [
                (ColorType::Rgba, &[1, 2, 3, 4][..], [1, 2, 3, 4]),
                (ColorType::Rgb, &[1, 2, 3], [1, 2, 3, 255]),
                (ColorType::Grayscale, &[9], [9, 9, 9, 255]),
                (ColorType::GrayscaleAlpha, &[9, 4], [9, 9, 9, 4]),
            ] {
                let image = Image::from_bytes(&encoded(color, 1, 1, data)).unwrap();
                assert_eq!(
                    (image.rgba(), image.width()),
                    (&expected[..], 1),
                    "{color:?}"
                );
            }
        }

        #[test]
        fn the_size_a_file_states_allocates_no_memory() {
            let mut bytes = encoded(::png::ColorType::Rgba, 1, 1, &[0; 4]);
            // Width and height of the header, and its checksum.
            bytes[16..24].copy_from_slice(&[0x7f, 0xff, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]);
            assert!(Image::from_bytes(&bytes).is_err());
            let mut short = encoded(::png::ColorType::Rgba, 30, 30, &[5; 3600]);
            short.truncate(60);
            assert!(Image::from_bytes(&short).is_err());
            assert!(Image::from_bytes(b"GIF89a").is_err());
        }
    }
}
