//! One request and the means to answer it.

use std::io::{self, Write};

use wasip2::http::types::{
    Fields, IncomingBody, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam,
};
use wasip2::io::streams::{InputStream, OutputStream};

pub struct Call {
    pub request: IncomingRequest,
    out: ResponseOutparam,
    path: String,
    query: String,
}

impl Call {
    pub fn new(request: IncomingRequest, out: ResponseOutparam) -> Call {
        let target = request.path_with_query().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let (path, query) = (path.to_string(), query.to_string());
        Call {
            request,
            out,
            path,
            query,
        }
    }

    /// The path's last segment.
    pub fn behaviour(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    /// A parameter of the query, its percent-encoding undone; "" when it is absent.
    pub fn text(&self, name: &str) -> String {
        let pairs = self
            .query
            .split('&')
            .filter_map(|pair| pair.split_once('='));
        let found = pairs.into_iter().find(|(key, _)| *key == name);
        found
            .map(|(_, value)| percent_decoded(value))
            .unwrap_or_default()
    }

    pub fn number(&self, name: &str, fallback: u64) -> u64 {
        self.text(name).parse().unwrap_or(fallback)
    }

    /// The request's body; its stream must be dropped before the body is finished.
    pub fn request_body(&self) -> (IncomingBody, InputStream) {
        let body = self.request.consume().expect("the body is taken once");
        let stream = body.stream().expect("the stream is taken once");
        (body, stream)
    }

    /// Answers with a whole text.
    pub fn reply(self, status: u16, text: &str) {
        let mut body = self.start(status, &[("content-length", &text.len().to_string())]);
        let _ = body.write_all(text.as_bytes());
        body.finish(None);
    }

    /// Sets the head of the response and opens its body.
    pub fn start(self, status: u16, headers: &[(&str, &str)]) -> Body {
        let fields = Fields::new();
        for (name, value) in headers {
            fields
                .append(name, value.as_bytes())
                .expect("a valid header");
        }
        self.start_with(status, fields)
    }

    pub fn start_with(self, status: u16, headers: Fields) -> Body {
        let response = OutgoingResponse::new(headers);
        response.set_status_code(status).expect("a valid status");
        let body = response.body().expect("the body is taken once");
        let stream = body.write().expect("the stream is taken once");
        self.set(Ok(response));
        Body { body, stream }
    }

    pub fn set(self, answer: Result<OutgoingResponse, wasip2::http::types::ErrorCode>) {
        ResponseOutparam::set(self.out, answer);
    }
}

/// The response's body. A write that fails means that the client has gone.
pub struct Body {
    body: OutgoingBody,
    stream: OutputStream,
}

impl Body {
    pub fn finish(self, trailers: Option<Fields>) {
        drop(self.stream);
        let _ = OutgoingBody::finish(self.body, trailers);
    }
}

impl Write for Body {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Write::write(&mut self.stream, bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(&mut self.stream)
    }
}

fn percent_decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let code = part
            .get(..2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(byte) => {
                bytes.push(byte);
                bytes.extend_from_slice(&part.as_bytes()[2..]);
            }
            None => {
                bytes.push(b'%');
                bytes.extend_from_slice(part.as_bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
