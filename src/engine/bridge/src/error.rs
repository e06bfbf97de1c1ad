//! Failures on their way to C++: a kind, one line for the value, one line for the log.

use crate::ffi::Buffer;
use wasmtime::{PoolConcurrencyLimitError, Trap, WasmBacktrace};
use wasmtime_wasi::I32Exit;

/// `bridge_kind`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Invalid,
    Unsupported,
    NotFound,
    Limit,
    Guest,
    Io,
    Internal,
}

#[derive(Clone, Debug)]
pub struct Failure {
    pub kind: Kind,
    pub message: String,
    pub detail: String,
}

impl Failure {
    pub fn new(kind: Kind, message: impl Into<String>) -> Failure {
        Failure { kind, message: message.into(), detail: String::new() }
    }

    /// A failure of the library, with its chain of causes.
    pub fn of(kind: Kind, error: &wasmtime::Error) -> Failure {
        Failure::new(kind, one_line(&format!("{error:#}")))
    }

    /// What made a running guest end. `starved`: it had been refused memory before.
    pub fn of_guest(error: &wasmtime::Error, starved: bool) -> Failure {
        let kind = if starved || error.is::<PoolConcurrencyLimitError>() {
            Kind::Limit
        } else {
            Kind::Guest
        };
        let message = match (error.downcast_ref::<I32Exit>(), error.downcast_ref::<Trap>()) {
            (Some(I32Exit(code)), _) => format!("guest exited with {code}"),
            (_, Some(trap)) => format!("guest trapped: {}", trap_text(trap)),
            _ => format!("guest failed: {}", one_line(&error.root_cause().to_string())),
        };
        let message = if starved { message + ", at its memory limit" } else { message };
        Failure { kind, message, detail: detail_of(error) }
    }
}

fn trap_text(trap: &Trap) -> String {
    let text = trap.to_string();
    text.strip_prefix("wasm trap: ").unwrap_or(&text).to_owned()
}

/// The causes and the guest's stack, innermost first.
fn detail_of(error: &wasmtime::Error) -> String {
    let mut detail = one_line(&format!("{error:#}"));
    if let Some(backtrace) = error.downcast_ref::<WasmBacktrace>() {
        for frame in backtrace.frames() {
            let name = frame.func_name().map(str::to_owned);
            let name = name.unwrap_or_else(|| format!("function {}", frame.func_index()));
            let module = frame.module().name().unwrap_or("module");
            detail += &format!(" < {module}!{name}");
            if let Some(offset) = frame.module_offset() {
                detail += &format!("@{offset:#x}");
            }
        }
    }
    detail
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\r'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

/// `bridge_error`.
#[repr(C)]
pub struct Error {
    kind: Kind,
    message: Buffer,
    detail: Buffer,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        let detail = if failure.detail.is_empty() { Buffer::EMPTY } else { failure.detail.into() };
        Error { kind: failure.kind, message: failure.message.into(), detail }
    }
}

/// Gives a failure to C++ and the value that says so.
///
/// # Safety
/// `out` must be writable.
pub unsafe fn give<T>(out: *mut Error, failure: Failure, refused: T) -> T {
    unsafe { out.write(failure.into()) };
    refused
}
