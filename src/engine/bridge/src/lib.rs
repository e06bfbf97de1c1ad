//! Wasmtime for torpor, behind the C face in `../bridge.h`, where every exported function is
//! explained. One noun per module; what crosses the border is made in `ffi`.

mod body;
mod call;
mod candidate;
mod code;
mod componentize;
mod compose;
mod config;
mod engine;
mod error;
mod exchange;
mod feed;
mod ffi;
mod fields;
mod handler;
mod inspect;
mod limits;
mod output;
mod pool;
mod request;
mod state;
mod ticker;
mod waker;
mod wasi;
