//! A body that the guest writes and C++ pulls.

use crate::ffi::{Pointer, Slice, Step, VisitField};
use crate::fields;
use crate::waker::{WakeCallback, Wakers};
use bytes::Bytes;
use http::HeaderMap;
use http_body::Body;
use std::ffi::c_void;
use std::pin::Pin;
use std::task::{Context, Poll};
use wasmtime_wasi_http::{Error, WasiBody};

/// Small pieces that are ready together are given together, up to about this many bytes: guests
/// write 4 KiB at a time (`blocking-write-and-flush`), and each piece may cost C++ a system call.
const GATHER: usize = 64 << 10;

/// One piece on its way out: as the guest wrote it, or several of those gathered.
#[derive(Default)]
struct Chunk {
    first: Bytes,
    gathered: Vec<u8>,
}

impl Chunk {
    fn clear(&mut self) {
        self.first = Bytes::new();
        self.gathered.clear();
    }

    fn push(&mut self, bytes: Bytes) {
        if self.bytes().is_empty() {
            self.first = bytes;
            return;
        }
        if self.gathered.is_empty() {
            self.gathered.reserve(GATHER);
            self.gathered.extend_from_slice(&self.first);
        }
        self.gathered.extend_from_slice(&bytes);
    }

    fn bytes(&self) -> &[u8] {
        if self.gathered.is_empty() { &self.first } else { &self.gathered }
    }
}

pub struct Pulled {
    body: WasiBody,
    chunk: Chunk,
    trailers: HeaderMap,
    end: Option<Result<(), Error>>,
}

impl Pulled {
    pub fn new(body: WasiBody) -> Pulled {
        Pulled { body, chunk: Chunk::default(), trailers: HeaderMap::new(), end: None }
    }

    pub fn poll(&mut self, context: &mut Context<'_>) -> Step {
        self.clear();
        self.fill(context);
        self.step()
    }

    /// Lets go of what was given; then `fill`, once or more, then `step`.
    pub fn clear(&mut self) {
        self.chunk.clear();
    }

    /// Takes what is at hand. True: there was something, if only the end.
    pub fn fill(&mut self, context: &mut Context<'_>) -> bool {
        let before = self.chunk.bytes().len();
        while !self.is_full() {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Pending => break,
                Poll::Ready(None) => self.end = Some(Ok(())),
                Poll::Ready(Some(Err(error))) => self.end = Some(Err(error)),
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(bytes) => self.chunk.push(bytes),
                    Err(frame) => {
                        self.trailers = frame.into_trailers().unwrap_or_default();
                        self.end = Some(Ok(()));
                    }
                },
            }
        }
        self.end.is_some() || self.chunk.bytes().len() > before
    }

    /// Whether more would have to wait for the next piece, or there is no more.
    pub fn is_full(&self) -> bool {
        self.end.is_some() || self.chunk.bytes().len() >= GATHER
    }

    pub fn step(&self) -> Step {
        match &self.end {
            _ if !self.chunk.bytes().is_empty() => Step::Data,
            None => Step::Pending,
            Some(Err(_)) => Step::Failed,
            Some(Ok(())) => Step::End,
        }
    }

    /// Whether the last poll gave all that was left, and no trailers follow.
    pub fn is_complete(&self) -> bool {
        matches!(self.end, Some(Ok(()))) && self.trailers.is_empty()
    }

    /// What the last poll gave.
    pub fn bytes(&self) -> Slice {
        Slice::of(self.chunk.bytes())
    }

    pub fn trailers(&self) -> &HeaderMap {
        &self.trailers
    }

    /// Why the last poll failed.
    pub fn reason(&self) -> String {
        match &self.end {
            Some(Err(error)) => error.to_string(),
            _ => String::new(),
        }
    }
}

/// `bridge_body`: the body of an outgoing request, polled apart from the guest.
pub struct OutgoingBody {
    pulled: Pulled,
    wakers: Option<(Pointer, Wakers)>,
}

impl OutgoingBody {
    pub fn new(body: WasiBody) -> OutgoingBody {
        OutgoingBody { pulled: Pulled::new(body), wakers: None }
    }

    fn poll(&mut self, wake: WakeCallback, host: *mut c_void) -> Step {
        if self.wakers.as_ref().is_none_or(|(known, _)| known.0 != host) {
            self.wakers = Some((Pointer(host), Wakers::new(wake, host)));
        }
        let (_, wakers) = self.wakers.as_ref().unwrap();
        wakers.host.look();
        let step = self.pulled.poll(&mut Context::from_waker(&wakers.task));
        match step {
            Step::Pending if !wakers.host.arm() => Step::Again,
            _ => step,
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_body_poll(
    body: *mut OutgoingBody,
    wake: WakeCallback,
    host: *mut c_void,
    bytes: *mut Slice,
) -> Step {
    let body = unsafe { &mut *body };
    let step = body.poll(wake, host);
    unsafe { bytes.write(body.pulled.bytes()) };
    step
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_body_trailers(
    body: *const OutgoingBody,
    visitor: *mut c_void,
    visit: VisitField,
) {
    fields::give(unsafe { &*body }.pulled.trailers(), visitor, visit);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_body_free(body: *mut OutgoingBody) {
    drop(unsafe { Box::from_raw(body) });
}
