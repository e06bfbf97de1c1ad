//! A waker that calls C++ only when somebody waits for it.
//!
//! While a guest is polled, and after a poll that gave something, a wake is only remembered. It
//! crosses over when the last poll ended with "pending", once; so a guest that never waits costs no
//! callback.

use crate::ffi::Pointer;
use std::ffi::c_void;
use std::sync::atomic::{AtomicU8, Ordering::AcqRel, Ordering::Acquire};
use std::sync::{Arc, Mutex};
use std::task::{Wake, Waker};

pub type WakeCallback = extern "C" fn(*mut c_void);

const QUIET: u8 = 0; // nobody waits
const ARMED: u8 = 1; // C++ waits to be called
const WOKEN: u8 = 2; // a wake came

pub struct HostWaker {
    state: AtomicU8,
    host: Mutex<Option<(WakeCallback, Pointer)>>,
}

impl HostWaker {
    pub fn new(wake: WakeCallback, host: *mut c_void) -> Arc<HostWaker> {
        Arc::new(HostWaker {
            state: AtomicU8::new(QUIET),
            host: Mutex::new(Some((wake, Pointer(host)))),
        })
    }

    /// Before a poll: what woke us is being looked at.
    pub fn look(&self) {
        self.state.swap(QUIET, AcqRel);
    }

    /// After a poll that gave nothing. True: C++ will be called. False: a wake came during the
    /// poll, and C++ polls again when others had their turn.
    pub fn arm(&self) -> bool {
        self.state.compare_exchange(QUIET, ARMED, AcqRel, Acquire).is_ok()
    }

    /// From now on wakes are remembered, until `arm`. Those that came before stay.
    pub fn hold(&self) {
        let _ = self.state.compare_exchange(ARMED, QUIET, AcqRel, Acquire);
    }

    /// Whether a wake is remembered; forgets it.
    pub fn take(&self) -> bool {
        self.state.compare_exchange(WOKEN, QUIET, AcqRel, Acquire).is_ok()
    }

    /// Whether a wake is remembered.
    pub fn is_woken(&self) -> bool {
        self.state.load(Acquire) == WOKEN
    }

    /// No call comes after this returns.
    pub fn sever(&self) {
        *self.host.lock().unwrap() = None;
    }

    fn call(&self) {
        if let Some((wake, host)) = &*self.host.lock().unwrap() {
            wake(host.0);
        }
    }
}

impl Wake for HostWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.state.swap(WOKEN, AcqRel) == ARMED {
            self.call();
        }
    }
}

/// A host waker and the task waker that stands for it.
pub struct Wakers {
    pub host: Arc<HostWaker>,
    pub task: Waker,
}

impl Wakers {
    pub fn new(wake: WakeCallback, host: *mut c_void) -> Wakers {
        let host = HostWaker::new(wake, host);
        Wakers { task: Waker::from(host.clone()), host }
    }
}

impl Drop for Wakers {
    fn drop(&mut self) {
        self.host.sever();
    }
}
