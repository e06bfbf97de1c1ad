//! A body that C++ feeds to the guest: that of the request, or of the answer to an outgoing one.

use crate::error::Failure;
use crate::exchange::fault;
use crate::ffi::{Pointer, Slice, Step, VisitField};
use crate::fields;
use bytes::Bytes;
use futures::task::AtomicWaker;
use http::HeaderMap;
use http_body::{Body, Frame};
use std::ffi::{c_int, c_void};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use wasmtime_wasi_http::Error;

/// `bridge_feed_table`.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct FeedTable {
    poll: extern "C" fn(*mut c_void, *mut Slice, *mut c_int) -> Step,
    trailers: extern "C" fn(*mut c_void, *mut c_void, VisitField),
    dropped: extern "C" fn(*mut c_void),
}

/// What C++ and the body share.
pub struct Feed {
    table: FeedTable,
    host: Mutex<Option<Pointer>>, // none when C++ has let go
    waker: AtomicWaker,
}

impl Feed {
    fn step(&self) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let host = self.host.lock().unwrap();
        let Some(Pointer(host)) = *host else {
            return Poll::Ready(Some(Err(Error::HttpResponseIncomplete)));
        };
        let (mut bytes, mut code) = (Slice::EMPTY, 0);
        match (self.table.poll)(host, &mut bytes, &mut code) {
            Step::Pending | Step::Again => Poll::Pending,
            Step::Data => {
                let bytes = Bytes::copy_from_slice(unsafe { bytes.bytes() });
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Step::End => Poll::Ready(self.trailers(host).map(|map| Ok(Frame::trailers(map)))),
            Step::Failed => Poll::Ready(Some(Err(fault(code)))),
        }
    }

    fn trailers(&self, host: *mut c_void) -> Option<HeaderMap> {
        let mut map = HeaderMap::new();
        (self.table.trailers)(host, (&raw mut map).cast(), add_trailer);
        (!map.is_empty()).then_some(map)
    }
}

/// A trailer that no guest may see is left out (RFC 9110 section 6.5.1 allows it).
extern "C" fn add_trailer(map: *mut c_void, name: Slice, value: Slice) {
    let map = unsafe { &mut *map.cast::<HeaderMap>() };
    let _: Result<(), Failure> =
        fields::add(map, unsafe { name.bytes() }, unsafe { value.bytes() });
}

/// The body as the guest's side sees it.
pub struct FeedBody {
    feed: Arc<Feed>,
    ended: bool,
}

impl FeedBody {
    /// # Safety
    /// `feed` must come from `bridge_feed_new`.
    pub unsafe fn of(feed: *const Feed) -> FeedBody {
        unsafe { Arc::increment_strong_count(feed) };
        FeedBody { feed: unsafe { Arc::from_raw(feed) }, ended: false }
    }
}

impl Body for FeedBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        self.feed.waker.register(context.waker());
        let step = self.feed.step();
        self.ended = match &step {
            Poll::Pending => false,
            Poll::Ready(Some(Ok(frame))) => frame.is_trailers(),
            Poll::Ready(Some(Err(_)) | None) => true,
        };
        step
    }
}

impl Drop for FeedBody {
    fn drop(&mut self) {
        if let Some(Pointer(host)) = *self.feed.host.lock().unwrap() {
            (self.feed.table.dropped)(host);
        }
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_feed_new(
    table: *const FeedTable,
    host: *mut c_void,
) -> *const Feed {
    let table = unsafe { *table };
    let host = Mutex::new(Some(Pointer(host)));
    Arc::into_raw(Arc::new(Feed { table, host, waker: AtomicWaker::new() }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_feed_wake(feed: *const Feed) {
    unsafe { &*feed }.waker.wake();
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn bridge_feed_free(feed: *const Feed) {
    let feed = unsafe { Arc::from_raw(feed) };
    *feed.host.lock().unwrap() = None;
    feed.waker.wake();
}
