//! A call: one request, one new instance, one answer.
//!
//! The guest is a future that C++ polls on its loop. A guest that does not wait has answered when
//! the first poll returns. Its body is polled first and the guest whenever the body has nothing, so
//! that the two drive each other without a wake in between.

use crate::body::Pulled;
use crate::code::Code;
use crate::error::{Error, Failure, Kind, give};
use crate::exchange::{Exchange, Hooks, Outgoing};
use crate::ffi::{CallStep, Pointer, Slice, Step, VisitField};
use crate::fields;
use crate::handler::{Handler, wagi};
use crate::limits::Limits;
use crate::request::{self, Request};
use crate::state::State;
use crate::waker::{WakeCallback, Wakers};
use crate::wasi::{self, Grants, Wasi};
use http::HeaderMap;
use std::ffi::c_void;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use wasmtime_wasi_http::WasiBody;
use wasmtime_wasi_http::p2::bindings::http::types::{ErrorCode, Scheme};

/// `bridge_host_table`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct HostTable {
    pub wake: WakeCallback,
    pub output: extern "C" fn(*mut c_void, i32, Slice),
    pub send: extern "C" fn(*mut c_void, *const Outgoing, *const Exchange),
}

/// The C++ side of a call; it outlives the store.
#[derive(Clone, Copy)]
pub struct Host {
    pub table: HostTable,
    pub pointer: Pointer,
}

type Guest = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;
/// What a poll came to: nothing yet, something, or why there is nothing to come.
type Polled<T> = Result<Option<T>, Failure>;
type Head = Result<http::Response<WasiBody>, ErrorCode>;
/// The request that a guest answers.
pub type Incoming = (Scheme, http::Request<WasiBody>);
/// Where its answer goes: none yet, or not any more.
pub type Answer = Arc<Mutex<Option<Head>>>;

pub struct Call {
    guest: Option<Guest>, // none when it has ended
    outcome: Result<(), Option<Failure>>,
    set: Answer, // by the guest
    fields: HeaderMap,
    body: Option<Pulled>,
    wakers: Wakers,
    code: Arc<Code>,
}

async fn serve(
    code: Arc<Code>,
    state: State,
    request: Incoming,
    set: Answer,
) -> Result<(), Failure> {
    let mut store = state.into_store(code.handler.engine());
    let outcome = code.handler.answer(&mut store, request, set).await;
    outcome.map_err(|error| Failure::of_guest(&error, store.data().limits.refused))
}

impl Call {
    unsafe fn new(
        code: Arc<Code>,
        grants: &Grants,
        request: &Request,
        host: Host,
    ) -> Result<Call, Failure> {
        let taken = unsafe { request::take(request) };
        let set = Answer::default();
        let (wasi, request) = match code.handler {
            Handler::Wagi(_) | Handler::WagiModule(_) => {
                let mut granted = unsafe { wasi::granted(grants, host)? };
                let request = wagi::connect(&mut granted.builder, taken?, &set);
                let module = matches!(code.handler, Handler::WagiModule(_));
                let of = if module { Wasi::of_preview1 } else { Wasi::of };
                (of(host, granted), request)
            }
            _ => (unsafe { Wasi::new(grants, host)? }, taken?),
        };
        let state = State::new(wasi, Hooks { host }, grants.stores, Limits::new(grants.memory));
        let guest = serve(code.clone(), state, request, Arc::clone(&set));
        Ok(Call {
            guest: Some(Box::pin(guest)),
            outcome: Ok(()),
            set,
            fields: HeaderMap::new(),
            body: None,
            wakers: Wakers::new(host.table.wake, host.pointer.0),
            code,
        })
    }

    /// Lets the guest go on for a while.
    fn run(&mut self) {
        let Some(guest) = &mut self.guest else { return };
        let _entered = self.code.engine.runtime().enter();
        let _running = self.code.engine.ticker.running();
        let polled = guest.as_mut().poll(&mut Context::from_waker(&self.wakers.task));
        if let Poll::Ready(outcome) = polled {
            self.guest = None;
            self.outcome = outcome.map_err(Some);
        }
    }

    fn poll_head(&mut self) -> Polled<u16> {
        self.wakers.host.look();
        self.run();
        let head = self.set.lock().unwrap().take();
        match head {
            Some(Ok(response)) => Ok(Some(self.take_head(response))),
            Some(Err(code)) => {
                let message = format!("guest answered with the error {code:?}");
                Err(Failure::new(Kind::Guest, message))
            }
            None if self.guest.is_none() => Err(self.silent()),
            None => Ok(None),
        }
    }

    fn take_head(&mut self, response: http::Response<WasiBody>) -> u16 {
        let (parts, body) = response.into_parts();
        self.fields = parts.headers;
        self.body = Some(Pulled::new(body));
        parts.status.as_u16()
    }

    /// Why a guest that ended has no response.
    fn silent(&mut self) -> Failure {
        self.failure()
            .unwrap_or_else(|| Failure::new(Kind::Guest, "guest ended without setting a response"))
    }

    /// Why the guest ended, the first time it is asked.
    fn failure(&mut self) -> Option<Failure> {
        self.outcome.as_mut().err().and_then(Option::take)
    }

    fn poll_body(&mut self) -> (Step, Option<Failure>) {
        self.wakers.host.look();
        let mut step = self.pull();
        if step == Step::Pending {
            self.run();
            step = self.pull();
        }
        match step {
            Step::Pending if !self.wakers.host.arm() => (Step::Again, None),
            // The body of a guest that trapped looks as if it had ended.
            Step::End if self.outcome.is_err() => (Step::Failed, Some(self.broken())),
            Step::Failed => (Step::Failed, Some(self.broken())),
            _ => (step, None),
        }
    }

    fn pull(&mut self) -> Step {
        let Some(body) = &mut self.body else { return Step::End };
        body.poll(&mut Context::from_waker(&self.wakers.task))
    }

    fn broken(&mut self) -> Failure {
        self.failure().unwrap_or_else(|| {
            let reason = self.body.as_ref().map_or(String::new(), Pulled::reason);
            Failure::new(Kind::Guest, format!("guest broke off its body: {reason}"))
        })
    }

    fn poll_rest(&mut self) -> Polled<()> {
        self.wakers.host.look();
        self.run();
        match self.failure() {
            Some(failure) => Err(failure),
            None => Ok(self.guest.is_none().then_some(())),
        }
    }

    /// After a poll that came to nothing.
    fn wait(&self) -> CallStep {
        if self.wakers.host.arm() { CallStep::Pending } else { CallStep::Again }
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        // What is dropped with the store may look for the reactor.
        let code = self.code.clone();
        let _entered = code.engine.runtime().enter();
        self.guest = None;
        self.body = None;
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_call_new(
    code: *const Code,
    grants: *const Grants,
    request: *const Request,
    table: *const HostTable,
    host: *mut c_void,
    error: *mut Error,
) -> *mut Call {
    let code = unsafe {
        Arc::increment_strong_count(code);
        Arc::from_raw(code)
    };
    let host = Host { table: unsafe { *table }, pointer: Pointer(host) };
    match unsafe { Call::new(code, &*grants, &*request, host) } {
        Ok(call) => Box::into_raw(Box::new(call)),
        Err(failure) => unsafe { give(error, failure, std::ptr::null_mut()) },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_call_free(call: *mut Call) {
    drop(unsafe { Box::from_raw(call) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_call_poll_head(
    call: *mut Call,
    status: *mut u16,
    error: *mut Error,
) -> CallStep {
    let call = unsafe { &mut *call };
    match call.poll_head() {
        Ok(None) => call.wait(),
        Ok(Some(number)) => {
            unsafe { status.write(number) };
            CallStep::Ready
        }
        Err(failure) => unsafe { give(error, failure, CallStep::Failed) },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_call_head_fields(
    call: *const Call,
    visitor: *mut c_void,
    visit: VisitField,
) {
    fields::give(&unsafe { &*call }.fields, visitor, visit);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_call_poll_body(
    call: *mut Call,
    bytes: *mut Slice,
    error: *mut Error,
) -> Step {
    let call = unsafe { &mut *call };
    let (step, failure) = call.poll_body();
    if let Some(body) = &call.body {
        unsafe { bytes.write(body.bytes()) };
    }
    match failure {
        Some(failure) => unsafe { give(error, failure, step) },
        None => step,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_call_body_complete(call: *const Call) -> bool {
    let call = unsafe { &*call };
    call.guest.is_none()
        && call.outcome.is_ok()
        && call.body.as_ref().is_none_or(Pulled::is_complete)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_call_trailers(
    call: *const Call,
    visitor: *mut c_void,
    visit: VisitField,
) {
    if let Some(body) = &unsafe { &*call }.body {
        fields::give(body.trailers(), visitor, visit);
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_call_poll_rest(call: *mut Call, error: *mut Error) -> CallStep {
    let call = unsafe { &mut *call };
    match call.poll_rest() {
        Ok(None) => call.wait(),
        Ok(Some(())) => CallStep::Ready,
        Err(failure) => unsafe { give(error, failure, CallStep::Failed) },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_call_ended(call: *const Call) -> bool {
    unsafe { &*call }.guest.is_none()
}
