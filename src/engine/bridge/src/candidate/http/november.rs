//! `wasi:http` of 2023-11-10: other names for timeouts, and trailers that are taken once.

use super::super::reopen;
use super::{Store, take_trailers};
use crate::state::State;
use wasmtime::component::{Linker, LinkerInstance, Resource};
use wasmtime_wasi_http::WasiHttpView;
use wasmtime_wasi_http::p2::bindings::http::types::{
    FutureTrailers, HostRequestOptions, RequestOptions,
};

pub fn amend(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut types = reopen(linker, "wasi:http/types")?;
    add_getters(&mut types)?;
    add_setters(&mut types)?;
    types.func_wrap(
        "[method]future-trailers.get",
        |mut store: Store<'_>, (future,): (Resource<FutureTrailers>,)| {
            Ok((take_trailers(&mut store, future)?,))
        },
    )
}

/// Durations in nanoseconds, whatever the names say.
fn add_getters(types: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    type Options = (Resource<RequestOptions>,);
    types.func_wrap(
        "[method]request-options.connect-timeout-ms",
        |mut store: Store<'_>, (options,): Options| {
            Ok((store.data_mut().http().connect_timeout(options)?,))
        },
    )?;
    types.func_wrap(
        "[method]request-options.first-byte-timeout-ms",
        |mut store: Store<'_>, (options,): Options| {
            Ok((store.data_mut().http().first_byte_timeout(options)?,))
        },
    )?;
    types.func_wrap(
        "[method]request-options.between-bytes-timeout-ms",
        |mut store: Store<'_>, (options,): Options| {
            Ok((store.data_mut().http().between_bytes_timeout(options)?,))
        },
    )
}

fn add_setters(types: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    type Wanted = (Resource<RequestOptions>, Option<u64>);
    types.func_wrap(
        "[method]request-options.set-connect-timeout-ms",
        |mut store: Store<'_>, (options, value): Wanted| {
            Ok((store.data_mut().http().set_connect_timeout(options, value)?,))
        },
    )?;
    types.func_wrap(
        "[method]request-options.set-first-byte-timeout-ms",
        |mut store: Store<'_>, (options, value): Wanted| {
            Ok((store.data_mut().http().set_first_byte_timeout(options, value)?,))
        },
    )?;
    types.func_wrap(
        "[method]request-options.set-between-bytes-timeout-ms",
        |mut store: Store<'_>, (options, value): Wanted| {
            Ok((store.data_mut().http().set_between_bytes_timeout(options, value)?,))
        },
    )
}
