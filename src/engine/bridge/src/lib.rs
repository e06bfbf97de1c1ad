//! Wasmtime for torpor, behind the C face in `../bridge.h`, where every exported function is
//! explained. One noun per module; what crosses the border is made in `ffi`.

mod bindings;
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
mod inbox;
mod inspect;
mod key_value;
mod limits;
mod output;
mod pool;
mod provide;
mod request;
mod shared;
mod spin_key_value;
mod spin_sqlite;
mod sqlite;
mod state;
mod stores;
mod task;
mod ticker;
mod variables;
mod waker;
mod wasi;
mod wasi_key_value;
