//! Outgoing requests: the guest sends, C++ answers.
//!
//! wasmtime-wasi-http awaits the answer in a task of the tokio runtime, so an answer crosses to
//! that thread and back; the bodies on both sides stay with the loop.

use crate::body::OutgoingBody;
use crate::call::Host;
use crate::feed::{Feed, FeedBody};
use crate::ffi::{Field, Pointer, Slice};
use crate::fields;
use http::HeaderName;
use http_body::Body;
use http_body_util::{BodyExt, Empty};
use std::ffi::{c_int, c_void};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;
use wasmtime_wasi_http::{
    DEFAULT_FORBIDDEN_HEADERS, Error, RequestOptions, WasiBody, WasiHttpHooks,
};

type Io = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Answer = Result<http::Response<WasiBody>, Error>;
type Abandon = extern "C" fn(*mut c_void);

/// Pieces of a body that a guest may write ahead of the reader, and the size of one.
const AHEAD: usize = 16;
const PIECE: usize = 64 << 10;

/// `bridge_outgoing`.
#[repr(C)]
pub struct Outgoing {
    method: Slice,
    scheme: Slice,
    authority: Slice,
    path: Slice,
    fields: *const Field,
    field_count: usize,
    body: *mut OutgoingBody,
    connect_timeout_ns: u64,
    first_byte_timeout_ns: u64,
    between_bytes_timeout_ns: u64,
}

/// What wasmtime-wasi-http asks of us.
pub struct Hooks {
    pub host: Host,
}

impl WasiHttpHooks for Hooks {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        _sent: Io,
    ) -> Box<dyn Future<Output = Result<(http::Response<WasiBody>, Io), Error>> + Send> {
        let exchange = Arc::<Exchange>::default();
        let answer = Awaited(exchange.clone());
        send(self.host, request, options.unwrap_or_default(), exchange);
        Box::new(async move {
            let response = answer.await?;
            Ok((response, Box::new(async { Ok(()) }) as Io))
        })
    }

    /// The same as by default, without an allocation per field.
    fn is_forbidden_header(&mut self, name: &HeaderName) -> bool {
        DEFAULT_FORBIDDEN_HEADERS.contains(name)
    }

    fn p2_outgoing_body_buffer_chunks(&mut self) -> usize {
        AHEAD
    }

    fn p2_outgoing_body_chunk_size(&mut self) -> usize {
        PIECE
    }
}

fn send(
    host: Host,
    request: http::Request<WasiBody>,
    options: RequestOptions,
    exchange: Arc<Exchange>,
) {
    let (parts, body) = request.into_parts();
    let fields = fields::list(&parts.headers);
    let body = if body.is_end_stream() {
        std::ptr::null_mut()
    } else {
        Box::into_raw(Box::new(OutgoingBody::new(body)))
    };
    let text = |text: Option<&str>| Slice::of(text.unwrap_or_default().as_bytes());
    let outgoing = Outgoing {
        method: Slice::of(parts.method.as_str().as_bytes()),
        scheme: text(parts.uri.scheme_str()),
        authority: text(parts.uri.authority().map(|authority| authority.as_str())),
        path: text(parts.uri.path_and_query().map(|path| path.as_str())),
        fields: fields.as_ptr(),
        field_count: fields.len(),
        body,
        connect_timeout_ns: nanoseconds(options.connect_timeout),
        first_byte_timeout_ns: nanoseconds(options.first_byte_timeout),
        between_bytes_timeout_ns: nanoseconds(options.between_bytes_timeout),
    };
    (host.table.send)(host.pointer.0, &outgoing, Arc::into_raw(exchange));
}

/// 0 stands for "none"; a timeout of nothing becomes the shortest there is.
fn nanoseconds(timeout: Option<Duration>) -> u64 {
    timeout.map_or(0, |timeout| u64::try_from(timeout.as_nanos()).unwrap_or(u64::MAX).max(1))
}

/// What the guest and C++ share of one outgoing request.
#[derive(Default)]
pub struct Exchange(Mutex<State>);

#[derive(Default)]
struct State {
    answered: bool,
    answer: Option<Answer>,
    waker: Option<Waker>,
    unwanted: bool,
    abandon: Option<(Abandon, Pointer)>,
}

impl Exchange {
    fn give(&self, answer: Answer) {
        let mut state = self.0.lock().unwrap();
        if state.answered {
            return;
        }
        state.answered = true;
        state.answer = Some(answer);
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The answer to come. Dropping it tells C++ that nobody waits any more.
struct Awaited(Arc<Exchange>);

impl Future for Awaited {
    type Output = Answer;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Answer> {
        let mut state = self.0.0.lock().unwrap();
        match state.answer.take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl Drop for Awaited {
    fn drop(&mut self) {
        let mut state = self.0.0.lock().unwrap();
        state.unwanted = !state.answered;
        if let (true, Some((abandoned, host))) = (state.unwanted, state.abandon.take()) {
            abandoned(host.0);
        }
    }
}

/// The error for a `bridge_fault`.
pub fn fault(code: c_int) -> Error {
    match code {
        1 => Error::HttpRequestDenied,
        2 => Error::ConnectionTimeout,
        3 => Error::HttpResponseTimeout,
        4 => Error::ConnectionReadTimeout,
        5 => Error::DnsError { rcode: None, info_code: None },
        6 => Error::ConnectionRefused,
        7 => Error::ConnectionTerminated,
        8 => Error::ConnectionLimitReached,
        9 => Error::HttpRequestBodySize(None),
        10 => Error::HttpProtocolError,
        11 => Error::HttpResponseIncomplete,
        12 => Error::DestinationIpProhibited,
        13 => Error::TlsCertificateError,
        14 => Error::TlsProtocolError,
        15 => Error::HttpRequestUriInvalid,
        _ => Error::InternalError(None),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_exchange_on_abandon(
    exchange: *const Exchange,
    abandoned: Abandon,
    host: *mut c_void,
) {
    let mut state = unsafe { &*exchange }.0.lock().unwrap();
    if state.unwanted {
        abandoned(host);
    } else {
        state.abandon = Some((abandoned, Pointer(host)));
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_exchange_respond(
    exchange: *const Exchange,
    status: u16,
    fields: *const Field,
    field_count: usize,
    body: *const Feed,
) {
    let exchange = unsafe { &*exchange };
    let body = if body.is_null() {
        Empty::new().map_err(|never| match never {}).boxed_unsync()
    } else {
        unsafe { FeedBody::of(body) }.boxed_unsync()
    };
    let fields = unsafe { fields::take(fields, field_count) };
    let (Ok(status), Ok(fields)) = (http::StatusCode::from_u16(status), fields) else {
        return exchange.give(Err(Error::HttpProtocolError));
    };
    let mut response = http::Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = fields;
    exchange.give(Ok(response));
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_exchange_fail(exchange: *const Exchange, code: c_int) {
    unsafe { &*exchange }.give(Err(fault(code)));
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_exchange_free(exchange: *const Exchange) {
    let exchange = unsafe { Arc::from_raw(exchange) };
    exchange.0.lock().unwrap().abandon = None;
    exchange.give(Err(fault(0)));
}
