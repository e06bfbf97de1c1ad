//! A request's body as a guest's standard input.

use bytes::Bytes;
use http_body::Body;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use tokio::io::{AsyncRead, ReadBuf};
use wasmtime_wasi::cli::{IsTerminal, StdinStream};
use wasmtime_wasi::p2::{InputStream, Pollable, StreamError, StreamResult};
use wasmtime_wasi_http::WasiBody;

struct State {
    body: WasiBody,
    piece: Bytes,
    end: Option<Result<(), String>>,
}

impl State {
    /// Ready when there is a piece, or the end.
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        while self.piece.is_empty() && self.end.is_none() {
            match Pin::new(&mut self.body).poll_frame(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => self.end = Some(Ok(())),
                Poll::Ready(Some(Err(error))) => self.end = Some(Err(error.to_string())),
                Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                    Ok(piece) => self.piece = piece,
                    Err(_trailers) => self.end = Some(Ok(())),
                },
            }
        }
        Poll::Ready(())
    }

    fn take(&mut self, most: usize) -> Bytes {
        self.piece.split_to(most.min(self.piece.len()))
    }
}

/// Each handle that the guest has of its standard input is a clone.
#[derive(Clone)]
pub struct Input(Arc<Mutex<State>>);

impl Input {
    pub fn new(body: WasiBody) -> Input {
        Input(Arc::new(Mutex::new(State { body, piece: Bytes::new(), end: None })))
    }
}

impl IsTerminal for Input {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdinStream for Input {
    fn async_stream(&self) -> Box<dyn AsyncRead + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn InputStream> {
        Box::new(self.clone())
    }
}

impl InputStream for Input {
    fn read(&mut self, most: usize) -> StreamResult<Bytes> {
        let mut state = self.0.lock().unwrap();
        // What is not there yet is waited for by `ready`.
        let _ = state.poll(&mut Context::from_waker(Waker::noop()));
        match &state.end {
            Some(end) if state.piece.is_empty() => Err(match end {
                Ok(()) => StreamError::Closed,
                Err(words) => StreamError::LastOperationFailed(wasmtime::format_err!("{words}")),
            }),
            _ => Ok(state.take(most)),
        }
    }
}

#[wasmtime_wasi::async_trait]
impl Pollable for Input {
    async fn ready(&mut self) {
        poll_fn(|context| self.0.lock().unwrap().poll(context)).await;
    }
}

impl AsyncRead for Input {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let mut state = self.0.lock().unwrap();
        state.poll(context).map(|()| {
            if let (true, Some(Err(words))) = (state.piece.is_empty(), &state.end) {
                return Err(io::Error::other(words.clone()));
            }
            let piece = state.take(into.remaining());
            into.put_slice(&piece);
            Ok(())
        })
    }
}
