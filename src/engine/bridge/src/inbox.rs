//! Requests on their way into a shared instance, and what it says of itself.

use futures::channel::oneshot;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::task::{Context, Waker};
use wasmtime_wasi_http::WasiBody;

/// A response, or the words for what the guest answered in its place.
pub type Head = Result<http::Response<WasiBody>, String>;

pub struct Job {
    pub request: http::Request<WasiBody>,
    pub head: oneshot::Sender<Head>,
}

#[derive(Default)]
pub struct Inbox {
    state: Mutex<State>,
    idle: AtomicBool,
    ready: AtomicBool,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    waker: Option<Waker>,
}

impl Inbox {
    pub fn put(&self, job: Job) {
        let mut state = self.state.lock().unwrap();
        state.jobs.push_back(job);
        self.idle.store(false, Relaxed);
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// The next one; none: the task is woken when there is one.
    pub fn take(&self, context: &mut Context<'_>) -> Option<Job> {
        let mut state = self.state.lock().unwrap();
        let job = state.jobs.pop_front();
        if job.is_none() {
            state.waker = Some(context.waker().clone());
        }
        job
    }

    /// By the instance, when it waits.
    pub fn tell(&self, idle: bool, ready: bool) {
        self.idle.store(idle, Relaxed);
        self.ready.store(ready, Relaxed);
    }

    /// Whether the guest has nothing to do.
    pub fn is_idle(&self) -> bool {
        self.idle.load(Relaxed)
    }

    /// Whether the guest would begin a request at once.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Relaxed)
    }
}
