//! Bodies of either direction.

use std::io::{Read, Write};

use wasip2::http::types::{Fields, IncomingBody};
use wasip2::io::streams::StreamError;

use crate::call::Call;
use crate::world::pause;

const PIECE: usize = 64 * 1024;

/// The request's body, piece by piece as it comes. A request that breaks off leaves the response
/// unfinished.
pub fn echo(call: Call) {
    let (_body, input) = call.request_body();
    let mut output = call.start(200, &[]);
    loop {
        match input.blocking_read(PIECE as u64) {
            Ok(piece) if output.write_all(&piece).is_ok() => {}
            Err(StreamError::Closed) => return output.finish(None),
            _ => return,
        }
    }
}

/// ?bytes=N of body; &length=N for a content-length, true or not.
pub fn big(call: Call) {
    let mut left = call.number("bytes", 1 << 20) as usize;
    let length = call.text("length");
    let declared = [("content-length", length.as_str())];
    let mut output = call.start(200, if length.is_empty() { &[] } else { &declared });
    let piece = [b'x'; PIECE];
    while left > 0 {
        let size = left.min(PIECE);
        if output.write_all(&piece[..size]).is_err() {
            return;
        }
        left -= size;
    }
    output.finish(None);
}

/// ?count=N lines, each flushed, with ?ms=N between two.
pub fn drip(call: Call) {
    let (count, ms) = (call.number("count", 5), call.number("ms", 100));
    let mut output = call.start(200, &[]);
    for i in 0..count {
        if i > 0 {
            pause(ms);
        }
        if writeln!(output, "{i}")
            .and_then(|()| output.flush())
            .is_err()
        {
            return;
        }
    }
    output.finish(None);
}

/// A body and then the trailer x-probe-trailer.
pub fn trailers(call: Call) {
    let mut output = call.start(200, &[("trailer", "x-probe-trailer")]);
    let _ = output.write_all(b"a body with a trailer\n");
    let fields = Fields::new();
    fields
        .append("x-probe-trailer", b"after the body")
        .expect("a valid header");
    output.finish(Some(fields));
}

/// The request's trailers, a line for each.
pub fn request_trailers(call: Call) {
    let (body, mut input) = call.request_body();
    let _ = input.read_to_end(&mut Vec::new());
    drop(input);
    let future = IncomingBody::finish(body);
    future.subscribe().block();
    let text = match future.get() {
        Some(Ok(Ok(Some(fields)))) => lines(&fields),
        Some(Ok(Ok(None))) => "none\n".to_string(),
        other => format!("{other:?}\n"),
    };
    call.reply(200, &text);
}

fn lines(fields: &Fields) -> String {
    let entries = fields.entries().into_iter();
    entries
        .map(|(name, value)| format!("{name}: {}\n", String::from_utf8_lossy(&value)))
        .collect()
}

/// An answer that does not look at the request's body.
pub fn body_ignored(call: Call) {
    call.reply(200, "not read\n");
}

/// Reads ?piece=BYTES every ?ms=N and answers with the count.
pub fn read_slow(call: Call) {
    let (_body, input) = call.request_body();
    let mut total = 0;
    while let Ok(piece) = input.blocking_read(call.number("piece", 1024)) {
        total += piece.len();
        pause(call.number("ms", 10));
    }
    call.reply(200, &format!("{total}\n"));
}

/// A whole response, after which the guest goes on for ?ms=N and prints "lingered".
pub fn linger(call: Call) {
    let ms = call.number("ms", 100);
    call.reply(200, "whole\n");
    pause(ms);
    println!("lingered");
}
