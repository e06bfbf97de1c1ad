//! Responses: whole ones, and the start of one that streams.

use std::io::Write;

use wasip2::http::types::{Fields, OutgoingBody, OutgoingResponse, ResponseOutparam};

const PAGE: &str = include_str!("page.html");

pub fn text(out: ResponseOutparam, status: u16, text: &str) {
    whole(out, status, "text/plain; charset=utf-8", text);
}

pub fn page(out: ResponseOutparam, status: u16) {
    whole(out, status, "text/html; charset=utf-8", PAGE);
}

fn whole(out: ResponseOutparam, status: u16, content_type: &str, content: &str) {
    let body = start(out, status, content_type, content.len());
    let mut stream = body.write().expect("the stream is taken once");
    // A client that has gone needs no answer.
    if stream.write_all(content.as_bytes()).is_ok() {
        drop(stream);
        let _ = OutgoingBody::finish(body, None);
    }
}

/// Sends the head of a response; the body of `length` bytes is the caller's to write.
pub fn start(
    out: ResponseOutparam,
    status: u16,
    content_type: &str,
    length: usize,
) -> OutgoingBody {
    let headers = Fields::new();
    for (name, value) in [
        ("content-type", content_type),
        ("content-length", &length.to_string()),
    ] {
        headers
            .append(name, value.as_bytes())
            .expect("a valid header");
    }
    let response = OutgoingResponse::new(headers);
    response.set_status_code(status).expect("a valid status");
    let body = response.body().expect("the body is taken once");
    ResponseOutparam::set(out, Ok(response));
    body
}
