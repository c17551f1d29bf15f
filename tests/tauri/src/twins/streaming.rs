//! A scheme that answers requests for ranges.

use tauri::http::{Request, Response, StatusCode, header::*};

fn numbers() -> Vec<u8> {
    (0..=255).collect()
}

/// The range in a header such as `bytes=10-19`.
fn range(request: &Request<Vec<u8>>) -> Option<(usize, usize)> {
    let text = request.headers().get(RANGE)?.to_str().ok()?;
    let (start, end) = text.strip_prefix("bytes=")?.split_once('-')?;
    Some((start.parse().ok()?, end.parse().ok()?))
}

fn answer(request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, Box<dyn std::error::Error>> {
    let bytes = numbers();
    let builder = Response::builder()
        .header(CONTENT_TYPE, "application/octet-stream")
        .header(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
        .header(ACCESS_CONTROL_EXPOSE_HEADERS, "content-range");
    let Some((start, end)) = range(&request) else {
        return Ok(builder.header(CONTENT_LENGTH, bytes.len()).body(bytes)?);
    };
    let part = bytes.get(start..=end).ok_or("no such range")?.to_vec();
    Ok(builder
        .status(StatusCode::PARTIAL_CONTENT)
        .header(CONTENT_LENGTH, part.len())
        .header(
            CONTENT_RANGE,
            format!("bytes {start}-{end}/{}", bytes.len()),
        )
        .body(part)?)
}

#[tauri::command]
fn scheme() -> &'static str {
    "stream"
}

pub fn builder() -> tauri::Builder<tauri::Wry> {
    tauri::Builder::default()
        .register_asynchronous_uri_scheme_protocol(
            "stream",
            |_ctx, request, responder| match answer(request) {
                Ok(response) => responder.respond(response),
                Err(error) => responder.respond(
                    Response::builder()
                        .status(StatusCode::INTERNAL_SERVER_ERROR)
                        .header(CONTENT_TYPE, "text/plain")
                        .body(error.to_string().into_bytes())
                        .unwrap(),
                ),
            },
        )
        .invoke_handler(tauri::generate_handler![scheme])
}
