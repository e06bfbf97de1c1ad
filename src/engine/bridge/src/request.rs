//! The request that a call answers, as wasmtime-wasi-http takes it.

use crate::error::{Failure, Kind};
use crate::feed::{Feed, FeedBody};
use crate::ffi::{Field, Slice};
use crate::fields;
use http::Uri;
use http_body_util::{BodyExt, Empty};
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;

/// `bridge_request`.
#[repr(C)]
pub struct Request {
    method: Slice,
    scheme: Slice,
    authority: Slice,
    path: Slice,
    fields: *const Field,
    field_count: usize,
    body: *const Feed,
}

/// # Safety
/// `request` must hold what its type says.
pub unsafe fn take(request: &Request) -> Result<(Scheme, http::Request<WasiBody>), Failure> {
    let scheme = unsafe { request.scheme.bytes() };
    let method = http::Method::from_bytes(unsafe { request.method.bytes() })
        .map_err(|_| invalid("method", request.method))?;
    let uri = Uri::builder()
        .scheme(scheme)
        .authority(unsafe { request.authority.bytes() })
        .path_and_query(unsafe { request.path.bytes() })
        .build()
        .map_err(|_| invalid("target or host", request.path))?;
    let body = if request.body.is_null() {
        Empty::new().map_err(|never| match never {}).boxed_unsync()
    } else {
        unsafe { FeedBody::of(request.body) }.boxed_unsync()
    };
    let mut taken = http::Request::new(body);
    *taken.method_mut() = method;
    *taken.uri_mut() = uri;
    *taken.headers_mut() = unsafe { fields::take(request.fields, request.field_count)? };
    let scheme = if scheme == b"https" { Scheme::Https } else { Scheme::Http };
    Ok((scheme, taken))
}

fn invalid(what: &str, text: Slice) -> Failure {
    let text = unsafe { text.text() };
    Failure::new(Kind::Invalid, format!("{what} `{}` is not allowed", text.escape_debug()))
}
