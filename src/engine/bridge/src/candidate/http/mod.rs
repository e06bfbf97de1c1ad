//! `wasi:http` of the candidates.

mod error;
mod november;
mod october;

pub use november::amend as amend_november;
pub use october::amend as amend_october;

use crate::state::State;
use wasmtime::StoreContextMut;
use wasmtime::component::Resource;
use wasmtime_wasi_http::WasiHttpView;
use wasmtime_wasi_http::p2::bindings::http::types::{
    ErrorCode, FutureTrailers, HostFutureTrailers, Trailers,
};

type Store<'a> = StoreContextMut<'a, State>;

/// Trailers once they are there: to the candidates, something to take once.
fn take_trailers(
    store: &mut Store<'_>,
    future: Resource<FutureTrailers>,
) -> wasmtime::Result<Option<Result<Option<Resource<Trailers>>, ErrorCode>>> {
    match HostFutureTrailers::get(&mut store.data_mut().http(), future)? {
        None => Ok(None),
        Some(Ok(trailers)) => Ok(Some(trailers)),
        Some(Err(())) => Err(wasmtime::format_err!("trailers are taken twice")),
    }
}
