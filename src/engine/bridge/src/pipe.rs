//! A pipe: what a guest writes to its standard output, as a body. The guest waits while the reader
//! has not taken what it wrote.

use bytes::Bytes;
use http_body::{Body, Frame};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamError, StreamResult};
use wasmtime_wasi_http::Error;

/// Bytes that may wait for the reader.
const ROOM: usize = 64 << 10;

#[derive(Default)]
struct State {
    pieces: VecDeque<Bytes>,
    size: usize,
    reader: Option<Waker>,
    writer: Option<Waker>,
    written: bool, // the writer has gone
    unread: bool,  // the reader has gone
}

impl State {
    fn room(&self) -> StreamResult<usize> {
        if self.unread { Err(StreamError::Closed) } else { Ok(ROOM.saturating_sub(self.size)) }
    }
}

type Shared = Arc<Mutex<State>>;

fn wake(waker: Option<Waker>) {
    if let Some(waker) = waker {
        waker.wake();
    }
}

pub fn pipe() -> (Writer, Reader) {
    let state = Shared::default();
    (Writer(Arc::new(End(state.clone()))), Reader(state))
}

/// The last writer's end.
struct End(Shared);

impl Drop for End {
    fn drop(&mut self) {
        let mut state = self.0.lock().unwrap();
        state.written = true;
        let reader = state.reader.take();
        drop(state);
        wake(reader);
    }
}

/// Each handle that the guest has of its standard output is a clone.
#[derive(Clone)]
pub struct Writer(Arc<End>);

impl Writer {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.0.lock().unwrap()
    }

    fn put(&self, bytes: Bytes) {
        let mut state = self.state();
        state.size += bytes.len();
        state.pieces.push_back(bytes);
        let reader = state.reader.take();
        drop(state);
        wake(reader);
    }

    /// Ready when there is room, or nobody who reads.
    fn poll_room(&self, context: &mut Context<'_>) -> Poll<StreamResult<usize>> {
        let mut state = self.state();
        match state.room() {
            Ok(0) => {
                state.writer = Some(context.waker().clone());
                Poll::Pending
            }
            room => Poll::Ready(room),
        }
    }
}

impl IsTerminal for Writer {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Writer {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

impl OutputStream for Writer {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        if !bytes.is_empty() {
            self.put(bytes);
        }
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        self.state().room()
    }
}

#[wasmtime_wasi::async_trait]
impl Pollable for Writer {
    async fn ready(&mut self) {
        let _ = poll_fn(|context| self.poll_room(context)).await;
    }
}

impl AsyncWrite for Writer {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_room(context).map(|room| match room {
            Ok(room) => {
                let count = room.min(bytes.len());
                self.put(Bytes::copy_from_slice(&bytes[..count]));
                Ok(count)
            }
            Err(_) => Err(io::ErrorKind::BrokenPipe.into()),
        })
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

pub struct Reader(Shared);

impl Body for Reader {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let mut state = self.0.lock().unwrap();
        let Some(piece) = state.pieces.pop_front() else {
            if state.written {
                return Poll::Ready(None);
            }
            state.reader = Some(context.waker().clone());
            return Poll::Pending;
        };
        state.size -= piece.len();
        let writer = state.writer.take();
        drop(state);
        wake(writer);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut state = self.0.lock().unwrap();
        state.unread = true;
        let writer = state.writer.take();
        drop(state);
        wake(writer);
    }
}
