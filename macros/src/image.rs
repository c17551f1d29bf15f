//! Expansion of `include_image!`.

use std::{env, fs, path::PathBuf};

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::LitStr;

use crate::attribute::default_root;

pub(crate) fn include(path: TokenStream) -> syn::Result<TokenStream> {
    let literal: LitStr = syn::parse2(path)?;
    let failed = |text: String| syn::Error::new(literal.span(), text);
    let directory = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let path = directory.unwrap_or_default().join(literal.value());
    let shown = path.display();
    let file = fs::read(&path).map_err(|error| failed(format!("cannot read {shown}: {error}")))?;
    let Pixels {
        rgba,
        width,
        height,
    } = decode(&file).map_err(|error| failed(format!("{shown} is not a PNG: {error}")))?;
    let Some(path) = path.to_str() else {
        return Err(failed(format!("the path {shown} is not valid UTF-8")));
    };
    let (root, rgba) = (default_root(), Literal::byte_string(&rgba));
    Ok(quote! {{
        // Rebuilds the crate when the file changes.
        const _: &[::core::primitive::u8] = ::core::include_bytes!(#path);
        #root::image::Image::new(#rgba, #width, #height)
    }})
}

struct Pixels {
    rgba: Vec<u8>,
    width: u32,
    height: u32,
}

fn decode(file: &[u8]) -> Result<Pixels, String> {
    use png::{ColorType, Decoder, Transformations};

    let mut decoder = Decoder::new(std::io::Cursor::new(file));
    decoder.set_transformations(Transformations::normalize_to_color8() | Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let size = reader
        .output_buffer_size()
        .ok_or("its pixels do not fit into memory")?;
    let mut rgba = vec![0; size];
    let info = reader
        .next_frame(&mut rgba)
        .map_err(|error| error.to_string())?;
    rgba.truncate(info.buffer_size());
    if info.color_type == ColorType::GrayscaleAlpha {
        rgba = rgba
            .as_chunks()
            .0
            .iter()
            .flat_map(|&[grey, alpha]| [grey, grey, grey, alpha])
            .collect();
    }
    Ok(Pixels {
        rgba,
        width: info.width,
        height: info.height,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(color: png::ColorType, data: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 1, 1);
        encoder.set_color(color);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_image_data(data).expect("one pixel");
        drop(writer);
        file
    }

    #[test]
    fn pixels_of_every_color_type_become_rgba() {
        use png::ColorType;
        for (color, data, expected) in [
            (ColorType::Rgba, &[1, 2, 3, 4][..], [1, 2, 3, 4]),
            (ColorType::Rgb, &[1, 2, 3], [1, 2, 3, 255]),
            (ColorType::Grayscale, &[9], [9, 9, 9, 255]),
            (ColorType::GrayscaleAlpha, &[9, 4], [9, 9, 9, 4]),
        ] {
            let pixels = decode(&encoded(color, data)).expect("a PNG");
            assert_eq!((&pixels.rgba[..], pixels.width), (&expected[..], 1));
        }
        assert!(decode(b"GIF89a").is_err());
    }
}
