//! HTTP as WASI has it: a request's parts, a reply that is sent, another server that is asked.

use std::io::{Read, Write};

use wasip2::http::outgoing_handler;
use wasip2::http::types::{
    Fields, IncomingBody, IncomingRequest, IncomingResponse, Method, OutgoingBody, OutgoingRequest,
    OutgoingResponse, RequestOptions, ResponseOutparam, Scheme,
};

use crate::address::Address;
use crate::reply::{Refusal, Reply, Result};

/// The longest image file.
const LONGEST_BODY: u64 = 32 << 20;
/// The longest answer of another server.
const LONGEST_ANSWER: u64 = 1 << 20;
/// How long another server may take to be reached, and to answer: nanoseconds.
const PATIENCE: u64 = 10_000_000_000;

/// The values of all headers of a name.
pub fn headers(request: &IncomingRequest, name: &str) -> Vec<Vec<u8>> {
    request.headers().get(name)
}

/// The whole body.
pub fn read_body(request: &IncomingRequest) -> Result<Vec<u8>> {
    let body = request.consume().expect("the body is taken once");
    let content = read(body, LONGEST_BODY)
        .ok_or_else(|| Refusal::new(400, "The request ended before its body was whole."))?;
    if content.len() as u64 > LONGEST_BODY {
        let most = LONGEST_BODY >> 20;
        return Err(Refusal::new(413, format!("The image is longer than {most} MiB.")));
    }
    Ok(content)
}

/// At most one byte more than `longest`; none when the other side breaks off.
fn read(body: IncomingBody, longest: u64) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let stream = body.stream().expect("the stream is taken once");
    stream.take(longest + 1).read_to_end(&mut content).ok()?;
    Some(content)
}

/// Sends a reply. A client that has gone needs none, so failures are nobody's.
pub fn send(out: ResponseOutparam, reply: Reply) {
    let fields = Fields::new();
    let length = ("content-length", reply.body.len().to_string());
    for (name, value) in reply.headers.iter().chain([&length]) {
        fields.append(name, value.as_bytes()).expect("a valid header");
    }
    let response = OutgoingResponse::new(fields);
    response.set_status_code(reply.status).expect("a valid status");
    let body = response.body().expect("the body is taken once");
    ResponseOutparam::set(out, Ok(response));
    let _ = write(body, &reply.body);
}

fn write(body: OutgoingBody, content: &[u8]) -> Option<()> {
    let mut stream = body.write().expect("the stream is taken once");
    stream.write_all(content).ok()?;
    drop(stream);
    OutgoingBody::finish(body, None).ok()
}

/// Posts JSON to another server. The body of its answer, whatever the status says: JSON-RPC tells
/// errors in the body. None when there is no whole answer.
pub fn post_json(address: &Address, json: &[u8]) -> Option<Vec<u8>> {
    let request = make_post(address, json.len())?;
    let body = request.body().expect("the body is taken once");
    let options = RequestOptions::new();
    options.set_connect_timeout(Some(PATIENCE)).ok()?;
    options.set_first_byte_timeout(Some(PATIENCE)).ok()?;
    options.set_between_bytes_timeout(Some(PATIENCE)).ok()?;
    let future = outgoing_handler::handle(request, Some(options)).ok()?;
    write(body, json)?;
    future.subscribe().block();
    let response: IncomingResponse = future.get()?.ok()?.ok()?;
    read(response.consume().ok()?, LONGEST_ANSWER)
}

fn make_post(address: &Address, length: usize) -> Option<OutgoingRequest> {
    let fields = Fields::new();
    fields.append("content-type", b"application/json").ok()?;
    fields.append("content-length", length.to_string().as_bytes()).ok()?;
    let request = OutgoingRequest::new(fields);
    let scheme = if address.is_secure { Scheme::Https } else { Scheme::Http };
    request.set_method(&Method::Post).ok()?;
    request.set_scheme(Some(&scheme)).ok()?;
    request.set_authority(Some(&address.authority)).ok()?;
    request.set_path_with_query(Some(&address.path)).ok()?;
    Some(request)
}
