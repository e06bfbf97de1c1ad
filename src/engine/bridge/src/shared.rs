//! A shared instance: one of WASI 0.3, which answers several requests, some of them at once.
//!
//! All tasks of its guest are one future. Whoever polls one of its requests runs it; between such
//! polls C++ runs it when it was woken. It stays on one loop.

use crate::call::{Host, HostTable};
use crate::code::Code;
use crate::error::{Error, Failure, Kind, give};
use crate::exchange::Hooks;
use crate::ffi::Pointer;
use crate::handler::{Handler, p3};
use crate::inbox::Inbox;
use crate::limits::Limits;
use crate::state::State;
use crate::waker::Wakers;
use crate::wasi::{Grants, Wasi};
use std::cell::RefCell;
use std::ffi::c_void;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use wasmtime::Store;

/// A guest that runs for longer computes; it yields after some ticks and is not idle soon.
const PATIENCE: Duration = Duration::from_millis(1);

type Guest = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send>>;

pub struct Shared {
    guest: RefCell<Option<Guest>>, // none when it has ended
    failure: RefCell<Option<Failure>>,
    pub inbox: Arc<Inbox>,
    wakers: Wakers,
    host: Host,
    code: Arc<Code>,
}

/// `bridge_shared_state`.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    Idle,
    Ready,
    Busy,
    Ended,
}

async fn serve(code: Arc<Code>, store: Store<State>, inbox: Arc<Inbox>) -> Result<(), Failure> {
    match &code.handler {
        Handler::P3(pre) => p3::serve(pre, store, inbox).await,
        _ => Err(Failure::new(Kind::Internal, "only instances of 0.3 are shared")),
    }
}

impl Shared {
    unsafe fn new(code: Arc<Code>, grants: &Grants, host: Host) -> Result<Shared, Failure> {
        let wasi = unsafe { Wasi::new(grants, host)? };
        let state = State::new(wasi, Hooks { host }, grants.stores, Limits::new(grants.memory));
        let inbox = Arc::<Inbox>::default();
        let guest = serve(code.clone(), state.into_store(code.handler.engine()), inbox.clone());
        let wakers = Wakers::new(host.table.wake, host.pointer.0);
        wakers.task.wake_by_ref(); // the first run begins it
        Ok(Shared {
            guest: RefCell::new(Some(Box::pin(guest))),
            failure: RefCell::default(),
            inbox,
            wakers,
            host,
            code,
        })
    }

    /// Until `release`, wakes are remembered and not told.
    pub fn hold(&self) {
        self.wakers.host.hold();
    }

    /// Lets the guest go on for as long as it wakes itself, but not for a while. False: it had
    /// nothing to do.
    pub fn run(&self) -> bool {
        if !self.wakers.host.take() {
            return false;
        }
        let _entered = self.code.engine.runtime().enter();
        let _ticking = self.code.engine.ticker.running();
        let begin = Instant::now();
        while self.poll() && begin.elapsed() < PATIENCE && self.wakers.host.take() {}
        true
    }

    /// Whether the guest is still there.
    fn poll(&self) -> bool {
        let mut guest = self.guest.borrow_mut();
        let Some(running) = guest.as_mut() else { return false };
        let context = &mut Context::from_waker(&self.wakers.task);
        if let Poll::Ready(outcome) = running.as_mut().poll(context) {
            *self.failure.borrow_mut() = outcome.err();
            *guest = None; // and with it the answers that were awaited
        }
        guest.is_some()
    }

    /// What woke the guest in the meantime is told now.
    pub fn release(&self) {
        if !self.wakers.host.arm() && self.guest.borrow().is_some() {
            (self.host.table.wake)(self.host.pointer.0);
        }
    }

    /// Why it has ended. None: it has not.
    pub fn failure(&self) -> Option<Failure> {
        self.failure.borrow().clone()
    }

    fn condition(&self) -> Condition {
        if self.guest.borrow().is_none() {
            Condition::Ended
        } else if self.wakers.host.is_woken() {
            Condition::Busy // it computes, or is about to
        } else if self.inbox.is_idle() {
            Condition::Idle
        } else if self.inbox.is_ready() {
            Condition::Ready
        } else {
            Condition::Busy
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // What is dropped with the store may look for the reactor.
        let code = self.code.clone();
        let _entered = code.engine.runtime().enter();
        *self.guest.borrow_mut() = None;
    }
}

/// # Safety
/// `shared` must come from `bridge_shared_new`.
pub unsafe fn share(shared: *const Shared) -> Rc<Shared> {
    unsafe {
        Rc::increment_strong_count(shared);
        Rc::from_raw(shared)
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_shared_new(
    code: *const Code,
    grants: *const Grants,
    table: *const HostTable,
    host: *mut c_void,
    error: *mut Error,
) -> *const Shared {
    let code = unsafe {
        Arc::increment_strong_count(code);
        Arc::from_raw(code)
    };
    let host = Host { table: unsafe { *table }, pointer: Pointer(host) };
    match unsafe { Shared::new(code, &*grants, host) } {
        Ok(shared) => Rc::into_raw(Rc::new(shared)),
        Err(failure) => unsafe { give(error, failure, std::ptr::null()) },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_shared_free(shared: *const Shared) {
    drop(unsafe { Rc::from_raw(shared) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_shared_run(shared: *const Shared) {
    let shared = unsafe { &*shared };
    shared.hold();
    shared.run();
    shared.release();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_shared_condition(shared: *const Shared) -> Condition {
    unsafe { &*shared }.condition()
}
