//! The errors of `wasi:http` of 2023-10-18: four kinds, with words.

use wasmtime::component::{ComponentType, Lift, Lower};
use wasmtime_wasi_http::p2::bindings::http::types::ErrorCode;

#[derive(ComponentType, Lift, Lower, Debug)]
#[component(variant)]
pub enum Error {
    #[component(name = "invalid-url")]
    InvalidUrl(String),
    #[component(name = "timeout-error")]
    Timeout(String),
    #[component(name = "protocol-error")]
    Protocol(String),
    #[component(name = "unexpected-error")]
    Unexpected(String),
}

impl From<ErrorCode> for Error {
    fn from(code: ErrorCode) -> Error {
        let words = format!("{code:?}");
        match code {
            ErrorCode::HttpRequestUriInvalid | ErrorCode::HttpRequestUriTooLong => {
                Error::InvalidUrl(words)
            }
            ErrorCode::DnsTimeout
            | ErrorCode::ConnectionTimeout
            | ErrorCode::ConnectionReadTimeout
            | ErrorCode::ConnectionWriteTimeout
            | ErrorCode::HttpResponseTimeout => Error::Timeout(words),
            ErrorCode::HttpProtocolError | ErrorCode::HttpResponseIncomplete => {
                Error::Protocol(words)
            }
            _ => Error::Unexpected(words),
        }
    }
}

impl From<Error> for ErrorCode {
    fn from(error: Error) -> ErrorCode {
        match error {
            Error::InvalidUrl(_) => ErrorCode::HttpRequestUriInvalid,
            Error::Timeout(_) => ErrorCode::ConnectionTimeout,
            Error::Protocol(_) => ErrorCode::HttpProtocolError,
            Error::Unexpected(words) => ErrorCode::InternalError(Some(words)),
        }
    }
}
