//! A task: one request to a shared instance, and its answer.

use crate::body::Pulled;
use crate::error::{Error, Failure, Kind, give};
use crate::ffi::{CallStep, Slice, Step, VisitField};
use crate::fields;
use crate::inbox::{Head, Job};
use crate::request::{self, Request};
use crate::shared::{self, Shared};
use crate::waker::{WakeCallback, Wakers};
use futures::channel::oneshot;
use http::HeaderMap;
use std::ffi::c_void;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use wasmtime_wasi_http::WasiBody;

pub struct Task {
    head: oneshot::Receiver<Head>,
    fields: HeaderMap,
    body: Option<Pulled>,
    first: Step, // what came with the head; pending: nothing
    wakers: Wakers,
    shared: Rc<Shared>,
}

impl Task {
    unsafe fn new(shared: Rc<Shared>, request: &Request, wakers: Wakers) -> Result<Task, Failure> {
        let (_, request) = unsafe { request::take(request)? };
        let (sender, head) = oneshot::channel();
        shared.hold();
        shared.inbox.put(Job { request, head: sender });
        let (fields, first) = (HeaderMap::new(), Step::Pending);
        Ok(Task { head, fields, body: None, first, wakers, shared })
    }

    fn poll_head(&mut self) -> Result<Option<u16>, Failure> {
        self.wakers.host.look();
        self.shared.hold();
        self.shared.run();
        let polled = Pin::new(&mut self.head).poll(&mut Context::from_waker(&self.wakers.task));
        let head = match polled {
            Poll::Pending => Ok(None),
            Poll::Ready(Ok(Ok(response))) => Ok(Some(self.take_head(response))),
            Poll::Ready(Ok(Err(words))) => {
                Err(Failure::new(Kind::Guest, format!("guest answered with the error {words}")))
            }
            Poll::Ready(Err(oneshot::Canceled)) => Err(self.broken()),
        };
        self.shared.release();
        head
    }

    /// The body's beginning, mostly at hand by now, is taken with the head.
    fn take_head(&mut self, response: http::Response<WasiBody>) -> u16 {
        let (parts, body) = response.into_parts();
        self.fields = parts.headers;
        self.body = Some(Pulled::new(body));
        self.first = self.pull();
        parts.status.as_u16()
    }

    fn poll_body(&mut self) -> (Step, Option<Failure>) {
        self.wakers.host.look();
        let mut step = std::mem::replace(&mut self.first, Step::Pending);
        if step == Step::Pending {
            self.shared.hold();
            step = self.pull();
            self.shared.release();
        }
        match step {
            Step::Pending if !self.wakers.host.arm() => (Step::Again, None),
            // The body of a guest that trapped looks as if it had ended.
            Step::End if self.shared.failure().is_some() => (Step::Failed, Some(self.broken())),
            Step::Failed => (Step::Failed, Some(self.broken())),
            _ => (step, None),
        }
    }

    /// Runs the guest for as long as that brings more of the body.
    fn pull(&mut self) -> Step {
        let Some(body) = &mut self.body else { return Step::End };
        let context = &mut Context::from_waker(&self.wakers.task);
        body.clear();
        let mut has_run = false;
        loop {
            let more = body.fill(context);
            if body.is_full() || (has_run && !more) || !self.shared.run() {
                break;
            }
            has_run = true;
        }
        self.shared.run(); // what the reading has brought about
        body.step()
    }

    fn broken(&self) -> Failure {
        self.shared.failure().unwrap_or_else(|| {
            let reason = self.body.as_ref().map_or(String::new(), Pulled::reason);
            Failure::new(Kind::Guest, format!("guest broke off its body: {reason}"))
        })
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_task_new(
    shared: *const Shared,
    request: *const Request,
    wake: WakeCallback,
    host: *mut c_void,
    error: *mut Error,
) -> *mut Task {
    let shared = unsafe { shared::share(shared) };
    match unsafe { Task::new(shared, &*request, Wakers::new(wake, host)) } {
        Ok(task) => Box::into_raw(Box::new(task)),
        Err(failure) => unsafe { give(error, failure, std::ptr::null_mut()) },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_task_free(task: *mut Task) {
    drop(unsafe { Box::from_raw(task) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_task_poll_head(
    task: *mut Task,
    status: *mut u16,
    error: *mut Error,
) -> CallStep {
    let task = unsafe { &mut *task };
    match task.poll_head() {
        Ok(None) if task.wakers.host.arm() => CallStep::Pending,
        Ok(None) => CallStep::Again,
        Ok(Some(number)) => {
            unsafe { status.write(number) };
            CallStep::Ready
        }
        Err(failure) => unsafe { give(error, failure, CallStep::Failed) },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_task_head_fields(
    task: *const Task,
    visitor: *mut c_void,
    visit: VisitField,
) {
    fields::give(&unsafe { &*task }.fields, visitor, visit);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_task_poll_body(
    task: *mut Task,
    bytes: *mut Slice,
    error: *mut Error,
) -> Step {
    let task = unsafe { &mut *task };
    let (step, failure) = task.poll_body();
    if let Some(body) = &task.body {
        unsafe { bytes.write(body.bytes()) };
    }
    match failure {
        Some(failure) => unsafe { give(error, failure, step) },
        None => step,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_task_body_at_hand(task: *const Task) -> bool {
    unsafe { &*task }.first != Step::Pending
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_task_body_complete(task: *const Task) -> bool {
    unsafe { &*task }.body.as_ref().is_none_or(Pulled::is_complete)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_task_trailers(
    task: *const Task,
    visitor: *mut c_void,
    visit: VisitField,
) {
    if let Some(body) = &unsafe { &*task }.body {
        fields::give(body.trailers(), visitor, visit);
    }
}
